"""Letters where several act at the same moment, or a process dies in the middle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from sapa.application import create_app
from sapa.config import Config
from sapa.db import db, dispose_before_fork, transaction
from sapa.models import Case, Document, Letter, LetterCase, StoredFile, Task
from sapa.services.errors import Conflict, Invalid, ServiceError
from sapa.services.house import house
from sapa.services.letters import drafting as letters
from sapa.services.letters import flow as letter_flow
from sapa.services.signatures import documents
from tests.services.letters.world import PASSPHRASE, REAL, World, build, days

ROOT = Path(__file__).resolve().parents[3]
#: What the doomed process does: sign the letter as the account says, now as the moment says.
SCRIPT = """
import sys
from datetime import datetime
from sapa.application import create_app
from sapa.config import Config
from sapa.services.letters import flow as letter_flow
from sapa.services.actors import load_actor
from tests.services.letters.world import PASSPHRASE, REAL
with create_app(Config.from_env()).app_context():
    now = datetime.fromisoformat(sys.argv[3])
    letter_flow.sign(int(sys.argv[1]), load_actor(int(sys.argv[2]), now.date()), now, REAL, PASSPHRASE)
"""


@pytest.fixture
def city(clone: Callable[[], str], make_config: Callable[..., Config]) -> Iterator[Flask]:
    """A city of its own, really committed."""
    app = create_app(make_config(clone()))
    yield app
    dispose_before_fork(app)


def together(app: Flask, works: list[Callable[[], None]]) -> list[ServiceError | None]:
    """Do them at the same moment, each in a thread with a session of its own; what each was refused."""
    gate = threading.Barrier(len(works))

    def run(work: Callable[[], None]) -> ServiceError | None:
        with app.app_context():
            gate.wait(20)
            try:
                work()
            except ServiceError as refusal:
                return refusal
            finally:
                db.session.remove()
        return None

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result() for done in [threads.submit(run, work) for work in works]]


def ready_to_sign(world: World) -> Letter:
    world.silent()
    letter = world.checked()
    world.give_key()
    world.read(letter)
    return letter


def include(world: World, case_id: int, task_id: int) -> None:
    with transaction():
        letters.include(db.session.get(Case, case_id), db.session.get(Task, task_id), world.now)


def test_two_silent_cases_at_once_make_one_draft(city: Flask) -> None:
    with city.app_context():
        world = build()
        waiting = [world.wait_for(case_id, "T08") for case_id in (world.receive(), world.receive())]
        found = [(case_id, world.task(case_id).id) for case_id in waiting]
        db.session.remove()
    assert together(city, [partial(include, world, *pair) for pair in found]) == [None, None]
    with city.app_context():
        assert db.session.scalar(select(func.count(Letter.id)).where(Letter.state == "draft")) == 1
        assert db.session.scalar(select(func.count(LetterCase.id))) == 2


def test_a_double_click_signs_once(city: Flask) -> None:
    with city.app_context():
        world = build()
        letter_id = ready_to_sign(world).id
        db.session.remove()
    sign = partial(letter_flow.sign, letter_id, world.signer, world.now, REAL, PASSPHRASE)
    refusals = together(city, [sign, sign])
    assert sorted(type(each).__name__ for each in refusals) == ["Conflict", "NoneType"]
    with city.app_context():
        letter = db.session.get(Letter, letter_id)
        assert db.session.scalar(select(Document.signed_sha256)) == letter.signed_sha256


def test_one_number_typed_twice_at_once_is_given_once(city: Flask) -> None:
    with city.app_context():
        world = build()
        world.all_silent("dlhk", "dishub")
        ids = [world.letter().id, world.letter(opd="dishub").id]
        db.session.remove()
    fields = {"number": "131"}
    works = [partial(letter_flow.check, each, world.writer, world.now, fields) for each in ids]
    refusals = [each for each in together(city, works) if each is not None]
    assert [type(each) for each in refusals] == [Invalid]
    assert refusals[0].fields["number"].code == "number_used"


def test_a_double_click_sends_once(city: Flask) -> None:
    with city.app_context():
        world = build()
        case_id = world.silent()
        letter_id = world.signed().id
        db.session.remove()
    send = partial(letter_flow.send, letter_id, world.writer, world.now)
    assert sorted(type(each).__name__ for each in together(city, [send, send])) == ["Conflict", "NoneType"]
    with city.app_context():
        assert world.steps(case_id) == ["T-X0"]


@pytest.mark.processes
def test_killed_between_the_signed_file_and_the_commit_nothing_is_signed(city: Flask) -> None:
    with city.app_context():
        world = build()
        letter = ready_to_sign(world)
        given = [str(letter.id), str(world.signer.user_id), world.now.isoformat()]
        db.session.remove()
        die(city.config["SAPA"], given)
        letter = world.letter("checked")
        assert (letter.number, letter.signed_sha256) == ("005/131/Diskominfo", None)
        letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)
        signed = world.letter("signed").signed_sha256
        assert documents.check_file(house().storage.get(signed), REAL + days(1)).valid
        assert db.session.get(StoredFile, signed) is not None
        with pytest.raises(Conflict):
            letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)


def die(config: Config, given: list[str]) -> None:
    """Let another process sign, and kill it at the crash point."""
    environ = {
        **os.environ, "SAPA_ENV": "test", "SAPA_VAR": str(config.var), "DATABASE_URL": config.database_url,
        "REDIS_URL": config.redis_url, "PYTHONPATH": str(ROOT), "SAPA_CRASH_AT": "letter-signed-file-stored",
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", SCRIPT, *given], env=environ, cwd=ROOT, capture_output=True)
    assert done.returncode == -signal.SIGKILL, done.stderr.decode()[-2000:]
