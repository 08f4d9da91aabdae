"""The calendars of a scenario: its own hours and holidays, or those that the house begins with."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any
from zoneinfo import ZoneInfo

from sapa.clock import Calendar, ClockError, DayKind, Hours, SpecialDay, Window, default_calendars
from sapa.sop.reading import REQUIRED, At, Fields, Reader, fields, flag, items, listed, number, one_of, text
from sapa.sop.scenario import House

#: What stands for a date that cannot be read.
NO_DAY = date.min
#: A scenario plays in these years.
FIRST_YEAR, LAST_YEAR = 2000, 2100
_YEARS = 3  # a case of 60 working days ends in the year after, whatever is paused


def day(reader: Reader, at: At, value: Any) -> date:
    """A date as 2026-08-17."""
    word = text(reader, at, value)
    try:
        found = date.fromisoformat(word)
    except ValueError:
        if reader.usable(at):
            reader.fault(at, "bad_date", value=word)
        return NO_DAY
    return found if in_reach(reader, at, found.year, word) else NO_DAY


def in_reach(reader: Reader, at: At, year: int, word: str) -> bool:
    """Whether a year is one in which a scenario can play; a fault where it is not."""
    if FIRST_YEAR <= year <= LAST_YEAR:
        return True
    reader.fault(at, "bad_year", value=word, first=FIRST_YEAR, last=LAST_YEAR)
    return False


def clock(reader: Reader, at: At, value: Any) -> time:
    """A time of day as 08:00."""
    word = text(reader, at, value)
    try:
        return time.fromisoformat(word).replace(tzinfo=None)
    except ValueError:
        if reader.usable(at):
            reader.fault(at, "bad_clock", value=word)
        return time.min


def _zone(reader: Reader, at: At, value: Any) -> str:
    word = text(reader, at, value)
    try:
        return ZoneInfo(word).key
    except (LookupError, ValueError, OSError):
        reader.fault(at, "bad_zone", value=word)
        return ""


HOURS: Fields = {
    "weekdays": (listed(number), REQUIRED),
    "opens": (clock, REQUIRED),
    "closes": (clock, REQUIRED),
    "break": (listed(clock), ()),
}
CALENDAR: Fields = {
    "hours": (lambda _reader, _at, value: value, []),
    "always_open": (flag, False),
    "tz": (_zone, ""),
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
    if not rows and not given["always_open"]:
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
