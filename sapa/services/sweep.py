"""The sweep: what time alone brings about. Claims due rows, warns, stamps breaches, climbs the ladder."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache

from sqlalchemy import exists, select
from sqlalchemy.exc import OperationalError

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import Case, Pause, Task
from sapa.services import cases, deadlines, moves, notices
from sapa.services.runs import Run
from sapa.sop.engine import timer_action

log = logging.getLogger(__name__)

#: Rows of one transaction: enough to share the cost of a query, few enough to hold nobody up.
BATCH = 100


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
    overdue: int = 0

    def add(self, other: Swept) -> None:
        """Count what a batch did, once it is committed."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(frozen=True)
class Kind:
    """One kind of due row: how its cases are claimed, what is done in each, how a culprit is set aside."""

    claim: Callable[[datetime, int], list[int]]
    look: Callable[[Run, datetime, Swept], None]
    park: Callable[[Run, datetime, str], int]


def sweep(now: datetime, limit: int | None = None, call: Callable[[], object] = lambda: None) -> Swept:
    """Do everything that is due at *now*, *limit* rows (BATCH) a transaction, until nothing is left.

    *call* is for help, once, as soon as a batch is full: whoever comes claims what is not claimed yet.
    """
    done, call_once = Swept(), cache(call)
    for kind in KINDS:
        while _batch(kind, now, limit or BATCH, done, call_once):
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


def retry(task_id: int, now: datetime) -> None:
    """Put a parked task, or the pause that it asked for, back into the line."""
    with transaction():
        task = db.session.get_one(Task, task_id)
        run = cases.lock(task.case_id)
        task.parked_at = task.park_reason = None
        if run.pause is None:
            task.next_at = now if task.closed_at is None else None
        elif run.pause.task_id == task.id:
            run.pause.next_at = now


def _batch(kind: Kind, now: datetime, limit: int, done: Swept, call: Callable[[], object]) -> bool:
    """One claim and one commit; where it fails, the same cases one by one, and the culprit is parked."""
    claimed: list[int] = []
    try:
        with transaction():
            claimed = kind.claim(now, limit)
            if len(claimed) == limit:
                call()
            crashpoints.reach("sweep-claimed")
            found = _looked(kind, claimed, now)
            crashpoints.reach("sweep-before-commit")
        done.add(found)
    except Exception as fault:
        if not claimed:
            raise
        log.warning("a batch of %d failed and is repeated case by case: %s", len(claimed), fault)
        for case_id in dict.fromkeys(claimed):
            _alone(kind, case_id, now, done)
    return len(claimed) == limit


def _looked(kind: Kind, case_ids: list[int], now: datetime) -> Swept:
    found = Swept()
    with notices.gathered():
        for run in cases.lock_many(case_ids):
            kind.look(run, now, found)
    return found


def _alone(kind: Kind, case_id: int, now: datetime, done: Swept) -> None:
    try:
        with transaction():
            found = _looked(kind, [case_id], now)
        done.add(found)
    except OperationalError:
        raise  # the database is in trouble, not this case: the next sweep finds it again
    except Exception as fault:
        log.exception("case %s cannot be swept and is parked", case_id)
        with transaction():
            done.parked += kind.park(cases.lock(case_id), now, f"{type(fault).__name__}: {fault}"[:500])


def _claim_tasks(now: datetime, limit: int) -> list[int]:
    """Cases of due tasks that nobody else holds, once for each task; skipped ones belong to their holder."""
    due = (
        select(Task.case_id)
        .join(Case, Case.id == Task.case_id)
        .where(Task.closed_at.is_(None), Task.parked_at.is_(None), Task.next_at <= now)
        .order_by(Task.next_at, Task.id)
        .limit(limit)
        .with_for_update(of=Case, skip_locked=True)
    )
    return list(db.session.scalars(due))


def _is_due(task: Task, now: datetime) -> bool:
    return (
        task.closed_at is None and task.parked_at is None and task.next_at is not None and task.next_at <= now
    )


def _look_at_tasks(run: Run, now: datetime, done: Swept) -> None:
    """Everything that is due in one case; a climb may open a task, which waits for the next sweep."""
    for task in list(run.tasks):
        if _is_due(task, now):
            done.looked += 1
            _one(run, task, now, done)


def _one(run: Run, task: Task, now: datetime, done: Swept) -> None:
    if run.paused:
        task.next_at = None
        return
    _breach(run, task, now, done)
    _warn(run, task, now, done)
    until = deadlines.climbs_at(task)
    if until is not None and until <= now:
        moves.timer_move(run, task, now)
        done.climbed += 1
    else:
        deadlines.set_next_look(task)


def _breach(run: Run, task: Task, now: datetime, done: Swept) -> None:
    if cases.breach(run, task, now, now):
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
        calendar=run.calendar_of(run.sop.steps[task.step]),
        now=now,
        opd_id=task.opd_id if scoped else None,
        case_id=task.case_id,
        task_id=task.id,
    )


def _park_tasks(run: Run, now: datetime, reason: str) -> int:
    """Set the culprit aside where the Admin sees it; the line goes on."""
    culprits = [task for task in run.tasks if _is_due(task, now)]
    for task in culprits:
        task.parked_at, task.park_reason = now, reason
    return len(culprits)


def _claim_pauses(now: datetime, limit: int) -> list[int]:
    """Cases of due pauses. The case is locked, never the pause: whoever moves a case locks it first, too."""
    due = (
        select(Pause.case_id)
        .join(Case, Case.id == Pause.case_id)
        .where(Pause.ended_at.is_(None), Pause.next_at <= now)
        .order_by(Pause.next_at, Pause.id)
        .limit(limit)
        .with_for_update(of=Case, skip_locked=True)
    )
    return list(db.session.scalars(due))


def _look_at_pause(run: Run, now: datetime, done: Swept) -> None:
    """Remind the house of a citizen who has not answered, and end what waited too long."""
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
    assert task is not None, "a pause ends before its task does"
    assert action is not None, "who may pause a case also says what follows silence"
    moves.timer_move(run, task, now, action.slug)
    done.ended += 1


def _park_pause(run: Run, now: datetime, reason: str) -> int:
    if run.pause is None:
        return 0
    run.pause.next_at = None
    task = db.session.get_one(Task, run.pause.task_id)
    task.parked_at, task.park_reason = now, reason
    return 1


def _claim_overdue(now: datetime, limit: int) -> list[int]:
    """Open cases whose deadline is over and was not told yet; not what stands still, nor what is parked."""
    standing = exists().where(Pause.case_id == Case.id, Pause.ended_at.is_(None))
    parked = exists().where(Task.case_id == Case.id, Task.closed_at.is_(None), Task.parked_at.is_not(None))
    over = (
        select(Case.id)
        .where(
            Case.closed_at.is_(None),
            Case.deadline_breached_at.is_(None),
            Case.deadline_at <= now,
            ~standing,
            ~parked,
        )
        .order_by(Case.deadline_at, Case.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return list(db.session.scalars(over))


def _look_at_case(run: Run, now: datetime, done: Swept) -> None:
    done.overdue += cases.breach_case(run, now, timer=True)


def _park_case(run: Run, now: datetime, reason: str) -> int:
    """Set the whole case aside: nothing else would keep it from being claimed again and again."""
    for task in run.tasks:
        task.parked_at, task.park_reason = now, reason
    return len(run.tasks)


TASKS = Kind(_claim_tasks, _look_at_tasks, _park_tasks)
PAUSES = Kind(_claim_pauses, _look_at_pause, _park_pause)
OVERDUE = Kind(_claim_overdue, _look_at_case, _park_case)
KINDS = (TASKS, PAUSES, OVERDUE)
