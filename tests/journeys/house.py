"""A running sapa for the journeys: its own web server, queue worker, clock and cloned city."""

from __future__ import annotations

import itertools
import os
import re
import shutil
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy.engine import make_url

from sapa import timekeeper
from sapa.config import Config
from sapa.db import dispose_before_fork, libpq_url
from sapa.supervisor import Child, web_command
from tests.support import databases, seeds
from tests.support.city import services_app
from tests.support.seeds import City

PATIENCE = 30.0
#: Databases of one Redis: the queue of one house must not be served by the worker of another.
_redis_numbers = itertools.count(4)
MakeConfig = Callable[..., Config]


@dataclass(frozen=True)
class Plan:
    """A city in a database and a folder that nobody uses, for houses to copy."""

    database: str
    folder: Path
    city: City


@dataclass
class House:
    """One address where people work, and what a test may do behind it."""

    config: Config
    city: City
    app: Flask
    #: Login -> cookies of a session: the form is filled in once, or where signing in is the journey.
    cookies: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return self.config.public_url

    def now(self) -> datetime:
        return timekeeper.Clock(self.config).now()

    def set_clock(self, moment: datetime) -> None:
        """Let it be *moment* in every process of the house, and go on from there."""
        timekeeper.Clock(self.config).set_shift(moment - timekeeper.real_now())

    def silence_until(self, moment: datetime) -> None:
        """Nobody acts until then; the sweep looks at every due moment on the way."""
        with self.app.app_context():
            seeds.sweep_until(moment)
        self.set_clock(moment)

    def do(self, work: Callable[[City], Any]) -> Any:
        """Call services in this process."""
        with self.app.app_context():
            return work(self.city)

    def rows(self, statement: str, *params: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(libpq_url(self.config.database_url)) as connection:
            return connection.execute(statement, params).fetchall()

    def number_of(self, text: str) -> str:
        """The number of the newest case whose complaint has this text."""
        query = "SELECT number FROM ticket JOIN complaint ON ticket_id = ticket.id WHERE text = %s"
        return str(self.rows(f"{query} ORDER BY ticket.id DESC LIMIT 1", text)[0][0])


def eventually(what: str, check: Callable[[], Any], seconds: float = PATIENCE) -> Any:
    """The first true answer of *check*, asked again and again: for what another process does."""
    end = time.monotonic() + seconds
    while not (found := check()):
        assert time.monotonic() < end, f"did not happen within {seconds:.0f} s: {what}"
        time.sleep(0.05)
    return found


@contextmanager
def planned(server_url: str, redis_url: str, template: str, make_config: MakeConfig, folder: Path
            ) -> Iterator[Plan]:  # fmt: skip
    """The busy city at `seeds.NOW`, made through the services."""
    with databases.made_database(server_url, template) as url:
        app = services_app(
            make_config(url, SAPA_VAR=str(folder), REDIS_URL=_redis(redis_url, next(_redis_numbers)))
        )
        try:
            with app.app_context():
                city = seeds.play(seeds.lay())
        finally:
            dispose_before_fork(app)
        yield Plan(make_url(url).database or "", folder, city)


@contextmanager
def built(plan: Plan, server_url: str, redis_url: str, make_config: MakeConfig, folder: Path
          ) -> Iterator[House]:  # fmt: skip
    """A copy of the planned city with a web server and one queue worker before it."""
    shutil.copytree(plan.folder, folder, dirs_exist_ok=True)
    with databases.made_database(server_url, plan.database) as url:
        address = {"SAPA_VAR": str(folder), "SAPA_PORT": str(_free_port())}
        config = make_config(url, REDIS_URL=_redis(redis_url, next(_redis_numbers)), **address)
        house = House(config, deepcopy(plan.city), services_app(config))
        house.set_clock(seeds.NOW)
        try:
            with _processes(config):
                yield house
        finally:
            dispose_before_fork(house.app)


@contextmanager
def _processes(config: Config) -> Iterator[None]:
    worker = (sys.executable, "-m", "sapa.cli", "worker")
    members = [Child("web", web_command(config)), Child("pekerja", worker)]
    try:
        for child in members:
            child.start(os.environ | config.to_environ())
        eventually("the web server answers", lambda: _answers(config) or _dead(members))
        assert not _dead(members), "a process of the house ended at once"
        yield
    finally:
        for child in members:
            child.wait_or_kill(0)  # how processes stop in order is tested elsewhere


def _dead(members: list[Child]) -> bool:
    return any(child.ended() for child in members)


def _answers(config: Config) -> bool:
    try:
        socket.create_connection((config.host, config.port), timeout=0.2).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with closing(socket.socket()) as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _redis(url: str, number: int) -> str:
    """The same Redis, another of its databases."""
    if url.startswith("unix:"):
        return re.sub(r"db=\d+", f"db={number}", url)
    return re.sub(r"(://[^/]+)(/\d*)?$", rf"\1/{number}", url)
