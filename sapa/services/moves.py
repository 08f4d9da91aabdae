"""One door for every move: a person, a timer and a message from an agency all come through here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg.errors import DeadlockDetected
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import Task, Ticket
from sapa.models.complaints import OUTCOMES
from sapa.services import cases, evidence, history, notices, pauses, scope
from sapa.services.actors import TIMER, Actor
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from sapa.services.evidence.agency import returned_answer
from sapa.services.register import entering
from sapa.services.runs import Run
from sapa.services.signatures.keys import Pen
from sapa.sop import timing
from sapa.sop.definition import Action
from sapa.sop.engine import Move, Outcome, Refused, advance, allowed

#: How often a move gives way to another one that wants the same two cases in the other order.
DEADLOCKS = 4
#: The same bare word of the same person on the same task within this time is a second click.
TWICE = timedelta(minutes=1)


@dataclass(frozen=True)
class Moved:
    """What a move did: the case, whether it ended, and the tasks that are open now."""

    case_id: int
    outcome: str | None
    opened: tuple[int, ...]


def make(
    task_id: int,
    action: str,
    actor: Actor,
    now: datetime,
    fields: Mapping[str, Any] | None = None,
    *,
    pen: Pen | None = None,
) -> Moved:
    """Do *action* on a task as *actor*, with the evidence typed in *fields*; one transaction.

    *pen*: the actor's opened key, where the move is a signature.
    Raises NotFound, NotAllowed (role or unit), Conflict (somebody or a timer was first), Invalid (fields).
    """
    for _ in range(DEADLOCKS):
        try:
            return _made(task_id, action, actor, now, fields or {}, pen)
        except OperationalError as fault:
            if not isinstance(fault.orig, DeadlockDetected):
                raise
        # Two tickets merged into each other at once: when the other is through, this one is judged anew.
    return _made(task_id, action, actor, now, fields or {}, pen)


def _made(
    task_id: int, action: str, actor: Actor, now: datetime, fields: Mapping[str, Any], pen: Pen | None
) -> Moved:
    with transaction():
        case_id = db.session.scalar(select(Task.case_id).where(Task.id == task_id))
        if case_id is None:
            raise NotFound("task_unknown", id=task_id)
        with notices.gathered():
            moved = perform(cases.lock(case_id), task_id, action, actor, now, fields, pen)
        crashpoints.reach("move-before-commit")
        return moved


def perform(
    run: Run,
    task_id: int,
    slug: str,
    actor: Actor,
    now: datetime,
    fields: Mapping[str, Any],
    pen: Pen | None = None,
) -> Moved:
    """Make one move on a locked case. Commits nothing."""
    task = run.task(task_id)
    if task is None:
        raise _first(run, task_id, slug, actor)
    action = run.sop.steps[task.step].actions.get(slug)
    if action is None:
        raise NotFound("action_unknown", action=slug)
    lane = _lane(run, task, action, actor)
    _not_twice(run, task, action, actor, now)
    context = _check(run, task, action, actor, now, fields, pen)
    cases.breach_case(run, now)
    units = _units(context)
    outcome = _advance(run, task, action, lane, units, now)
    if outcome.resume or outcome.end is not None:
        pauses.end(run, now)
    evidence.record(context)
    _keep_verdict(run, outcome)
    _mark_late(run, outcome, now, actor.is_timer)
    _record_event(run, context, slug, lane, outcome, units)
    opened = cases.apply(run, outcome, actor, now, about=task, action=slug)
    entering.moved(run, task.step, slug, actor, now)
    _stay_open(task, slug)
    if outcome.pause is not None:
        pauses.begin(run, task, outcome.pause, context.clean.get("question", ""), now)
    _suspend(run, task, outcome, context)
    return Moved(run.case.id, run.case.outcome, tuple(each.id for each in opened))


def choices(run: Run, task: Task, actor: Actor) -> tuple[Action, ...]:
    """The moves that *actor* may make on *task* now, in the order of the SOP."""
    lanes = frozenset(lane.id for lane in run.sop.lanes if _holds(run, task, lane.id, actor))
    return allowed(run.sop, run.position(), task.id, lanes)


def _holds(run: Run, task: Task, lane_id: str, actor: Actor) -> bool:
    """True where the actor works in that lane and, for an agency's lane, speaks for that agency."""
    lane = run.sop.lane(lane_id)
    if lane.scope == "named":
        return f"{run.sop.code}/{lane.id}" in actor.named
    if lane.role is None or lane.role not in actor.roles:
        return False
    if lane.unit is not None and run.bound.get(task.opd_id or 0) != lane.id:
        return False
    return lane.scope != "opd" or task.opd_id in actor.units


def _lane(run: Run, task: Task, action: Action, actor: Actor) -> str:
    if actor.is_timer:
        return "timer"
    found = next((each for each in action.by if each != "timer" and _holds(run, task, each, actor)), None)
    if found is None:
        raise NotAllowed("not_your_lane", action=action.slug, step=task.step)
    return found


def _not_twice(run: Run, task: Task, action: Action, actor: Actor, now: datetime) -> None:
    """A bare word such as "diterima" leaves the step open; a second click must not say it twice."""
    if action.closes != "none" or action.needs or actor.is_timer or action.slug not in task.done:
        return
    if history.said_since(run.case, task.id, action.slug, actor, now - TWICE):
        raise Conflict("just_done", action=action.slug, step=task.step)


def _check(
    run: Run,
    task: Task,
    action: Action,
    actor: Actor,
    now: datetime,
    fields: Mapping[str, Any],
    pen: Pen | None,
) -> evidence.Context:
    context = evidence.Context(run, task, run.ticket, action, actor, now, fields, pen)
    if not actor.is_timer:
        evidence.check(context)
    if context.wrong:
        raise Invalid(context.wrong)
    return context


def _units(context: evidence.Context) -> tuple[int, ...]:
    if "opds" in context.clean:
        return tuple(opd.id for opd in context.clean["opds"])
    answer = returned_answer(context)
    return (answer.opd_id,) if answer is not None and answer.opd_id is not None else ()


def _advance(
    run: Run, task: Task, action: Action, lane: str, units: tuple[int, ...], now: datetime
) -> Outcome:
    position = run.position()
    if action.extends:
        overdue = timing.late_since(run.case.deadline_at, now, run.stands) is not None
        position = position._replace(overdue=overdue)
    found = advance(run.sop, position, Move(task.id, action.slug, lane, units))
    if isinstance(found, Refused):
        raise Conflict(f"refused_{found.reason}", action=action.slug, step=task.step)
    return found


def _first(run: Run, task_id: int, slug: str, actor: Actor) -> Conflict:
    """Who or what closed this task before: the page shows it beside the text that was typed."""
    task = db.session.get_one(Task, task_id, populate_existing=True)
    if task.closed_at is None:
        raise NotFound("task_unknown", id=task_id)
    if not actor.is_timer:
        _may_know(run, task, slug, actor)
    return Conflict(
        "timer_first" if task.by_timer else "colleague_first",
        action=slug,
        step=task.step,
        done=task.action,
        at=task.closed_at,
        actor_id=task.actor_id,
    )


def _may_know(run: Run, task: Task, slug: str, actor: Actor) -> None:
    """What happened in a case is for those who may see it; of a confidential one not even its number is told.
    Raises NotAllowed or NotFound."""
    ticket = run.ticket or _gone_on(run)
    if ticket is None:
        if task.role not in actor.roles:
            raise NotAllowed("not_your_lane", action=slug, step=task.step)
    elif run.ticket is not None or task.actor_id != actor.user_id:
        try:
            scope.ticket(ticket.number, actor)
        except NotFound:
            raise NotFound("task_unknown", id=task.id) from None


def _gone_on(run: Run) -> Ticket | None:
    """The complaint that another process has taken up; None where this process was the confidential one."""
    former = run.case.former_ticket_id
    return None if former is None or run.process.confidential else db.session.get_one(Ticket, former)


def _keep_verdict(run: Run, outcome: Outcome) -> None:
    """An outcome chosen before the last step (bukan kewenangan, darurat) waits until the citizen was told."""
    if outcome.end is None and outcome.record in OUTCOMES:
        run.case.verdict = outcome.record


def _record_event(
    run: Run, context: evidence.Context, slug: str, lane: str, outcome: Outcome, units: tuple[int, ...]
) -> None:
    about: dict[str, Any] = {"step": context.task.step, "action": slug}
    if context.task.opd_id is not None:
        about["opd"] = context.task.opd_id
    if units:
        about["opds"] = list(units)
    if outcome.record is not None:
        about["record"] = outcome.record
    history.append(
        run.case,
        "climbed" if context.actor.is_timer else "moved",
        context.actor,
        context.now,
        now=context.now,
        task_id=context.task.id,
        lane=lane,
        **about,
    )


def _mark_late(run: Run, outcome: Outcome, now: datetime, timer: bool) -> None:
    """A task closed after its time was late, also where no sweep saw it."""
    closed = {each.visit for each in outcome.close}
    for task in run.tasks:
        if task.id in closed:
            _breach(run, task, now, timer=timer)


def _breach(run: Run, task: Task, now: datetime, *, timer: bool = False) -> None:
    """Stamp a task that is late by now; what stands still uses no time."""
    since = timing.late_since(task.due_at, now, run.stands, timer)
    if since is not None:
        cases.breach(run, task, now, since)


def _stay_open(task: Task, slug: str) -> None:
    if task.closed_at is None:
        task.done = [*task.done, slug]


def _suspend(run: Run, task: Task, outcome: Outcome, context: evidence.Context) -> None:
    """A dated promise: this OPD's ladder sleeps until then; what is late already stays so."""
    if not outcome.suspend:
        return
    until, _ = context.clean["promise_date"]
    same = [each for each in run.tasks if each.opd_id == task.opd_id]
    for each in same:
        _breach(run, each, context.now)
    pauses.promise(run, same, until)


def timer_move(run: Run, task: Task, now: datetime, slug: str | None = None) -> Moved:
    """The move that the clock makes where nobody acted: the step's timeout unless *slug* names another."""
    slug = slug or run.sop.steps[task.step].on_timeout
    assert slug is not None, "only a step with a timeout has a wait"
    return perform(run, task.id, slug, TIMER, now, {})
