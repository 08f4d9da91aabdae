"""The pages of reports in the browser's own words: works, 405 on GET, own role may, others may not."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from sapa import timekeeper
from sapa.db import db
from sapa.models import PageRead, Paraf, Report, SigningKey
from sapa.services import signin
from sapa.services.signatures import keys
from tests.services import town as t

PASSWORD = "sandi penguji 123"


@pytest.fixture
def now(monkeypatch):
    moment = t.NOVEMBER + timedelta(hours=4)
    monkeypatch.setattr(timekeeper, "now", lambda: moment)
    monkeypatch.setattr(timekeeper, "real_now", lambda: t.REAL)
    return moment


@pytest.fixture
def town(session, now):
    town = t.found()
    t.october(town)
    for user_id in town.people.values():
        _user(user_id).password = signin.hash_password(PASSWORD)
    session.commit()
    return town


@pytest.fixture
def report(town):
    return t.drafted()


@pytest.fixture
def desk(client, town):
    """`desk(role)` signs in as the person of that role."""

    def signed_in(role):
        client.delete_cookie("sapa")
        page = client.get("/login/").get_data(as_text=True)
        form = {
            "username": _user(town.people[role]).username,
            "password": PASSWORD,
            "csrf_token": token(page),
        }
        assert client.post("/login/", data=form).status_code == 302
        return client

    return signed_in


def _user(user_id):
    from flask_appbuilder.security.sqla.models import User

    return db.session.get(User, user_id)


def test_a_notice_about_a_report_leads_to_it(desk, report):
    assert f'href="/reports/{report}"' in desk("koordinator").get("/notices/").get_data(as_text=True)


def token(page: str) -> str:
    return re.search(r'name="csrf_token" value="([^"]+)"', page).group(1)


def post(client, page_url: str, url: str, **fields):
    page = client.get(page_url).get_data(as_text=True)
    return client.post(url, data={"csrf_token": token(page), **fields})


def move(client, report_id, action, **fields):
    task = t.report_task(report_id)
    url = f"/reports/{report_id}"
    return post(
        client,
        url,
        f"{url}/{'sign' if 'passphrase' in fields else 'move'}/{action}",
        task_id=task.id,
        **fields,
    )


def ready(town, report_id, now):
    """Up to the signature, with a key."""
    for action, role in (
        ("submit", "koordinator"),
        ("paraf", "pelaksana_harian"),
        ("paraf", "koordinator_ppid"),
    ):
        t.act(town, report_id, action, now, role)
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, now, t.REAL)


def test_the_list_names_whose_turn_it_is(desk, report):
    page = desk("koordinator").get("/reports/").get_data(as_text=True)
    assert "Laporan bulanan Call Center Oktober 2026" in page
    assert "giliran Anda" in page


def test_the_drafter_sees_figures_and_submits_with_kendala(desk, report):
    client = desk("koordinator")
    page = client.get(f"/reports/{report}").get_data(as_text=True)
    assert "Pengaduan masuk" in page
    assert move(client, report, "submit", kendala="Listrik padam.").status_code == 302
    assert db.session.get(Report, report).kendala == "Listrik padam."


def test_a_draft_is_kept_without_being_submitted(desk, report):
    client, task = desk("koordinator"), t.report_task(report)
    answer = post(
        client, f"/reports/{report}", f"/reports/{report}/text", task_id=task.id, kendala="Separuh", saran=""
    )
    assert answer.status_code == 302
    assert (db.session.get(Report, report).kendala, db.session.get(Report, report).state) == (
        "Separuh",
        "drafting",
    )


def test_a_role_that_has_not_the_turn_sees_no_form_and_may_not_move(desk, report):
    client = desk("ppid_utama")
    assert "Sampaikan untuk diparaf" not in client.get(f"/reports/{report}").get_data(as_text=True)
    assert move(client, report, "submit").status_code == 403


@pytest.mark.parametrize("path", ["move/submit", "sign/sign", "text"])
def test_nothing_changes_by_get(desk, report, path):
    assert desk("koordinator").get(f"/reports/{report}/{path}").status_code == 405


def test_without_the_token_nothing_is_sent(desk, report):
    task = t.report_task(report)
    answer = desk("koordinator").post(f"/reports/{report}/move/submit", data={"task_id": task.id})
    assert answer.status_code == 400


def test_an_agency_and_an_admin_are_kept_out(desk, town, report):
    for role in ("ppid_pembantu", "admin"):
        person = t.person(role, "Orang Lain")
        person.password = signin.hash_password(PASSWORD)
        town.people[role] = person.id
        db.session.commit()
        client = desk(role)
        assert client.get(f"/reports/{report}").status_code in (302, 403)
        assert client.get(f"/papers/{report}/file").status_code in (302, 403)


def test_a_stranger_is_asked_to_sign_in(client, report):
    assert client.get(f"/reports/{report}").status_code == 302


def test_a_paraf_with_a_remark(desk, town, report, now):
    t.act(town, report, "submit", now, "koordinator")
    assert move(desk("pelaksana_harian"), report, "paraf", note="Sudah dicocokkan.").status_code == 302
    assert db.session.scalars(select(Paraf.note)).one() == "Sudah dicocokkan."


def test_a_return_without_a_reason_comes_back_with_a_word_at_the_field(desk, town, report, now):
    t.act(town, report, "submit", now, "koordinator")
    answer = move(desk("pelaksana_harian"), report, "return", reason="x")
    assert answer.status_code == 422
    assert 'id="reason-s"' in answer.get_data(as_text=True)
    assert ">x</textarea>" in answer.get_data(as_text=True)


def test_pages_are_pictures_and_the_last_one_makes_the_paper_read(desk, town, report, now):
    ready(town, report, now)
    client = desk("ppid_utama")
    first = client.get(f"/reports/{report}").get_data(as_text=True)
    assert "Baca naskah sampai halaman terakhir" in first
    picture = client.get(re.search(r'class="leaf"[^>]* src="([^"]+)"', first).group(1))
    assert picture.data.startswith(b"\x89PNG")
    last = client.get(f"/reports/{report}?page=99").get_data(as_text=True)
    assert 'name="passphrase"' in last
    assert db.session.scalars(select(PageRead.finished_at)).one() == now


def test_a_picture_of_another_paper_is_not_found(desk, town, report, now):
    ready(town, report, now)
    assert desk("ppid_utama").get(f"/papers/{report}/{'0' * 64}/1.png").status_code == 404


def test_a_wrong_passphrase_says_so_and_is_not_shown_again(desk, town, report, now):
    ready(town, report, now)
    client = desk("ppid_utama")
    client.get(f"/reports/{report}?page=99")
    answer = move(client, report, "sign", passphrase="frasa yang keliru")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Sisa percobaan: 4" in text
    assert "frasa yang keliru" not in text
    assert db.session.scalars(select(SigningKey.failed_attempts)).one() == 1


def test_signing_sending_and_the_download(desk, town, report, now):
    ready(town, report, now)
    client = desk("ppid_utama")
    client.get(f"/reports/{report}?page=99")
    assert move(client, report, "sign", passphrase=t.PASSPHRASE).status_code == 302
    again = move(client, report, "sign", passphrase=t.PASSPHRASE)
    assert again.status_code == 409
    assert "tidak akan ada yang kedua" in again.get_data(as_text=True)
    assert move(client, report, "send").status_code == 302
    assert db.session.get(Report, report).state == "sent"
    file = client.get(f"/papers/{report}/file")
    assert file.data.startswith(b"%PDF")
    name = "laporan-bulanan-call-center-2026-10.pdf"
    assert file.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_the_page_after_the_signature_offers_the_file_and_its_check(desk, town, report, now):
    ready(town, report, now)
    client = desk("ppid_utama")
    client.get(f"/reports/{report}?page=99")
    move(client, report, "sign", passphrase=t.PASSPHRASE)
    page = client.get(f"/reports/{report}").get_data(as_text=True)
    assert "sudah ditandatangani" in page
    assert "/verify/" in page
    assert "Kirim kepada Wali Kota" in page


def test_the_daily_report_is_finished_by_the_operator(desk, town, monkeypatch):
    evening = t.START + timedelta(hours=6, minutes=30)
    daily = t.drafted(evening, "daily")
    monkeypatch.setattr(timekeeper, "now", lambda: evening)
    client = desk("operator")
    assert "Akun dibuka" in client.get(f"/reports/{daily}").get_data(as_text=True)
    assert move(client, daily, "finish", saran="Tambah orang.").status_code == 302
    assert db.session.get(Report, daily).state == "finished"


@pytest.mark.parametrize(
    "path", ["/reports/999999", "/reports/99999999999999999999", "/reports/x", "/papers/1/zz/1.png"]
)
def test_odd_addresses_are_not_found(desk, town, path):
    assert desk("koordinator").get(path).status_code == 404


def test_odd_queries_do_no_harm(desk, report):
    client = desk("koordinator")
    assert client.get("/reports/?kind=x&before=zz").status_code == 200
    assert client.get(f"/reports/{report}?page=-5").status_code == 200


def test_no_page_speaks_english(desk, town, report, now):
    ready(town, report, now)
    client = desk("ppid_utama")
    for url in ("/reports/", f"/reports/{report}", "/keys/"):
        text = re.sub(r"<[^>]+>", " ", client.get(url).get_data(as_text=True))
        assert not re.search(r"\b(the|paper|signed|version|your|certificate|page)\b", text, re.IGNORECASE), (
            url
        )
