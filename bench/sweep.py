"""How long a sweep takes with nothing to do, and with 1,000 rungs to climb. Run: python -m bench.sweep

The due moves are made as the product makes them: one ring, and its two workers.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from statistics import median
from time import perf_counter, sleep

from sqlalchemy import text

from bench.ground import HEADING, line, small_city
from sapa import queue, timekeeper
from sapa.config import Config
from sapa.db import db
from sapa.jobs.sweep import RING
from sapa.services import sweep
from sapa.services.house import house
from sapa.supervisor import QUEUE_WORKERS
from tests.support.world import World

OPEN, DUE, RUNS = 100_000, 1_000, 5
COMMAND = "python -m bench.sweep"
#: Copies of one forwarded case: ticket, case and the open wait of its agency. Some are due, others are not.
COPIES = (
    """INSERT INTO ticket (number, title, channel, opened_at, entered_at, klasifikasi)
        SELECT 'B-' || n, title, channel, opened_at, entered_at, klasifikasi
        FROM ticket, generate_series(1, :size) n""",
    """INSERT INTO cases (sop_version_id, sop_code, process, ticket_id, started_at, deadline_at, used, head)
        SELECT c.sop_version_id, c.sop_code, c.process, t.id, c.started_at, c.deadline_at, c.used,
            decode(repeat('00', 32), 'hex')
        FROM cases c, ticket t WHERE t.number LIKE 'B-%'""",
    """INSERT INTO task (case_id, step, lane, role, opd_id, agency_open, opened_at, due_at, due_sum,
    wait_until,
            warn_at, warned_at, next_at)
        SELECT c.id, a.step, a.lane, a.role, a.opd_id, a.agency_open, a.opened_at, a.due_at, a.due_sum,
            a.wait_until, a.warn_at, a.warn_at,
            CASE WHEN row_number() OVER (ORDER BY c.id) <= :due THEN a.wait_until ELSE '2027-01-01' END
        FROM cases c JOIN ticket t ON t.id = c.ticket_id, task a
        WHERE t.number LIKE 'B-%' AND a.closed_at IS NULL""",
    "UPDATE task SET next_at = NULL FROM cases c, ticket t"
    " WHERE c.id = case_id AND t.id = ticket_id AND t.number NOT LIKE 'B-%'",
)  # fmt: skip


def main() -> None:
    """Print one table line for the idle sweep and one for the busy one."""
    print(HEADING)
    with small_city() as town:
        town.do(_fill)
        with town.app.app_context():
            _vacuum()
            seconds = [timed(datetime(2026, 8, 3, 3, tzinfo=UTC), 0) for _ in range(RUNS)]
            line("sweep, nothing due", OPEN, f"{median(seconds) * 1000:.1f} ms", "20 ms", COMMAND)
            # Every rung is a breach, a move, a new task, its history and its notices.
            with _workers(house().config) as config:
                rungs = [_rung(config, _next()) for _ in range(RUNS)]
            name = f"sweep, due moves with history and notices, {QUEUE_WORKERS} workers"
            line(name, DUE, f"{median(rungs):.2f} s", "1 s", COMMAND)


@contextmanager
def _workers(config: Config) -> Iterator[Config]:
    """The workers of the product, until the block ends."""
    words = (sys.executable, "-m", "sapa.cli", "worker")
    environ = os.environ | config.to_environ()
    with ExitStack() as stack:
        for _ in range(QUEUE_WORKERS):
            stack.callback(stack.enter_context(subprocess.Popen(words, env=environ)).terminate)
        timekeeper.configure(config)
        redis = queue.connect(config.redis_url)
        while redis.scard("rq:workers") < QUEUE_WORKERS:
            sleep(0.1)
        yield config


def _rung(config: Config, now: datetime) -> float:
    """Seconds from the ring at *now* until nothing is due any more."""
    timekeeper.set_shift(now - timekeeper.real_now())
    due = "FROM task WHERE closed_at IS NULL AND next_at <= :now"
    assert db.session.scalar(text(f"SELECT count(*) {due}"), {"now": now}) == DUE
    db.session.remove()
    begun = perf_counter()
    queue.enqueue(config.redis_url, RING)
    while db.session.scalar(text(f"SELECT EXISTS (SELECT {due})"), {"now": now}):
        db.session.remove()
        sleep(0.02)
    taken = perf_counter() - begun
    db.session.remove()
    return taken


def timed(now: datetime, moves: int) -> float:
    """Seconds of one sweep, which has to make so many moves."""
    begun = perf_counter()
    swept = sweep.sweep(now)
    taken = perf_counter() - begun
    assert (swept.climbed, swept.parked) == (moves, 0), swept
    db.session.remove()
    return taken


def _next() -> datetime:
    """When the next rung is reached; its warning, and a breach before its wait, are swept beforehand."""
    for column in ("warn_at", "due_at"):
        found = _latest(column)
        if found < _latest("wait_until"):
            sweep.sweep(found)
    return _latest("wait_until")


def _latest(column: str) -> datetime:
    waiting = "closed_at IS NULL AND next_at < '2026-12-01'"
    return db.session.scalar(text(f"SELECT max({column}) FROM task WHERE {waiting}"))


def _fill(world: World) -> None:
    world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")
    for statement in COPIES:
        values = {
            name: value for name, value in {"size": OPEN, "due": DUE}.items() if f":{name}" in statement
        }
        db.session.execute(text(statement), values)
    db.session.commit()


def _vacuum() -> None:
    """Statistics as after a night of autovacuum."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


if __name__ == "__main__":
    main()
