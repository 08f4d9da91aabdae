"""Deadlines worked out by hand, boundary by boundary."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from sapa.clock import (
    Basis,
    Calendar,
    ClockError,
    DayKind,
    Duration,
    Hours,
    Pause,
    StillPausedError,
    Window,
    add,
    between,
    default_calendars,
    is_open,
    next_open,
    nth_day,
    parse_duration,
)
from tests.clock.cities import ALWAYS, CALL_CENTER, OFFICE, RAMADAN_2026, SKB_2026, nine_to_five, special
from tests.clock.moments import at


def limit(raw: str) -> Duration:
    duration = parse_duration(raw)
    assert duration is not None
    return duration


@pytest.mark.parametrize(
    ("start", "raw", "due"),
    [
        ("Mon 2026-08-10 08:00", "10 menit", "Mon 2026-08-10 08:10"),
        ("Mon 2026-08-10 15:50", "10 menit", "Mon 2026-08-10 16:00"),
        ("Mon 2026-08-10 15:55", "10 menit", "Tue 2026-08-11 07:35"),
        ("Mon 2026-08-10 16:00", "10 menit", "Tue 2026-08-11 07:40"),
        ("Mon 2026-08-10 11:55", "5 menit", "Mon 2026-08-10 12:00"),
        ("Mon 2026-08-10 11:55", "10 menit", "Mon 2026-08-10 13:05"),
        ("Mon 2026-08-10 12:15", "10 menit", "Mon 2026-08-10 13:10"),
        ("Mon 2026-08-10 05:00", "1 jam", "Mon 2026-08-10 08:30"),
        ("Fri 2026-08-14 11:25", "10 menit", "Fri 2026-08-14 13:05"),
        ("Fri 2026-08-14 15:00", "2 jam", "Tue 2026-08-18 08:00"),
        ("Sat 2026-08-15 10:00", "10 menit", "Tue 2026-08-18 07:40"),
        ("Mon 2026-08-10 07:30", "1 hari", "Mon 2026-08-10 16:00"),
        ("Mon 2026-08-10 10:00", "1 hari kerja", "Tue 2026-08-11 10:00"),
        ("Thu 2026-12-31 15:00", "2 jam", "Fri 2027-01-01 08:30"),
    ],
)
def test_a_limit_runs_only_in_open_hours(start: str, raw: str, due: str) -> None:
    assert add(CALL_CENTER, at(start), limit(raw)) == at(due)


def test_a_deadline_is_in_utc() -> None:
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("10 menit")).tzinfo is UTC


def test_seconds_are_kept() -> None:
    start = at("Mon 2026-08-10 15:59") + timedelta(seconds=20, microseconds=7)
    expected = at("Tue 2026-08-11 07:34") + timedelta(seconds=20, microseconds=7)
    assert add(OFFICE, start, limit("5 menit")) == expected


def test_wall_time_runs_through_nights_and_holidays_and_may_end_on_one() -> None:
    due = add(CALL_CENTER, at("Fri 2026-08-14 15:00"), limit("3 x 24 jam"))
    assert due == at("Mon 2026-08-17 15:00")
    assert not is_open(CALL_CENTER, due)


def test_a_pause_pushes_wall_time_too() -> None:
    pause = Pause(at("Sat 2026-08-15 00:00"), at("Sat 2026-08-15 06:00"), "waiting")
    due = add(CALL_CENTER, at("Fri 2026-08-14 15:00"), limit("3 x 24 jam"), [pause])
    assert due == at("Mon 2026-08-17 21:00")


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([("Mon 2026-08-10 09:00", "Mon 2026-08-10 10:00")], "Mon 2026-08-10 11:00"),
        ([("Mon 2026-08-10 07:00", "Mon 2026-08-10 08:30")], "Mon 2026-08-10 10:30"),
        ([("Mon 2026-08-10 10:00", "Mon 2026-08-10 11:00")], "Mon 2026-08-10 10:00"),
        ([("Fri 2026-08-07 07:00", "Mon 2026-08-10 07:00")], "Mon 2026-08-10 10:00"),
        ([("Mon 2026-08-10 09:30", "Tue 2026-08-11 09:00")], "Tue 2026-08-11 09:30"),
        ([("Mon 2026-08-10 09:30", "Mon 2026-08-10 15:45")], "Tue 2026-08-11 07:45"),
        (
            [
                ("Mon 2026-08-10 09:15", "Mon 2026-08-10 10:00"),
                ("Mon 2026-08-10 09:00", "Mon 2026-08-10 09:30"),
            ],
            "Mon 2026-08-10 11:00",
        ),
    ],
)
def test_two_hours_from_eight_with_a_pause(pauses: list[tuple[str, str]], due: str) -> None:
    stops = [Pause(at(start), at(end), "waiting") for start, end in pauses]
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("2 jam"), stops) == at(due)


def test_an_open_pause_leaves_no_deadline() -> None:
    pause = Pause(at("Mon 2026-08-10 09:00"), None, "waiting")
    with pytest.raises(StillPausedError, match="waiting"):
        add(OFFICE, at("Mon 2026-08-10 08:00"), limit("2 jam"), [pause])
    with pytest.raises(StillPausedError):
        nth_day(OFFICE, at("Mon 2026-08-10 08:00"), 1, [pause])


def test_an_open_pause_after_the_deadline_changes_nothing() -> None:
    pause = Pause(at("Mon 2026-08-10 16:00"), None, "waiting")
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("2 jam"), [pause]) == at("Mon 2026-08-10 10:00")
    assert nth_day(OFFICE, at("Fri 2026-08-07 08:00"), 1, [pause]) == at("Mon 2026-08-10 16:00")


def test_a_pause_cannot_end_before_it_begins() -> None:
    with pytest.raises(ClockError):
        Pause(at("Mon 2026-08-10 09:00"), at("Mon 2026-08-10 08:00"), "waiting")


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("Mon 2026-08-10 08:00", "Mon 2026-08-10 09:00", 60),
        ("Mon 2026-08-10 11:00", "Mon 2026-08-10 14:00", 120),
        ("Fri 2026-08-14 16:00", "Tue 2026-08-18 08:00", 60),
        ("Sat 2026-08-15 08:00", "Sun 2026-08-16 08:00", 0),
        ("Mon 2026-08-10 09:00", "Mon 2026-08-10 08:00", -60),
    ],
)
def test_open_time_between_two_moments(start: str, end: str, minutes: int) -> None:
    assert between(OFFICE, at(start), at(end)) == timedelta(minutes=minutes)


def test_open_time_leaves_pauses_out_even_one_without_end() -> None:
    pauses = [
        Pause(at("Mon 2026-08-10 08:30"), at("Mon 2026-08-10 09:00"), "a"),
        Pause(at("Mon 2026-08-10 09:30"), None, "b"),
    ]
    spent = between(OFFICE, at("Mon 2026-08-10 08:00"), at("Tue 2026-08-11 09:30"), pauses)
    assert spent == timedelta(minutes=60)


def test_three_working_days_over_lebaran_2026_end_on_friday() -> None:
    assert nth_day(OFFICE, at("Tue 2026-03-17 10:00"), 3) == at("Fri 2026-03-27 16:30")


@pytest.mark.parametrize(
    ("receipt", "n", "due"),
    [
        ("Mon 2026-08-10 23:59", 1, "Tue 2026-08-11 16:00"),
        ("Mon 2026-08-10 00:00", 1, "Tue 2026-08-11 16:00"),
        ("Fri 2026-08-14 09:00", 1, "Tue 2026-08-18 16:00"),
        ("Sat 2026-08-15 09:00", 1, "Tue 2026-08-18 16:00"),
        ("Mon 2026-08-03 09:00", 10, "Tue 2026-08-18 16:00"),
        ("Mon 2026-12-21 09:00", 5, "Wed 2026-12-30 16:00"),
        ("Mon 2026-12-28 09:00", 5, "Mon 2027-01-04 16:00"),
    ],
)
def test_working_days_end_at_closing_time(receipt: str, n: int, due: str) -> None:
    assert nth_day(OFFICE, at(receipt), n) == at(due)


def test_the_receipt_day_is_the_local_one() -> None:
    receipt = datetime(2026, 8, 10, 18, 0, tzinfo=UTC)  # 01.00 on Tuesday in Depok
    assert nth_day(OFFICE, receipt, 1) == at("Wed 2026-08-12 16:00")


def test_a_day_whose_closing_is_paused_does_not_count() -> None:
    pause = Pause(at("Tue 2026-08-11 15:00"), at("Thu 2026-08-13 08:00"), "waiting")
    assert nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 1, [pause]) == at("Thu 2026-08-13 16:00")


def test_a_pause_within_one_day_costs_no_day() -> None:
    pause = Pause(at("Tue 2026-08-11 08:00"), at("Tue 2026-08-11 15:00"), "waiting")
    assert nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 1, [pause]) == at("Tue 2026-08-11 16:00")


def test_a_day_counts_when_the_pause_begins_at_its_closing() -> None:
    pause = Pause(at("Tue 2026-08-11 16:00"), at("Wed 2026-08-12 09:00"), "waiting")
    assert nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 2, [pause]) == at("Wed 2026-08-12 16:00")


def test_two_pauses_that_touch_are_one() -> None:
    first = Pause(at("Tue 2026-08-11 08:00"), at("Tue 2026-08-11 16:00"), "waiting")
    second = Pause(at("Tue 2026-08-11 16:00"), at("Wed 2026-08-12 08:00"), "still waiting")
    assert nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 1, [first, second]) == at("Wed 2026-08-12 16:00")


def test_an_always_open_day_ends_at_midnight() -> None:
    assert nth_day(ALWAYS, at("Sun 2026-08-16 09:00"), 1) == at("Tue 2026-08-18 00:00")


def test_working_days_need_a_positive_number() -> None:
    with pytest.raises(ClockError):
        nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 0)


def test_ramadan_shortens_the_day() -> None:
    cal = default_calendars(SKB_2026, ramadan=[RAMADAN_2026])["office"]
    assert add(cal, at("Mon 2026-03-02 07:00"), limit("1 hari")) == at("Tue 2026-03-03 09:00")
    assert nth_day(cal, at("Mon 2026-03-02 07:00"), 4) == at("Fri 2026-03-06 15:30")


def test_a_make_up_saturday_is_worked() -> None:
    cal = default_calendars([*SKB_2026, special("2026-08-15", DayKind.MAKE_UP)])["office"]
    assert add(cal, at("Fri 2026-08-14 16:00"), limit("1 jam")) == at("Sat 2026-08-15 08:00")
    assert nth_day(cal, at("Fri 2026-08-14 16:00"), 1) == at("Sat 2026-08-15 16:00")


@pytest.mark.parametrize(
    ("moment", "opens"),
    [
        ("Mon 2026-08-10 07:30", "Mon 2026-08-10 07:30"),
        ("Mon 2026-08-10 09:17", "Mon 2026-08-10 09:17"),
        ("Mon 2026-08-10 12:00", "Mon 2026-08-10 12:00"),
        ("Mon 2026-08-10 16:00", "Mon 2026-08-10 16:00"),
        ("Mon 2026-08-10 12:01", "Mon 2026-08-10 13:00"),
        ("Mon 2026-08-10 16:01", "Tue 2026-08-11 07:30"),
        ("Fri 2026-08-14 20:00", "Tue 2026-08-18 07:30"),
    ],
)
def test_the_next_opening(moment: str, opens: str) -> None:
    assert next_open(OFFICE, at(moment)) == at(opens)
    assert is_open(OFFICE, at(moment)) is (moment == opens)


def test_it_is_always_open_at_new_year() -> None:
    midnight = at("Fri 2027-01-01 00:00")
    assert is_open(ALWAYS, midnight)
    assert add(ALWAYS, midnight - timedelta(minutes=5), limit("5 menit")) == midnight
    assert add(ALWAYS, midnight - timedelta(minutes=5), limit("10 menit")) == midnight + timedelta(minutes=5)


def test_a_calendar_without_hours_is_an_error() -> None:
    empty = Calendar("empty", "Empty", "Asia/Jakarta", (), ())
    start = at("Mon 2026-08-10 09:00")
    for reckon in (
        lambda: add(empty, start, limit("5 menit")),
        lambda: nth_day(empty, start, 1),
        lambda: next_open(empty, start),
        lambda: is_open(empty, start),
    ):
        with pytest.raises(ClockError, match="empty"):
            reckon()
    assert between(empty, start, start + timedelta(days=400)) == timedelta(0)


def test_hours_that_run_out_are_an_error_only_afterwards() -> None:
    hours = Hours(0, Window(time(9), time(17), None, None), None, date(2026, 8, 17))
    cal = Calendar("old", "Old", "Asia/Jakarta", (hours,), ())
    assert add(cal, at("Mon 2026-08-10 16:00"), limit("2 jam")) == at("Mon 2026-08-17 10:00")
    with pytest.raises(ClockError, match="old"):
        add(cal, at("Mon 2026-08-10 16:00"), limit("10 jam"))


def test_hours_that_begin_years_later_are_waited_for() -> None:
    hours = Hours(0, Window(time(9), time(17), None, None), date(2030, 1, 1), None)
    cal = Calendar("new", "New", "Asia/Jakarta", (hours,), ())
    assert next_open(cal, at("Mon 2026-08-10 16:00")) == at("Mon 2030-01-07 09:00")


@pytest.mark.parametrize("moment", [datetime(2026, 8, 10, 9, 0), datetime(9999, 12, 31, tzinfo=UTC)])  # noqa: DTZ001
def test_a_naive_or_absurd_moment_is_an_error(moment: datetime) -> None:
    for reckon in (
        lambda: add(OFFICE, moment, limit("5 menit")),
        lambda: nth_day(OFFICE, moment, 1),
        lambda: next_open(OFFICE, moment),
        lambda: between(OFFICE, moment, moment),
    ):
        with pytest.raises(ClockError, match="moment"):
            reckon()


def test_a_pause_must_know_its_time_zone() -> None:
    with pytest.raises(ClockError, match="time zone"):
        Pause(datetime(2026, 8, 10, 9, 0), None, "waiting")  # noqa: DTZ001


def test_an_absurdly_long_limit_is_an_error() -> None:
    with pytest.raises(ClockError):
        add(nine_to_five(), at("Mon 2026-08-10 08:00"), Duration("?", 10**9, Basis.WORKING))
