"""What benches of the services stand on: servers of their own and the small city of the tests."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sapa.config import Config
from sapa.db import dispose_before_fork
from sapa.embedded import servers
from sapa.release import release
from tests.support.city import Town

HEADING = "| name | size | median of 5 | asked | command |\n|---|---|---|---|---|"


@contextmanager
def small_city() -> Iterator[Town]:
    """The small city on servers that keep every commit, as in production."""
    with tempfile.TemporaryDirectory() as folder, servers(Path(folder)) as urls:
        environ = {
            "SAPA_ENV": "test",
            "SAPA_VAR": folder,
            "DATABASE_URL": urls.database_url,
            "REDIS_URL": urls.redis_url,
        }
        config = Config.from_env(environ)
        dispose_before_fork(release(config))
        with Town.built(config) as town:
            yield town


def line(name: str, size: int, value: str, limit: str, command: str) -> None:
    """One row of the table."""
    print(f"| {name} | {size:,} | {value} | {limit} | `{command}` |", flush=True)
