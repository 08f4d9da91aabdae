"""Reckons deadlines and open time on a calendar; every answer is in UTC.

A moment is open when it lies in [opens, closes]: a deadline that falls on the closing moment stays there,
a zero duration gives `next_open(start)`, and what starts on a closing moment counts from the next opening.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import takewhile

from sapa.clock.calendar import Calendar
from sapa.clock.duration import Basis, Duration
from sapa.clock.errors import ClockError, StillPausedError
from sapa.clock.pause import Pause, joined
from sapa.clock.timeline import closing, day_ends, local_day, opening, passed, reach, utc

ALWAYS = Calendar("always", "24 jam", "UTC", (), (), always_open=True)


def add(cal: Calendar, start: datetime, duration: Duration, pauses: Iterable[Pause] = ()) -> datetime:
    """When `duration` has passed since `start`: the first moment at which that much open time is spent.

    A start outside the hours counts from the next opening. With the basis CALENDAR wall time passes instead,
    night and holiday included, and the deadline is not moved into open hours; pauses push it all the same.
    Raises ClockError for a naive start or a calendar that opens too little, StillPausedError while a pause
    has no end.
    """
    running = running_calendar(cal, duration)
    cursor, left = utc(start), duration.span
    for pause in joined(pauses) if pauses else ():
        if pause.end is not None and pause.end <= cursor:
            continue
        due = reach(running, cursor, left)
        if due <= pause.start:
            return due
        if pause.end is None:
            raise StillPausedError(f"paused since {pause.start}: {pause.reason}")
        left -= passed(running, cursor, max(cursor, pause.start))
        cursor = pause.end
    return reach(running, cursor, left)


def running_calendar(cal: Calendar, duration: Duration) -> Calendar:
    """The calendar on which that duration passes: wall time is a calendar that is always open."""
    return cal if duration.basis is Basis.WORKING else ALWAYS


def between(cal: Calendar, start: datetime, end: datetime, pauses: Iterable[Pause] = ()) -> timedelta:
    """Open time from `start` to `end` outside the pauses; negative when `end` comes first.

    For wall time ask a calendar that is always open.
    """
    first, last = utc(start), utc(end)
    if last < first:
        return -between(cal, last, first, pauses)
    spent = passed(cal, first, last)
    for pause in joined(pauses):
        begin, stop = max(first, pause.start), min(last, pause.end or last)
        if begin < stop:
            spent -= passed(cal, begin, stop)
    return spent


def nth_day(cal: Calendar, receipt: datetime, n: int, pauses: Iterable[Pause] = ()) -> datetime:
    """The closing moment of the nth open day after the local day of `receipt`, which itself is not counted.

    A day counts at its closing moment: one whose closing lies inside a pause does not count. An always-open
    day closes at the next midnight. Raises ClockError when n < 1, StillPausedError while a pause has no end.
    """
    if n < 1:
        raise ClockError(f"a deadline needs at least one working day, not {n}")
    after = local_day(cal, utc(receipt))
    for pause in joined(pauses):
        due = closing(cal, after, n)
        if due <= pause.start:
            return due
        if pause.end is None:
            raise StillPausedError(f"paused since {pause.start}: {pause.reason}")
        n += _closings_in(cal, after, pause.start, pause.end)
    return closing(cal, after, n)


def _closings_in(cal: Calendar, after: date, start: datetime, end: datetime) -> int:
    ends = takewhile(lambda closed: closed < end, (closed for _, closed in day_ends(cal, after)))
    return sum(start < closed for closed in ends)


def next_open(cal: Calendar, moment: datetime) -> datetime:
    """That moment in UTC if it is open, else the next opening; ClockError when there is none."""
    return opening(cal, utc(moment))


def is_open(cal: Calendar, moment: datetime) -> bool:
    """Whether the moment lies in open hours, both ends included; ClockError as `next_open`."""
    return next_open(cal, moment) == utc(moment)
