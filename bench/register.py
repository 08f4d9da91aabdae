"""Fifty parallel registrations: no gap, no number twice, how many a second. Run: python -m bench.register"""

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

WORKERS, EACH, RUNS = 50, 5, 5
COMMAND = "python -m bench.register"
NOW = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)


def main() -> None:
    """Print two table lines; a gap, a double number or a changed line ends it with a fault."""
    print(HEADING)
    with small_city() as town:
        rates = [registered(town, run) for run in range(RUNS)]
        numbers = [row[0] for row in town.rows("SELECT number FROM register_line ORDER BY number")]
        assert numbers == list(range(1, RUNS * WORKERS * EACH + 1)), "a gap or a double number"
        checks = [town.do(_checked) for _ in range(RUNS)]
    rate = f"{median(rates):.0f}/s"
    line("register, 50 parallel registrations", WORKERS * (EACH - 1), rate, "no gap, none twice", COMMAND)
    line("register, verify", len(numbers), f"{median(checks) * 1000:.1f} ms", "", COMMAND)


def registered(town: Town, run: int) -> float:
    """Registrations a second of fifty processes at once, from the first that begins to the last that ends.

    Each has taken in one before: what a process reads once is not counted.
    """
    with TemporaryFile("w+") as file:
        gate = Gate()
        works = (_worker(run * WORKERS + number, file.fileno(), gate) for number in range(WORKERS))
        pids = [town.start(work) for work in works]
        gate.open_when_ready(WORKERS)
        assert [town.finish(pid) for pid in pids] == [0] * WORKERS
        file.seek(0)
        moments = [float(text) for text in file.read().split()]
    return WORKERS * (EACH - 1) / (max(moments) - min(moments))


class Gate:
    """Processes wait in front of it until all are there."""

    def __init__(self) -> None:
        self.ready, self.go = os.pipe(), os.pipe()

    def wait(self) -> None:
        os.close(self.go[1])
        os.write(self.ready[1], b".")
        os.read(self.go[0], 1)  # returns when nobody holds the other end any more

    def open_when_ready(self, count: int) -> None:
        while count:
            count -= len(os.read(self.ready[0], count))
        os.close(self.go[1])


def _worker(first: int, out: int, gate: Gate) -> Callable[[World], None]:
    def work(world: World) -> None:
        for number in range(first * EACH, (first + 1) * EACH):
            if number == first * EACH + 1:
                gate.wait()
            said = inbound(NOW, number=10_000_000 + number, handle=f"@warga{number % 50}")
            begun = perf_counter()
            intake.receive(said, NOW, world.people["operator"])
            if number > first * EACH:
                os.write(out, f"{begun:.6f} {perf_counter():.6f}\n".encode())
            db.session.remove()

    return work


def _checked(_world: Any) -> float:
    begun = perf_counter()
    assert audit.verify().whole, "the register is not whole"
    return perf_counter() - begun


if __name__ == "__main__":
    main()
