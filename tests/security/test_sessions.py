"""Sessions: nothing of the visitor before stays, an old cookie opens nothing, guesses are counted."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa import timekeeper
from sapa.models import AdminEvent, SigningKey
from sapa.services import signin
from sapa.services.admin import accounts
from sapa.services.errors import Conflict, Invalid
from sapa.services.signatures import keys
from tests.services.letters import world as letter_world
from tests.support import seeds
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser, _token

Sign = Callable[[str], Browser]
COOKIE = "sapa"


def cookie(client: FlaskClient) -> str:
    found = client.get_cookie(COOKIE)
    assert found is not None
    return found.value


def opens(app: Flask, value: str) -> bool:
    stranger = app.test_client()
    stranger.set_cookie(COOKIE, value)
    return stranger.get("/profile/").status_code == 200


def test_the_cookie_of_the_visitor_before_is_worth_nothing(app: Flask, city: City) -> None:
    """Session fixation: whoever planted a cookie does not become the person who signs in with it."""
    client = app.test_client()
    token = _token(client.get("/login/"))
    planted = cookie(client)
    words = {"csrf_token": token, "username": "operator", "password": seeds.PASSWORD}
    assert client.post("/login/", data=words).status_code == 302
    assert not opens(app, planted)
    assert _token(client.get("/profile/")) != token
    with client.session_transaction() as kept:
        assert "_fresh" in kept
        kept.clear()
    assert client.get("/profile/").status_code == 302


def test_an_old_token_does_not_fit_the_new_session(app: Flask, city: City) -> None:
    client = app.test_client()
    token = _token(client.get("/login/"))
    client.post("/login/", data={"csrf_token": token, "username": "operator", "password": seeds.PASSWORD})
    assert client.post("/profile/habits", data={"csrf_token": token, "theme": "dark"}).status_code == 400


@pytest.mark.parametrize("end", ["logout", "own password", "reset", "admin ends it", "closed"])
def test_a_kept_cookie_opens_nothing_afterwards(
    app: Flask, session: scoped_session, city: City, browser: Sign, end: str
) -> None:
    someone = browser("operator")
    kept, user, admin = cookie(someone.client), city.people["operator"], city.actor("admin")
    assert opens(app, kept)
    if end == "logout":
        someone.post("/logout/")
    elif end == "own password":
        signin.change_password(user, seeds.PASSWORD, "kalimat baru yang panjang", NOW)
    elif end == "reset":
        accounts.reset_password(user, admin, NOW)
    elif end == "admin ends it":
        accounts.end_sessions(user, admin, NOW)
    else:
        session.get_one(signin.User, user).active = False
        session.commit()
    assert not opens(app, kept)


def test_a_cookie_cannot_be_made_at_home(app: Flask, city: City, browser: Sign) -> None:
    head, _dot, tail = cookie(browser("operator").client).partition(".")
    for forged in (f"{head}.{tail[:-2]}xx", f"x{head}.{tail}", "", "x" * 3000, head):
        assert not opens(app, forged)


def test_the_cookie_is_for_this_site_and_not_for_scripts(client: FlaskClient) -> None:
    words = client.get("/login/").headers["Set-Cookie"]
    assert "HttpOnly" in words
    assert "SameSite=Lax" in words


def test_no_remember_me_outlives_the_session(app: Flask, city: City, browser: Sign) -> None:
    someone = browser("operator")
    answer = someone.client.get("/profile/")
    assert all(line.startswith("sapa=") for line in answer.headers.getlist("Set-Cookie"))


TARGETS = (
    "//jahat.example",
    "///jahat.example",
    "/\\jahat.example",
    "\\\\jahat.example",
    "https:jahat.example",
    "https:/jahat.example",
    "//jahat.example@localhost/",
    "http://localhost.jahat.example/",
    "javascript:alert(1)",
    "/%09/jahat.example",
    "\t//jahat.example",
    "/\n/jahat.example",
    "data:text/html,x",
    "http://localhost@jahat.example",
    " //jahat.example",
    "%2f%2fjahat.example",
    "http://[::1",
    "/profile/\r\nSet-Cookie: x=1",
)


def test_the_way_on_after_the_sign_in_stays_here(app: Flask, city: City) -> None:
    for target in TARGETS:
        client = app.test_client()
        page = client.get("/login/", query_string={"next": target})
        words = {"csrf_token": _token(page), "username": "operator", "password": seeds.PASSWORD}
        answer = client.post("/login/", query_string={"next": target}, data=words)
        assert answer.location.startswith("/"), target
        assert not answer.location.startswith(("//", "/\\")), target
        assert "Set-Cookie: x" not in str(answer.headers)
        assert client.get("/login/", query_string={"next": target}).location == answer.location


def test_the_way_back_stays_here(browser: Sign) -> None:
    someone = browser("operator")
    for headers in ({"Referer": "https://jahat.example/"}, {"Host": "jahat.example"}):
        answer = someone.client.get("/back?next=https://jahat.example/", headers=headers)
        assert answer.location.startswith("/") and not answer.location.startswith("//"), headers


def test_the_resumed_form_goes_to_this_site_only(app: Flask, city: City) -> None:
    import json

    for path in ("https://jahat.example/", "//jahat.example/", "/\\jahat.example", "javascript:alert(1)"):
        client = app.test_client()
        kept = json.dumps([path, [["note", "x"]], False])
        words = {
            "csrf_token": _token(client.get("/login/")),
            "username": "operator",
            "password": seeds.PASSWORD,
            "kept": kept,
        }
        answer = client.post("/login/", data=words)
        assert "jahat" not in answer.text and "javascript:" not in answer.text


def test_guesses_at_one_account_end_whatever_address_they_come_from(app: Flask, city: City) -> None:
    for _ in range(signin.WRONG_ALLOWED):
        assert signin.sign_in("OPERATOR ", "salah", NOW) is None
    assert signin.sign_in("operator", seeds.PASSWORD, NOW) is None
    assert signin.sign_in("operator", seeds.PASSWORD, NOW + signin.LOCK) is not None


def test_a_strange_account_name_is_only_wrong(app: Flask, city: City, client: FlaskClient) -> None:
    token = _token(client.get("/login/"))
    for name in ("op\0erator", "x" * 10_000, "' OR 1=1 --", "%", "\U0001f600", ""):
        words = {"csrf_token": token, "username": name, "password": "salah\0"}
        assert client.post("/login/", data=words).status_code == 401


@pytest.mark.parametrize(("method", "path", "allowed"), [("POST", "/verify/", 10), ("GET", "/verify/", 120)])
def test_the_public_page_is_not_for_robots(app: Flask, client: FlaskClient, method, path, allowed) -> None:
    app.appbuilder.sm.limiter.reset()
    token = _token(client.get("/login/"))
    try:
        for _ in range(allowed):
            assert client.open(path, method=method, data={"csrf_token": token}).status_code in (200, 422)
        answer = client.open(path, method=method, data={"csrf_token": token})
        assert answer.status_code == 429
        assert "CSP" not in answer.text and "default-src" in answer.headers["Content-Security-Policy"]
    finally:
        app.appbuilder.sm.limiter.reset()


def test_guesses_at_a_passphrase_lock_the_key(session: scoped_session) -> None:
    world = letter_world.build()
    world.give_key()
    for left in (4, 3, 2, 1):
        with pytest.raises(Invalid) as refusal:
            keys.open_pen(world.signer, "salah sekali lagi", world.now, letter_world.REAL)
        assert refusal.value.fields["passphrase"].params == {"left": left}
    with pytest.raises(Conflict, match="key_locked"):
        keys.open_pen(world.signer, "salah sekali lagi", world.now, letter_world.REAL)
    with pytest.raises(Conflict, match="key_locked"):
        keys.open_pen(world.signer, letter_world.PASSPHRASE, world.now, letter_world.REAL)
    later = world.now + keys.LOCK + timedelta(seconds=1)
    assert keys.open_pen(world.signer, letter_world.PASSPHRASE, later, letter_world.REAL).user_id
    assert session.scalar(select(AdminEvent.kind).where(AdminEvent.kind == "key_locked"))


def test_somebody_elses_certificate_cannot_be_withdrawn(
    session: scoped_session, browser: Sign, city: City
) -> None:
    world_key = SigningKey(
        user_id=city.people["utama"],
        authority_id=_authority(),
        pkcs12=b"x",
        serial="1",
        certificate_pem="x",
        not_before=NOW,
        not_after=NOW + timedelta(days=9),
        created_at=NOW,
    )
    session.add(world_key)
    session.commit()
    assert browser("koordinator").post(f"/keys/{world_key.id}/revoke").status_code == 403
    assert world_key.revoked_at is None


def _authority() -> int:
    return keys.ensure_authority(timekeeper.real_now()).id


@pytest.mark.parametrize(
    "password", ["", "pendek", "1234567890", "aaaaaaaaaa", "abababababab", "operator-saya", "Password123"]
)
def test_a_weak_password_is_refused(password: str) -> None:
    with pytest.raises(signin.PasswordRefused):
        signin.check_password(password, "operator")


def test_a_password_from_the_admin_opens_one_page_only(app: Flask, city: City) -> None:
    password = accounts.reset_password(city.people["operator"], city.actor("admin"), NOW)
    client = app.test_client()
    words = {"csrf_token": _token(client.get("/login/")), "username": "operator", "password": password}
    assert client.post("/login/", data=words).status_code == 302
    for path in ("/desk/", "/tickets/", "/profile/", "/files/" + "0" * 64):
        assert client.get(path).location == "/profile/password"
    token = _token(client.get("/profile/password"))
    assert client.post("/intake/", data={"csrf_token": token, "text": "x"}).location == "/profile/password"
