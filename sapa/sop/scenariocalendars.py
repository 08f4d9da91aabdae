"""The calendars of a scenario: its own hours and holidays, or those that the house begins with."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from sapa.clock import Calendar, ClockError, DayKind, Hours, SpecialDay, Window, default_calendars
from sapa.sop.reading import REQUIRED, At, Fields, Reader, fields, flag, items, listed, number, one_of, text
from sapa.sop.scenario import House

_YEARS = 3  # a case of 60 working days ends in the year after, whatever is paused


def day(reader: Reader, at: At, value: Any) -> date:
    """A date as 2026-08-17."""
    word = text(reader, at, value)
    try:
        return date.fromisoformat(word)
    except ValueError:
        reader.fault(at, "bad_date", value=word)
        return date.min


def clock(reader: Reader, at: At, value: Any) -> time:
    """A time of day as 08:00."""
    word = text(reader, at, value)
    try:
        return time.fromisoformat(word)
    except ValueError:
        reader.fault(at, "bad_moment", value=word)
        return time.min


HOURS: Fields = {
    "weekdays": (listed(number), REQUIRED),
    "opens": (clock, REQUIRED),
    "closes": (clock, REQUIRED),
    "break": (listed(clock), ()),
}
CALENDAR: Fields = {
    "hours": (lambda _reader, _at, value: value, []),
    "always_open": (flag, False),
    "tz": (text, ""),
}
HOLIDAY: Fields = {
    "day": (day, REQUIRED),
    "name": (text, "Libur"),
    "kind": (one_of(tuple(kind.value for kind in DayKind)), "holiday"),
}
RAMADAN: Fields = {"first": (day, REQUIRED), "last": (day, REQUIRED)}


def holiday(reader: Reader, at: At, value: Any) -> SpecialDay:
    """A day that breaks the rule of the week."""
    given = fields(reader, at, value, HOLIDAY)
    return SpecialDay(given["day"], given["name"], DayKind(given["kind"]))


def ramadan(reader: Reader, at: At, value: Any) -> tuple[date, date]:
    """First and last day of a fasting month."""
    given = fields(reader, at, value, RAMADAN)
    return given["first"], given["last"]


def calendars(reader: Reader, given: Mapping[str, Any], house: House, year: int) -> Mapping[str, Calendar]:
    """All calendars by slug. `given`: the scenario's fields; `year`: that of its start."""
    days = given["holidays"]
    if days is None:
        days = [each for number_ in range(year, year + _YEARS) for each in house.national(number_)]
    fasting = house.ramadan if given["ramadan"] is None else given["ramadan"]
    try:
        found = default_calendars(days, fasting, given["tz"])
    except ClockError:
        reader.fault(At().field("ramadan"), "bad_hours")
        return {}
    place = At().field("calendars")
    own = {slug: _calendar(reader, place.field(slug), slug, raw) for slug, raw in given["calendars"].items()}
    for slug, (hours, always_open, tz) in own.items():
        found[slug] = Calendar(slug, slug, tz or given["tz"], hours, tuple(days), always_open=always_open)
    return found


def _calendar(reader: Reader, at: At, slug: str, raw: Any) -> tuple[tuple[Hours, ...], bool, str]:
    given = fields(reader, at, raw, CALENDAR)
    rows = items(reader, at.field("hours"), given["hours"], "")
    hours = tuple(hours for place, each in rows for hours in _hours(reader, place, each))
    if not hours and not given["always_open"]:
        reader.fault(at, "bad_hours")
    return hours, given["always_open"], given["tz"]


def _hours(reader: Reader, at: At, raw: Any) -> list[Hours]:
    given = fields(reader, at, raw, HOURS)
    rest = given["break"] or (None, None)
    try:
        window = Window(given["opens"], given["closes"], *rest)
        return [Hours(weekday - 1, window, None, None) for weekday in given["weekdays"]]
    except (ClockError, TypeError):
        reader.fault(at, "bad_hours")
        return []
