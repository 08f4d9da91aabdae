"""The figures of a period: counted once in small cells, then added up by step, lane, agency or channel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime
from itertools import chain
from typing import NamedTuple

from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.compliance.visits import COUNTED, Wish, execute
from sapa.services.figures.steps import percentile

#: What is counted of every cell; the names are those of `Figures`.
COUNTS = tuple(COUNTED)

_CELLS = """
SELECT v.version, v.step, v.lane, v.opd_id, v.channel, {counts},
       COALESCE(array_agg(round(v.seconds)::int) FILTER (WHERE v.closed), '{{}}') AS seconds
FROM visit v GROUP BY 1, 2, 3, 4, 5
"""


class Place(NamedTuple):
    """Where the visits of a cell were."""

    version: int
    step: str
    lane: str
    opd_id: int | None
    channel: str | None

    @property
    def sop(self) -> str:
        """The code of the SOP."""
        return sops.definition(self.version).code


@dataclass(frozen=True)
class Figures:
    """Counts of visits, by the conditions of `COUNTED`, and the open time that the closed ones took."""

    closed: int = 0
    on_time: int = 0
    late: int = 0
    overdue: int = 0
    promised: int = 0
    asked: int = 0
    complete: int = 0
    incomplete: int = 0
    due_output: int = 0
    produced: int = 0
    unproduced: int = 0
    again: int = 0
    median_minutes: float | None = None
    p90_minutes: float | None = None

    @property
    def share(self) -> float | None:
        """On time, of what was closed and what is overdue and still open; None where nothing was due."""
        return self.on_time / self.promised if self.promised else None

    @property
    def seen(self) -> int:
        """All visits that are counted."""
        return self.closed + self.overdue


@dataclass(frozen=True)
class Cell:
    """The visits of one place."""

    place: Place
    counts: tuple[int, ...]
    seconds: Sequence[int] = field(repr=False)


def cells(wish: Wish, actor: Actor, now: datetime) -> list[Cell]:
    """Everything that is counted for *wish*, as of now or of the period's end."""
    counts = ", ".join(
        f"count(*) FILTER (WHERE {condition}) AS {name}" for name, condition in COUNTED.items()
    )
    rows = execute(_CELLS.format(counts=counts), wish, actor, now)
    width = len(Place._fields)
    return [Cell(Place(*row[:width]), tuple(row[width:-1]), row[-1]) for row in rows]


def total(found: Iterable[Cell]) -> Figures:
    """The figures of some cells together; minutes of open time."""
    kept = list(found)
    sums = [sum(column) for column in zip(*(cell.counts for cell in kept), strict=True)]
    seconds = sorted(chain.from_iterable(cell.seconds for cell in kept))
    return Figures(
        **dict(zip(COUNTS, sums, strict=False)),
        median_minutes=_minutes(percentile(seconds, 0.5)),
        p90_minutes=_minutes(percentile(seconds, 0.9)),
    )


def _minutes(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / 60, 1)


def as_json(figures: Figures) -> dict[str, float | int | None]:
    """Plain data, as a finished form keeps it."""
    return {each.name: getattr(figures, each.name) for each in fields(figures)}
