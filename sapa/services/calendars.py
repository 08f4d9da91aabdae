"""Calendars from rows to the pure clock, kept until somebody changes hours or holidays."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from sapa.clock import Calendar, DayKind, Hours, SpecialDay, Window
from sapa.db import db, where
from sapa.models import Holiday, WorkCalendar, WorkHours
from sapa.services.counters import stamp
from sapa.services.errors import NotFound

STAMP = "calendars"

_cache: dict[tuple[str, int], dict[str, Calendar]] = {}


def get(slug: str) -> Calendar:
    """The calendar *slug* as it stands now. NotFound where the city has none of that name."""
    found = everything().get(slug)
    if found is None:
        raise NotFound("calendar_unknown", slug=slug)
    return found


def everything() -> dict[str, Calendar]:
    """All calendars by slug."""
    place = (where(), stamp(STAMP))
    if place not in _cache:
        _cache.clear()
        _cache[place] = load()
    return _cache[place]


def local_day(moment: datetime, slug: str = "office") -> date:
    """The civil date of *moment* where the calendar *slug* lives."""
    return moment.astimezone(ZoneInfo(get(slug).tz)).date()


def load() -> dict[str, Calendar]:
    """All calendars as the rows of this transaction stand, kept nowhere: also those not committed yet."""
    days = tuple(
        SpecialDay(row.day, row.name, DayKind(row.kind))
        for row in db.session.scalars(select(Holiday).order_by(Holiday.day))
    )
    rows = db.session.scalars(select(WorkCalendar).options(selectinload(WorkCalendar.hours)))
    return {row.slug: _calendar(row, days) for row in rows}


def _calendar(row: WorkCalendar, days: tuple[SpecialDay, ...]) -> Calendar:
    hours = tuple(_hours(each) for each in sorted(row.hours, key=lambda each: each.id))
    return Calendar(row.slug, row.name, row.tz, hours, days, always_open=row.always_open)


def _hours(row: WorkHours) -> Hours:
    window = Window(row.opens, row.closes, row.break_from, row.break_to)
    return Hours(row.weekday, window, row.valid_from, row.valid_to)
