"""Headers of every answer, and error pages in Indonesian with the right status."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.views.frame.conftest import Person

Another = Callable[..., Flask]
ENGLISH = re.compile(
    r"\b(the|and|is|are|your|not|please|sign|password|save|edit|add|delete|search|cancel|yes|error|page|required)\b",
    re.IGNORECASE,
)


def seen(text: str) -> str:
    """What a person sees or hears of a page: text and spoken attributes, without markup."""
    spoken = " ".join(re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]*)"', text))
    return re.sub(r"<(script|style|svg).*?</\1>|<[^>]+>", " ", text, flags=re.DOTALL) + spoken


@pytest.mark.parametrize("path", ["/login/", "/tidak-ada", "/static/desk.css"])
def test_every_answer_wears_the_headers(client: FlaskClient, path: str):
    with client.get(path) as answer:
        headers = answer.headers
    policy = headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


def test_only_production_insists_on_https(another_app: Another, client: FlaskClient):
    real = another_app(env="production", public_url="https://sapa.example").test_client()
    answer = real.get("/login/")
    assert "max-age" in answer.headers["Strict-Transport-Security"]
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "Strict-Transport-Security" not in client.get("/login/").headers


def test_the_demo_says_so_on_every_page(another_app: Another, client: FlaskClient):
    demo = another_app(env="demo").test_client()
    for path in ("/login/", "/verify/", "/verify/tidak-ada", "/tidak-ada"):
        assert "CONTOH - BUKAN DOKUMEN RESMI" in demo.get(path).text, path
        assert "CONTOH" not in client.get(path).text, path


@pytest.mark.parametrize("path", ["/profile/", "/profile/password", "/tidak-ada", "/profile/habits"])
def test_no_page_speaks_english(operator: Person, path: str):
    assert not ENGLISH.findall(seen(operator.client.get(path).text))


def test_the_sign_in_page_speaks_indonesian_and_carries_no_inline_script(client: FlaskClient):
    text = client.get("/login/").text
    assert "Nama akun" in text
    assert not ENGLISH.findall(seen(text))
    assert not re.search(r" style=|<script(?![^>]*\bsrc=)", text)


@pytest.mark.parametrize("path", ["/profile/", "/profile/password", "/tidak-ada"])
def test_no_page_carries_inline_script_or_style(operator: Person, path: str):
    text = operator.client.get(path).text
    assert " style=" not in text
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=", text)
    assert '<html lang="id"' in text


def test_an_unknown_page_is_a_404_with_a_way_out(operator: Person):
    answer = operator.client.get("/tidak-ada")
    assert answer.status_code == 404
    assert "Halaman ini tidak ada" in answer.text
    assert "Kembali ke meja" in answer.text


@pytest.mark.parametrize("path", ["/logout/", "/profile/habits"])
def test_a_link_cannot_do_what_a_button_does(operator: Person, path: str):
    answer = operator.client.get(path)
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert operator.client.get("/profile/").status_code == 200


def test_a_request_beyond_the_limit_is_a_413(another_app: Another):
    small = another_app()
    small.config["MAX_CONTENT_LENGTH"] = 1000
    answer = small.test_client().post("/login/", data={"username": "x" * 2000})
    assert answer.status_code == 413
    assert "terlalu besar" in answer.text


def test_a_crash_shows_a_code_that_is_in_the_log(another_app: Another, caplog: pytest.LogCaptureFixture):
    app = another_app()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.add_url_rule("/jatuh", view_func=lambda: 1 / 0)
    answer = app.test_client().get("/jatuh")
    code = re.search(r'class="id">([A-Z]\d-\d{4})<', answer.text)[1]
    assert answer.status_code == 500
    assert f"code {code}" in caplog.text


def test_the_framework_api_and_other_languages_are_shut(operator: Person):
    for path in (
        "/api/v1/security/login",
        "/api/v1/menu/",
        "/swagger/v1",
        "/lang/en",
        "/users/list/",
        "/roles/list/",
    ):
        assert operator.client.get(path).status_code == 404


def test_a_start_has_nothing_to_complain_about(another_app: Another, caplog: pytest.LogCaptureFixture):
    another_app()
    assert [record.getMessage() for record in caplog.records] == []


def test_two_applications_live_in_one_process(another_app: Another, app: Flask):
    other = another_app()
    assert len(list(other.url_map.iter_rules())) == len(list(app.url_map.iter_rules()))
    assert other.test_client().get("/login/").status_code == 200


def test_a_role_reads_its_permissions_once(person: Callable[..., Person], app: Flask):
    someone = person("Operator")
    someone.sign_in()
    someone.client.get("/profile/")
    seen = queries(lambda: someone.client.get("/profile/"))
    assert seen
    assert not any("ab_permission" in statement for statement in seen)


def count_queries(app: Flask, act: Callable[[], object]) -> int:
    return len(queries(act))


def queries(act: Callable[[], object]) -> list[str]:
    from sqlalchemy import event
    from sqlalchemy.engine import Engine

    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            seen.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        act()
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    return seen
