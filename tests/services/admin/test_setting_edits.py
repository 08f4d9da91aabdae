"""Dated settings: what would break a number, a reminder or a confidential case is refused at once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy.orm import scoped_session

from sapa.services import settings
from sapa.services.actors import Actor
from sapa.services.admin import setting_edits
from sapa.services.errors import Invalid

#: A Tuesday, 13.42 WIB.
NOW = datetime(2026, 11, 10, 6, 42, tzinfo=UTC)


@pytest.fixture
def admin(session: scoped_session) -> Actor:
    user = User(first_name="Admin", last_name="Uji", username="admin-uji", email="admin@contoh.example")
    user.active = True
    session.add(user)
    session.commit()
    return Actor(user.id, "Admin Uji", frozenset({"admin"}))


def change(admin: Actor, key: str, value: Any) -> Any:
    setting_edits.change(key, {"value": value, "valid_from": NOW.date()}, admin, NOW)
    return settings.get(key, NOW.date())


@pytest.mark.parametrize(
    ("key", "value", "code"),
    [
        ("ticket_prefix", "dpk", "not_a_prefix"),
        ("ticket_prefix", "DPK/1", "not_a_prefix"),
        ("citizen_end_days", 3, "reminder_after_end"),
        ("citizen_remind_days", 10, "reminder_after_end"),
        ("named_people", "sms-wa/petugas: admin-uji", "not_a_named_lane"),
        ("named_people", "sms-wa/pemeriksa:", "not_a_named_lane"),
        ("named_people", "sms-wa/pemeriksa: admin-uji salah.ketik", "account_unknown"),
    ],
)
def test_a_slip_is_refused(admin: Actor, key: str, value: Any, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        change(admin, key, value)
    assert refusal.value.fields["value"].code == code


@pytest.mark.parametrize(
    ("key", "value", "kept"),
    [
        ("ticket_prefix", "KP-PPID", "KP-PPID"),
        ("citizen_end_days", 4, 4),
        ("named_people", "sms-wa/pemeriksa: admin-uji", ["sms-wa/pemeriksa: admin-uji"]),
        ("named_people", "", []),
    ],
)
def test_what_is_right_holds_from_its_day(admin: Actor, key: str, value: Any, kept: Any) -> None:
    assert change(admin, key, value) == kept
