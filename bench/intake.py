"""How many complaints a second the service takes in, with four processes. Run: python -m bench.intake"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from time import perf_counter

from bench.ground import HEADING, line, small_city
from sapa.db import db
from sapa.services import intake
from tests.support.city import Town
from tests.support.world import World, inbound

PROCESSES, EACH, RUNS = 4, 250, 5
COMMAND = "python -m bench.intake"
NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def main() -> None:
    """Print one table line."""
    print(HEADING)
    with small_city() as town:
        rates = [taken_in(town, run) for run in range(RUNS)]
        kept, last = town.rows("SELECT count(*), max(number) FROM ticket")[0]
    assert (kept, last) == (RUNS * PROCESSES * EACH, f"DPK-2026-{kept:05d}")
    line("intake, complaints a second", PROCESSES * EACH, f"{median(rates):.0f}/s", "150/s", COMMAND)


def taken_in(town: Town, run: int) -> float:
    """Complaints a second of four processes at once, starting them included."""
    begun = perf_counter()
    pids = [town.start(_worker(run * PROCESSES + number)) for number in range(PROCESSES)]
    assert [town.finish(pid) for pid in pids] == [0] * PROCESSES
    return PROCESSES * EACH / (perf_counter() - begun)


def _worker(first: int) -> Callable[[World], None]:
    def work(world: World) -> None:
        for number in range(first * EACH, (first + 1) * EACH):
            said = inbound(NOW, number=10_000_000 + number, handle=f"@warga{number % 500}")
            intake.receive(said, NOW, world.people["operator"])
            db.session.remove()

    return work


if __name__ == "__main__":
    main()
