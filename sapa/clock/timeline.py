"""The open stretches of a calendar, laid out year by year in UTC so that a deadline is one look-up."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import accumulate

from sapa.clock.calendar import Calendar, Window
from sapa.clock.errors import ClockError

FIRST_YEAR, LAST_YEAR = 1900, 2200
ZERO = timedelta()


@dataclass(frozen=True, slots=True)
class Year:
    """One local year: its open stretches, the open time up to each closing, its open days and their ends.

    It begins and is over at local midnights.
    """

    begins: datetime
    over: datetime
    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    upto: tuple[timedelta, ...]
    days: tuple[date, ...]
    ends: tuple[datetime, ...]

    @property
    def total(self) -> timedelta:
        """All open time of the year."""
        return self.upto[-1] if self.upto else ZERO

    def before(self, moment: datetime) -> timedelta:
        """Open time of this year that has passed at that moment."""
        index = bisect_left(self.closes, moment)
        passed = self.upto[index - 1] if index else ZERO
        if index < len(self.opens) and self.opens[index] < moment:
            passed += moment - self.opens[index]
        return passed

    def after(self, left: timedelta) -> datetime:
        """The earliest moment of this year at which that much of its open time has passed."""
        index = bisect_left(self.upto, left)
        return self.closes[index] - (self.upto[index] - left)


def utc(moment: datetime) -> datetime:
    """The same moment in UTC; ClockError when it is naive or outside the years the clock knows."""
    if moment.tzinfo is not UTC and moment.utcoffset() is None:
        raise ClockError(f"a moment without a time zone: {moment}")
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise ClockError(f"a moment outside the years {FIRST_YEAR} to {LAST_YEAR}: {moment}")
    return moment if moment.tzinfo is UTC else moment.astimezone(UTC)


def local_day(cal: Calendar, moment: datetime) -> date:
    """The day people at that calendar's place have at that moment."""
    return moment.astimezone(cal.zone).date()


def midnight(cal: Calendar, day: date) -> datetime:
    """The moment a local day begins."""
    return datetime.combine(day, time.min, cal.zone).astimezone(UTC)


def year(cal: Calendar, number: int) -> Year:
    """The open stretches of one local year, computed once for all equal calendars."""
    return _year(cal.shared, number)


@lru_cache(maxsize=256)
def _year(cal: Calendar, number: int) -> Year:
    stretches: list[tuple[datetime, datetime]] = []
    days: list[date] = []
    ends: list[datetime] = []
    for ordinal in range(date(number, 1, 1).toordinal(), date(number + 1, 1, 1).toordinal()):
        day = date.fromordinal(ordinal)
        window = cal.day(day).window
        if window is not None:
            stretches += _stretches(cal, day, window)
            days.append(day)
            ends.append(stretches[-1][1])
    upto = accumulate(closing - opening for opening, closing in stretches)
    opens, closes = zip(*stretches, strict=True) if stretches else ((), ())
    begins, over = (midnight(cal, date(each, 1, 1)) for each in (number, number + 1))
    return Year(begins, over, opens, closes, tuple(upto), tuple(days), tuple(ends))


def year_of(cal: Calendar, moment: datetime) -> int:
    """The local year in which that moment lies, without reckoning its day."""
    found = year(cal, moment.year)
    if moment >= found.over:
        return moment.year + 1
    return moment.year if moment >= found.begins else moment.year - 1


def _stretches(cal: Calendar, day: date, window: Window) -> list[tuple[datetime, datetime]]:
    if cal.always_open:
        return [(midnight(cal, day), midnight(cal, day + timedelta(days=1)))]
    return [
        (
            datetime.combine(day, opens, cal.zone).astimezone(UTC),
            datetime.combine(day, closes, cal.zone).astimezone(UTC),
        )
        for opens, closes in window.parts
    ]


def years(cal: Calendar, first: int) -> Iterator[Year]:
    """The years from `first` on, up to the one after which the calendar never opens again."""
    for number in range(first, LAST_YEAR + 1):
        current = year(cal, number)
        if not current.opens and number > cal.last_change:
            return
        yield current


def opening(cal: Calendar, moment: datetime) -> datetime:
    """That moment if it lies in an open stretch (both ends included), else the next opening."""
    for chunk in years(cal, year_of(cal, moment)):
        index = bisect_left(chunk.closes, moment)
        if index < len(chunk.opens):
            return max(moment, chunk.opens[index])
    raise never_opens(cal, moment)


def reach(cal: Calendar, moment: datetime, left: timedelta) -> datetime:
    """The earliest moment at which `left` of open time has passed since `moment`."""
    if not left:
        return opening(cal, moment)
    chunk = year(cal, moment.year)
    if chunk.begins <= moment < chunk.over:  # as good as always, and worth not looking for the year again
        needed = left + chunk.before(moment)
        if needed <= chunk.total:
            return chunk.after(needed)
    for chunk in years(cal, year_of(cal, moment)):
        left += chunk.before(moment)
        if left <= chunk.total:
            return chunk.after(left)
        left -= chunk.total
    raise never_opens(cal, moment)


def passed(cal: Calendar, start: datetime, end: datetime) -> timedelta:
    """Open time from `start` to a later `end`."""
    first, last = year_of(cal, start), year_of(cal, end)
    whole = sum((year(cal, number).total for number in range(first, last)), ZERO)
    return whole + year(cal, last).before(end) - year(cal, first).before(start)


def stretches_between(cal: Calendar, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches from `start` to `end`, cut to fit, those that touch joined into one."""
    held: tuple[datetime, datetime] | None = None
    for number in range(local_day(cal, start).year, local_day(cal, end).year + 1):
        chunk = year(cal, number)
        index = bisect_right(chunk.closes, start)
        for opens, closes in zip(chunk.opens[index:], chunk.closes[index:], strict=True):
            if opens >= end:
                break
            if held and held[1] == opens:
                held = (held[0], min(closes, end))
                continue
            if held:
                yield held
            held = (max(opens, start), min(closes, end))
    if held:
        yield held


def closing(cal: Calendar, after: date, n: int) -> datetime:
    """The closing moment of the nth open day after a local day."""
    for chunk in years(cal, after.year):
        index = bisect_right(chunk.days, after) + n - 1
        if index < len(chunk.ends):
            return chunk.ends[index]
        n = index + 1 - len(chunk.ends)
    raise never_opens(cal, midnight(cal, after))


def day_ends(cal: Calendar, after: date) -> Iterator[tuple[date, datetime]]:
    """The open days after a local day, each with its closing moment."""
    for chunk in years(cal, after.year):
        index = bisect_right(chunk.days, after)
        yield from zip(chunk.days[index:], chunk.ends[index:], strict=True)


def never_opens(cal: Calendar, moment: datetime) -> ClockError:
    """The error for a calendar without an open hour ahead."""
    return ClockError(f"calendar {cal.slug!r} has not enough open hours after {moment:%Y-%m-%d}")
