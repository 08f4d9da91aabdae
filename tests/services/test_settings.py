"""Dated settings: the newest value whose day has come, the delivered one before."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest

from sapa.db import db, transaction
from sapa.models import Setting
from sapa.services import counters, settings
from tests.clock.moments import at
from tests.support.world import World

KEY = "citizen_end_days"


@pytest.mark.parametrize(
    ("day", "value"),
    [("2026-07-31", 10), ("2026-08-01", 5), ("2026-08-31", 5), ("2026-09-01", 7), ("2030-01-01", 7)],
)
def test_a_value_counts_from_its_day_on(world: World, day: str, value: int) -> None:
    world.set(KEY, 7, "2026-09-01")
    world.set(KEY, 5, "2026-08-01")
    assert settings.get(KEY, date.fromisoformat(day)) == value


def test_what_nobody_set_has_its_delivered_value(world: World) -> None:
    assert settings.everything(date(2026, 8, 3)) == settings.DEFAULTS


def test_an_unknown_key_is_a_mistake_of_the_program(world: World) -> None:
    with pytest.raises(KeyError):
        settings.get("citizen_end_dayz", date(2026, 8, 3))


def test_a_change_that_is_taken_back_is_forgotten(world: World) -> None:
    """What was cached inside a transaction that failed must not be taken for what the next one commits."""
    day = date(2026, 8, 3)
    with suppress(ValueError), transaction():
        db.session.add(Setting(key=KEY, value=5, valid_from=day, set_at=at("Mon 2026-08-03 09:00")))
        counters.touch(settings.STAMP)
        assert settings.get(KEY, day) == 5
        raise ValueError
    assert settings.get(KEY, day) == 10
    world.set(KEY, 6, "2026-08-01")
    assert settings.get(KEY, day) == 6
