"""The real processes: a web worker killed in the middle of a request, workers in the middle of a job."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, OpenerDirector, build_opener

import pytest
from flask_appbuilder.security.sqla.models import User
from redis import Redis

from sapa import queue
from sapa.config import ROOT, Config
from sapa.db import db
from sapa.models import Channel
from sapa.services.signin import hash_password
from sapa.supervisor import web_command
from tests.embedded.owners import until
from tests.supervisor.test_supervisor import free_port
from tests.support.city import Town
from tests.support.world import World

pytestmark = pytest.mark.processes
Found = Callable[..., Town]
PASSWORD = "sandi-uji-panjang"
SWEEP = "sapa.jobs.sweep.run"
#: When the waits of cases forwarded on Monday at nine are over.
DUE = "2026-08-06T09:00"


@contextmanager
def running(config: Config, words: tuple[str, ...], **environ: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the product, with its children; whatever is left of it is killed afterwards."""
    process = subprocess.Popen(
        words,
        cwd=ROOT,
        env=os.environ | config.to_environ() | environ,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        kill_all(process)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def sign_in(config: Config) -> OpenerDirector:
    """A browser that is signed in as the operator."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"{config.public_url}/login/"

    def page() -> str | None:
        try:
            return browser.open(address, timeout=30).read().decode()
        except OSError:
            return None

    until(lambda: page() is not None, 60)
    fields = {"csrf_token": token(page() or ""), "username": "uji-operator", "password": PASSWORD}
    browser.open(address, urlencode(fields).encode(), timeout=30)
    return browser


def token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, page[:300]
    return found[1]


def test_a_request_that_is_killed_leaves_nothing_and_is_sent_again(found_town: Found, tmp_path: Path) -> None:
    port = str(free_port())
    town = found_town(SAPA_VAR=str(tmp_path), SAPA_PORT=port)
    config, story = town.app.config["SAPA"], town.do(_enter)
    before = town.rows("SELECT count(*) FROM event")
    task = town.rows("SELECT id FROM task")[0][0]

    def post(browser: OpenerDirector) -> str:
        form = token(browser.open(f"{config.public_url}/tickets/{story.number}", timeout=30).read().decode())
        fields = urlencode({"csrf_token": form, "reason": "Bukan pengaduan"}).encode()
        return (
            browser.open(f"{config.public_url}/tasks/{task}/moves/spam", fields, timeout=30).read().decode()
        )

    with running(config, web_command(config), SAPA_CRASH_AT="move-before-commit"):
        browser = sign_in(config)
        with pytest.raises((OSError, HTTPException)):
            post(browser)
    assert town.rows("SELECT count(*) FROM event") == before
    with running(config, web_command(config)):
        post(sign_in(config))
    moved = "SELECT outcome, (SELECT count(*) FROM event WHERE kind = 'moved') FROM ticket"
    assert town.rows(moved) == [("spam", 1)]


def _enter(world: World) -> object:
    operator = db.session.get_one(User, world.people["operator"].user_id)
    operator.password = hash_password(PASSWORD)
    db.session.add(Channel(slug="twitter", label="X (Twitter)"))
    db.session.commit()
    return world.tweet("Mon 2026-08-03 09:00")


def test_killed_workers_and_an_emptied_redis_do_every_rung_once(found_town: Found, redis_url: str) -> None:
    """One worker dies in every sweep, then as a whole; two schedulers ring; two other workers do it all."""
    town = found_town(SAPA_CLOCK=DUE)
    config = town.app.config["SAPA"]
    town.do(lambda world: [world.tweet("Mon 2026-08-03 08:50").sent_to("dishub", "dlhk") for _ in range(4)])
    worker = (sys.executable, "-m", "sapa.cli", "worker")

    def waits() -> int:
        return town.rows("SELECT count(*) FROM task WHERE step = 'A' AND closed_at IS NULL")[0][0]

    with ExitStack() as stack:
        _schedulers(stack, redis_url)
        mortal = stack.enter_context(running(config, worker, SAPA_CRASH_AT="sweep-before-commit"))
        until(lambda: queue.queue_at(redis_url).failed_job_registry.count > 0, 60)
        assert waits() == 8
        kill_all(mortal)
        with Redis.from_url(redis_url) as connection:
            connection.flushall()
        for _ in range(2):
            stack.enter_context(running(config, worker))
        until(lambda: waits() == 0, 60)
    assert town.rows("SELECT step, count(*) FROM task WHERE closed_at IS NULL GROUP BY step") == [("T04", 8)]
    counted = "SELECT kind, count(*) FROM event WHERE kind IN ('breached', 'climbed') GROUP BY 1 ORDER BY 1"
    assert town.rows(counted) == [("breached", 8), ("climbed", 8)]


def _schedulers(stack: ExitStack, redis_url: str) -> None:
    """Two of them, which know nothing of each other."""
    for _ in range(2):
        stop = threading.Event()
        thread = threading.Thread(target=queue.scheduler_main, args=(redis_url, {SWEEP: 1}, stop))
        thread.start()
        stack.callback(thread.join)
        stack.callback(stop.set)
