"""The database handle: addresses, moments, transactions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import bindparam, select, text
from sqlalchemy.exc import StatementError

from sapa import db as handle
from sapa.config import ConfigError
from sapa.db import UtcDateTime, db, transaction


@pytest.fixture
def small_app(empty_database: str) -> Iterator[Flask]:
    app = Flask("small")
    app.config.update(handle.settings(empty_database))
    db.init_app(app)
    with app.app_context():
        db.session.execute(text("CREATE TABLE word (text text)"))
        db.session.commit()
        yield app
    handle.dispose_before_fork(app)


def words() -> list[str]:
    db.session.rollback()
    return list(db.session.scalars(text("SELECT text FROM word ORDER BY text")))


def write(word: str) -> None:
    db.session.execute(text("INSERT INTO word VALUES (:word)"), {"word": word})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_every_way_to_write_a_postgres_address_is_understood(scheme: str) -> None:
    assert handle.sqlalchemy_url(f"{scheme}://a@b/c") == "postgresql+psycopg://a@b/c"
    assert handle.libpq_url(f"{scheme}://a@b/c") == "postgresql://a@b/c"


def test_a_transaction_commits(small_app: Flask) -> None:
    with transaction():
        write("kept")
    assert words() == ["kept"]


def test_a_transaction_is_rolled_back_on_any_exception(small_app: Flask) -> None:
    with pytest.raises(KeyboardInterrupt), transaction():
        write("lost")
        raise KeyboardInterrupt
    assert words() == []


def test_an_inner_transaction_commits_with_the_outer_one(small_app: Flask) -> None:
    with pytest.raises(ValueError, match="outer"), transaction():
        with transaction():
            write("inner")
        raise ValueError("outer")
    assert words() == []


def test_a_function_can_be_a_transaction(small_app: Flask) -> None:
    @transaction()
    def do() -> None:
        write("done")

    do()
    do()
    assert words() == ["done", "done"]


def test_moments_come_back_in_utc(small_app: Flask) -> None:
    moment = datetime.fromisoformat("2026-03-02T08:00:00+07:00")
    statement = text("SELECT CAST(:moment AS timestamptz)").columns(moment=UtcDateTime)
    found = db.session.execute(statement, {"moment": moment}).scalar_one()
    assert found.isoformat() == "2026-03-02T01:00:00+00:00"


def test_a_naive_moment_is_refused(small_app: Flask) -> None:
    naive = datetime(2026, 3, 2, 8)  # noqa: DTZ001 - the very thing to refuse
    with pytest.raises(StatementError, match="naive"):
        db.session.execute(select(bindparam("moment", naive, UtcDateTime)))


def test_a_fork_finds_no_connection_of_its_parent(small_app: Flask) -> None:
    words()
    db.session.remove()
    handle.dispose_before_fork(small_app)
    assert db.engine.pool.checkedin() == 0


def test_an_unreachable_database_is_one_sentence_without_the_password() -> None:
    with pytest.raises(ConfigError) as fault:
        handle.check_database("postgresql://sapa:rahasia@127.0.0.1:1/sapa")
    assert "tidak dapat dihubungi" in str(fault.value)
    assert "rahasia" not in str(fault.value)


def test_a_reachable_database_is_accepted(empty_database: str) -> None:
    handle.check_database(empty_database)
