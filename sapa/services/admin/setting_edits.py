"""Changing a dated setting: a new value from a day on; what was in force on past days stays as it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Setting
from sapa.services import adminlog, counters, settings, units
from sapa.services.actors import Actor
from sapa.services.admin import setting_shapes
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict, NotFound
from sapa.services.typed import Typed


@dataclass(frozen=True)
class Standing:
    """One setting as of a day: its value, since when (None: as delivered), and the values to come."""

    key: str
    value: Any
    since: date | None
    coming: tuple[Setting, ...]


def overview(today: date) -> list[Standing]:
    """All settings that a form can change, in the order of delivery."""
    rows = db.session.scalars(select(Setting).order_by(Setting.key, Setting.valid_from)).all()
    keys = [key for key in settings.DEFAULTS if setting_shapes.shape_of(key) is not None]
    return [_standing(key, rows, today) for key in keys]


def one(key: str, today: date) -> tuple[Standing, tuple[Setting, ...]]:
    """One setting and all its rows, the newest first. NotFound for a key that the house does not know."""
    if setting_shapes.shape_of(key) is None:
        raise NotFound("not_found")
    rows = db.session.scalars(select(Setting).where(Setting.key == key).order_by(Setting.valid_from)).all()
    return _standing(key, rows, today), tuple(reversed(rows))


def _standing(key: str, rows: Sequence[Setting], today: date) -> Standing:
    own = [row for row in rows if row.key == key]
    past = [row for row in own if row.valid_from <= today]
    coming = tuple(row for row in own if row.valid_from > today)
    value, since = (past[-1].value, past[-1].valid_from) if past else (settings.DEFAULTS[key], None)
    return Standing(key, value, since, coming)


def change(key: str, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """A value from `valid_from` (today or later) on; a second one for the same day replaces the first.

    Raises NotFound for an unknown key, Invalid.
    """
    shape = setting_shapes.shape_of(key)
    if shape is None:
        raise NotFound("not_found")
    typed = Typed(data)
    first = typed.day("valid_from", required=True)
    with transaction():
        if first is not None and first < local_day(now):
            typed.fault("valid_from", "in_the_past")
        value = setting_shapes.read(typed, shape)
        if first is not None:
            _reminder_first(typed, key, value, first)
        typed.check()
        assert first is not None  # checked as required
        _put(key, value, first, actor, now)
        counters.touch(settings.STAMP)
        if key == "routes":
            units.lay_routed(first)


def _reminder_first(typed: Typed, key: str, value: Any, first: date) -> None:
    """A citizen is reminded before the case ends, or he never is."""
    days = {name: settings.get(name, first) for name in ("citizen_remind_days", "citizen_end_days")}
    if key in days and isinstance(value, int):
        days[key] = value
        if days["citizen_remind_days"] >= days["citizen_end_days"]:
            typed.fault(
                "value",
                "reminder_after_end",
                remind=days["citizen_remind_days"],
                end=days["citizen_end_days"],
            )


def _put(key: str, value: Any, first: date, actor: Actor, now: datetime) -> None:
    row = db.session.scalars(
        select(Setting).where(Setting.key == key, Setting.valid_from == first).with_for_update()
    ).one_or_none()
    old = row.value if row is not None else settings.get(key, first)
    if row is None:
        row = Setting(key=key, valid_from=first)
        db.session.add(row)
    row.value, row.set_at, row.set_by = value, now, actor.user_id
    about = {"valid_from": first.isoformat(), "old": old, "new": value}
    adminlog.note("setting_changed", f"setting {key}", actor, now, **about)


def withdraw(setting_id: int, actor: Actor, now: datetime) -> str:
    """Take back a value that is not in force yet; returns its key. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(Setting, setting_id)
        if row.valid_from <= local_day(now):
            raise Conflict("in_force")
        key = row.key
        about = {"valid_from": row.valid_from.isoformat(), "old": row.value}
        adminlog.note("setting_withdrawn", f"setting {key}", actor, now, **about)
        db.session.delete(row)
        counters.touch(settings.STAMP)
    return key
