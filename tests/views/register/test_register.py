"""The pages of the register: what they show, refuse and change."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import RegisterLine, Ticket
from sapa.services import seals
from sapa.services.register import closing
from tests.support import seeds

DECEMBER = datetime(2026, 12, 2, 3, 0, tzinfo=UTC)
WRONG = {"column": "subject", "text": "Lampu jalan padam", "reason": "Salah ketik"}
TWEET = {
    "url": "https://x.com/warga_contoh07/status/185555111222",
    "handle": "@warga_contoh07",
    "text": "@pemkotdepok lubang besar di Jl. Contoh",
    "day": "2026-11-10",
    "hour": "13:30",
}


@pytest.fixture
def entry(busy) -> RegisterLine:
    return db.session.scalars(select(RegisterLine).order_by(RegisterLine.seq).limit(1)).one()


def test_the_list_shows_numbers_cases_and_both_books(entry, browser):
    page = browser("operator").get("/register/").text
    ticket = db.session.get_one(Ticket, entry.ticket_id)
    assert ticket.number in page
    assert f'href="/register/{entry.id}"' in page
    assert "Register Pengaduan" in page and "Register Permohonan Informasi" in page


def test_a_strange_address_shows_the_newest_book(entry, browser):
    someone = browser("operator")
    for query in ("sop=x&year=9&month=13&book=x&after=x", "year=2026&month=2", "q=%00", "q=" + "x" * 500):
        assert someone.get(f"/register/?{query}").status_code == 200


def test_a_confidential_line_reads_excluded_and_has_no_page(entry, browser):
    ticket = db.session.get_one(Ticket, entry.ticket_id)
    ticket.confidential = True
    db.session.commit()
    someone = browser("koordinator")
    page = someone.get("/register/").text
    assert "dikecualikan" in page
    assert ticket.number not in page and f'href="/register/{entry.id}"' not in page
    assert someone.get(f"/register/{entry.id}").status_code == 404
    assert someone.post(f"/register/{entry.id}/correct", **WRONG).status_code == 404


def test_a_correction_needs_a_reason_and_keeps_what_was_typed(entry, browser):
    answer = browser("operator").post(f"/register/{entry.id}/correct", **{**WRONG, "reason": ""})
    assert answer.status_code == 422
    assert "Lampu jalan padam" in answer.text and 'id="reason-s"' in answer.text


def test_a_correction_stands_on_the_page_of_its_line(entry, browser):
    someone = browser("operator")
    assert someone.post(f"/register/{entry.id}/correct", **WRONG).status_code == 302
    page = someone.get(f"/register/{entry.id}").text
    assert "Lampu jalan padam" in page and "Salah ketik" in page
    assert "Koreksi atas nomor 1/2026" in someone.get("/register/").text


def test_who_may_not_correct_is_offered_no_form(entry, browser):
    assert "Tulis koreksi" in browser("operator").get(f"/register/{entry.id}").text
    assert "Tulis koreksi" not in browser("utama").get(f"/register/{entry.id}").text


def test_a_month_that_is_over_is_closed_from_the_page(entry, browser, at):
    at(DECEMBER)
    seals.make_due(DECEMBER)
    someone = browser("koordinator")
    assert "sudah berakhir dan belum ditutup" in someone.get("/register/").text
    month = f"{closing.closable(entry.sop_code, DECEMBER):%Y-%m}"
    assert someone.post("/register/close", sop=entry.sop_code, month=month).status_code == 302
    assert db.session.scalar(select(RegisterLine.month).where(RegisterLine.kind == "closing"))
    page = someone.client.post(
        "/register/close",
        data={"csrf_token": someone.token, "sop": entry.sop_code, "month": month},
        follow_redirects=True,
    )
    assert "Bulan ini sudah ditutup sebelumnya." in page.text


def test_a_form_left_open_while_its_month_was_closed_is_entered_in_the_open_month(busy, browser, at):
    someone = browser("operator")
    at(DECEMBER)
    seals.make_due(DECEMBER)
    sop = db.session.scalars(select(RegisterLine.sop_code)).first()
    while month := closing.closable(sop, DECEMBER):
        closing.close(sop, month, busy.actor("utama"), DECEMBER)
    answer = someone.post("/intake/", **TWEET)
    line = db.session.scalars(select(RegisterLine).order_by(RegisterLine.id.desc())).first()
    assert answer.status_code == 302 and (line.kind, line.day) == ("entry", date(2026, 12, 2))
    at(seeds.NOW)
    assert someone.post("/intake/", **TWEET | {"url": f"{TWEET['url']}4"}).status_code == 302
    line = db.session.scalars(select(RegisterLine).order_by(RegisterLine.id.desc())).first()
    assert (line.kind, line.day) == ("entry", date(2026, 12, 1))
    page = someone.get("/register/").text
    assert "diterima 10 Nov 2026" in page


def test_the_case_page_leads_to_the_line_for_those_who_may_read_the_register(entry, browser):
    number = db.session.get_one(Ticket, entry.ticket_id).number
    told = f"Register Pengaduan No. {entry.number}/{entry.year}"
    link = f'<a href="/register/{entry.id}">{told}</a>'
    assert link in browser("operator").get(f"/tickets/{number}").text
    page = browser("admin").get(f"/tickets/{number}").text
    assert link not in page


def test_the_case_page_of_a_confidential_matter_leads_nowhere(entry, browser):
    ticket = db.session.get_one(Ticket, entry.ticket_id)
    page = browser("operator").get(f"/tickets/{ticket.number}")
    assert f"/register/{entry.id}" in page.text
    ticket.confidential = True
    db.session.commit()
    page = browser("operator").get(f"/tickets/{ticket.number}")
    assert f"/register/{entry.id}" not in page.text


def test_a_month_that_never_was_is_not_found(entry, browser):
    someone = browser("koordinator")
    for month in ("", "2026-13", "0001-01", "2026-1", "٢٠٢٦-١٠"):
        assert someone.post("/register/close", sop=entry.sop_code, month=month).status_code == 404
        assert someone.get(f"/register/folio?sop={entry.sop_code}&month={month}").status_code == 404


def test_a_register_that_is_none_is_not_found(entry, browser):
    someone = browser("koordinator")
    for sop in ("", "tiada", "%00"):
        assert someone.get(f"/register/folio?sop={sop}&month={entry.day:%Y-%m}").status_code == 404
        assert someone.post("/register/close", sop=sop, month=f"{entry.day:%Y-%m}").status_code == 404


def test_the_folio_is_a_download_with_the_name_of_its_month(entry, browser):
    month = f"{entry.day:%Y-%m}"
    answer = browser("utama").get(f"/register/folio?sop={entry.sop_code}&month={month}&book=pengaduan")
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    name = f"register-{entry.sop_code}-{month}-pengaduan.pdf"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{name}"'


def test_an_agency_and_the_admin_have_no_register(entry, browser):
    for login in ("dishub", "admin"):
        someone = browser(login)
        assert "Buku register" not in someone.get("/profile/").text
        assert someone.get("/register/").status_code in (302, 403)
