"""The small city on a database of its own, for tests that really commit, in threads and in processes."""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import psycopg
from flask import Flask
from flask_appbuilder.security.sqla.models import User
from flask_babel import Babel
from sqlalchemy import select

import sapa
from sapa import crashpoints, queue
from sapa import db as database
from sapa.config import Config
from sapa.db import db, dispose_before_fork, libpq_url
from sapa.models import Category, Kecamatan, Kelurahan, Opd
from sapa.services import actors, intake
from tests.clock.moments import at
from tests.support import world
from tests.support.world import World


def services_app(config: Config) -> Flask:
    """An application without views: enough for services and jobs, and made in a moment."""
    app = Flask("sapa", root_path=str(Path(sapa.__file__).parent))
    app.config.update(
        SAPA=config, **database.settings(config.database_url), **queue.settings(config.redis_url)
    )
    db.init_app(app)
    Babel(app, default_locale="id", default_timezone="Asia/Jakarta")
    return app


@dataclass
class Town:
    """An application on a cloned database, and what a test does with it."""

    app: Flask
    url: str

    @classmethod
    @contextmanager
    def built(cls, config: Config) -> Iterator[Town]:
        app = services_app(config)
        try:
            with app.app_context():
                world.build()
            yield cls(app, config.database_url)
        finally:
            dispose_before_fork(app)

    def receive(self, when: str = "Mon 2026-08-03 09:00", **words: Any) -> intake.Received:
        with self.app.app_context():
            return intake.receive(world.inbound(at(when), **words), at(when), standing().people["operator"])

    def do(self, work: Callable[[World], Any]) -> Any:
        """Do something in this process, in a context of its own."""
        with self.app.app_context():
            return work(standing())

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(libpq_url(self.url)) as connection:
            return connection.execute(statement).fetchall()

    def start(self, work: Callable[[World], Any], crash_at: str = "") -> int:
        """Do it in a process of its own, which dies at *crash_at*; returns the process id."""
        dispose_before_fork(self.app)
        pid = os.fork()
        if pid:
            return pid
        code = 1
        try:
            crashpoints._ORDER, crashpoints._counts = crash_at, {}
            self.do(work)
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)

    def finish(self, pid: int) -> int:
        """Wait for it: 0 when it came to its end, -9 when it was killed."""
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])

    def killed_at(self, point: str, work: Callable[[World], Any]) -> None:
        """Do it in a process that is killed at that point, and has to reach it."""
        assert self.finish(self.start(work, point)) == -signal.SIGKILL, f"{point} was not reached"


def standing() -> World:
    """The city that `world.build` made before, in this context."""
    users = db.session.execute(select(User.username, User.id).where(User.username.startswith("uji-")))
    people = {
        name.removeprefix("uji-"): actors.load_actor(id_, date(2026, 8, 3)) for name, id_ in users.all()
    }
    opds = {row.code: row for row in db.session.scalars(select(Opd))}
    first = [db.session.scalars(select(model)).one() for model in (Category, Kecamatan, Kelurahan)]
    return World(people, opds, *first)
