"""A case in hand: its row locked, with everything a move needs, one case or many in a few queries."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import KW_ONLY, dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, func, select

from sapa.clock import Calendar, Pause
from sapa.db import db
from sapa.models import Answer, Case, Opd, Task, Ticket
from sapa.models import Pause as PauseRow
from sapa.services import deadlines, sops
from sapa.services.counters import fresh_ids
from sapa.services.errors import NotFound
from sapa.sop.definition import Definition, Lane, Process, Step
from sapa.sop.engine import Position, Visit

Row = TypeVar("Row")


@dataclass
class Run:
    """A locked case with its open tasks, ready for one move."""

    case: Case
    tasks: list[Task]
    sop: Definition
    calendar: Calendar
    #: The interval in which the clock stands now.
    pause: PauseRow | None = None
    _: KW_ONLY
    ticket: Ticket | None = None
    #: Every pause so far, the open one included.
    pauses: list[PauseRow] = field(default_factory=list)
    #: (step, unit) -> how often the case has been there.
    visits: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    #: (step, unit) -> when the case was there first.
    entered: dict[tuple[str, int | None], datetime] = field(default_factory=dict)
    #: Agencies that a lane of the SOP stands for -> the lane.
    bound: Mapping[int, str] = field(default_factory=dict)
    task_ids: Iterator[int] = field(default_factory=lambda: fresh_ids("task_id_seq", 1))

    @property
    def paused(self) -> bool:
        """True while the clock of this case stands."""
        return self.pause is not None

    @property
    def stands(self) -> datetime | None:
        """Since when the clock of this case stands; None while it runs."""
        return self.pause.started_at if self.pause is not None else None

    @property
    def clock_pauses(self) -> tuple[Pause, ...]:
        """The pauses as the clock reads them."""
        return deadlines.clock_pauses(self.pauses)

    @property
    def process(self) -> Process:
        """The process that this case runs through."""
        return self.sop.processes[self.case.process]

    def calendar_of(self, step: Step) -> Calendar:
        """The service hours by which the clock of a visit to *step* runs."""
        return deadlines.step_calendar(self.sop, step)

    def lane_for(self, step: Step, unit: int | None) -> Lane:
        """The lane that works a visit: that of a Bidang where the step stands in several."""
        lane = self.bound.get(unit) if unit is not None else None
        return self.sop.lane_for(step, self.sop.lane(lane).unit if lane is not None else None)

    def task(self, task_id: int) -> Task | None:
        """The open task of that id, if it is still open."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def position(self) -> Position:
        """Where the case stands, in the engine's words."""
        visits = tuple(self._visit(task) for task in self.tasks)
        return Position(self.case.process, visits, _used(self.case), self.paused, self.bound)

    def held(self) -> tuple[int, ...]:
        """The agencies whose answers lie with us, neither delivered nor returned."""
        return _answered(self.case)

    def _visit(self, task: Task) -> Visit:
        units = self.held() if self.sop.steps[task.step].holds_answers else ()
        return Visit(task.id, task.step, task.opd_id, tuple(task.done), units)


def lock(case_id: int) -> Run:
    """Lock a case row and read what is open. NotFound where there is none."""
    found = lock_many([case_id])
    if not found:
        raise NotFound("case_unknown", id=case_id)
    return found[0]


def lock_many(case_ids: Sequence[int]) -> list[Run]:
    """The runs of these cases in the order asked for; the rows are locked in the order of their ids."""
    wanted = set(case_ids)
    if not wanted:
        return []
    cases = {
        case.id: case
        for case in _fresh(select(Case).where(Case.id.in_(wanted)).order_by(Case.id).with_for_update())
    }
    tasks = _grouped(select(Task).where(Task.case_id.in_(wanted), Task.closed_at.is_(None)).order_by(Task.id))
    pauses = _grouped(select(PauseRow).where(PauseRow.case_id.in_(wanted)).order_by(PauseRow.id))
    owners = {case.ticket_id for case in cases.values()} - {None}
    tickets = {row.id: row for row in _fresh(select(Ticket).where(Ticket.id.in_(owners)))} if owners else {}
    been, task_ids = _visits(wanted), fresh_ids("task_id_seq", len(wanted))
    sops_of = {case.sop_version_id: sops.definition(case.sop_version_id) for case in cases.values()}
    bound = {version: bound_units(sop) for version, sop in sops_of.items()}

    def run(case: Case) -> Run:
        sop, visits = sops_of[case.sop_version_id], been[case.id]
        return Run(
            case,
            tasks[case.id],
            sop,
            deadlines.process_calendar(sop, case.process),
            next((row for row in pauses[case.id] if row.ended_at is None), None),
            ticket=tickets.get(case.ticket_id),
            pauses=pauses[case.id],
            visits=Counter({place: times for place, (times, _) in visits.items()}),
            entered={place: first for place, (_, first) in visits.items()},
            bound=bound[case.sop_version_id],
            task_ids=task_ids,
        )

    return [run(cases[each]) for each in dict.fromkeys(case_ids) if each in cases]


def _fresh(query: Select[tuple[Row]]) -> Sequence[Row]:
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _grouped(query: Select[Any]) -> defaultdict[int, list[Any]]:
    found: defaultdict[int, list[Any]] = defaultdict(list)
    for row in _fresh(query):
        found[row.case_id].append(row)
    return found


def bound_units(sop: Definition) -> dict[int, str]:
    """The agencies that lanes of *sop* stand for, by id: a Bidang is a row of the agencies with that code."""
    codes = {lane.unit: lane.id for lane in sop.lanes if lane.unit is not None}
    if not codes:
        return {}
    rows = db.session.execute(select(Opd.id, Opd.code).where(Opd.code.in_(codes)))
    return {row.id: codes[row.code] for row in rows}


def _visits(
    case_ids: Iterable[int],
) -> defaultdict[int, dict[tuple[str, int | None], tuple[int, datetime]]]:
    """Where each case has been: how often, and when first."""
    rows = db.session.execute(
        select(Task.case_id, Task.step, Task.opd_id, func.count(), func.min(Task.opened_at))
        .where(Task.case_id.in_(case_ids))
        .group_by(Task.case_id, Task.step, Task.opd_id)
    )
    make: Callable[[], dict[tuple[str, int | None], tuple[int, datetime]]] = dict
    found = defaultdict(make)
    for case_id, step, opd_id, count, first in rows:
        found[case_id][step, opd_id] = count, first
    return found


def _answered(case: Case) -> tuple[int, ...]:
    rows = db.session.scalars(
        select(Answer.opd_id)
        .where(
            Answer.ticket_id == case.ticket_id,
            Answer.kind.in_(("final", "meeting")),
            Answer.opd_id.is_not(None),
            Answer.delivered_at.is_(None),
            Answer.returned_at.is_(None),
        )
        .order_by(Answer.id)
    )
    return tuple(dict.fromkeys(row for row in rows if row is not None))


def _used(case: Case) -> dict[tuple[str, int | None], int]:
    found = {}
    for key, count in case.used.items():
        action, _, unit = key.partition(":")
        found[action, int(unit) if unit else None] = count
    return found
