"""People of every role, a small city, and the clock of the tests."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.models import AccountUnit, Opd
from sapa.services.signin import hash_password
from tests.views.frame.conftest import PASSWORD, Person


@pytest.fixture
def opds(session: scoped_session) -> tuple[Opd, Opd]:
    first = Opd(code="uji-a", name="Dinas Uji A", short_name="Uji A")
    second = Opd(code="uji-b", name="Dinas Uji B", short_name="Uji B")
    rows = (first, second)
    session.add_all(rows)
    session.commit()
    return rows


@pytest.fixture
def person(app: Flask, session: scoped_session) -> Callable[..., Person]:
    """`person("Admin")` is signed in; `opd=` makes the account a member of that agency."""
    numbers = iter(range(1, 100))

    def make(*roles: str, opd: Opd | None = None) -> Person:
        name = f"meja{next(numbers)}"
        found = list(session.scalars(select(Role).where(Role.name.in_(roles))))
        user = User(first_name="Petugas", last_name=name, username=name, email=f"{name}@contoh.example")
        user.active, user.roles, user.password = True, found, hash_password(PASSWORD)
        session.add(user)
        session.flush()
        if opd is not None:
            session.add(AccountUnit(user_id=user.id, opd_id=opd.id))
        session.commit()
        someone = Person(app, user)
        assert someone.sign_in().status_code == 302
        return someone

    return make


@pytest.fixture
def admin(person: Callable[..., Person]) -> Person:
    return person("Admin")
