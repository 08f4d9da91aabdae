"""How long a sweep takes with nothing to do, and with 1,000 rungs to climb. Run: python -m bench.sweep"""

from __future__ import annotations

from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from sqlalchemy import text

from bench.ground import HEADING, line, small_city
from sapa.db import db
from sapa.services import sweep
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
            # Five rungs: every one a breach, a move, a new task, its history and its notices.
            rungs = [timed(_next(), DUE) for _ in range(RUNS)]
            line("sweep, due moves with history and notices", DUE, f"{median(rungs):.2f} s", "1 s", COMMAND)


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
