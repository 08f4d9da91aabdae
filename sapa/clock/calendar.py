"""Calendars: opening hours per weekday with validity periods, and the days that break the rule."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cached_property, lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from sapa.clock.errors import ClockError


@dataclass(frozen=True)
class Window:
    """The open hours of one local day, with an optional break inside; never past midnight."""

    opens: time
    closes: time
    break_from: time | None
    break_to: time | None

    def __post_init__(self) -> None:
        given = (self.opens, self.break_from, self.break_to, self.closes)
        edges = [edge for edge in given if edge is not None]
        in_order = all(first < second for first, second in pairwise(edges))
        if len(edges) == 3 or not in_order:
            raise ClockError(f"impossible opening hours: {self}")

    @property
    def parts(self) -> tuple[tuple[time, time], ...]:
        """The stretches from opening to closing, split by the break."""
        if self.break_from is None or self.break_to is None:
            return ((self.opens, self.closes),)
        return ((self.opens, self.break_from), (self.break_to, self.closes))


@dataclass(frozen=True)
class Hours:
    """Opening hours of one weekday (Monday is 0) within a period, both ends included; None is unlimited.

    Where periods overlap (Ramadan), the later `valid_from` wins; of two alike, the one listed last."""

    weekday: int
    window: Window
    valid_from: date | None
    valid_to: date | None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6:
            raise ClockError(f"weekday {self.weekday} is not between 0 (Monday) and 6")
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ClockError(f"a period that ends before it begins: {self.valid_from} to {self.valid_to}")

    def hold_on(self, day: date) -> bool:
        """Whether these are hours for that very day, by weekday and period."""
        return (
            self.weekday == day.weekday()
            and (self.valid_from is None or self.valid_from <= day)
            and (self.valid_to is None or day <= self.valid_to)
        )


class DayKind(StrEnum):
    """Why a day breaks the rule of the week; MAKE_UP opens a day that would be closed."""

    HOLIDAY = "holiday"
    CUTI_BERSAMA = "cuti_bersama"
    MAKE_UP = "make_up"


# Of several entries for one day the strongest counts, so that a make-up day can overrule a holiday.
_STRENGTH = (DayKind.CUTI_BERSAMA, DayKind.HOLIDAY, DayKind.MAKE_UP)


@dataclass(frozen=True)
class SpecialDay:
    """A named day that the week alone does not tell."""

    day: date
    name: str
    kind: DayKind


@dataclass(frozen=True)
class Day:
    """What a calendar says of one local day; `window` is None when it is closed."""

    day: date
    window: Window | None
    special: SpecialDay | None


@dataclass(frozen=True)
class Calendar:
    """When an office works, in local time of `tz`; `always_open` is 24 hours a day, special days or not."""

    slug: str
    name: str
    tz: str
    hours: tuple[Hours, ...]
    days: tuple[SpecialDay, ...]
    always_open: bool = False

    def __post_init__(self) -> None:
        try:
            ZoneInfo(self.tz)
        except (LookupError, ValueError, OSError) as error:
            raise ClockError(f"unknown time zone: {self.tz!r}") from error

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        # Kept, because every deadline looks its calendar up and a calendar holds dozens of days.
        return hash((self.slug, self.name, self.tz, self.hours, self.days, self.always_open))

    @cached_property
    def shared(self) -> "Calendar":
        """The first calendar seen that equals this one: caches keyed by it compare identities, not days."""
        return _shared(self)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone its hours are written in."""
        return ZoneInfo(self.tz)

    @cached_property
    def last_change(self) -> int:
        """The last year that any entry names; afterwards every week is like the one before."""
        limits = [limit for hours in self.hours for limit in (hours.valid_from, hours.valid_to) if limit]
        return max([limit.year for limit in limits] + [special.day.year for special in self.days], default=0)

    def day(self, day: date) -> Day:
        """The open hours of a local day and the special day that made them so."""
        if self.always_open:
            return Day(day, ALL_DAY, None)
        special = self._special.get(day)
        if special is None:
            return Day(day, self._regular(day), None)
        if special.kind is DayKind.MAKE_UP:
            return Day(day, self._make_up(day), special)
        return Day(day, None, special)

    @cached_property
    def _special(self) -> Mapping[date, SpecialDay]:
        ranked = sorted(self.days, key=lambda special: _STRENGTH.index(special.kind))
        return {special.day: special for special in ranked}

    def _regular(self, day: date) -> Window | None:
        held = [hours for hours in self.hours if hours.hold_on(day)]
        held.sort(key=lambda hours: hours.valid_from or date.min)
        return held[-1].window if held else None

    def _make_up(self, day: date) -> Window | None:
        # A make-up Saturday has no hours of its own: it borrows those of that week's first open weekday.
        monday = day.toordinal() - day.weekday()
        week = (self._regular(date.fromordinal(monday + number)) for number in range(7))
        return self._regular(day) or next(filter(None, week), None)


@lru_cache(maxsize=64)
def _shared(cal: Calendar) -> Calendar:
    return cal


# Only stands for "open" where a calendar is always open: the timeline runs such a day to the next midnight.
ALL_DAY = Window(time.min, time.max, None, None)
