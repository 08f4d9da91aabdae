"""Changing calendars, hours and holidays: rows and open deadlines in one transaction, or a preview of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from sapa.clock import ClockError, next_open
from sapa.db import db, transaction
from sapa.models import Holiday, SopVersion, WorkCalendar, WorkHours
from sapa.services import adminlog, calendars, counters, settings
from sapa.services.actors import Actor
from sapa.services.admin import recompute
from sapa.services.admin.recompute import Shift, Touched
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.typed import Typed

Data = Mapping[str, Any]
KINDS = ("holiday", "cuti_bersama", "make_up")
ZONES = ("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")
#: A run of days that is entered at once, such as Lebaran with its cuti bersama.
MOST_DAYS = 31


class _Undo(Exception):
    """Ends a preview: everything inside is rolled back."""


def _apply(work: Callable[[], Touched], actor: Actor, now: datetime, cause: Data, preview: bool) -> Shift:
    """Make the change, move the open deadlines, and keep both, or neither after a preview.

    The change stamp is raised last: until the commit every process reckons with the calendars of before.
    """
    shift = Shift()
    try:
        with transaction():
            touched = work()
            db.session.flush()
            shift = recompute.run(_usable(now), touched, actor, now, cause)
            if preview:
                raise _Undo
            counters.touch(calendars.STAMP)
    except _Undo:
        pass
    return shift


def _usable(now: datetime) -> dict[str, Any]:
    """The calendars as changed; Invalid where one that is in use would never open again."""
    found = calendars.load()
    for slug in sorted(_used(now) & found.keys()):
        try:
            next_open(found[slug], now)
        except ClockError as fault:
            raise Invalid({"weekdays": Wrong("never_open", {"name": found[slug].name})}) from fault
    return found


def _used(now: datetime) -> set[str]:
    """Calendars that an SOP, a setting or the house itself names."""
    names = {"office", settings.get("deadline_calendar", calendars.local_day(now))}
    # The rows themselves: a draft that cannot be read must not keep anybody from entering a holiday.
    for processes, lanes in db.session.execute(
        select(SopVersion.body["processes"], SopVersion.body["lanes"])
    ):
        deadlines = (process.get("deadline") or {} for process in processes or ())
        for part in (*(processes or ()), *(lanes or ()), *deadlines):
            names |= {str(part["calendar"])} if part.get("calendar") else set()
    return names


# Holidays -------------------------------------------------------------------------------------------------


def add_holidays(data: Data, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """One day, or every day from `day` to `until`. Raises Invalid, naming days that are there already."""

    def work() -> Touched:
        values, days = _holiday(data)
        for day in days:
            row = Holiday(day=day, **values)
            adminlog.insert(row, "holiday", actor, now, unique="day")
        return _span(days[0], days[-1])

    return _apply(work, actor, now, {"cause": "holiday_added"}, preview)


def edit_holiday(holiday_id: int, data: Data, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """Day, name and kind. Raises NotFound, Invalid."""

    def work() -> Touched:
        row = adminlog.locked(Holiday, holiday_id)
        old = row.day
        values, days = _holiday({**data, "until": None}, own_id=holiday_id)
        adminlog.update(row, {"day": days[0], **values}, "holiday", actor, now, unique="day")
        return _span(min(old, days[0]), max(old, days[0]))

    return _apply(work, actor, now, {"cause": "holiday_changed"}, preview)


def delete_holiday(holiday_id: int, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """The day is an ordinary one again. Raises NotFound."""

    def work() -> Touched:
        row = adminlog.locked(Holiday, holiday_id)
        adminlog.remove(row, "holiday", actor, now, label=f"{row.day.isoformat()} {row.name}")
        return _span(row.day, row.day)

    return _apply(work, actor, now, {"cause": "holiday_removed"}, preview)


def _holiday(data: Data, own_id: int = 0) -> tuple[dict[str, Any], list[date]]:
    typed = Typed(data)
    first, last = typed.day("day", required=True), typed.day("until")
    values = {
        "name": typed.text("name", 160),
        "kind": typed.choice("kind", KINDS),
        "estimated": typed.flag("estimated"),
    }
    if first is not None and last is not None and last < first:
        typed.fault("until", "ends_before")
    elif first is not None and last is not None and (last - first).days >= MOST_DAYS:
        typed.fault("until", "too_many_days", most=MOST_DAYS)
    typed.check()
    assert first is not None  # checked as required
    days = [first + timedelta(days=number) for number in range(((last or first) - first).days + 1)]
    known = select(Holiday).where(Holiday.day.in_(days), Holiday.id != own_id).order_by(Holiday.day)
    if (there := db.session.scalars(known.limit(1)).first()) is not None:
        typed.fault("day", "holiday_exists", day=there.day, name=there.name)
    typed.check()
    return values, days


def _span(first: date, last: date) -> Touched:
    """Between the first local midnight anywhere in Indonesia and the last one after."""
    return Touched(_midnight(first, ZONES[-1]), _midnight(last + timedelta(days=1), ZONES[0]))


def _midnight(day: date, tz: str) -> datetime:
    return datetime.combine(day, time.min, ZoneInfo(tz)).astimezone(UTC)


# Calendars and hours --------------------------------------------------------------------------------------


def add_calendar(data: Data, actor: Actor, now: datetime) -> int:
    """A new calendar, without hours yet; its short name is unique and stays. Raises Invalid."""
    with transaction():
        typed = Typed(data)
        row = WorkCalendar(slug=typed.slug("slug"), **_calendar(typed))
        pk = adminlog.insert(row, "calendar", actor, now, unique="slug")
        counters.touch(calendars.STAMP)
    return pk


def edit_calendar(
    calendar_id: int, data: Data, actor: Actor, now: datetime, *, preview: bool = False
) -> Shift:
    """Name, time zone, and whether it never closes. Raises NotFound, Invalid."""

    def work() -> Touched:
        row = adminlog.locked(WorkCalendar, calendar_id)
        adminlog.update(row, _calendar(Typed(data)), "calendar", actor, now)
        return Touched(slugs=frozenset({row.slug}))

    return _apply(work, actor, now, {"cause": "calendar_changed"}, preview)


def delete_calendar(calendar_id: int, actor: Actor, now: datetime) -> None:
    """Only a calendar that nothing names, with its hours. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(WorkCalendar, calendar_id)
        if row.slug in _used(now):
            raise Conflict("in_use")
        for each in db.session.scalars(select(WorkHours).where(WorkHours.calendar_id == calendar_id)):
            db.session.delete(each)
        db.session.flush()
        adminlog.remove(row, "calendar", actor, now, label=row.name)
        counters.touch(calendars.STAMP)


def _calendar(typed: Typed) -> dict[str, Any]:
    values = {
        "name": typed.text("name", 120),
        "tz": typed.choice("tz", ZONES),
        "always_open": typed.flag("always_open"),
    }
    typed.check()
    return values


def add_hours(calendar_id: int, data: Data, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """The same hours on several weekdays (`weekdays`: 0 = Monday), for a period or for good.

    Raises NotFound, Invalid: closing before opening, a break outside, a weekday that has such hours already.
    """

    def work() -> Touched:
        calendar = adminlog.locked(WorkCalendar, calendar_id)
        values, weekdays = _hours(data, calendar_id)
        for weekday in weekdays:
            row = WorkHours(calendar_id=calendar_id, weekday=weekday, **values)
            adminlog.insert(row, "hours", actor, now)
        return _from(calendar.slug, values["valid_from"])

    return _apply(work, actor, now, {"cause": "hours_added"}, preview)


def edit_hours(hours_id: int, data: Data, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """Hours, break and period of one weekday. Raises NotFound, Invalid."""

    def work() -> Touched:
        row = adminlog.locked(WorkHours, hours_id)
        old, slug = row.valid_from, adminlog.locked(WorkCalendar, row.calendar_id).slug
        values, _ = _hours({**data, "weekdays": [row.weekday]}, row.calendar_id, own_id=hours_id)
        adminlog.update(row, values, "hours", actor, now)
        return _from(slug, min(old, values["valid_from"]) if old and values["valid_from"] else None)

    return _apply(work, actor, now, {"cause": "hours_changed"}, preview)


def delete_hours(hours_id: int, actor: Actor, now: datetime, *, preview: bool = False) -> Shift:
    """Take hours away. Raises NotFound, Invalid where a calendar in use would never open again."""

    def work() -> Touched:
        row = adminlog.locked(WorkHours, hours_id)
        slug = adminlog.locked(WorkCalendar, row.calendar_id).slug
        adminlog.remove(row, "hours", actor, now)
        return _from(slug, row.valid_from)

    return _apply(work, actor, now, {"cause": "hours_removed"}, preview)


def _from(slug: str, day: date | None) -> Touched:
    since = _midnight(day, ZONES[-1]) if day is not None else None
    return Touched(since, slugs=frozenset({slug}))


def _hours(data: Data, calendar_id: int, own_id: int = 0) -> tuple[dict[str, Any], list[int]]:
    typed = Typed(data)
    opens, closes = typed.hour("opens", required=True), typed.hour("closes", required=True)
    rest_from, rest_to = typed.hour("break_from"), typed.hour("break_to")
    first, last = typed.period()
    weekdays = _weekdays(typed)
    if opens and closes and closes <= opens:
        typed.fault("closes", "closes_before_opening")
    _check_break(typed, opens, closes, rest_from, rest_to)
    typed.check()
    taken = select(WorkHours.weekday).where(
        WorkHours.calendar_id == calendar_id,
        WorkHours.weekday.in_(weekdays),
        WorkHours.valid_from.is_not_distinct_from(first),
        WorkHours.id != own_id,
    )
    # Of two rows that begin on the same day nobody could say which one counts.
    if (weekday := db.session.scalar(taken.order_by(WorkHours.weekday).limit(1))) is not None:
        typed.fault("weekdays", "weekday_taken", weekday=weekday)
    typed.check()
    values = {"opens": opens, "closes": closes, "break_from": rest_from, "break_to": rest_to,
              "valid_from": first, "valid_to": last}  # fmt: skip
    return values, weekdays


def _weekdays(typed: Typed) -> list[int]:
    raw = [str(each) for each in typed.data.get("weekdays") or ()]
    if not raw:
        typed.fault("weekdays", "required")
    if any(each not in "0123456" or len(each) != 1 for each in raw):
        typed.fault("weekdays", "unknown_choice")
        return []
    return sorted({int(each) for each in raw})


def _check_break(
    typed: Typed, opens: time | None, closes: time | None, first: time | None, last: time | None
) -> None:
    if (first is None) != (last is None):
        typed.fault("break_from" if first is None else "break_to", "half_a_break")
    elif opens and closes and first and last and not opens < first < last < closes:
        typed.fault("break_from", "break_outside")
