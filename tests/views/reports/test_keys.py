"""`/keys/`: a person makes, renews and withdraws his own certificate; the Admin withdraws any."""

from __future__ import annotations

from sqlalchemy import select

from sapa.db import db
from sapa.models import SigningKey
from sapa.services import signin
from sapa.services.signatures import keys
from tests.services import town as t
from tests.views.reports.test_reports import PASSWORD, desk, now, post, town  # noqa: F401

SECRET = {"passphrase": t.PASSPHRASE, "again": t.PASSPHRASE}


def test_an_official_makes_his_certificate(desk, town):  # noqa: F811
    client = desk("ppid_utama")
    assert "PPID Utama Uji" in client.get("/keys/").get_data(as_text=True)
    assert post(client, "/keys/", "/keys/issue", **SECRET).status_code == 302
    assert keys.live_key(town.people["ppid_utama"]).not_after.year == 2028


def test_two_different_passphrases_come_back_with_a_word_and_without_them(desk):  # noqa: F811
    answer = post(
        desk("ppid_utama"), "/keys/", "/keys/issue", passphrase=t.PASSPHRASE, again="kalimat yang lain"
    )
    assert answer.status_code == 422
    assert "Kedua frasa sandi berbeda" in answer.get_data(as_text=True)
    assert t.PASSPHRASE not in answer.get_data(as_text=True)


def test_without_an_office_there_is_no_certificate(desk, town):  # noqa: F811
    person = t.person("ppid_utama", "Tanpa Jabatan")
    person.password = signin.hash_password(PASSWORD)
    town.people["tanpa"] = person.id
    db.session.commit()
    client = desk("tanpa")
    assert "Hanya pejabat" in client.get("/keys/").get_data(as_text=True)
    page = client.get("/profile/").get_data(as_text=True)
    from tests.views.reports.test_reports import token

    assert client.post("/keys/issue", data={"csrf_token": token(page), **SECRET}).status_code == 403


def test_the_admin_withdraws_a_key_that_was_in_other_hands(desk, town):  # noqa: F811
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
    admin = t.person("admin", "Admin Uji")
    admin.password = signin.hash_password(PASSWORD)
    town.people["admin"] = admin.id
    db.session.commit()
    key = db.session.scalars(select(SigningKey)).one()
    answer = post(desk("admin"), "/keys/", f"/keys/{key.id}/revoke", compromised="1")
    assert answer.status_code == 302
    assert db.session.get(SigningKey, key.id, populate_existing=True).compromised


def test_nobody_withdraws_the_key_of_a_colleague(desk, town):  # noqa: F811
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
    key = db.session.scalars(select(SigningKey)).one()
    assert post(desk("koordinator_ppid"), "/keys/", f"/keys/{key.id}/revoke").status_code == 403


def test_an_operator_has_no_page_of_certificates(desk):  # noqa: F811
    assert desk("operator").get("/keys/").status_code in (302, 403)
    assert desk("operator").get("/keys/issue").status_code == 405
