"""Two years of a city's work in one database, by set-based SQL: 100,000 tickets with their history.

Nothing here goes through the services, so hashes are chained but not derived from what they cover.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text

from bench import statements
from bench.paths import CLOSED, OPEN, WAITING, picks, visits
from sapa.clock import Basis, Duration, explain_add
from sapa.config import Config
from sapa.db import db, dispose_before_fork
from sapa.demo import cityrows
from sapa.demo.texts import city, words
from sapa.embedded import servers
from sapa.release import release
from sapa.services import calendars, sops
from sapa.services.house import house

SIZE = int(os.environ.get("BENCH_SIZE", "100000"))
SOP = "depok-twitter"


@contextmanager
def big_city(size: int = SIZE) -> Iterator[Config]:
    """A loaded database on servers of our own; BENCH_VAR keeps it, and finds it again the next time."""
    with tempfile.TemporaryDirectory() as folder:
        var = Path(os.environ.get("BENCH_VAR", folder))
        with servers(var, database_url=os.environ.get("BENCH_DATABASE_URL", "")) as urls:
            environ = {
                "SAPA_ENV": "demo",
                "SAPA_VAR": str(var),
                "SAPA_PORT": os.environ.get("BENCH_PORT", "8321"),
            }
            environ |= {"DATABASE_URL": urls.database_url, "REDIS_URL": urls.redis_url}
            config = Config.from_env(environ)
            app = release(config)
            with app.app_context():
                if not db.session.scalar(text("SELECT count(*) FROM ticket")):
                    now = datetime.now(UTC).replace(microsecond=0)
                    lay_city(var, now)
                    fill(size, now)
            dispose_before_fork(app)
            yield config


def lay_city(var: Path, now: datetime) -> None:
    """The demo's agencies, places, categories and accounts; their passwords are drawn and kept in var."""
    cityrows.load(var, now, now)


def passwords(var: Path) -> dict[str, str]:
    """The password of each login."""
    return {each["login"]: each["password"] for each in cityrows.secrets_of(var)["accounts"]}


def fill(size: int, now: datetime) -> None:
    """*size* tickets of the two years before *now*, about 5% of them open."""
    _relax()
    _prepare(now)
    facts = {"size": size, "now": now, "sop": _version(now).id, "due_sum": _due_sum(now), **_sealed()}
    for statement in (*statements.STORIES, *statements.ROWS, *statements.NUMBERS, *statements.REST):
        used = {name: value for name, value in facts.items() if f":{name}" in statement}
        db.session.execute(text(statement), used)
    db.session.commit()
    _finish()


def _relax() -> None:
    """Where we own the server, rows that fit each other by construction are not looked up one by one."""
    owner = db.session.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
    if owner:
        db.session.execute(text("SET LOCAL session_replication_role = replica"))


def _prepare(now: datetime) -> None:
    """Tables for this session only, with what the statements choose from."""
    for statement in statements.CHOICES:
        db.session.execute(text(statement))
    shares = {kind: share for kind, (share, _, _) in CLOSED.items()}
    halts = {**OPEN, WAITING: 1 - sum(OPEN.values())}
    said = [each for each in words().complaints if each.title]
    _many("visit", list(visits(sops.definition(_version(now).id))))
    _many("pick", [{"kind": kind, "low": low, "high": high} for kind, low, high in picks(shares)])
    _many(
        "halt",
        [{"kind": kind, "pos": at, "low": low, "high": high} for (kind, at), low, high in picks(halts)],
    )
    _many("ending", [{"kind": kind, "outcome": outcome} for kind, (_, outcome, _) in CLOSED.items()])
    _many(
        "word",
        [
            {"at": at, "said": each.text, "title": each.title, "slug": each.category}
            for at, each in enumerate(said)
        ],
    )
    _many("street", [{"at": at, "name": name} for at, name in enumerate(city().streets)])


def _many(table: str, rows: list[dict[str, Any]]) -> None:
    names, places = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
    db.session.execute(text(f"INSERT INTO {table} ({names}) VALUES ({places})"), rows)


def _version(now: datetime) -> sops.Version:
    return sops.current(SOP, calendars.local_day(now))


def _due_sum(now: datetime) -> str:
    """The sum behind a deadline, as long as a usual one."""
    limit = Duration("1 hari", 450, Basis.WORKING, 1)
    return json.dumps(explain_add(calendars.get("call_center"), now - timedelta(days=3), limit).as_dict())


def _sealed() -> dict[str, str]:
    """One sealed text for each column; who opens it finds words of ours."""
    seal = house().vault.encrypt
    envelope = {"to": "opd@depok.example", "subject": "Pengaduan diteruskan", "body": "Mohon dijawab. " * 20}
    return {
        "payload": seal(json.dumps({"text": "lampu jalan mati " * 6}), "raw_message.payload"),
        "person": seal("Kabid Demo", "contact_record.person"),
        "number": seal("+62 811-0000-0101", "contact_record.number"),
        "envelope": seal(json.dumps(envelope), "outbox.envelope"),
    }


def _finish() -> None:
    """Statistics as after a night of autovacuum."""
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
