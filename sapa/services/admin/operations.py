"""What went wrong behind the desk and waits for the Admin: failed jobs, parked tasks and parked messages."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from redis.exceptions import RedisError
from rq.exceptions import InvalidJobOperation, NoSuchJobError
from rq.job import Job
from sqlalchemy import func, select

from sapa.db import db, transaction
from sapa.models import Case, JobRun, OutboxMessage, Task, Ticket
from sapa.queue import queue_at, ring
from sapa.services import adminlog, sweep
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, NotFound
from sapa.services.house import house
from sapa.services.outgoing import delivery

log = logging.getLogger(__name__)
#: More than anybody reads; what is behind comes up when these are settled.
MOST = 50
#: What the queue itself takes for the id of a job.
JOB_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class FailedJob:
    """A ring of the queue that failed, without its arguments and traceback: they may name people."""

    id: str
    name: str
    at: datetime | None
    fault: str


@dataclass(frozen=True)
class ParkedTask:
    """A task that the sweep set aside, with the number of its ticket where it has one."""

    id: int
    step: str
    number: str
    parked_at: datetime
    reason: str


@dataclass(frozen=True)
class Troubles:
    """Everything at once; `jobs` is None where Redis does not answer.

    A failed run of a periodic job needs nobody: the next ring claims its period again.
    """

    runs: Sequence[JobRun]
    jobs: Sequence[FailedJob] | None
    tasks: Sequence[ParkedTask]
    messages: Sequence[OutboxMessage]

    @property
    def none(self) -> bool:
        """True where nothing waits."""
        return not (self.runs or self.jobs or self.tasks or self.messages) and self.jobs is not None


def troubles() -> Troubles:
    """What waits for the Admin, the newest first, at most `MOST` of each."""
    runs = select(JobRun).where(JobRun.failed_at.is_not(None)).order_by(JobRun.failed_at.desc())
    messages = select(OutboxMessage).where(OutboxMessage.parked_at.is_not(None))
    return Troubles(
        db.session.scalars(runs.limit(MOST)).all(),
        _failed_jobs(),
        _parked_tasks(),
        db.session.scalars(messages.order_by(OutboxMessage.parked_at.desc()).limit(MOST)).all(),
    )


def waiting() -> int:
    """How many parked tasks and messages wait, for the menu; Redis is not asked."""
    tasks = (
        select(func.count()).where(Task.parked_at.is_not(None), Task.closed_at.is_(None)).scalar_subquery()
    )
    messages = select(func.count()).where(OutboxMessage.parked_at.is_not(None)).scalar_subquery()
    return int(db.session.scalar(select(tasks + messages)) or 0)


def _parked_tasks() -> list[ParkedTask]:
    rows = db.session.execute(
        select(Task.id, Task.step, Ticket.number, Task.parked_at, Task.park_reason)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Ticket, Ticket.id == Case.ticket_id)
        .where(Task.parked_at.is_not(None), Task.closed_at.is_(None))
        .order_by(Task.parked_at.desc())
        .limit(MOST)
    )
    return [ParkedTask(row[0], row[1], row[2] or "", row[3], row[4] or "") for row in rows]


def _failed_jobs() -> list[FailedJob] | None:
    try:
        registry = queue_at(house().config.redis_url).failed_job_registry
        ids = registry.get_job_ids(end=MOST - 1, desc=True)
        jobs = Job.fetch_many(ids, connection=registry.connection, serializer=registry.serializer)
    except (RedisError, OSError) as fault:
        log.warning("the queue does not answer: %s", fault)
        return None
    return [_failed_job(job) for job in jobs if job is not None]


def _failed_job(job: Job) -> FailedJob:
    result = job.latest_result()
    lines = (result.exc_string or "").strip().splitlines() if result is not None else []
    return FailedJob(job.id, job.func_name or "", job.ended_at, lines[-1][:200] if lines else "")


def retry_task(task_id: int, actor: Actor, now: datetime) -> None:
    """Put a parked task back into the sweep's line. Raises NotFound, Conflict where it is not parked now."""
    with transaction():
        task = adminlog.locked(Task, task_id)
        if task.parked_at is None or task.closed_at is not None:
            raise Conflict("not_parked")
        sweep.retry(task_id, now)
        adminlog.note("task_retried", f"task {task_id}", actor, now)
        ring("sapa.jobs.sweep.run")


def retry_message(message_id: int, actor: Actor, now: datetime) -> None:
    """Put a parked message back into the outbox's line. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(OutboxMessage, message_id)
        if row.parked_at is None:
            raise Conflict("not_parked")
        delivery.retry(message_id, now)
        adminlog.note("message_retried", f"message {message_id}", actor, now)
        ring("sapa.jobs.outbox.deliver")


def retry_job(job_id: str, actor: Actor, now: datetime) -> None:
    """Put a failed ring back into the queue. Raises NotFound, Conflict where the queue does not answer."""
    if not JOB_ID.fullmatch(job_id):
        raise NotFound("not_found")
    with transaction():
        adminlog.note("job_retried", f"job {job_id}", actor, now)
        try:
            queue_at(house().config.redis_url).failed_job_registry.requeue(job_id)
        except (NoSuchJobError, InvalidJobOperation) as fault:
            raise NotFound("not_found") from fault
        except (RedisError, OSError) as fault:
            raise Conflict("queue_away") from fault
