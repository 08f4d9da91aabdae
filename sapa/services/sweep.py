"""The sweep: what time alone brings about. Claims due rows, warns, stamps breaches, climbs the ladder."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.exc import SQLAlchemyError

from sapa.db import db, transaction
from sapa.models import Case, Pause, Task
from sapa.services import cases, deadlines, history, moves, notices
from sapa.services.actors import TIMER
from sapa.services.cases import Run
from sapa.services.errors import ServiceError
from sapa.sop.engine import timer_action

log = logging.getLogger(__name__)


@dataclass
class Swept:
    """What one sweep did."""

    looked: int = 0
    warned: int = 0
    breached: int = 0
    climbed: int = 0
    parked: int = 0
    reminded: int = 0
    ended: int = 0


def sweep(now: datetime, limit: int = 100) -> Swept:
    """Do everything that is due at *now*, *limit* rows a transaction, until nothing is left."""
    done = Swept()
    while _batch(now, limit, done):
        pass
    while _pauses(now, limit, done):
        pass
    return done


def next_due(after: datetime) -> datetime | None:
    """The next moment at which a sweep will have something to do; the demo jumps from one to the next."""
    task = db.session.scalar(
        select(Task.next_at)
        .where(Task.closed_at.is_(None), Task.parked_at.is_(None), Task.next_at.is_not(None))
        .order_by(Task.next_at)
        .limit(1)
    )
    pause = db.session.scalar(
        select(Pause.next_at)
        .where(Pause.ended_at.is_(None), Pause.next_at.is_not(None))
        .order_by(Pause.next_at)
        .limit(1)
    )
    found = [moment for moment in (task, pause) if moment is not None]
    return max(min(found), after) if found else None


def _batch(now: datetime, limit: int, done: Swept) -> bool:
    """One claim and one commit; where it fails, the same rows one by one, and the culprit is parked."""
    claimed: list[int] = []
    try:
        with transaction():
            claimed = _claim(now, limit)
            for case_id in dict.fromkeys(_cases_of(claimed)):
                _look(case_id, now, done)
    except (SQLAlchemyError, ServiceError, AssertionError, LookupError, ValueError) as fault:
        log.warning("a batch of %d tasks failed and is repeated one by one: %s", len(claimed), fault)
        for case_id in dict.fromkeys(_cases_of(claimed)):
            _alone(case_id, now, done)
    return len(claimed) == limit


def _claim(now: datetime, limit: int) -> list[int]:
    """Ids of due tasks whose case nobody else holds; skipped rows belong to whoever holds them."""
    due = (
        select(Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.closed_at.is_(None), Task.parked_at.is_(None), Task.next_at <= now)
        .order_by(Task.next_at, Task.id)
        .limit(limit)
        .with_for_update(of=Case, skip_locked=True)
    )
    return list(db.session.scalars(due))


def _cases_of(task_ids: list[int]) -> list[int]:
    if not task_ids:
        return []
    return list(
        db.session.scalars(select(Task.case_id).where(Task.id.in_(task_ids)).order_by(Task.next_at, Task.id))
    )


def _look(case_id: int, now: datetime, done: Swept) -> None:
    """Everything that is due in one case; a climb may open a task, which waits for the next sweep."""
    run = cases.lock(case_id)
    for task in list(run.tasks):
        if (
            task.closed_at is None
            and task.parked_at is None
            and task.next_at is not None
            and task.next_at <= now
        ):
            done.looked += 1
            _one(run, task, now, done)


def _one(run: Run, task: Task, now: datetime, done: Swept) -> None:
    if run.paused:
        task.next_at = None
        return
    _breach(run, task, now, done)
    _warn(run, task, now, done)
    until = task.suspended_until or task.wait_until
    if until is not None and until <= now:
        moves.timer_move(run, task, now)
        done.climbed += 1
    else:
        deadlines.set_next_look(task)


def _breach(run: Run, task: Task, now: datetime, done: Swept) -> None:
    if task.due_at is None or task.breached_at is not None or task.due_at > now:
        return
    task.breached_at = task.due_at
    history.append(
        run.case, "breached", TIMER, task.due_at, now=now, task_id=task.id, lane=task.lane, step=task.step
    )
    _tell(run, task, "late", now)
    done.breached += 1


def _warn(run: Run, task: Task, now: datetime, done: Swept) -> None:
    if task.warn_at is None or task.warned_at is not None or task.warn_at > now:
        return
    task.warned_at = now
    if task.breached_at is None:
        _tell(run, task, "due_soon", now)
        done.warned += 1


def _tell(run: Run, task: Task, kind: str, now: datetime) -> None:
    if task.role is None:
        return
    scoped = run.sop.lane(task.lane).scope == "opd"
    notices.ring(
        kind,
        task.role,
        cause=f"task:{task.id}",
        calendar=run.calendar,
        now=now,
        opd_id=task.opd_id if scoped else None,
        case_id=task.case_id,
        task_id=task.id,
    )


def _alone(case_id: int, now: datetime, done: Swept) -> None:
    try:
        with transaction():
            _look(case_id, now, done)
    except (SQLAlchemyError, ServiceError, AssertionError, LookupError, ValueError) as fault:
        log.error("case %s cannot be swept and is parked", case_id, exc_info=fault)
        _park(case_id, now, fault, done)


def _park(case_id: int, now: datetime, fault: Exception, done: Swept) -> None:
    """Set the culprit aside where the Admin sees it; the line goes on."""
    with transaction():
        run = cases.lock(case_id)
        for task in run.tasks:
            if task.next_at is not None and task.next_at <= now and task.parked_at is None:
                task.parked_at, task.park_reason = now, f"{type(fault).__name__}: {fault}"[:500]
                done.parked += 1


def _pauses(now: datetime, limit: int, done: Swept) -> bool:
    """Remind the house of citizens who have not answered, and end what waited too long."""
    with transaction():
        due = (
            select(Pause.case_id)
            .where(Pause.ended_at.is_(None), Pause.next_at <= now)
            .where(exists().where(Case.id == Pause.case_id))
            .order_by(Pause.next_at, Pause.id)
            .limit(limit)
            .with_for_update(of=Pause, skip_locked=True)
        )
        found = list(db.session.scalars(due))
        for case_id in found:
            _one_pause(cases.lock(case_id), now, done)
    return len(found) == limit


def _one_pause(run: Run, now: datetime, done: Swept) -> None:
    pause = run.pause
    if pause is None or pause.next_at is None or pause.next_at > now:
        return
    if now >= pause.expires_at:
        _end_pause(run, pause, now, done)
        return
    pause.reminded_at, pause.next_at = now, pause.expires_at
    done.reminded += 1
    task = run.task(pause.task_id)
    if task is not None:
        _tell(run, task, "citizen_waiting", now)


def _end_pause(run: Run, pause: Pause, now: datetime, done: Swept) -> None:
    """The SOP's move for a citizen who stayed silent, made by the clock on the task that asked."""
    task = run.task(pause.task_id)
    action = timer_action(run.sop, run.position(), task.id) if task is not None else None
    assert task is not None and action is not None, "a pause ends before its task does"
    moves.perform(run, task.id, action.slug, TIMER, now, {})
    done.ended += 1


def retry(task_id: int, now: datetime) -> None:
    """Put a parked task back into the line."""
    with transaction():
        task = db.session.get_one(Task, task_id)
        task.parked_at = task.park_reason = None
        task.next_at = now
