"""The fixtures keep their word: nothing of one test is seen by the next."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text
from sqlalchemy.orm import scoped_session

from sapa.db import db, transaction
from tests.embedded.owners import run

ADD = text("INSERT INTO ab_role (id, name) VALUES (4711, 'Uji')")
COUNT = text("SELECT count(*) FROM ab_role WHERE id = 4711")


@pytest.mark.parametrize("_round", [1, 2])
def test_committed_rows_are_taken_back(session: scoped_session, _round: int) -> None:
    assert session.scalar(COUNT) == 0
    with transaction():
        session.execute(ADD)
    session.rollback()
    assert session.scalar(COUNT) == 1


def test_a_rollback_takes_back_only_its_own(session: scoped_session) -> None:
    with transaction():
        session.execute(ADD)
    with pytest.raises(ValueError, match="no"), transaction():
        session.execute(text("DELETE FROM ab_role WHERE id = 4711"))
        raise ValueError("no")
    assert session.scalar(COUNT) == 1


def test_another_context_sees_the_rows_of_the_test(app: Flask, session: scoped_session) -> None:
    with transaction():
        session.execute(ADD)
    with app.app_context():
        assert db.session.scalar(COUNT) == 1
        with transaction():
            db.session.execute(text("UPDATE ab_role SET name = 'Lain' WHERE id = 4711"))
    assert session.scalar(text("SELECT name FROM ab_role WHERE id = 4711")) == "Lain"


def test_a_request_works_inside_the_rolled_back_session(client: FlaskClient, session: scoped_session) -> None:
    assert client.get("/login/").status_code == 200
    assert session.scalar(COUNT) == 0


def test_a_clone_has_the_roles_and_is_alone(clone: Callable[[], str]) -> None:
    first, second = clone(), clone()
    run(first, "DELETE FROM ab_permission_view_role")
    assert run(first, "SELECT count(*) FROM ab_permission_view_role") == [(0,)]
    assert run(second, "SELECT count(*) > 0 FROM ab_permission_view_role") == [(True,)]
