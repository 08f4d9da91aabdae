"""Intervals in which the clock stands still, each with its reason."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sapa.clock.errors import ClockError
from sapa.clock.timeline import utc


@dataclass(frozen=True)
class Pause:
    """The clock stands still from `start` until just before `end`; an `end` of None has not come yet."""

    start: datetime
    end: datetime | None
    reason: str

    def __post_init__(self) -> None:
        begun = utc(self.start)
        if self.end is not None and utc(self.end) < begun:
            raise ClockError(f"a pause that ends before it begins: {self.start} to {self.end}")

    def holds(self, moment: datetime) -> bool:
        """Whether it lies inside; what is due at the very start or end is due in running time."""
        return self.start < moment and (self.end is None or moment < self.end)

    def covers(self, begin: datetime, end: datetime) -> bool:
        """Whether the clock stands still all the time from `begin` to `end`."""
        return self.start <= begin and (self.end is None or end <= self.end)


def joined(pauses: Iterable[Pause]) -> list[Pause]:
    """The pauses in order of time, overlapping or touching ones made one, so that no hour is taken twice."""
    rows: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        last = rows[-1] if rows else None
        if last is None or (last.end is not None and last.end < pause.start):
            rows.append(Pause(utc(pause.start), pause.end and utc(pause.end), pause.reason))
        elif last.end is not None:
            end = None if pause.end is None else max(last.end, utc(pause.end))
            rows[-1] = Pause(last.start, end, last.reason)
    return rows
