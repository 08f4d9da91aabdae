"""The small city of the services, seen by people who sign in; figures are asked on 31 August 2026."""

from __future__ import annotations

import re

import pytest
from flask_appbuilder.security.sqla.models import User

from sapa import timekeeper
from sapa.db import db
from sapa.services import signin
from tests.clock.moments import at
from tests.support.world import World, build

PASSWORD = "sandi penguji 123"
NOW = at("Mon 2026-08-31 12:00")


@pytest.fixture
def now(monkeypatch):
    monkeypatch.setattr(timekeeper, "now", lambda: NOW)
    return NOW


@pytest.fixture
def august(session, now) -> World:
    """One complaint answered at once, and one that dishub leaves lying."""
    world = build()
    for person in world.people.values():
        db.session.get(User, person.user_id).password = signin.hash_password(PASSWORD)
    soon = world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")
    soon.complaint("Mon 2026-08-03 09:06")
    soon.do("T03", "answer", "Mon 2026-08-03 09:10")
    soon.do("T-X1", "deliver", "Mon 2026-08-03 09:20")
    world.tweet("Wed 2026-08-05 09:00").sent_to("dishub", "dlhk", when="Wed 2026-08-05 09:05")
    for moment in ("Sat 2026-08-08 09:06", "Mon 2026-08-10 09:00", "Mon 2026-08-10 12:00"):
        world.sweep(moment)
    for moment in ("Tue 2026-08-11 12:00", "Wed 2026-08-12 12:00", "Thu 2026-08-13 12:00"):
        world.sweep(moment)
    session.commit()
    return world


@pytest.fixture
def desk(client, august):
    """`desk(name)` signs in as that person."""

    def signed_in(name):
        client.delete_cookie("sapa")
        form = {
            "username": db.session.get(User, august.people[name].user_id).username,
            "password": PASSWORD,
            "csrf_token": token(client.get("/login/").get_data(as_text=True)),
        }
        assert client.post("/login/", data=form).status_code == 302
        return client

    return signed_in


def token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)
