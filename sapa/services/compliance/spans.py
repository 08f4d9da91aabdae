"""The period that is asked about: a month, a quarter, a half-year, or any days of one's own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sapa.services.figures.scope import midnight

MONTHS = {"month": 1, "quarter": 3, "half": 6}
FREE = "free"
KINDS = (*MONTHS, FREE)
#: Days of the longest free period: a year that is counted has 366 at most.
LONGEST = 366


@dataclass(frozen=True)
class Span:
    """Local days from *first* on, *end* is the first day after them."""

    kind: str
    first: date
    end: date

    @property
    def last(self) -> date:
        """The last day in it."""
        return self.end - timedelta(days=1)

    @property
    def start_at(self) -> datetime:
        """The moment at which it begins."""
        return midnight(self.first)

    @property
    def end_at(self) -> datetime:
        """The moment at which it is over."""
        return midnight(self.end)

    def cutoff(self, now: datetime) -> datetime:
        """As of when its figures are: its end, or *now* while it still runs."""
        return min(self.end_at, now)

    def before(self) -> Span:
        """The period of the same kind before it."""
        if self.kind == FREE:
            return Span(FREE, self.first - (self.end - self.first), self.first)
        return around(self.kind, self.first - timedelta(days=1))

    def after(self) -> Span:
        """The period of the same kind after it."""
        if self.kind == FREE:
            return Span(FREE, self.end, self.end + (self.end - self.first))
        return around(self.kind, self.end)


def around(kind: str, day: date) -> Span:
    """The month, quarter or half-year in which *day* lies. KeyError for another kind."""
    size = MONTHS[kind]
    month = (day.month - 1) // size * size + 1
    first = date(day.year, month, 1)
    later = month + size
    return Span(kind, first, date(day.year + (later > 12), later - 12 * (later > 12), 1))


def free(first: date, last: date) -> Span:
    """Days of one's own, both ends in it; turned around where they are, cut where they are too many."""
    first, last = sorted((first, last))
    return Span(FREE, first, min(last, first + timedelta(days=LONGEST - 1)) + timedelta(days=1))
