"""The seeded city at a fixed moment, and its people at their browsers."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.orm import scoped_session
from werkzeug.test import TestResponse

from sapa import timekeeper
from tests.support import seeds
from tests.support.seeds import City


class Browser:
    """One signed-in account. Every form carries a token, as on the pages."""

    def __init__(self, app: Flask, login: str) -> None:
        self.client = app.test_client()
        self.token = _token(self.client.get("/login/"))
        answer = self.client.post(
            "/login/", data={"csrf_token": self.token, "username": login, "password": seeds.PASSWORD}
        )
        assert answer.status_code == 302, answer.text[:500]
        self.token = _token(self.client.get("/profile/"))

    def get(self, url: str) -> TestResponse:
        return self.client.get(url)

    def post(self, url: str, /, **fields: object) -> TestResponse:
        return self.client.post(url, data={"csrf_token": self.token, **fields})


@pytest.fixture
def city(session: scoped_session, monkeypatch: pytest.MonkeyPatch) -> City:
    """The city before its first tweet; the clock of the doors stands at `seeds.NOW`."""
    monkeypatch.setattr(timekeeper, "now", lambda: seeds.NOW)
    return seeds.lay()


@pytest.fixture
def busy(city: City) -> City:
    """The city with cases in every state."""
    return seeds.play(city)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Move the clock of the doors."""
    return lambda moment: monkeypatch.setattr(timekeeper, "now", lambda: moment)


@pytest.fixture
def browser(app: Flask, city: City) -> Callable[[str], Browser]:
    """`browser("operator")` is that account, signed in."""
    return lambda login: Browser(app, login)


def _token(page: TestResponse) -> str:
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return found[1]
