"""The local servers: PostgreSQL and Redis under `var`, started by one owner, used by every process."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from sapa.config import ConfigError
from sapa.embedded import lock
from sapa.embedded.postgres_server import binary, kept_postgres, postgres
from sapa.embedded.process import Kept
from sapa.embedded.redis_server import kept_redis, redis

__all__ = ["Urls", "binary", "postgres", "redis", "servers"]


@dataclass(frozen=True)
class Urls:
    """Where the servers are; `owner` where this process started them and will stop them."""

    database_url: str
    redis_url: str
    owner: bool
    kept: tuple[Kept, ...] = ()

    def heal(self) -> list[str]:
        """Start again what has ended of our own servers; returns their names. Only the owner has any."""
        return [each.name for each in self.kept if each.heal()]


@contextmanager
def servers(
    var: Path, *, database_url: str = "", redis_url: str = "", fast: bool = False, patience: float = 60
) -> Iterator[Urls]:
    """Have PostgreSQL and Redis for as long as the block lasts; an address that is given is used as it is.

    Where another process owns `var`, its servers are used and left running (after waiting up to
    `patience` seconds for them). `fast` gives up durability, for tests. Enter it in the main thread: the
    servers end with the thread that started them. Raises ConfigError.
    """
    if database_url and redis_url:
        yield Urls(database_url, redis_url, owner=False)
        return
    var = var.resolve()
    found = _own_or_attach(var, patience)
    if isinstance(found, Urls):
        yield Urls(database_url or found.database_url, redis_url or found.redis_url, owner=False)
        return
    with ExitStack() as stack:
        stack.enter_context(found)
        kept: list[Kept] = []
        if not database_url:
            database_url, server = stack.enter_context(kept_postgres(var, fast=fast))
            kept.append(server)
        if not redis_url:
            redis_url, server = stack.enter_context(kept_redis(var))
            kept.append(server)
        lock.tell(found, {"database_url": database_url, "redis_url": redis_url})
        yield Urls(database_url, redis_url, owner=True, kept=tuple(kept))


def _own_or_attach(var: Path, patience: float) -> IO[str] | Urls:
    """The lock of `var`, or the servers of the process that has it."""
    deadline = time.monotonic() + patience
    while True:
        file = lock.take(var)
        if file is not None:
            return file
        told = lock.told(var)
        urls = Urls(told.get("database_url", ""), told.get("redis_url", ""), owner=False)
        if _answer(urls):
            return urls
        if time.monotonic() > deadline:
            raise ConfigError(
                f"Folder data {var} sedang dipakai proses {told.get('pid', '?')} yang tidak menjawab; "
                "hentikan dahulu proses itu."
            )
        time.sleep(0.05)


def _answer(urls: Urls) -> bool:
    if not (urls.database_url and urls.redis_url):
        return False
    try:
        psycopg.connect(urls.database_url, connect_timeout=2).close()
        with Redis.from_url(urls.redis_url, socket_timeout=2) as connection:
            return bool(connection.ping())
    except (psycopg.Error, RedisError, OSError):
        return False
