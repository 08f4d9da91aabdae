"""People with accounts, and a client that signs in as a browser does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from sapa.application import create_app
from sapa.config import Config
from sapa.db import dispose_before_fork
from sapa.services.signin import hash_password

PASSWORD = "sandi-uji-panjang"
NOW = datetime(2026, 11, 10, 6, 42, tzinfo=UTC)


def token(page: TestResponse) -> str:
    """The CSRF token of the first form of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]


class Person:
    """One account at one browser."""

    def __init__(self, app: Flask, user: User) -> None:
        self.client: FlaskClient = app.test_client()
        self.username, self.user_id = user.username, user.id

    def sign_in(self, password: str = PASSWORD, **more: str) -> TestResponse:
        page = self.client.get("/login/", query_string=more)
        words = {"csrf_token": token(page), "username": self.username, "password": password}
        return self.client.post("/login/", query_string=more, data=words)

    def post(self, url: str, page: str = "/profile/", **words: str) -> TestResponse:
        data = {"csrf_token": token(self.client.get(page)), **words}
        return self.client.post(url, data=data)


@pytest.fixture
def person(app: Flask, session: scoped_session) -> Callable[..., Person]:
    """`person("Operator")` is somebody with that role who has not signed in yet."""
    numbers = iter(range(1, 100))

    def make(*roles: str) -> Person:
        name = f"uji{next(numbers)}"
        found = list(session.scalars(select(Role).where(Role.name.in_(roles))))
        user = User(first_name="Petugas", last_name="Uji", username=name, email=f"{name}@contoh.example")
        user.active, user.roles, user.password = True, found, hash_password(PASSWORD)
        session.add(user)
        session.commit()
        return Person(app, user)

    return make


@pytest.fixture
def another_app(config: Config) -> Iterator[Callable[..., Flask]]:
    """A further application in this process, with other words in its configuration."""
    made: list[Flask] = []

    def make(**changes: object) -> Flask:
        made.append(create_app(replace(config, **changes)))
        return made[-1]

    yield make
    for app in made:
        dispose_before_fork(app)


@pytest.fixture
def operator(person: Callable[..., Person]) -> Person:
    someone = person("Operator")
    assert someone.sign_in().status_code == 302
    return someone
