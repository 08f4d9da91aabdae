"""The doorbell: rings go out after the commit, are dropped on rollback and survive a dead Redis.

The row is the order; a lost ring is found by the next sweep, a double ring claims nothing.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

from flask import Flask, current_app
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue, SimpleWorker, Worker
from rq.executions import Execution
from rq.job import Job
from sqlalchemy import event
from sqlalchemy.orm import Session, SessionTransaction

from sapa import crashpoints, heap
from sapa.config import ConfigError

log = logging.getLogger(__name__)

QUEUE = "sapa"
JOB_SECONDS = 300
_RINGS = "sapa.rings"


def settings(url: str) -> dict[str, Any]:
    """What `create_app` puts into the Flask configuration for this queue."""
    return {"REDIS_URL": url}


def connect(url: str, timeout: float | None = None) -> Redis:
    """A connection that fails at once instead of trying again; `timeout` in seconds for an answer."""
    return Redis.from_url(
        url,
        socket_timeout=timeout,
        socket_connect_timeout=2,
        retry=Retry(NoBackoff(), 0),
        health_check_interval=30,
    )


@functools.cache
def queue_at(url: str) -> Queue:
    return Queue(QUEUE, connection=connect(url, timeout=2), serializer="json", default_timeout=JOB_SECONDS)


def check_redis(url: str) -> None:
    """Raise ConfigError, in one sentence, unless the server answers."""
    try:
        connect(url, timeout=2).ping()
    except (RedisError, ValueError, OSError):
        raise ConfigError("Redis di REDIS_URL tidak dapat dihubungi.") from None


def ring(name: str, *args: Any) -> None:
    """Ask a worker to run the function of that dotted name once the current transaction is committed.

    `args` must be plain JSON (ids, ISO text). The same ring twice in one transaction goes out once.
    """
    session: Session = current_app.extensions["sqlalchemy"].session()
    if not session.in_transaction():
        session.begin()  # so that a rollback drops this ring even where nothing was written
    rings: dict[tuple[Any, ...], None] = session.info.setdefault(_RINGS, {})
    rings[(current_app.config["REDIS_URL"], name, *args)] = None


def enqueue(url: str, name: str, *args: Any, ttl: int | None = None) -> bool:
    """Ring now; unanswered for `ttl` seconds it is dropped. False, and a warning, where Redis is away."""
    try:
        # Results are rows; what is kept here is only the list of failures.
        queue_at(url).enqueue_call(name, args=args, result_ttl=0, ttl=ttl, failure_ttl=30 * 86_400)
    except (RedisError, OSError) as fault:
        log.warning("ring %s was lost, the next sweep finds the work: %s", name, fault)
        return False
    return True


@event.listens_for(Session, "after_commit")
def _send(session: Session) -> None:
    # A released savepoint is no commit yet.
    if not session.in_nested_transaction():
        for url, name, *args in session.info.pop(_RINGS, {}):
            crashpoints.reach("before-ring")
            enqueue(url, name, *args)
            crashpoints.reach("after-ring")


@event.listens_for(Session, "after_transaction_end")
def _drop(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(_RINGS, None)


class _InContext:
    """Every job runs in an application context of its own."""

    app: Flask

    def perform_job(self, job: Job, queue: Queue, execution: Execution) -> bool:
        with self.app.app_context():
            done: bool = super().perform_job(job, queue, execution)  # type: ignore[misc]
            return done


class ForkingWorker(_InContext, Worker):
    """A process per job: whatever kills the job leaves the worker alive."""


class InlineWorker(_InContext, SimpleWorker):
    """Jobs run in the worker's own process: for tests."""


def worker_main(create_app: Callable[[], Flask], *, burst: bool = False, simple: bool = False) -> None:
    """Serve the queue until SIGTERM or Ctrl-C; with `burst` until it is empty."""
    app = create_app()
    # The forked job must open connections of its own; whatever create_app opened is closed here.
    with app.app_context():
        app.extensions["sqlalchemy"].engine.dispose()
    if not simple:
        heap.settle()
    kind = InlineWorker if simple else ForkingWorker
    worker = kind([QUEUE], connection=connect(app.config["REDIS_URL"]), serializer="json")
    worker.app = app
    worker.work(burst=burst, logging_level="WARNING")


def scheduler_main(redis_url: str, timetable: Mapping[str, int], stop: threading.Event) -> None:
    """Ring every job of the timetable (dotted name -> seconds) again and again until `stop` is set.

    There is no leader: a double or a missed ring does no harm, jobs claim their period in the database.
    """
    due = dict.fromkeys(timetable, 0.0)
    while not stop.is_set():
        for name, seconds in timetable.items():
            if due[name] <= time.monotonic():
                due[name] = time.monotonic() + seconds
                # While no worker runs, rings must not pile up.
                enqueue(redis_url, name, ttl=max(seconds, 60))
        stop.wait(max(0.05, min(due.values()) - time.monotonic()))
