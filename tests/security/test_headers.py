"""Headers of every kind of answer: the page is never framed, sniffed, kept, or made to run."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.security.doors import doors
from tests.security.rights import LETTERS, RIGHTS
from tests.support.seeds import City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
INLINE = re.compile(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+\s*=|javascript:", re.IGNORECASE)


def faults(answer) -> list[str]:
    """What is missing on an answer."""
    heads = answer.headers
    policy = heads.get("Content-Security-Policy", "")
    wrong = []
    if "default-src 'self'" not in policy and "default-src 'none'" not in policy:
        wrong.append("no policy")
    if "unsafe" in policy or "*" in policy or "http:" in policy or "https:" in policy:
        wrong.append("a wide policy")
    if heads.get("X-Frame-Options") != "DENY":
        wrong.append("may be framed")
    if heads.get("X-Content-Type-Options") != "nosniff":
        wrong.append("may be sniffed")
    if heads.get("Referrer-Policy") != "same-origin":
        wrong.append("tells where it comes from")
    if "Server" in heads and "Werkzeug" in heads["Server"]:
        wrong.append("names its server")
    return wrong


def test_every_answer_wears_them_whatever_it_is(app: Flask, client: FlaskClient, browser: Sign) -> None:
    someone = browser("operator").client
    kinds = {
        200: (someone, "GET", "/desk/"),
        302: (client, "GET", "/desk/"),
        400: (client, "POST", "/intake/"),
        401: (client, "POST", "/login/"),
        403: (someone, "GET", "/accounts/list/"),
        404: (someone, "GET", "/tidak-ada"),
        405: (someone, "GET", "/logout/"),
    }
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/login/").text)[1]
    for status, (who, method, path) in kinds.items():
        data = {"csrf_token": token, "username": "x", "password": "x"} if status == 401 else None
        with who.open(path, method=method, data=data) as answer:
            assert (answer.status_code, faults(answer)) == (status, []), path
            assert "no-store" in answer.headers["Cache-Control"], path


def test_a_crash_and_a_full_stop_wear_them_too(app: Flask, client: FlaskClient, monkeypatch) -> None:
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "VerifyView.ask", lambda: 1 / 0)
    answer = client.get("/verify/")
    assert (answer.status_code, faults(answer)) == (500, [])
    monkeypatch.setitem(app.config, "MAX_CONTENT_LENGTH", 100)
    answer = client.post("/login/", data={"username": "x" * 500})
    assert (answer.status_code, faults(answer)) == (413, [])


def test_a_crash_tells_a_visitor_nothing(app: Flask, client: FlaskClient, monkeypatch) -> None:
    def fall() -> str:
        raise RuntimeError("sandi=rahasia di /work/sapa")

    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    monkeypatch.setitem(app.view_functions, "VerifyView.ask", fall)
    page = client.get("/verify/").text
    for word in (
        "Traceback",
        "RuntimeError",
        "rahasia",
        "/work",
        ".py",
        "SELECT",
        "psycopg",
        "Werkzeug",
        "Flask",
    ):
        assert word not in page


@pytest.mark.parametrize(
    "path",
    [
        "/static/desk.css",
        "/static/desk.js",
        "/static/../application.py",
        "/static/%2e%2e/config.py",
        "/static/tidak-ada.css",
    ],
)
def test_static_files_wear_them_and_stay_in_their_folder(client: FlaskClient, path: str) -> None:
    with client.get(path) as answer:
        assert faults(answer) == []
        assert answer.status_code == (200 if path.endswith(("desk.css", "desk.js")) else 404)


def test_every_page_is_shut_and_never_kept(app: Flask, busy: City, browser: Sign) -> None:
    people = {letter: browser(LETTERS[letter]) for letter in "oua"}
    case, wrong = busy.cases["answered"], []
    for door in doors(app, "GET", number=case, pk=1, key="kop"):
        letter = next((each for each in people if each in RIGHTS.get(door.endpoint, "")), None)
        if letter is None:
            continue
        answer = people[letter].get(door.path)
        found = faults(answer)
        if "no-store" not in answer.headers.get("Cache-Control", ""):
            found.append(f"kept: {answer.headers.get('Cache-Control')}")
        if answer.mimetype == "text/html" and INLINE.search(answer.text):
            found.append(f"inline: {INLINE.search(answer.text)[0]}")
        if found:
            wrong.append((door.path, found))
    assert wrong == []


def test_nothing_comes_from_elsewhere(app: Flask, busy: City, browser: Sign) -> None:
    for path in ("/desk/", f"/tickets/{busy.cases['answered']}", "/tickets/"):
        page = browser("operator").get(path).text
        assert not re.findall(r'<(?:script|link|img|iframe)[^>]+(?:src|href)="(?:https?:)?//', page), path


@pytest.mark.parametrize("path", ["/desk/", "/profile/", "/login/"])
def test_no_other_site_reads_an_answer(client: FlaskClient, browser: Sign, path: str) -> None:
    answer = browser("operator").client.get(path, headers={"Origin": "https://jahat.example"})
    assert not [name for name, _value in answer.headers if name.startswith("Access-Control")]
