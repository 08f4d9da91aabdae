"""Explains a deadline as structured lines in order of time; the doors word them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Any

from sapa.clock.calendar import Calendar, Day, DayKind
from sapa.clock.duration import Basis, Duration
from sapa.clock.pause import Pause, joined
from sapa.clock.reckon import ALWAYS, add, nth_day
from sapa.clock.timeline import day_ends, local_day, midnight, stretches_between, utc


class LineKind(StrEnum):
    """What a line tells; the values are what a door looks its wording up by."""

    START = "start"
    OPEN = "open"
    BREAK = "break"
    NIGHT = "night"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    CUTI_BERSAMA = "cuti_bersama"
    PAUSE = "pause"
    MAKE_UP = "make_up"
    DAY_COUNTED = "day_counted"
    DUE = "due"


@dataclass(frozen=True)
class Line:
    """One line: `start` and `end` in UTC, `day` the local day of the start, `name` of the special day or the
    reason of the pause, `minutes` of open time (rounded; on the start line: of the limit), `n` the number of
    the working day (on the start line: how many are asked for)."""

    kind: LineKind
    start: datetime
    end: datetime
    day: date
    name: str | None = None
    minutes: int | None = None
    n: int | None = None

    def as_dict(self) -> dict[str, str | int]:
        """The fields that say something, ready for JSON."""
        found = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in found.items()
            if value is not None
        }

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Line":
        """The line that `as_dict` wrote."""
        moments = {name: datetime.fromisoformat(row[name]) for name in ("start", "end")}
        return cls(**{**row, **moments, "kind": LineKind(row["kind"]), "day": date.fromisoformat(row["day"])})


@dataclass(frozen=True)
class Explanation:
    """A deadline in UTC, the lines that lead to it, and the time zone in which people read them."""

    due: datetime
    lines: tuple[Line, ...]
    tz: str

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values."""
        return {"due": self.due.isoformat(), "tz": self.tz, "lines": [line.as_dict() for line in self.lines]}

    @classmethod
    def from_dict(cls, row: Mapping[str, Any]) -> "Explanation":
        """The explanation that `as_dict` wrote."""
        lines = tuple(Line.from_dict(line) for line in row["lines"])
        return cls(datetime.fromisoformat(row["due"]), lines, row["tz"])


def explain_add(
    cal: Calendar, start: datetime, duration: Duration, pauses: Iterable[Pause] = ()
) -> Explanation:
    """The deadline of `add` and how the time up to it was spent: open stretches, breaks, nights, closed days,
    pauses. The open lines together last as long as the duration."""
    given = tuple(pauses)
    due, begun, stops = add(cal, start, duration, given), utc(start), joined(given)
    running = cal if duration.basis is Basis.WORKING else _always_in(cal.tz)
    stretches = list(stretches_between(running, begun, due))
    body = [*_make_ups(running, stretches), *_opens(running, stretches, stops)]
    body += [line for gap in _gaps(begun, due, stretches) for line in _closed(running, *gap, stops)]
    body += _pauses(running, begun, due, given)
    body.sort(key=lambda line: line.start)
    first = _line(cal, LineKind.START, begun, begun, minutes=duration.minutes)
    return Explanation(due, (first, *body, _line(cal, LineKind.DUE, due, due)), cal.tz)


@lru_cache(maxsize=16)
def _always_in(tz: str) -> Calendar:
    """Wall time told in local days; kept, because a calendar remembers what it has reckoned."""
    return replace(ALWAYS, tz=tz)


def explain_nth_day(cal: Calendar, receipt: datetime, n: int, pauses: Iterable[Pause] = ()) -> Explanation:
    """The deadline of `nth_day` and, for each local day after the receipt, its number or why it has none."""
    stops = joined(pauses)
    due, begun = nth_day(cal, receipt, n, stops), utc(receipt)
    lines = [_line(cal, LineKind.START, begun, begun, n=n)]
    previous, counted = local_day(cal, begun), 0
    for day, end in day_ends(cal, previous):
        lines += _closed_days(cal, previous + timedelta(days=1), day - timedelta(days=1))
        previous = day
        stop = next((stop for stop in stops if stop.holds(end)), None)
        if stop is None:
            counted += 1
            lines += _day_counted(cal, cal.day(day), end, counted)
        else:
            lines.append(Line(LineKind.PAUSE, midnight(cal, day), end, day, stop.reason))
        if end >= due:
            break
    return Explanation(due, (*lines, _line(cal, LineKind.DUE, due, due)), cal.tz)


def _line(cal: Calendar, kind: LineKind, start: datetime, end: datetime, **more: Any) -> Line:
    return Line(kind, start, end, local_day(cal, start), **more)


def _opens(cal: Calendar, stretches: list[tuple[datetime, datetime]], stops: list[Pause]) -> Iterator[Line]:
    for begin, end in stretches:
        for stop in stops:
            if begin < stop.start < end:
                yield _open(cal, begin, stop.start)
            if stop.start < end:
                begin = max(begin, min(stop.end or end, end))
        if begin < end:
            yield _open(cal, begin, end)


def _open(cal: Calendar, begin: datetime, end: datetime) -> Line:
    return _line(cal, LineKind.OPEN, begin, end, minutes=round((end - begin) / timedelta(minutes=1)))


def _gaps(
    begun: datetime, due: datetime, stretches: list[tuple[datetime, datetime]]
) -> Iterator[tuple[datetime, datetime]]:
    edges = [begun, *(edge for stretch in stretches for edge in stretch), due]
    yield from ((left, right) for left, right in zip(edges[::2], edges[1::2], strict=True) if left < right)


def _closed(cal: Calendar, begin: datetime, end: datetime, stops: list[Pause]) -> Iterator[Line]:
    """Why nothing was open from `begin` to `end`; what a pause covers anyway is left out."""
    for line in _gap_lines(cal, begin, end):
        if not any(pause.covers(line.start, line.end) for pause in stops):
            yield line


def _gap_lines(cal: Calendar, begin: datetime, end: datetime) -> Iterator[Line]:
    told = begin
    for closed in _closed_days(cal, local_day(cal, begin), local_day(cal, end)):
        if told < closed.start:
            yield _within_days(cal, told, closed.start)
        told = min(closed.end, end)
        yield replace(closed, start=max(closed.start, begin), end=told)
    if told < end:
        yield _within_days(cal, told, end)


def _within_days(cal: Calendar, begin: datetime, end: datetime) -> Line:
    day = local_day(cal, begin)
    window = cal.day(day).window
    since_opening = window is not None and begin.astimezone(cal.zone).time() >= window.opens
    is_break = since_opening and day == local_day(cal, end)
    return _line(cal, LineKind.BREAK if is_break else LineKind.NIGHT, begin, end)


def _closed_days(cal: Calendar, first: date, last: date) -> list[Line]:
    numbers = range(first.toordinal(), last.toordinal() + 1)
    days = (cal.day(date.fromordinal(number)) for number in numbers)
    return [_closed_day(cal, day) for day in days if day.window is None]


def _closed_day(cal: Calendar, day: Day) -> Line:
    start, end = midnight(cal, day.day), midnight(cal, day.day + timedelta(days=1))
    if day.special is None or day.special.kind is DayKind.MAKE_UP:
        return Line(LineKind.WEEKEND, start, end, day.day)
    return Line(LineKind(day.special.kind.value), start, end, day.day, day.special.name)


def _make_ups(cal: Calendar, stretches: list[tuple[datetime, datetime]]) -> Iterator[Line]:
    for number in sorted({local_day(cal, begin).toordinal() for begin, _ in stretches}):
        yield from _make_up(cal, cal.day(date.fromordinal(number)))


def _make_up(cal: Calendar, day: Day) -> Iterator[Line]:
    if day.special is not None and day.window is not None:
        start, end = midnight(cal, day.day), midnight(cal, day.day + timedelta(days=1))
        yield Line(LineKind.MAKE_UP, start, end, day.day, day.special.name)


def _day_counted(cal: Calendar, day: Day, end: datetime, n: int) -> Iterator[Line]:
    yield from _make_up(cal, day)
    yield Line(LineKind.DAY_COUNTED, midnight(cal, day.day), end, day.day, n=n)


def _pauses(cal: Calendar, begun: datetime, due: datetime, given: tuple[Pause, ...]) -> Iterator[Line]:
    for stop in given:
        start, end = max(begun, utc(stop.start)), min(due, utc(stop.end or due))
        if start < end:
            yield _line(cal, LineKind.PAUSE, start, end, name=stop.reason)
