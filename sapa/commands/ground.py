"""What every command stands on: servers that answer and a configuration that names them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from flask import Flask

from sapa import preflight
from sapa.config import Config
from sapa.db import check_database
from sapa.demo import load
from sapa.embedded import Urls, servers
from sapa.queue import check_redis
from sapa.release import release


@contextmanager
def standing(config: Config) -> Iterator[Config]:
    """The configuration with the addresses of running servers; see `kept`. Raises ConfigError."""
    with kept(config) as (ready, _):
        yield ready


@contextmanager
def kept(config: Config) -> Iterator[tuple[Config, Urls]]:
    """The configuration with the addresses of running servers, ours or given ones. Raises ConfigError."""
    preflight.check_python()
    preflight.check_disk(config.var)
    with servers(config.var, database_url=config.database_url, redis_url=config.redis_url) as urls:
        check_database(urls.database_url)
        check_redis(urls.redis_url)
        yield replace(config, database_url=urls.database_url, redis_url=urls.redis_url), urls


def demo_released(config: Config) -> Flask:
    """The released application of a demo; what an interrupted first start left behind is thrown away."""
    app = release(config)
    with app.app_context():
        if not load.was_cut_off():
            return app
        load.clear()
    return release(config)
