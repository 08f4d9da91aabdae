"""Reads the time limits that SOP sheets print ("5 menit", "6 hr kerja", "4 x 6 Jam") and keeps their text."""

import re
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from functools import cached_property

from sapa.clock.errors import ClockError, DurationError

# Perpres 21/2023 art. 4(1): 37 hours 30 minutes in five days.
WORKDAY_MINUTES = 450
DAY_MINUTES = 24 * 60

_LIMIT = re.compile(
    r"(?:(?P<stray>[^\W\d_]+)\s+)?"
    r"(?P<count>[0-9]{1,4})\s*(?:[x×]\s*(?P<factor>[0-9]{1,4})\s*)?"
    r"(?P<unit>menit|jam|(?:hari|hr)(?:\s+(?P<days>kerja|kalender))?)",
    re.IGNORECASE,
)


class Unit(StrEnum):
    """What a limit is counted in: minutes of open time, or whole working days."""

    MINUTE = "minute"
    WORKDAY = "workday"


class Basis(StrEnum):
    """Which time passes: open hours of the calendar, or wall-clock time."""

    WORKING = "working"
    CALENDAR = "calendar"


@dataclass(frozen=True)
class Duration:
    """A time limit: `raw` as printed, `minutes` of open time (of wall time when the basis is CALENDAR),
    `days` when the text speaks of working days, `note` when the reading should be confirmed by a person."""

    raw: str
    minutes: int
    basis: Basis
    days: int | None = None
    note: str | None = None

    def __post_init__(self) -> None:
        if self.minutes < 0:
            raise ClockError(f"a duration cannot be negative: {self.minutes} minutes")

    @cached_property
    def span(self) -> timedelta:
        """The minutes as a length of time."""
        return timedelta(minutes=self.minutes)

    @property
    def unit(self) -> Unit:
        """WORKDAY when the text counts working days, else MINUTE."""
        return Unit.MINUTE if self.days is None else Unit.WORKDAY


def parse_duration(raw: str) -> Duration | None:
    """The limit a sheet prints, or None for a blank cell, which means "no limit" and not zero.

    "hari" without "kerja" is a working day of 450 minutes. Raises DurationError for any other text.
    """
    text = raw.strip()
    if text in ("", "-", "–"):
        return None
    match = _LIMIT.fullmatch(text)
    if match is None:
        raise DurationError(f"not a time limit: {text!r}")
    return _measured(raw, match)


def _measured(raw: str, match: re.Match[str]) -> Duration:
    count, factor = int(match["count"]), match["factor"]
    total = count * int(factor or 1)
    unit, note = match["unit"].lower(), _note(match, total)
    if unit == "jam" and factor == "24":
        return Duration(raw, count * DAY_MINUTES, Basis.CALENDAR, note=note)
    if unit == "menit":
        return Duration(raw, total, Basis.WORKING, note=note)
    if unit == "jam":
        return Duration(raw, total * 60, Basis.WORKING, note=note)
    if (match["days"] or "").lower() == "kalender":
        return Duration(raw, total * DAY_MINUTES, Basis.CALENDAR, note=note)
    return Duration(raw, total * WORKDAY_MINUTES, Basis.WORKING, days=total, note=note)


def _note(match: re.Match[str], total: int) -> str | None:
    if match["stray"]:
        return f"stray word {match['stray']!r} ignored"
    if match["factor"] and match["unit"].lower() == "jam" and match["factor"] != "24":
        return f"a product, read as {total} working hours; confirm working or wall-clock time"
    return None
