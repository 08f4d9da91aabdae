"""The doorbell, on a real Redis and a real worker."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress

import pytest
from flask import Flask
from rq.registry import FailedJobRegistry
from sqlalchemy import text

from sapa import queue
from sapa.config import ROOT, ConfigError
from sapa.db import db, dispose_before_fork, transaction
from tests.queue.jobs import small_app

MARK = "tests.queue.jobs.mark"


@pytest.fixture
def bell(empty_database: str, redis_url: str) -> Iterator[Flask]:
    """An app that can ring, inside its context."""
    app = small_app(empty_database, redis_url)
    with app.app_context():
        yield app
    dispose_before_fork(app)


@pytest.fixture
def dead_redis(bell: Flask) -> None:
    bell.config["REDIS_URL"] = "unix:///nowhere/redis.sock"


def waiting(url: str) -> list[tuple[str, list]]:
    return [(job.func_name, list(job.args)) for job in queue.queue_at(url).jobs]


def marks(url: str) -> list[str]:
    return [word.decode() for word in queue.connect(url).lrange("marks", 0, -1)]


def work(app: Flask) -> None:
    queue.worker_main(lambda: app, burst=True, simple=True)


def test_a_ring_goes_out_after_the_commit(bell: Flask, redis_url: str) -> None:
    with transaction():
        queue.ring(MARK, 7, "2026-03-02T08:00:00+07:00")
        assert waiting(redis_url) == []
    assert waiting(redis_url) == [(MARK, [7, "2026-03-02T08:00:00+07:00"])]


def test_a_ring_is_dropped_on_rollback(bell: Flask, redis_url: str) -> None:
    with suppress(ValueError), transaction():
        queue.ring(MARK, 7)
        raise ValueError
    with transaction():
        db.session.execute(text("SELECT 1"))
    assert waiting(redis_url) == []


def test_a_ring_waits_for_the_whole_transaction(bell: Flask, redis_url: str) -> None:
    with transaction() as session:
        with session.begin_nested():
            queue.ring(MARK, 7)
        assert waiting(redis_url) == []
    assert waiting(redis_url) == [(MARK, [7])]


def test_the_same_ring_goes_out_once(bell: Flask, redis_url: str) -> None:
    with transaction():
        for number in (1, 2, 1):
            queue.ring(MARK, number)
    assert waiting(redis_url) == [(MARK, [1]), (MARK, [2])]


def test_a_ring_goes_out_once_only(bell: Flask, redis_url: str) -> None:
    with transaction():
        queue.ring(MARK, 1)
    with transaction():
        db.session.execute(text("SELECT 1"))
    assert len(waiting(redis_url)) == 1


@pytest.mark.usefixtures("dead_redis")
def test_a_dead_redis_is_only_a_warning(bell: Flask, caplog: pytest.LogCaptureFixture) -> None:
    with transaction() as session:
        session.execute(text("CREATE TEMPORARY TABLE kept (id int) ON COMMIT DROP"))
        queue.ring(MARK, 7)
    assert "was lost" in caplog.text


def test_a_job_runs_in_a_context_of_its_own(bell: Flask, redis_url: str) -> None:
    for _ in range(2):
        queue.enqueue(redis_url, "tests.queue.jobs.mark_session")
    work(bell)
    assert marks(redis_url) == ["1", "small", "1", "small"]


def test_a_failed_job_stays_visible(bell: Flask, redis_url: str) -> None:
    queue.enqueue(redis_url, "tests.queue.jobs.fail")
    work(bell)
    assert FailedJobRegistry(queue=queue.queue_at(redis_url)).count == 1


@pytest.mark.processes
def test_a_killed_job_leaves_the_worker_alive(empty_database: str, redis_url: str) -> None:
    queue.enqueue(redis_url, "tests.queue.jobs.die")
    queue.enqueue(redis_url, MARK, "survived")
    command = [sys.executable, "-m", "tests.queue.jobs", empty_database, redis_url]
    subprocess.run(command, cwd=ROOT, check=True, timeout=60, capture_output=True)
    assert marks(redis_url) == ["died", "survived"]


def test_the_scheduler_rings_again_and_again(bell: Flask, redis_url: str) -> None:
    stop = threading.Event()
    timetable = {MARK: 3_600, "tests.queue.jobs.mark_session": 0}
    loop = threading.Thread(target=queue.scheduler_main, args=(redis_url, timetable, stop))
    loop.start()
    while len(waiting(redis_url)) < 4:
        assert loop.is_alive()
    stop.set()
    loop.join()
    names = [name for name, _ in waiting(redis_url)]
    assert names.count(MARK) == 1


def test_the_scheduler_outlives_a_dead_redis() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    queue.scheduler_main("unix:///nowhere/redis.sock", {MARK: 0}, stop)
    assert stop.is_set()


def test_an_unreachable_redis_is_one_sentence() -> None:
    with pytest.raises(ConfigError, match="tidak dapat dihubungi"):
        queue.check_redis("redis://127.0.0.1:1/0")
    with pytest.raises(ConfigError, match="tidak dapat dihubungi"):
        queue.check_redis("nonsense")


def test_a_reachable_redis_is_accepted(redis_url: str) -> None:
    queue.check_redis(redis_url)
