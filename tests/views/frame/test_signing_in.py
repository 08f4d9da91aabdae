"""The way in and out: one answer for every failure, a lock after five, sessions that really end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.models import AccountProfile, AdminEvent
from sapa.services import signin
from tests.views.frame.conftest import NOW, PASSWORD, Person, token

Make = Callable[..., Person]


def test_it_lets_an_account_in_and_out(person: Make):
    someone = person("Operator")
    assert someone.client.get("/profile/").status_code == 302
    assert someone.sign_in().status_code == 302
    assert someone.client.get("/profile/").status_code == 200
    assert someone.post("/logout/").status_code == 302
    assert someone.client.get("/profile/").status_code == 302


def test_a_wrong_password_and_a_wrong_name_read_the_same(person: Make):
    someone = person("Operator")
    wrong = someone.sign_in("salah-sama-sekali")
    someone.username = "tidak-ada"
    unknown = someone.sign_in()
    sentence = "Nama akun atau kata sandi salah, atau akun sedang terkunci."
    assert (wrong.status_code, unknown.status_code) == (401, 401)
    assert sentence in wrong.text
    assert sentence in unknown.text


def test_a_closed_account_stays_out(person: Make, session: scoped_session):
    someone = person("Operator")
    session.get(signin.User, someone.user_id).active = False
    session.commit()
    assert someone.sign_in().status_code == 401


def test_five_wrong_passwords_lock_the_account(person: Make, session: scoped_session):
    someone = person("Operator")
    for _ in range(5):
        assert someone.sign_in("salah-sama-sekali").status_code == 401
    assert someone.sign_in().status_code == 401
    assert session.scalar(select(AdminEvent.kind).where(AdminEvent.kind == "sign_in_locked"))


def test_the_lock_opens_after_fifteen_minutes(person: Make):
    someone = person("Operator")
    for _ in range(5):
        signin.sign_in(someone.username, "salah", NOW)
    assert signin.sign_in(someone.username, PASSWORD, NOW + timedelta(minutes=14, seconds=59)) is None
    assert signin.sign_in(someone.username, PASSWORD, NOW + timedelta(minutes=15)) is not None


def test_four_wrong_passwords_are_forgiven(person: Make, session: scoped_session):
    someone = person("Operator")
    for _ in range(4):
        signin.sign_in(someone.username, "salah", NOW)
    assert signin.sign_in(someone.username, PASSWORD, NOW) is not None
    assert session.get(AccountProfile, someone.user_id).failed_logins == 0


def test_a_cookie_kept_from_before_logout_is_refused(operator: Person):
    kept = operator.client.get_cookie("sapa").value
    operator.post("/logout/")
    operator.client.set_cookie("sapa", kept)
    assert operator.client.get("/profile/").status_code == 302


def test_a_new_password_ends_the_other_sessions(person: Make):
    desk, phone = person("Operator"), None
    desk.sign_in()
    phone = desk.client.application.test_client()
    phone.set_cookie("sapa", desk.client.get_cookie("sapa").value)
    new = {"old": PASSWORD, "new": "kalimat baru yang panjang", "again": "kalimat baru yang panjang"}
    assert desk.post("/profile/password", **new).status_code == 302
    assert desk.client.get("/profile/").status_code == 200
    assert phone.get("/profile/").status_code == 302
    assert desk.post("/logout/").status_code == 302
    assert desk.sign_in("kalimat baru yang panjang").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("bukan-sandi-saya", "kalimat baru yang panjang", "Ini bukan kata sandi Anda sekarang."),
        (PASSWORD, "pendek", "Pakai paling sedikit 10 karakter."),
        (PASSWORD, "passwordpassword", "Kata sandi ini mudah ditebak."),
        (PASSWORD, PASSWORD, "Kata sandi baru sama dengan yang lama."),
    ],
)
def test_a_bad_new_password_is_refused_in_words(operator: Person, old: str, new: str, said: str):
    answer = operator.post("/profile/password", old=old, new=new, again=new)
    assert answer.status_code == 422
    assert said in answer.text


def test_a_first_password_must_be_replaced_before_anything_else(person: Make, session: scoped_session):
    someone = person("Operator")
    session.add(AccountProfile(user_id=someone.user_id, must_change_password=True))
    session.commit()
    someone.sign_in()
    assert someone.client.get("/profile/").location == "/profile/password"
    assert someone.client.get("/profile/password").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//jahat.example/",
        "https://jahat.example/",
        "/\\jahat.example",
        "javascript:alert(1)",
        "http:///x",
        "\t//x",
    ],
)
def test_it_never_leads_to_another_site(person: Make, target: str):
    assert person("Operator").sign_in(next=target).location == "/"


def test_it_leads_back_to_the_page_that_was_asked_for(person: Make):
    someone = person("Operator")
    asked = someone.client.get("/profile/password")
    page = someone.client.get(asked.location)
    words = {"csrf_token": token(page), "username": someone.username, "password": PASSWORD}
    assert someone.client.post(asked.location, data=words).location == "/profile/password"


def test_the_profile_keeps_theme_and_shortcuts(operator: Person):
    assert operator.post("/profile/habits", theme="dark").status_code == 302
    page = operator.client.get("/profile/").text
    assert 'data-theme="dark"' in page
    assert 'data-keys="off"' in page


def test_an_unknown_theme_is_a_wrong_entry(operator: Person):
    assert operator.post("/profile/habits", theme="neon").status_code == 422


def test_tries_from_one_place_are_limited(person: Make, another_app: Callable[..., Flask]):
    strict = another_app()
    strict.config["LOGIN_LIMIT"] = "2 per minute"
    someone = person("Operator")
    someone.client = strict.test_client()
    answers = [someone.sign_in("salah-sama-sekali").status_code for _ in range(3)]
    assert answers == [401, 401, 429]
