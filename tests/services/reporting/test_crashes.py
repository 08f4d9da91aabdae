"""A process killed at a named point leaves no half paper, and the next one finishes the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from sapa.application import create_app
from sapa.db import db, dispose_before_fork
from sapa.models import Report, ReportVersion
from sapa.services.house import house
from sapa.services.reporting import papers
from sapa.services.reporting import versions as reporting
from sapa.services.signatures import documents, keys
from tests.services import town as t
from tests.services.reporting.test_reporting import CHAIN, HOUR, sign

ROOT = Path(__file__).resolve().parents[3]

#: What the doomed process does; the arguments are the report's id and what to do.
SCRIPT = """
import sys
from sapa.config import Config
from sapa.application import create_app
from tests.services import town as t
from tests.services.reporting.test_crashes import again, do
with create_app(Config.from_env()).app_context():
    do(again(), int(sys.argv[1]), sys.argv[2])
"""


def again() -> t.Town:
    """The same city in another process."""
    from flask_appbuilder.security.sqla.models import User

    people = {user.username.split(".")[0]: user.id for user in db.session.scalars(select(User))}
    return t.Town(0, 0, 0, people)


def do(town: t.Town, report_id: int, what: str) -> None:
    if what == "sign":
        sign(town, report_id)
    elif what == "draw":
        papers.draw(report_id, t.NOVEMBER)
    else:
        t.act(town, report_id, "submit", t.NOVEMBER, "koordinator")


@pytest.fixture
def environ(clone, make_config, tmp_path):
    """A city of its own, really committed, and the environment of further processes."""
    base = {"SAPA_VAR": str(tmp_path)}
    url = clone()
    app = create_app(make_config(url, **base))
    with app.app_context():
        t.october(t.found())
        t.drafted()
    yield app, {
        **os.environ, **base, "SAPA_ENV": "test", "DATABASE_URL": url, "REDIS_URL": app.config["REDIS_URL"],
        "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    dispose_before_fork(app)


def die(environ, point: str, report_id: int, what: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(report_id), what],
        env={**environ, "SAPA_CRASH_AT": point},
        cwd=ROOT,
        capture_output=True,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]


def _report() -> Report:
    return db.session.scalars(select(Report).where(Report.kind == "monthly")).one()


@pytest.mark.processes
def test_killed_between_the_signed_file_and_the_commit_nothing_is_signed_and_one_signature_follows(environ):
    app, env = environ
    with app.app_context():
        town, report_id = again(), _report().id
        for n, (action, role) in enumerate(CHAIN):
            t.act(town, report_id, action, t.NOVEMBER + n * HOUR, role)
        keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
        t.read_to_the_end(town.people["ppid_utama"], report_id, t.NOVEMBER)
        db.session.remove()
        die(env, "signed-file-stored", report_id, "sign")
        assert (_report().state, _report().signed_sha256) == ("checking", None)
        sign(town, report_id)
        assert documents.check_file(house().storage.get(_report().signed_sha256), t.REAL + HOUR).valid


@pytest.mark.processes
def test_killed_while_freezing_leaves_no_version_and_submitting_again_makes_one(environ):
    app, env = environ
    with app.app_context():
        report_id = _report().id
        db.session.remove()
        die(env, "report-frozen", report_id, "submit")
        assert (_report().version, db.session.scalar(select(func.count(ReportVersion.id)))) == (0, 0)
        do(again(), report_id, "submit")
        assert _report().version == 1


@pytest.mark.processes
def test_killed_after_drawing_the_sweep_draws_the_same_paper(environ):
    app, env = environ
    with app.app_context():
        report_id = _report().id
        db.session.remove()
        die(env, "pdf-drawn", report_id, "submit")
        assert reporting.version_of(_report()).preview_sha256 is None
        stored = {path.name for path in (house().storage.root).rglob("*") if path.is_file()}
        assert papers.draw_missing(t.NOVEMBER) == 1
        again_drawn = reporting.version_of(_report()).preview_sha256
        assert again_drawn[2:] in stored
