"""Running a case: rows to the engine's position, the engine's outcome back to rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from sapa.clock import Calendar
from sapa.db import db
from sapa.models import Answer, Case, Opd, SopVersion, Task, Ticket
from sapa.models import Pause as PauseRow
from sapa.services import deadlines, effects, history, notices, sops
from sapa.services.actors import Actor
from sapa.services.errors import NotFound
from sapa.sop.definition import Definition, Step
from sapa.sop.engine import Opening, Outcome, Position, Visit, start


@dataclass
class Run:
    """A locked case with its open tasks, ready for one move."""

    case: Case
    tasks: list[Task]
    sop: Definition
    calendar: Calendar

    @property
    def paused(self) -> bool:
        """True while the clock of this case stands."""
        return self.pause is not None

    pause: PauseRow | None = None

    def task(self, task_id: int) -> Task | None:
        """The open task of that id, if it is still open."""
        return next((task for task in self.tasks if task.id == task_id), None)

    def position(self) -> Position:
        """Where the case stands, in the engine's words."""
        visits = tuple(self._visit(task) for task in self.tasks)
        return Position(self.case.process, visits, _used(self.case), self.paused)

    def _visit(self, task: Task) -> Visit:
        units = _answered(self.case) if _holds_answers(self.sop.steps[task.step]) else ()
        return Visit(task.id, task.step, task.opd_id, tuple(task.done), units)


def lock(case_id: int) -> Run:
    """Lock a case row and read what is open. NotFound where there is none."""
    case = db.session.scalars(
        select(Case).where(Case.id == case_id).with_for_update().execution_options(populate_existing=True)
    ).first()
    if case is None:
        raise NotFound("case_unknown", id=case_id)
    tasks = db.session.scalars(
        select(Task)
        .where(Task.case_id == case_id, Task.closed_at.is_(None))
        .order_by(Task.id)
        .execution_options(populate_existing=True)
    ).all()
    sop = sops.definition(case.sop_version_id)
    pause = db.session.scalars(
        select(PauseRow).where(PauseRow.case_id == case_id, PauseRow.ended_at.is_(None))
    ).first()
    return Run(case, list(tasks), sop, deadlines.process_calendar(sop, case.process), pause)


def open_case(
    version: SopVersion,
    process: str,
    actor: Actor,
    *,
    at: datetime,
    now: datetime,
    ticket_id: int | None = None,
    report_id: int | None = None,
    day: date | None = None,
) -> Run:
    """Begin a run of *process*; its clock starts *at*, its first task opens *now*."""
    sop = sops.definition(version.id)
    case = Case(
        sop_version_id=version.id,
        sop_code=version.code,
        process=process,
        ticket_id=ticket_id,
        report_id=report_id,
        subject_date=day,
        started_at=at,
        level=0,
        used={},
        head=history.GENESIS,
        events_count=0,
    )
    db.session.add(case)
    db.session.flush()
    run = Run(case, [], sop, deadlines.process_calendar(sop, process))
    history.append(
        case, "opened", actor, at, now=now, process=process, sop=f"{version.code}/{version.version}"
    )
    _open(run, start(sop, process).open, actor, now)
    return run


def apply(run: Run, outcome: Outcome, actor: Actor, now: datetime, *, about: Task, action: str) -> list[Task]:
    """Write what the engine decided; returns the tasks that it opened. Commits nothing."""
    _remember(run.case, action, about.opd_id)
    _close(run, outcome, actor, now)
    opened = _open(run, outcome.open, actor, now)
    if outcome.level is not None and outcome.level > run.case.level:
        _raise_level(run, outcome.level, actor, now)
    for each in outcome.notify:
        _notify(run, each.lane, each.unit, each.kind, f"{each.kind}:{about.id}", now)
    for draft in outcome.draft:
        effects.draft(draft.kind, run.case, _drafted_for(opened, draft.unit), now)
    if outcome.end is not None:
        _end(run, outcome.end, actor, now)
    return opened


def _holds_answers(step: Step) -> bool:
    """True for a step from which an agency's answer can be sent back."""
    return any(action.per_unit and "opds" not in action.needs for action in step.actions.values())


def _answered(case: Case) -> tuple[int, ...]:
    """The agencies whose answers lie with us, neither delivered nor returned."""
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


def _remember(case: Case, action: str, unit: int | None) -> None:
    counts = Counter(case.used)
    counts[f"{action}:{unit or ''}"] += 1
    case.used = dict(counts)


def _close(run: Run, outcome: Outcome, actor: Actor, now: datetime) -> None:
    for each in outcome.close:
        task = run.task(each.visit)
        assert task is not None, "the engine closes open visits only"
        if task.due_at is not None and task.breached_at is None and now > task.due_at:
            task.breached_at = task.due_at
        task.closed_at, task.action, task.actor_id = now, each.action, actor.user_id
        task.by_timer, task.record, task.next_at = actor.is_timer, outcome.record, None
    closed = {each.visit for each in outcome.close}
    run.tasks = [task for task in run.tasks if task.id not in closed]


def _open(run: Run, openings: Iterable[Opening], actor: Actor, now: datetime) -> list[Task]:
    opened = [_task(run, each, now) for each in openings]
    if not opened:
        return opened
    pauses = deadlines.pauses_of(run.case.id) if run.case.events_count > 1 else ()
    for task in opened:
        deadlines.set_task_times(task, run.sop.steps[task.step], run.calendar, pauses)
    db.session.add_all(opened)
    db.session.flush()
    run.tasks.extend(opened)
    for task in opened:
        if task.role is not None and task.role not in actor.roles:
            _notify(run, task.lane, task.opd_id, "turn", f"task:{task.id}", now, task)
    return opened


def _task(run: Run, opening: Opening, now: datetime) -> Task:
    step = run.sop.steps[opening.step]
    lane = run.sop.lane(step.lane)
    return Task(
        case_id=run.case.id,
        step=step.id,
        lane=lane.id,
        role=lane.role,
        opd_id=opening.unit,
        agency_open=step.answerable and opening.unit is not None,
        visit_no=_visits(run.case.id, opening) + 1 if run.case.events_count > 1 else 1,
        opened_at=now,
        done=[],
        by_timer=False,
    )


def _visits(case_id: int, opening: Opening) -> int:
    rows = select(Task.id).where(
        Task.case_id == case_id, Task.step == opening.step, Task.opd_id.is_not_distinct_from(opening.unit)
    )
    return len(db.session.scalars(rows).all())


def _raise_level(run: Run, level: int, actor: Actor, now: datetime) -> None:
    run.case.level = level
    if run.case.ticket_id is not None:
        db.session.get_one(Ticket, run.case.ticket_id).level = level
    history.append(run.case, "escalated", actor, now, now=now, level=level)


def _notify(
    run: Run, lane: str, unit: int | None, kind: str, cause: str, now: datetime, task: Task | None = None
) -> None:
    found = run.sop.lane(lane)
    if found.role is None:
        return
    notices.ring(
        kind,
        found.role,
        cause=cause,
        calendar=run.calendar,
        now=now,
        opd_id=unit if found.scope == "opd" else None,
        case_id=run.case.id,
        task_id=task.id if task else None,
    )


def _drafted_for(opened: Sequence[Task], unit: int | None) -> Task:
    return next(task for task in opened if task.opd_id == unit)


def _end(run: Run, outcome: str, actor: Actor, now: datetime) -> None:
    case = run.case
    case.closed_at, case.outcome = now, case.verdict or outcome
    if case.deadline_at is not None and now > case.deadline_at and case.deadline_breached_at is None:
        case.deadline_breached_at = case.deadline_at
    if case.ticket_id is not None:
        ticket = db.session.get_one(Ticket, case.ticket_id)
        ticket.closed_at, ticket.outcome = now, case.outcome
    history.append(case, "closed", actor, now, now=now, outcome=case.outcome)


def agencies(ids: Iterable[int]) -> dict[int, Opd]:
    """OPD rows by id."""
    rows = db.session.scalars(select(Opd).where(Opd.id.in_(set(ids))))
    return {row.id: row for row in rows}
