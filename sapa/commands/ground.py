"""What every command stands on: servers that answer and a configuration that names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from sapa import preflight
from sapa.config import Config
from sapa.db import check_database
from sapa.embedded import servers
from sapa.queue import check_redis


@contextmanager
def standing(config: Config) -> Iterator[Config]:
    """The configuration with addresses of running servers, our own where none are given. Raises ConfigError."""
    preflight.check_python()
    preflight.check_disk(config.var)
    with servers(config.var, database_url=config.database_url, redis_url=config.redis_url) as urls:
        check_database(urls.database_url)
        check_redis(urls.redis_url)
        yield replace(config, database_url=urls.database_url, redis_url=urls.redis_url)
