"""What benches of the services stand on: servers of their own and the small city of the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeVar

from sapa.config import Config
from sapa.db import db, dispose_before_fork
from sapa.embedded import servers
from sapa.release import release
from tests.support.city import Town

Found = TypeVar("Found")
RUNS = 5
HEADING = "| name | size | median of 5 | asked | command |\n|---|---|---|---|---|"


@contextmanager
def small_city() -> Iterator[Town]:
    """The small city on servers that keep every commit, as in production."""
    with _configured() as config:
        dispose_before_fork(release(config))
        with Town.built(config) as town:
            yield town


@contextmanager
def empty_house() -> Iterator[None]:
    """A released house without a city, in whose context the block runs; for what is only read."""
    with _configured(fast=True) as config, release(config).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


@contextmanager
def _configured(*, fast: bool = False) -> Iterator[Config]:
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder), fast=fast) as urls:
        environ = {
            "SAPA_ENV": "test",
            "SAPA_VAR": folder,
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
        }
        yield Config.from_env(environ)


def measured(work: Callable[[], Found]) -> tuple[float, Found]:
    """Median seconds of RUNS runs, and what the last of them gave."""
    seconds = []
    for _ in range(RUNS):
        begun = perf_counter()
        found = work()
        seconds.append(perf_counter() - begun)
    return median(seconds), found


def line(name: str, size: int, value: str, limit: str, command: str) -> None:
    """One row of the table."""
    print(f"| {name} | {size:,} | {value} | {limit} | `{command}` |", flush=True)
