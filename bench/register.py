"""Fifty parallel registrations: no gap, no number twice, how long one takes. Run: python -m bench.register"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from statistics import median
from tempfile import TemporaryFile
from time import perf_counter
from typing import Any

from bench.ground import HEADING, line, small_city
from sapa.db import db
from sapa.services import intake
from sapa.services.register import audit
from tests.support.city import Town
from tests.support.world import World, inbound

WORKERS, EACH, RUNS = 50, 4, 5
COMMAND = "python -m bench.register"
NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def main() -> None:
    """Print two table lines; a gap, a double number or a changed line ends it with a fault."""
    print(HEADING)
    with small_city() as town:
        times = [registered(town, run) for run in range(RUNS)]
        numbers = [row[0] for row in town.rows("SELECT number FROM register_line ORDER BY number")]
        assert numbers == list(range(1, RUNS * WORKERS * EACH + 1)), "a gap or a double number"
        checks = [town.do(_checked) for _ in range(RUNS)]
    each = median(taken for run in times for taken in run)
    size = WORKERS * EACH
    line("register, 50 parallel registrations, each", size, f"{each * 1000:.1f} ms", "no gap", COMMAND)
    line("register, verify", len(numbers), f"{median(checks) * 1000:.1f} ms", "", COMMAND)


def registered(town: Town, run: int) -> list[float]:
    """Seconds that each intake took, of fifty processes at once."""
    with TemporaryFile("w+") as file:
        pids = [town.start(_worker(run * WORKERS + number, file.fileno())) for number in range(WORKERS)]
        assert [town.finish(pid) for pid in pids] == [0] * WORKERS
        file.seek(0)
        return [float(text) for text in file.read().split()]


def _worker(first: int, out: int) -> Callable[[World], None]:
    def work(world: World) -> None:
        for number in range(first * EACH, (first + 1) * EACH):
            said = inbound(NOW, number=10_000_000 + number, handle=f"@warga{number % 50}")
            begun = perf_counter()
            intake.receive(said, NOW, world.people["operator"])
            os.write(out, f"{perf_counter() - begun:.6f}\n".encode())
            db.session.remove()

    return work


def _checked(_world: Any) -> float:
    begun = perf_counter()
    assert audit.verify().whole, "the register is not whole"
    return perf_counter() - begun


if __name__ == "__main__":
    main()
