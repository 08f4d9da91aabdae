"""Running a case: the engine's outcome written back to rows. What a case is in memory stands in `runs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import NamedTuple

from sapa.db import db
from sapa.models import Case, SopVersion, Task, Ticket
from sapa.services import deadlines, effects, history, notices, sops
from sapa.services.actors import TIMER, Actor
from sapa.services.runs import Run, lock, lock_many
from sapa.sop.engine import Opening, Outcome, start

__all__ = ["Ids", "Run", "apply", "breach", "lock", "lock_many", "open_case"]


class Ids(NamedTuple):
    """Ids of a case and its first task that were drawn before their rows are written."""

    case: int
    task: int


def open_case(
    version: SopVersion,
    process: str,
    actor: Actor,
    *,
    at: datetime,
    now: datetime,
    ticket: Ticket | None = None,
    ids: Ids | None = None,
    report_id: int | None = None,
    day: date | None = None,
) -> Run:
    """Begin a run of *process*; its clock starts *at*, its first task opens *now*. Commits nothing.

    With *ids* drawn before, the rows wait for the caller's flush.
    """
    sop = sops.definition(version.id)
    case = Case(
        id=ids.case if ids else None,
        sop_version_id=version.id,
        sop_code=version.code,
        process=process,
        ticket_id=ticket.id if ticket is not None else None,
        report_id=report_id,
        subject_date=day,
        started_at=at,
        level=0,
        used={},
        head=history.GENESIS,
        events_count=0,
    )
    db.session.add(case)
    if ids is None:
        db.session.flush()
    run = Run(case, [], sop, deadlines.process_calendar(sop, process), ticket=ticket)
    if ids is not None:
        run.task_ids = iter((ids.task,))
    history.append(
        case, "opened", actor, at, now=now, process=process, sop=f"{version.code}/{version.version}"
    )
    _open(run, start(sop, process).open, actor, now)
    return run


def apply(run: Run, outcome: Outcome, actor: Actor, now: datetime, *, about: Task, action: str) -> list[Task]:
    """Write what the engine decided; returns the tasks that it opened. Commits nothing."""
    tells = "reply" in run.sop.steps[about.step].actions[action].needs
    _remember(run.case, action, about.opd_id)
    _close(run, outcome, actor, now)
    opened = _open(run, outcome.open, actor, now)
    if outcome.level is not None and outcome.level > run.case.level:
        _raise_level(run, outcome.level, actor, now)
    for each in outcome.notify:
        _notify(run, actor, each.lane, each.unit, each.kind, f"{action}:{about.id}", now)
    for draft in outcome.draft:
        db.session.flush()  # a paper names the task
        effects.draft(draft.kind, run.case, _drafted_for(opened, draft.unit), now)
    if outcome.end is not None:
        _end(run, outcome.end, actor, now, tells)
    return opened


def breach(run: Run, task: Task, now: datetime, upto: datetime) -> bool:
    """Stamp a task whose time was over at *upto* with the moment at which it was; False where it was not."""
    if task.due_at is None or task.breached_at is not None or task.due_at > upto:
        return False
    task.breached_at = task.due_at
    history.append(
        run.case, "breached", TIMER, task.due_at, now=now, task_id=task.id, lane=task.lane, step=task.step
    )
    return True


def _remember(case: Case, action: str, unit: int | None) -> None:
    counts = Counter(case.used)
    counts[f"{action}:{unit or ''}"] += 1
    case.used = dict(counts)


def _close(run: Run, outcome: Outcome, actor: Actor, now: datetime) -> None:
    for each in outcome.close:
        task = run.task(each.visit)
        assert task is not None, "the engine closes open visits only"
        task.closed_at, task.action, task.actor_id = now, each.action, actor.user_id
        task.by_timer, task.record, task.next_at = actor.is_timer, outcome.record, None
    closed = {each.visit for each in outcome.close}
    run.tasks = [task for task in run.tasks if task.id not in closed]


def _open(run: Run, openings: Iterable[Opening], actor: Actor, now: datetime) -> list[Task]:
    opened = [_task(run, each, now) for each in openings]
    pauses = run.clock_pauses
    for task in opened:
        deadlines.set_task_times(task, run.sop.steps[task.step], run.calendar, pauses)
    db.session.add_all(opened)
    run.tasks.extend(opened)
    for task in opened:
        _notify(run, actor, task.lane, task.opd_id, "turn", f"task:{task.id}", now, task)
    return opened


def _task(run: Run, opening: Opening, now: datetime) -> Task:
    step = run.sop.steps[opening.step]
    lane = run.sop.lane(step.lane)
    run.visits[opening.step, opening.unit] += 1
    return Task(
        id=next(run.task_ids),
        case_id=run.case.id,
        step=step.id,
        lane=lane.id,
        role=lane.role,
        opd_id=opening.unit,
        agency_open=step.answerable and opening.unit is not None,
        visit_no=run.visits[opening.step, opening.unit],
        opened_at=now,
        done=[],
        by_timer=False,
    )


def _raise_level(run: Run, level: int, actor: Actor, now: datetime) -> None:
    run.case.level = level
    if run.ticket is not None:
        run.ticket.level = level
    history.append(run.case, "escalated", actor, now, now=now, level=level)


def _notify(
    run: Run,
    actor: Actor,
    lane: str,
    unit: int | None,
    kind: str,
    cause: str,
    now: datetime,
    task: Task | None = None,
) -> None:
    """Tell a lane's role, unless it is the actor's own: who did it knows it."""
    found = run.sop.lane(lane)
    if found.role is None or found.role in actor.roles:
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


def _end(run: Run, outcome: str, actor: Actor, now: datetime, tells: bool) -> None:
    """End the case. An outcome that was chosen before counts only where the citizen is told it now."""
    case = run.case
    case.closed_at, case.outcome = now, (case.verdict if tells else None) or outcome
    if case.deadline_at is not None and now > case.deadline_at and case.deadline_breached_at is None:
        case.deadline_breached_at = case.deadline_at
    if run.ticket is not None:
        run.ticket.closed_at, run.ticket.outcome = now, case.outcome
    history.append(case, "closed", actor, now, now=now, outcome=case.outcome)
