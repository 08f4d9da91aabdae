"""Calendars from their rows to the clock, reloaded when somebody changes them."""

from __future__ import annotations

import pytest

from sapa.clock import DayKind, is_open, next_open
from sapa.services import calendars
from sapa.services.errors import NotFound
from tests.clock.moments import at
from tests.support.world import World


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("Mon 2026-08-03 07:29", "Mon 2026-08-03 07:30"),
        ("Mon 2026-08-03 12:15", "Mon 2026-08-03 13:00"),
        ("Fri 2026-08-07 11:45", "Fri 2026-08-07 13:00"),
        ("Fri 2026-08-07 16:15", "Fri 2026-08-07 16:15"),
        ("Fri 2026-08-14 16:31", "Tue 2026-08-18 07:30"),
        ("Wed 2026-05-13 16:01", "Mon 2026-05-18 07:30"),
        ("Tue 2026-03-03 07:45", "Tue 2026-03-03 08:00"),
        ("Thu 2026-12-24 10:00", "Mon 2026-12-28 07:30"),
    ],
)
def test_the_city_opens_as_its_rows_say(world: World, moment: str, opens: str) -> None:
    assert next_open(calendars.get("call_center"), at(moment)) == at(opens)


def test_a_new_holiday_is_seen_at_once(world: World) -> None:
    assert is_open(calendars.get("office"), at("Mon 2026-08-03 09:00"))
    world.holiday("2026-08-03")
    assert not is_open(calendars.get("office"), at("Mon 2026-08-03 09:00"))


def test_a_make_up_day_opens_a_saturday(world: World) -> None:
    world.holiday("2026-08-08", "Hari kerja pengganti", "make_up")
    assert is_open(calendars.get("office"), at("Sat 2026-08-08 09:00"))


def test_one_calendar_never_closes(world: World) -> None:
    assert is_open(calendars.get("always"), at("Sun 2026-08-02 03:00"))


def test_an_unknown_calendar_is_said_so(world: World) -> None:
    with pytest.raises(NotFound) as fault:
        calendars.get("malam")
    assert fault.value.code == "calendar_unknown"


def test_the_day_is_the_citys_day(world: World) -> None:
    assert calendars.local_day(at("Fri 2027-01-01 00:30")).isoformat() == "2027-01-01"


def test_holiday_and_cuti_bersama_are_told_apart(world: World) -> None:
    kinds = {each.day.isoformat(): each.kind for each in calendars.get("office").days}
    assert kinds["2026-08-17"] is DayKind.HOLIDAY
    assert kinds["2026-05-15"] is DayKind.CUTI_BERSAMA
