"""The desk on the other SOPs: who is asked to do what, where it is listed, and what a page says of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer, Note
from sapa.services.desk import casepage, worklists
from tests.support import fivesops
from tests.support.fivesops import complain, opds, triage
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
ALL = ("name", "phone", "address", "nik", "email")


@pytest.fixture
def town(city: City) -> City:
    return fivesops.settle(city)


def ago(minutes: int):
    return NOW - timedelta(minutes=minutes)


def mine(town: City, login: str, tab: str = "mine") -> list[str | None]:
    return [work.number for work in worklists.listed(tab, town.actor(login), NOW).rows]


def called(town: City, *agencies: str) -> str:
    """A call that was passed on."""
    number = complain(town, "telepon", "Lampu mati di Jalan Contoh", ago(50), known=ALL)
    town.do(number, "pick_up", ago(48))
    town.do(number, "complaint", ago(45), **triage(town, "Lampu mati di Jalan Contoh"))
    town.do(number, "cannot_answer", ago(40))
    town.do(number, "not_found", ago(38))
    town.do(number, "forward", ago(36), **opds(town, *agencies))
    return number


def registered(town: City) -> str:
    number = complain(town, "email", "Mohon data anggaran", ago(50), known=ALL)
    town.do(number, "accept", ago(48))
    town.do(number, "register", ago(45), **triage(town, "Data anggaran lampu"))
    return number


def test_an_agency_has_its_own_steps_from_the_first_on(town: City) -> None:
    number = complain(town, "website", "Trotoar berlubang", ago(50), known=ALL)
    town.do(number, "receive", ago(48))
    fields = triage(town, "Trotoar berlubang di Contoh") | opds(town, "dishub")
    town.do(number, "complaint", ago(45), **fields)
    assert mine(town, "dishub") == [number]
    assert number in mine(town, "operator", "waiting")


def test_what_is_done_for_the_citizen_waits_on_the_desk_that_does_it(town: City) -> None:
    number = complain(town, "sms", "DISHUB # jam layanan", ago(50))
    fields = triage(town, "Jam layanan uji KIR") | {"answer": "Buka pukul 08.00."}
    town.do(number, "available", ago(45), **fields)
    town.do(number, "deliver", ago(40), reply_text="Buka pukul 08.00.")
    assert mine(town, "operator") == [number]
    assert mine(town, "koordinator") == []


def test_what_was_referred_up_comes_to_the_pengarah_and_not_before(town: City) -> None:
    number = complain(town, "sms", "DLHK # sampah", ago(50))
    town.do(number, "complaint", ago(45), **triage(town, "Sampah di Contoh"), **opds(town, "dlhk"))
    town.do(number, "recommend", ago(40), "dlhk", note="Tambah ritase.")
    town.do(number, "draft", ago(35), "dlhk", answer="Diangkut besok.")
    assert number not in mine(town, "utama")
    town.do(number, "refer", ago(30), "koordinator")
    assert number in mine(town, "utama") and number in mine(town, "koordinator")


def test_a_confidential_case_is_on_the_examiners_desk_only(town: City, browser: Sign) -> None:
    number = complain(town, "sms", "DISHUB # oknum", ago(50))
    town.do(number, "ethics", ago(45), reason="Pegawai disebut meminta uang.")
    assert mine(town, fivesops.EXAMINER) == [number]
    for login in ("operator", "koordinator", "utama", "kppid", "pelaksana"):
        assert number not in mine(town, login)
    assert browser(fivesops.EXAMINER).get(f"/tickets/{number}").status_code == 200
    assert browser("operator").get(f"/tickets/{number}").status_code == 404
    assert "Memeriksa secara terbatas" not in browser("operator").get("/tickets/").text


def test_what_went_before_is_told_to_the_examiner_and_what_he_did_to_nobody(
    town: City, browser: Sign
) -> None:
    number = complain(town, "sms", "DISHUB # oknum", ago(50))
    town.do(number, "ethics", ago(45), reason="Pegawai disebut meminta uang.")
    url = f"/tickets/{number}"
    assert "Terindikasi pelanggaran kode etik" in browser(fivesops.EXAMINER).get(url).text
    browser(fivesops.EXAMINER).post(f"{url}/notes", note="Atasan sudah ditanya.")
    note = db.session.scalars(select(Note).where(Note.text == "Atasan sudah ditanya.")).one()
    note.at = ago(42)
    db.session.commit()
    fields = {"reason": "Hanya soal karcis, bukan pegawai."}
    town.do(number, "open_again", ago(40), fivesops.EXAMINER, **fields)
    page = browser("operator").get(url).text
    assert "Terindikasi pelanggaran kode etik" in page
    assert "kembalikan ke proses terbuka" not in page and "Atasan sudah ditanya." not in page
    assert "Hanya soal karcis" in page


def test_everything_before_the_klasifikasi_is_not_yet_sorted(town: City) -> None:
    number = complain(town, "telepon", "Lampu mati", ago(20))
    assert mine(town, "operator", "untriaged") == [number]
    town.do(number, "pick_up", ago(15))
    assert mine(town, "operator", "untriaged") == [number]


def test_the_page_says_what_is_missing_of_the_identity(town: City, browser: Sign) -> None:
    number = complain(town, "telepon", "Lampu mati", ago(20), known=("phone",))
    town.do(number, "pick_up", ago(15))
    page = browser("operator").get(f"/tickets/{number}").text
    assert "Identitas belum lengkap" in page
    assert 'name="identity_name"' in page and 'name="identity_nik"' not in page


def test_an_answer_goes_back_only_where_one_lies(town: City, browser: Sign) -> None:
    number = registered(town)
    town.do(number, "direct", ago(40), "utama")
    assert "return_to_opd" not in browser("utama").get(f"/tickets/{number}").text


def test_of_two_answers_one_is_chosen_to_go_back(town: City, browser: Sign) -> None:
    number = called(town, "dishub", "dlhk")
    for login in ("dishub", "dlhk"):
        page = casepage.load(number, town.actor(login), NOW)
        url = f"/tasks/{page.turns[0].task.id}/moves/answer_final"
        assert browser(login).post(url, answer=f"Jawaban {login}.").status_code == 302
    page = browser("operator").get(f"/tickets/{number}").text
    assert 'name="return_opd_id"' in page
    assert "280" not in page and "Tautan balasan" not in page


def test_the_extension_stands_beside_the_deadline_once(town: City, browser: Sign) -> None:
    number = registered(town)
    town.do(number, "forward", ago(40), "utama", **opds(town, "bidang-data", "dishub"))
    page = browser("utama").get(f"/tickets/{number}").text
    assert page.count("/moves/extend") == 1 and "10 hari kerja sejak" in page
    town.do(number, "extend", ago(30), "utama", reason="Data masih dikumpulkan.")
    page = browser("utama").get(f"/tickets/{number}").text
    assert "/moves/extend" not in page and "10 + 7 hari kerja sejak" in page


def test_a_refused_extension_names_the_way_out(town: City, browser: Sign) -> None:
    number = registered(town)
    town.do(number, "extend", ago(30), "utama", reason="Data masih dikumpulkan.")
    url = f"/tasks/{town.task(number).id}/moves/extend"
    answer = browser("utama").post(url, reason="Sekali lagi, mohon.")
    assert answer.status_code == 409
    assert "Jawab dalam waktu perpanjangan" in answer.text


def test_a_bidang_is_no_agency_of_another_sop(town: City, browser: Sign) -> None:
    number = complain(town, "telepon", "Lampu mati", ago(50), known=ALL)
    town.do(number, "pick_up", ago(48))
    town.do(number, "complaint", ago(45), **triage(town, "Lampu mati di Contoh"))
    town.do(number, "cannot_answer", ago(40))
    town.do(number, "not_found", ago(38))
    assert "Bidang Pengolahan Data" not in browser("operator").get(f"/tickets/{number}").text


def test_it_says_that_the_ladder_is_switched_off(town: City, browser: Sign) -> None:
    page = browser("operator").get(f"/tickets/{called(town, 'dishub')}").text
    assert "dimatikan pada versi ini" in page


def test_two_clicks_on_received_are_one_word(town: City, browser: Sign) -> None:
    number = called(town, "dishub")
    desk, url = browser("dishub"), f"/tasks/{town.task(number).id}/moves/answer_received"
    assert desk.post(url).status_code == 302
    again = desk.post(url)
    assert again.status_code == 302
    assert "Langkah ini sudah tercatat" in desk.get(again.headers["Location"]).text
    assert len(db.session.scalars(select(Answer)).all()) == 1


def test_the_list_is_narrowed_to_an_sop(town: City, browser: Sign) -> None:
    call, mail = called(town, "dishub"), registered(town)
    desk = browser("operator")
    both, one = desk.get("/tickets/").text, desk.get("/tickets/?sop=kulon-progo").text
    assert call in both and mail in both and "Depok Telepon" in both
    assert mail in one and call not in one
