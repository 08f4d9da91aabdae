"""Running a case: the engine's outcome written back to rows. What a case is in memory stands in `runs`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from itertools import chain
from typing import NamedTuple

from sapa.db import db
from sapa.models import Case, Task, Ticket
from sapa.services import calendars, deadlines, effects, history, notices, sops
from sapa.services.actors import TIMER, Actor
from sapa.services.counters import fresh_ids
from sapa.services.runs import Run, bound_units, lock, lock_many
from sapa.sop import timing
from sapa.sop.definition import Definition, Lane, Step
from sapa.sop.engine import Move, Opening, Outcome, advance, start, unapproved
from sapa.sop.parts import TIMER as TIMER_LANE

__all__ = ["Ids", "Run", "apply", "breach", "breach_case", "lock", "lock_many", "open_case"]


class Ids(NamedTuple):
    """Ids of a case and its first task that were drawn before their rows are written."""

    case: int
    task: int


def open_case(
    version: sops.Version,
    process: str,
    actor: Actor,
    *,
    at: datetime,
    now: datetime,
    ticket: Ticket | None = None,
    ids: Ids | None = None,
    report_id: int | None = None,
    day: date | None = None,
    unit: int | None = None,
    duty: str = "",
) -> Run:
    """Begin a run of *process*; its clock starts *at*, its first task opens *now*. Commits nothing.

    Where the arrival of the message is a step of its own, it is done at once.
    With *ids* drawn before, the rows wait for the caller's flush. *unit*, *duty*: whose daily duty it is.
    """
    run = _begun(sops.definition(version.id), version.id, process, ticket, ids)
    case = run.case
    case.report_id, case.subject_date, case.opd_id, case.duty = report_id, day, unit, duty
    _start(run, actor, at, now)
    return run


def _begun(
    sop: Definition, version_id: int, process: str, ticket: Ticket | None, ids: Ids | None = None
) -> Run:
    """A case without any visit yet."""
    case = Case(
        id=ids.case if ids else None,
        sop_version_id=version_id,
        sop_code=sop.code,
        process=process,
        ticket_id=ticket.id if ticket is not None else None,
        level=0,
        used={},
        head=history.GENESIS,
        events_count=0,
    )
    run = Run(case, [], sop, deadlines.process_calendar(sop, process), ticket=ticket, bound=bound_units(sop))
    if ids is not None:
        run.task_ids = chain((ids.task,), fresh_ids("task_id_seq", 1))
    return run


def _start(run: Run, actor: Actor, at: datetime, now: datetime) -> None:
    """Write the case down, let its clock run unless the SOP starts it later, and open the first visit."""
    case, sop = run.case, run.sop
    case.started_at = at
    if run.ticket is not None and not sop.starts_late(case.process):
        case.deadline_from = at
        deadlines.set_case_deadline(case, run.process, run.ticket.klasifikasi, now)
    db.session.add(case)
    if case.id is None:
        db.session.flush()
    history.append(case, "opened", actor, at, now=now, process=case.process, sop=f"{sop.code}/{sop.version}")
    _open(run, start(sop, case.process, case.opd_id).open, actor, now)
    _arrive(run, actor, now)


def _arrive(run: Run, actor: Actor, now: datetime) -> None:
    """Make the move that is the arrival of the message itself, where the first step has one."""
    action = run.sop.arrival(run.case.process)
    if action is None:
        return
    task, lane = run.tasks[0], action.by[0]
    outcome = advance(run.sop, run.position(), Move(task.id, action.slug, lane))
    assert isinstance(outcome, Outcome), "nothing forbids a message to arrive"
    history.append(
        run.case, "moved", actor, now, now=now, task_id=task.id, lane=lane, step=task.step, action=action.slug
    )
    apply(run, outcome, actor, now, about=task, action=action.slug)


def apply(run: Run, outcome: Outcome, actor: Actor, now: datetime, *, about: Task, action: str) -> list[Task]:
    """Write what the engine decided; returns the tasks that it opened. Commits nothing."""
    _remember(run.case, action, about.opd_id)
    _close(run, outcome, actor, now)
    for task in run.tasks:
        if task.id in outcome.joined:
            task.done = list(unapproved(run.sop.steps[task.step], task.done))
    opened = _open(run, outcome.open, actor, now)
    if outcome.level is not None and outcome.level > run.case.level:
        _raise_level(run, outcome.level, actor, now)
    for each in outcome.notify:
        _notify(run, actor, each.lane, each.unit, each.kind, f"{action}:{about.id}", now)
    for draft in outcome.draft:
        db.session.flush()  # a paper names the task
        effects.draft(draft.kind, run.case, _drafted_for(opened, draft.unit), now)
    effects.move_deadline(run, outcome, now)
    if outcome.end is not None:
        _end(run, outcome.end, actor, now)
    if outcome.begins is not None:
        return _go_on(run, outcome.begins, actor, now)
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


def breach_case(run: Run, now: datetime, timer: bool = False) -> bool:
    """Stamp a case whose own deadline is over, apart from those of its steps; False where it is not."""
    case = run.case
    since = timing.late_since(case.deadline_at, now, run.stands, timer)
    if since is None or case.deadline_breached_at is not None:
        return False
    case.deadline_breached_at = since
    history.append(case, "overdue", TIMER, since, now=now)
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
        step = run.sop.steps[task.step]
        deadlines.set_task_times(task, step, run.calendar_of(step), pauses)
    db.session.add_all(opened)
    run.tasks.extend(opened)
    for task in opened:
        _notify(run, actor, task.lane, task.opd_id, "turn", f"task:{task.id}", now, task)
    return opened


def _task(run: Run, opening: Opening, now: datetime) -> Task:
    step, place = run.sop.steps[opening.step], (opening.step, opening.unit)
    lane = run.lane_for(step, opening.unit)
    run.visits[place] += 1
    begun = timing.begins(step, now, run.entered.setdefault(place, now))
    return Task(
        id=next(run.task_ids),
        case_id=run.case.id,
        step=step.id,
        lane=lane.id,
        role=_role(run.sop, step, lane),
        opd_id=opening.unit,
        agency_open=opening.unit is not None and (step.answerable or lane.scope == "opd"),
        visit_no=run.visits[place],
        opened_at=now,
        counts_from=begun if begun != now else None,
        done=[],
        by_timer=False,
    )


def _role(sop: Definition, step: Step, lane: Lane) -> str | None:
    """The role in whose list a visit lies: that of the lane, or of the desk that acts for a citizen."""
    if lane.role is not None or lane.scope == "named":
        return lane.role
    hands = (sop.lane(each).role for a in step.actions.values() for each in a.by if each != TIMER_LANE)
    return next((role for role in hands if role is not None), None)


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
        calendar=calendars.get(found.calendar or run.process.calendar),
        now=now,
        opd_id=unit if found.scope == "opd" else None,
        case_id=run.case.id,
        task_id=task.id if task else None,
    )


def _drafted_for(opened: Sequence[Task], unit: int | None) -> Task:
    return next(task for task in opened if task.opd_id == unit)


def _end(run: Run, outcome: str, actor: Actor, now: datetime) -> None:
    """End the case. An outcome that was chosen before counts only where the citizen was told."""
    case = run.case
    told = any(key.partition(":")[0] in run.sop.replies for key in case.used)
    case.closed_at, case.outcome = now, (case.verdict if told else None) or outcome
    if run.ticket is not None:
        run.ticket.closed_at, run.ticket.outcome = now, case.outcome
    history.append(case, "closed", actor, now, now=now, outcome=case.outcome)


def _go_on(run: Run, process: str, actor: Actor, now: datetime) -> list[Task]:
    """This case is over, its complaint is not: another process of the same version takes it up afresh."""
    ticket = run.ticket
    assert ticket is not None, "only a complaint goes from one process to another"
    run.case.former_ticket_id, run.case.ticket_id = ticket.id, None
    ticket.closed_at = ticket.outcome = ticket.klasifikasi = None
    ticket.confidential = run.sop.processes[process].confidential
    db.session.flush()  # one case at a time owns a ticket
    following = _begun(run.sop, run.case.sop_version_id, process, ticket)
    _start(following, actor, now, now)
    return following.tasks
