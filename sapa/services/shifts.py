"""The shift case (T01): opened each working day at opening time, closed by one click or by the clock."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sapa.clock import Calendar, next_open
from sapa.services import calendars, cases, periods, sops
from sapa.services.actors import TIMER
from sapa.services.deadlines import process_calendar
from sapa.services.figures.scope import SHIFT
from sapa.sop.definition import Definition

JOB = "shifts.open"


def open_due(now: datetime) -> int:
    """Open today's shift of every SOP that has one, once its calendar has opened; returns how many."""
    return sum(_open(version, now) for version in _versions(now))


def next_due(after: datetime) -> datetime | None:
    """The next opening time of any shift's calendar, later than *after*."""
    found = [_next_opening(_calendar(sops.definition(version.id)), after) for version in _versions(after)]
    return min(found, default=None)


def opening(calendar: Calendar, day: date) -> datetime | None:
    """When a calendar opens on a local day; None where it stays closed."""
    window = calendar.day(day).window
    return datetime.combine(day, window.opens, ZoneInfo(calendar.tz)) if window else None


def _open(version: sops.Version, now: datetime) -> bool:
    calendar = _calendar(sops.definition(version.id))
    day = now.astimezone(ZoneInfo(calendar.tz)).date()
    begins = opening(calendar, day)
    if begins is None or now < begins:
        return False
    return periods.once(
        JOB,
        f"{version.code}:{day.isoformat()}",
        now,
        lambda: cases.open_case(version, SHIFT, TIMER, at=begins, now=now, day=day),
    )


def _versions(now: datetime) -> list[sops.Version]:
    day = calendars.local_day(now)
    found = [sops.current(code, day) for code in sops.codes(day)]
    return [version for version in found if SHIFT in sops.definition(version.id).processes]


def _calendar(sop: Definition) -> Calendar:
    return process_calendar(sop, SHIFT)


def _next_opening(calendar: Calendar, after: datetime) -> datetime:
    """The next beginning of a day, not the end of a lunch break."""
    day = after.astimezone(ZoneInfo(calendar.tz)).date()
    begins = opening(calendar, day)
    while begins is None or begins <= after:
        following = datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(calendar.tz))
        day = next_open(calendar, following).astimezone(ZoneInfo(calendar.tz)).date()
        begins = opening(calendar, day)
    return begins
