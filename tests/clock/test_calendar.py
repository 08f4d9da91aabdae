"""A calendar says which hours are open on a day, and refuses what cannot be."""

from datetime import date, time

import pytest

from sapa.clock import Calendar, ClockError, DayKind, Hours, Window, default_calendars
from tests.clock.cities import ALWAYS, CALL_CENTER, OFFICE, RAMADAN_2026, nine_to_five, special, weekdays

SATURDAY = "2026-08-15"
WEEK = {"Mon": "2026-08-10", "Thu": "2026-08-13", "Fri": "2026-08-14", "Sat": SATURDAY, "Sun": "2026-08-16"}


def hours_on(cal: Calendar, day: str) -> Window | None:
    return cal.day(date.fromisoformat(day)).window


@pytest.mark.parametrize("cal", [CALL_CENTER, OFFICE])
def test_the_default_week_is_that_of_perpres_21_2023(cal: Calendar) -> None:
    usual = Window(time(7, 30), time(16), time(12), time(13))
    assert hours_on(cal, WEEK["Mon"]) == hours_on(cal, WEEK["Thu"]) == usual
    assert hours_on(cal, WEEK["Fri"]) == Window(time(7, 30), time(16, 30), time(11, 30), time(13))
    assert hours_on(cal, WEEK["Sat"]) is None
    assert hours_on(cal, WEEK["Sun"]) is None


def test_the_always_calendar_knows_no_closed_day() -> None:
    assert ALWAYS.always_open
    assert hours_on(ALWAYS, "2026-08-17") is not None
    assert hours_on(ALWAYS, WEEK["Sun"]) is not None


def test_a_holiday_and_a_cuti_bersama_close_a_day() -> None:
    assert hours_on(OFFICE, "2026-08-17") is None
    assert hours_on(OFFICE, "2026-12-24") is None


def test_a_make_up_day_opens_a_saturday_with_mondays_hours() -> None:
    cal = default_calendars([special(SATURDAY, DayKind.MAKE_UP)])["office"]
    assert hours_on(cal, SATURDAY) == hours_on(cal, WEEK["Mon"])


def test_a_make_up_day_wins_over_a_holiday_with_that_days_own_hours() -> None:
    days = [special(WEEK["Fri"], DayKind.MAKE_UP), special(WEEK["Fri"], DayKind.HOLIDAY)]
    cal = default_calendars(days)["office"]
    assert hours_on(cal, WEEK["Fri"]) == hours_on(OFFICE, WEEK["Fri"])


def test_a_holiday_names_a_day_that_is_also_cuti_bersama() -> None:
    days = [special(WEEK["Mon"], DayKind.HOLIDAY, "Libur"), special(WEEK["Mon"], DayKind.CUTI_BERSAMA)]
    found = default_calendars(days)["office"].day(date.fromisoformat(WEEK["Mon"])).special
    assert found is not None
    assert found.name == "Libur"


def test_ramadan_hours_hold_only_in_their_period() -> None:
    cal = default_calendars((), ramadan=[RAMADAN_2026])["office"]
    assert hours_on(cal, "2026-02-18") == Window(time(7, 30), time(16), time(12), time(13))
    assert hours_on(cal, "2026-02-19") == Window(time(8), time(15), time(12), time(12, 30))
    assert hours_on(cal, "2026-03-20") == Window(time(8), time(15, 30), time(11, 30), time(12, 30))
    assert hours_on(cal, "2026-03-23") == Window(time(7, 30), time(16), time(12), time(13))


def test_the_later_valid_from_wins_whatever_the_order() -> None:
    early = Hours(0, Window(time(8), time(12), None, None), date(2026, 1, 1), None)
    late = Hours(0, Window(time(9), time(13), None, None), date(2026, 8, 1), None)
    for hours in ((early, late), (late, early)):
        cal = Calendar("c", "C", "Asia/Jakarta", hours, ())
        assert hours_on(cal, "2026-07-27") == early.window
        assert hours_on(cal, WEEK["Mon"]) == late.window


def test_equal_calendars_have_equal_hashes() -> None:
    assert nine_to_five() == nine_to_five()
    assert hash(nine_to_five()) == hash(nine_to_five())
    assert nine_to_five() != nine_to_five(special(SATURDAY, DayKind.MAKE_UP))


@pytest.mark.parametrize(
    "times",
    [(16, 8, None, None), (8, 8, None, None), (8, 16, 12, None), (8, 16, None, 13), (8, 16, 13, 12),
     (8, 16, 8, 9), (8, 16, 15, 16), (8, 16, 17, 18)],
)  # fmt: skip
def test_an_impossible_window_is_refused(times: tuple[int | None, ...]) -> None:
    with pytest.raises(ClockError):
        Window(*(None if hour is None else time(hour) for hour in times))  # type: ignore[arg-type]


def test_impossible_hours_are_refused() -> None:
    window = Window(time(8), time(16), None, None)
    with pytest.raises(ClockError, match="weekday"):
        weekdays(window, 7)
    with pytest.raises(ClockError, match="ends before"):
        Hours(0, window, date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize("tz", ["Asia/Depok", "", "../etc/passwd"])
def test_an_unknown_time_zone_is_refused(tz: str) -> None:
    with pytest.raises(ClockError, match="time zone"):
        Calendar("c", "C", tz, (), (), always_open=True)


def test_equal_calendars_share_their_computed_years() -> None:
    assert nine_to_five().shared is nine_to_five().shared
    assert nine_to_five().shared is not OFFICE.shared
