"""How long the pages take for one user at 100,000 tickets, through gunicorn. Run: python -m bench.pages"""

from __future__ import annotations

import http.client
import os
import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median, quantiles
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, text

from bench import load, longcase
from sapa.application import create_app
from sapa.config import Config
from sapa.db import db
from sapa.services.actors import load_actor
from sapa.services.desk.keyset import USUAL, Place
from sapa.supervisor import web_command
from sapa.views.desk.listing import cursor

COMMAND = "python -m bench.pages"
WARM, TIMES = 12, 30
MOST_MS, MOST_QUERIES = 40, 15
DEEP = 2_000
Cookies = dict[str, str]


@dataclass(frozen=True)
class Page:
    """A page as somebody opens it."""

    name: str
    login: str
    path: str


class Visitor:
    """One person with a browser that keeps cookies; every request is a connection of its own."""

    def __init__(self, config: Config, login: str, password: str) -> None:
        self._at, self._cookies = (config.host, config.port), Cookies()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.get("/login/"))
        assert token is not None, "the sign-in page has a token"
        form = {"csrf_token": token[1], "username": login, "password": password}
        self._ask("POST", "/login/", urlencode(form), 302)

    def get(self, path: str) -> str:
        return self._ask("GET", path, "", 200)

    def _ask(self, method: str, path: str, body: str, wanted: int) -> str:
        connection = http.client.HTTPConnection(*self._at, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        said = answer.read().decode()
        for line in answer.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self._cookies[name] = value
        connection.close()
        assert answer.status == wanted, (method, path, answer.status)
        return said


def main() -> None:
    """Print one table line per page."""
    with load.big_city() as config:
        words = load.passwords(config.var)
        app = create_app(config)
        with app.app_context():
            pages = list(_pages(_long_case()))
            tickets = db.session.scalar(text("SELECT count(*) FROM ticket")) or 0
            db.session.remove()
        # One sign-in a person: more would meet the limit of the sign-in page.
        people = {page.login: words[page.login] for page in pages}
        clients = {login: _client(app, login, password) for login, password in people.items()}
        counted = {page: _queries(app, page, clients[page.login]) for page in pages}
        with _served(config):
            visitors = {login: Visitor(config, login, password) for login, password in people.items()}
            measured = {page: _measured(page, visitors[page.login]) for page in pages}
        with app.app_context():
            db.engine.dispose()
    print("| name | size | median of 30 | asked | command |\n|---|---|---|---|---|")
    for page in pages:
        middle, slow = measured[page]
        found = f"{middle:.0f} ms (p95 {slow:.0f}), {counted[page]} queries"
        asked = f"{MOST_MS} ms, {MOST_QUERIES} queries"
        print(f"| {page.name} ({page.login}) | {tickets:,} | {found} | {asked} | `{COMMAND}` |")


def _pages(case: str) -> Iterator[Page]:
    yield Page("my work", "operator", "/desk/")
    yield Page("my work, not yet sorted", "operator", "/desk/?tab=untriaged")
    yield Page("open cases", "operator", "/tickets/")
    yield Page("late cases", "operator", "/tickets/?view=late")
    yield Page("all tickets, page 1", "operator", "/tickets/?view=all")
    number, deep = _deep()
    yield Page(f"all tickets, page {number:,}", "operator", f"/tickets/?view=all&after={deep}")
    yield Page("all tickets of one agency", "operator", "/tickets/?view=all&opd=3")
    yield Page("text search, hits", "operator", "/tickets/?q=lampu")
    yield Page("text search, no hit", "operator", "/tickets/?q=zeppelin")
    yield Page("text search, common word", "operator", "/tickets/?q=jalan")
    yield Page("text search, two words", "operator", "/tickets/?q=lampu+padam")
    yield Page("case, long history", "operator", f"/tickets/{case}")
    yield Page("case, long history", "koordinator", f"/tickets/{case}")
    yield Page("home", "koordinator", "/desk/")
    yield Page("home", "pelaksana", "/desk/")
    yield Page("home", "koordinator.ppid", "/desk/")
    yield Page("home, figures of eight weeks", "ppid", "/desk/")
    yield Page("home", "dlhk", "/desk/")
    yield Page("all tickets", "dlhk", "/tickets/?view=all")
    yield Page("text search, hits", "dlhk", "/tickets/?q=lampu")
    yield Page("text search, no hit", "dlhk", "/tickets/?q=zeppelin")
    yield Page("home", "admin", "/desk/")


def _long_case() -> str:
    known: str | None = db.session.scalar(
        text(
            "SELECT t.number FROM ticket t JOIN complaint c ON c.ticket_id = t.id WHERE c.external_id = :id"
        ),
        {"id": longcase.TWEET_ID},
    )
    if known is not None:
        return known
    now = datetime.now(UTC)
    operator = db.session.scalar(text("SELECT id FROM ab_user WHERE username = 'operator'"))
    return longcase.play(load_actor(operator, now.date()), now - timedelta(days=20))


def _deep() -> tuple[int, str]:
    """The 2,000th page, or the last but one of fewer tickets: its number and the word for its place."""
    rows = db.session.scalar(text("SELECT count(*) FROM ticket")) or 0
    number = max(2, min(DEEP, rows // USUAL - 1))
    row = db.session.execute(
        text("SELECT opened_at, id FROM ticket ORDER BY opened_at DESC, id DESC LIMIT 1 OFFSET :at"),
        {"at": (number - 1) * USUAL - 1},
    ).one()
    return number, cursor(Place(row.opened_at.astimezone(UTC), row.id))


def _client(app: Flask, login: str, password: str) -> FlaskClient:
    """Somebody signed in, in this process."""
    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login/").text)
    assert token is not None, "the sign-in page has a token"
    form = {"csrf_token": token[1], "username": login, "password": password}
    assert client.post("/login/", data=form).status_code == 302, login
    return client


def _queries(app: Flask, page: Page, client: FlaskClient) -> int:
    """How many statements one warm request makes."""
    found = [0]
    client.get(page.path)
    with app.app_context():
        engine = db.engine

    def count(*_: object) -> None:
        found[0] += 1

    event.listen(engine, "before_cursor_execute", count)
    assert client.get(page.path).status_code == 200, page
    event.remove(engine, "before_cursor_execute", count)
    return found[0]


@contextmanager
def _served(config: Config) -> Iterator[None]:
    """gunicorn as the product runs it, until the block ends."""
    server = subprocess.Popen(web_command(config), env=os.environ | config.to_environ())
    try:
        _wait(config)
        yield
    finally:
        server.terminate()
        server.wait(20)


def _wait(config: Config) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            http.client.HTTPConnection(config.host, config.port, timeout=5).request("GET", "/login/")
            return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError("gunicorn does not answer")


def _measured(page: Page, visitor: Visitor) -> tuple[float, float]:
    """Median and 95th percentile in milliseconds; both of gunicorn's workers were asked before."""
    for _ in range(WARM):
        visitor.get(page.path)
    taken = []
    for _ in range(TIMES):
        begun = time.perf_counter()
        visitor.get(page.path)
        taken.append((time.perf_counter() - begun) * 1000)
    return median(taken), quantiles(taken, n=20)[-1]


if __name__ == "__main__":
    main()
