"""The visits behind one figure, page by page: exactly those that were counted, each with its case."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.compliance.visits import COUNTED, Wish, execute
from sapa.services.errors import NotFound
from sapa.sop.definition import Definition
from sapa.sop.parts import Step

PAGE = 50

_PICKED = """,
picked AS MATERIALIZED (SELECT * FROM visit v WHERE {condition})
SELECT p.id, p.case_id, p.version, p.step, p.lane, p.opd_id, o.name, p.channel, p.number, p.title,
       p.report_id, p.subject_date,
       p.begun_at, p.due_at, p.closed_at, p.closed, p.late,
       p.seconds, p.complete, p.produced, p.by_timer, p.action,
       (SELECT count(*) FROM picked), (SELECT count(DISTINCT case_id) FROM picked)
FROM picked p LEFT JOIN opd o ON o.id = p.opd_id
ORDER BY p.closed, CASE WHEN p.closed THEN -p.seconds ELSE date_part('epoch', p.due_at) END, p.id
LIMIT :size OFFSET :skip
"""


class Row(NamedTuple):
    """One visit. `seconds`: its open time; `number` is None where no complaint brought it."""

    id: int
    case_id: int
    version: int
    step: str
    lane: str
    opd_id: int | None
    opd: str | None
    channel: str | None
    number: str | None
    title: str | None
    report_id: int | None
    day: date | None
    begun_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    closed: bool
    late: bool
    seconds: float | None
    complete: bool | None
    produced: bool | None
    by_timer: bool
    action: str | None

    @property
    def sop(self) -> Definition:
        """The version on which the case runs."""
        return sops.definition(self.version)

    @property
    def definition(self) -> Step:
        """The step as that version has it."""
        return self.sop.steps[self.step]

    @property
    def how(self) -> str:
        """The way out that was taken, in the words of the SOP."""
        made = self.definition.actions.get(self.action or "")
        return made.label if made is not None else ""


@dataclass(frozen=True)
class Found:
    """One page of the visits behind a figure, how many there are, and of how many cases."""

    rows: Sequence[Row]
    visits: int
    cases: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-self.visits // PAGE))


def visits(wish: Wish, what: str, actor: Actor, now: datetime, page: int = 1) -> Found:
    """The visits that figure *what* of COUNTED counts. NotFound for no such figure; NotAllowed as for it."""
    if what not in COUNTED:
        raise NotFound("figure_unknown", figure=what)
    ending = _PICKED.format(condition=COUNTED[what])
    rows = execute(ending, wish, actor, now, size=PAGE, skip=(page - 1) * PAGE)
    if not rows:
        return Found((), 0, 0, page)
    return Found([Row(*row[:-2]) for row in rows], rows[0][-2], rows[0][-1], page)
