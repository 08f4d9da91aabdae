"""The laws of the clock, over calendars, moments, limits and pauses that nobody thought of."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sapa.clock import (
    Basis,
    Calendar,
    Duration,
    Pause,
    add,
    between,
    explain_add,
    explain_nth_day,
    is_open,
    next_open,
    nth_day,
)
from tests.clock.cities import ALWAYS, CALL_CENTER
from tests.clock.made import calendars, law, limits, moments, pauses

counts = st.integers(1, 30)
MINUTE = timedelta(minutes=1)


def minutes(duration: Duration) -> timedelta:
    return duration.minutes * MINUTE


def plus(first: Duration, second: Duration) -> Duration:
    return Duration("made", first.minutes + second.minutes, first.basis)


def closings(cal: Calendar, first: date, last: datetime) -> list[datetime]:
    """Closing moments of the days after `first` until `last`, straight from the windows."""
    found = []
    day = first + timedelta(days=1)
    while (midnight := datetime(day.year, day.month, day.day, tzinfo=cal.zone)) <= last:
        window = cal.day(day).window
        if window is not None:
            found.append(datetime.combine(midnight, window.closes, cal.zone).astimezone(UTC))
        day += timedelta(days=1)
    return [closing for closing in found if closing <= last]


def walked(cal: Calendar, start: datetime, end: datetime, stops: Sequence[Pause]) -> timedelta:
    """Open time counted minute by minute, without any of the clock's shortcuts."""
    spent, moment = timedelta(), start
    while moment < end:
        local = moment.astimezone(cal.zone)
        window = cal.day(local.date()).window
        opened = window is not None and any(a <= local.time() < b for a, b in window.parts)
        paused = any(stop.start <= moment < (stop.end or end) for stop in stops)
        spent += MINUTE * (opened and not paused)
        moment += MINUTE
    return spent


@law
@given(calendars(), moments, limits, pauses())
def test_the_open_time_up_to_a_deadline_is_the_limit(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...]
) -> None:
    assert between(cal, start, add(cal, start, limit, stops), stops) == minutes(limit)


@law
@given(calendars(), moments, limits, limits, pauses())
def test_two_limits_after_each_other_are_their_sum(
    cal: Calendar, start: datetime, first: Duration, second: Duration, stops: tuple[Pause, ...]
) -> None:
    halfway = add(cal, start, first, stops)
    assert add(cal, halfway, second, stops) == add(cal, start, plus(first, second), stops)


@law
@given(calendars(), moments, limits, pauses(), counts)
def test_a_pause_never_moves_a_deadline_earlier(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...], n: int
) -> None:
    for fewer in (stops[:-1], ()):
        assert add(cal, start, limit, stops) >= add(cal, start, limit, fewer) >= start
        assert nth_day(cal, start, n, stops) >= nth_day(cal, start, n, fewer) > start


@law
@given(calendars(), moments, limits, pauses(), counts)
def test_no_deadline_falls_in_closed_hours_or_in_a_pause(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...], n: int
) -> None:
    for due in (add(cal, start, limit, stops), nth_day(cal, start, n, stops)):
        assert is_open(cal, due)
        assert not any(stop.holds(due) for stop in stops)


@law
@given(calendars(), moments, counts)
def test_exactly_n_open_days_lie_up_to_the_nth_day(cal: Calendar, receipt: datetime, n: int) -> None:
    due = nth_day(cal, receipt, n)
    received = receipt.astimezone(cal.zone).date()
    counted = closings(cal, received, due)
    assert len(counted) == n
    assert counted[-1] == due


@law
@given(calendars(), moments, counts, pauses())
def test_exactly_n_closings_outside_the_pauses_lie_up_to_the_nth_day(
    cal: Calendar, receipt: datetime, n: int, stops: tuple[Pause, ...]
) -> None:
    due = nth_day(cal, receipt, n, stops)
    counted = closings(cal, receipt.astimezone(cal.zone).date(), due)
    union = [end for end in counted if not any(stop.holds(end) for stop in stops)]
    assert len(union) == n
    assert union[-1] == due


@law
@given(calendars(), moments, limits, pauses())
def test_more_time_is_never_due_earlier(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...]
) -> None:
    due = add(cal, start, limit, stops)
    assert due <= add(cal, start, plus(limit, Duration("made", 1, Basis.WORKING)), stops)
    assert due <= add(cal, start + MINUTE, limit, stops)


@law
@given(calendars(), moments)
def test_a_zero_limit_is_the_next_opening(cal: Calendar, start: datetime) -> None:
    opens = next_open(cal, start)
    assert add(cal, start, Duration("0 menit", 0, Basis.WORKING)) == opens
    assert next_open(cal, opens) == opens
    assert between(cal, start, opens) == timedelta(0)


@law
@given(moments, limits, pauses())
def test_wall_time_passes_on_every_calendar_alike(
    start: datetime, limit: Duration, stops: tuple[Pause, ...]
) -> None:
    wall = Duration("made", limit.minutes, Basis.CALENDAR)
    assert add(CALL_CENTER, start, wall) == start + minutes(wall)
    assert between(ALWAYS, start, add(CALL_CENTER, start, wall, stops), stops) == minutes(wall)


@law
@given(calendars(), moments, moments, moments)
def test_open_time_adds_up(cal: Calendar, a: datetime, b: datetime, c: datetime) -> None:
    assert between(cal, a, b) + between(cal, b, c) == between(cal, a, c)


@law
@given(calendars(), moments, st.integers(0, 2500), pauses())
def test_open_time_is_what_a_minute_by_minute_walk_counts(
    cal: Calendar, start: datetime, length: int, stops: tuple[Pause, ...]
) -> None:
    begin = start.replace(second=0, microsecond=0)
    whole = [
        Pause(s.start.replace(second=0, microsecond=0), s.end and s.end.replace(second=0, microsecond=0), "")
        for s in stops
    ]
    near = [*whole, Pause(begin + 300 * MINUTE, begin + 2000 * MINUTE, "near")]
    end = begin + length * MINUTE
    assert between(cal, begin, end, near) == walked(cal, begin, end, near)


@law
@given(calendars(), moments, limits, pauses())
def test_the_open_lines_of_an_explanation_last_as_long_as_the_limit(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...]
) -> None:
    told = explain_add(cal, start, limit, stops)
    assert told.due == add(cal, start, limit, stops)
    opens = [line for line in told.lines if line.kind == "open"]
    assert sum((line.end - line.start for line in opens), timedelta()) == minutes(limit)
    assert [line.start for line in told.lines] == sorted(line.start for line in told.lines)


@law
@given(calendars(), moments, limits, pauses())
def test_an_explanation_leaves_no_moment_untold(
    cal: Calendar, start: datetime, limit: Duration, stops: tuple[Pause, ...]
) -> None:
    told = explain_add(cal, start, limit, stops)
    reached = start
    for line in told.lines:
        if line.kind != "make_up":
            assert line.start <= reached
            reached = max(reached, line.end)
    assert reached == told.due


@law
@given(calendars(), moments, counts, pauses())
def test_the_counted_days_of_an_explanation_are_one_to_n(
    cal: Calendar, receipt: datetime, n: int, stops: tuple[Pause, ...]
) -> None:
    told = explain_nth_day(cal, receipt, n, stops)
    assert told.due == nth_day(cal, receipt, n, stops)
    assert [line.n for line in told.lines if line.kind == "day_counted"] == list(range(1, n + 1))
