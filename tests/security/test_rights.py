"""Every route times every role, the stranger among them, against a table that is written by hand."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.security.doors import Door, doors
from tests.security.rights import LETTERS, PUBLIC, RIGHTS, SIGNPOSTS
from tests.views.desk.conftest import Browser, _token

Sign = Callable[[str], Browser]


def leads_to_the_login(answer: TestResponse) -> bool:
    return answer.status_code == 302 and answer.location.split("?")[0] == "/login/"


def ask(client: FlaskClient, door: Door, token: str = "") -> TestResponse:
    if door.method == "GET":
        return client.get(door.path)
    return client.open(door.path, method=door.method, data={"csrf_token": token} if token else {})


def test_every_route_has_its_line_and_every_line_its_route(app: Flask) -> None:
    known = set(RIGHTS) | PUBLIC | SIGNPOSTS
    assert {door.endpoint for door in doors(app)} == known


def test_a_stranger_is_let_in_nowhere(app: Flask, client: FlaskClient) -> None:
    token = _token(client.get("/login/"))
    wrong = []
    for door in doors(app):
        if door.endpoint in PUBLIC | SIGNPOSTS:
            continue
        answer = ask(client, door, token)
        if not leads_to_the_login(answer) and answer.status_code not in (401, 404, 405):
            wrong.append((str(door), answer.status_code))
    assert wrong == []


def test_a_signpost_leads_a_stranger_to_the_login_only(app: Flask, client: FlaskClient) -> None:
    for door in doors(app, "GET"):
        if door.endpoint in SIGNPOSTS:
            answer = client.get(door.path)
            assert answer.status_code in (302, 404, 405), door
            assert answer.location in (None, "/", "/login/"), door


@pytest.mark.parametrize("letter", sorted(LETTERS))
def test_each_role_opens_its_own_doors_only(app: Flask, browser: Sign, letter: str) -> None:
    someone = browser(LETTERS[letter])
    wrong = []
    for door in doors(app):
        if door.endpoint not in RIGHTS:
            continue
        answer = ask(someone.client, door, someone.token)
        refused = answer.status_code == 403 or leads_to_the_login(answer)
        if refused == (letter in RIGHTS[door.endpoint]) or answer.status_code >= 500:
            wrong.append((str(door), answer.status_code))
    assert wrong == []


def test_no_change_without_a_token_of_the_session(app: Flask, browser: Sign, client: FlaskClient) -> None:
    someone = browser("admin")
    strange = _token(client.get("/login/"))
    for door in doors(app, "POST"):
        if door.endpoint == "DeskAuthView.login":
            continue  # its page says that it was open for too long
        assert ask(someone.client, door).status_code == 400, door
        assert ask(someone.client, door, strange).status_code == 400, door
    assert someone.get("/profile/").status_code == 200


def test_a_door_for_posts_is_no_door_for_links(app: Flask, browser: Sign) -> None:
    someone = browser("admin")
    open_to: dict[str, set[str]] = {}
    for door in doors(app):
        open_to.setdefault(door.path, set()).add(door.method)
    for path, methods in open_to.items():
        for method in {"GET", "POST", "DELETE"} - methods:
            answer = someone.client.open(path, method=method, headers={"X-CSRFToken": someone.token})
            assert answer.status_code == 405, (method, path)
