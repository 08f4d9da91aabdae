"""A session that ends under a form gives the text back; a form from elsewhere gives nothing."""

from __future__ import annotations

import html
import re

from tests.views.frame.conftest import PASSWORD, Person, token

TEXT = "Lampu sudah diperbaiki petugas\npagi ini."
FORM = {"theme": "dark", "jawaban": TEXT, "old_password": "rahasia jangan muncul"}


def test_an_expired_session_gives_the_text_back(operator: Person):
    operator.client.delete_cookie("sapa")
    answer = operator.client.post("/profile/habits", data=FORM)
    assert answer.status_code == 400
    assert TEXT in html.unescape(answer.text)
    assert "rahasia jangan muncul" not in answer.text


def test_after_signing_in_the_text_can_be_sent(operator: Person):
    operator.client.delete_cookie("sapa")
    page = operator.client.post("/profile/habits", data=FORM)
    kept = html.unescape(re.search(r'name="kept" value="([^"]+)"', page.text)[1])
    words = {"csrf_token": token(page), "username": operator.username, "password": PASSWORD, "kept": kept}
    again = operator.client.post("/login/", data=words)
    assert again.status_code == 200
    assert 'action="/profile/habits"' in again.text
    assert TEXT in html.unescape(again.text)
    sent = operator.client.post("/profile/habits", data={"csrf_token": token(again), "theme": "dark"})
    assert sent.status_code == 302


def test_a_wrong_password_keeps_the_text_too(operator: Person):
    operator.client.delete_cookie("sapa")
    page = operator.client.post("/profile/habits", data=FORM)
    kept = html.unescape(re.search(r'name="kept" value="([^"]+)"', page.text)[1])
    words = {"csrf_token": token(page), "username": operator.username, "password": "salah", "kept": kept}
    answer = operator.client.post("/login/", data=words)
    assert answer.status_code == 401
    assert TEXT in html.unescape(answer.text)


def test_a_session_ended_elsewhere_gives_the_text_back(operator: Person):
    crumb = token(operator.client.get("/profile/"))
    kept = operator.client.get_cookie("sapa").value
    operator.post("/logout/")
    operator.client.set_cookie("sapa", kept)
    answer = operator.client.post("/profile/habits", data={"csrf_token": crumb, **FORM})
    assert answer.status_code == 401
    assert TEXT in html.unescape(answer.text)


def test_a_form_of_another_site_is_shown_nothing(operator: Person):
    answer = operator.client.post("/profile/habits", data=FORM, headers={"Origin": "https://jahat.example"})
    assert answer.status_code == 400
    assert TEXT not in html.unescape(answer.text)


def test_what_is_carried_along_leads_to_our_own_pages_only(operator: Person):
    operator.post("/logout/")
    page = operator.client.get("/login/")
    words = {"csrf_token": token(page), "username": operator.username, "password": PASSWORD}
    answer = operator.client.post(
        "/login/", data={**words, "kept": '["//jahat.example/", [["a", "b"]], false]'}
    )
    assert answer.location == "/"


def test_an_old_sign_in_page_asks_once_more(operator: Person):
    answer = operator.client.post("/login/", data={"username": "x", "password": "y"})
    assert answer.location.startswith("/login/")
