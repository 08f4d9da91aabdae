"""`sapa web|worker|scheduler`: one process each, for a supervisor such as ours or systemd."""

from __future__ import annotations

import argparse
import os
import signal
import threading

from flask import Flask

from sapa import preflight
from sapa.application import create_app
from sapa.config import Config, ConfigError
from sapa.db import check_database
from sapa.jobs import TIMETABLE
from sapa.migrations import check_released
from sapa.queue import check_redis, scheduler_main, worker_main
from sapa.services.upkeep import warming
from sapa.supervisor import web_command


def add(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Register the commands of this module."""
    commands.add_parser("web", help="hanya proses web").set_defaults(command=web)
    commands.add_parser("worker", help="hanya satu pekerja antrean").set_defaults(command=worker)
    commands.add_parser("scheduler", help="hanya penjadwal").set_defaults(command=scheduler)


def web(config: Config, options: argparse.Namespace) -> int:
    """Become gunicorn."""
    _reach(config)
    check_released(config.database_url)
    preflight.check_port(config.host, config.port)
    command = web_command(config)
    os.execvpe(command[0], command, os.environ | config.to_environ())  # noqa: S606 - our own fixed words


def worker(config: Config, options: argparse.Namespace) -> int:
    """Serve the queue."""
    _reach(config)
    check_released(config.database_url)
    worker_main(lambda: _warm_app(config))
    return 0


def _warm_app(config: Config) -> Flask:
    app = create_app(config)
    with app.app_context():
        warming.warm()
    return app


def scheduler(config: Config, options: argparse.Namespace) -> int:
    """Ring the periodic jobs until told to stop."""
    _reach(config)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    scheduler_main(config.redis_url, TIMETABLE, stop)
    return 0


def _reach(config: Config) -> None:
    """Raise ConfigError where the servers are not named or do not answer."""
    if not (config.database_url and config.redis_url):
        raise ConfigError("Proses ini memerlukan DATABASE_URL dan REDIS_URL; `sapa run` mengisinya sendiri.")
    check_database(config.database_url)
    check_redis(config.redis_url)
