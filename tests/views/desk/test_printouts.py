"""Papers on the page of a case, daily duties, and the recap of a month, at the doors."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from sapa.db import db
from sapa.models import Case, Report, Task, Ticket
from sapa.services import moves
from sapa.services.duties import opening
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers
from tests.clock.moments import at as moment
from tests.support import fivesops, seeds

SAID = seeds.NOW - timedelta(hours=5)


@pytest.fixture
def bogor(city) -> str:
    """A complaint on the website that lies with Dishub at B04."""
    fivesops.settle(city)
    known = ("nik", "name", "address", "phone", "email")
    number = fivesops.complain(city, "website", "Lampu jalan mati di Beji", SAID, known=known)
    go(city, number, "receive", "operator")
    fields = fivesops.triage(city, "Lampu jalan mati") | fivesops.opds(city, "dishub")
    go(city, number, "complaint", "operator", **fields)
    return number


def visit(number: str) -> Task:
    query = select(Task).join(Case).join(Ticket, Ticket.id == Case.ticket_id)
    return db.session.scalars(query.where(Ticket.number == number).order_by(Task.id.desc())).first()


def go(city, number, action, who, **fields):
    moves.make(visit(number).id, action, city.actor(who), SAID + timedelta(minutes=30), fields)


def words(answer) -> str:
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


@pytest.mark.parametrize("who", ["operator", "koordinator", "dishub"])
def test_the_page_offers_the_disposition_and_the_link_is_a_pdf(browser, bogor, who):
    desk = browser(who)
    address = f"/printouts/{bogor}/{visit(bogor).id}.pdf"
    page = desk.get(f"/tickets/{bogor}").text
    assert address in page
    assert "Cetak lembar disposisi: Dishub" in page
    answer = desk.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")
    assert answer.headers["Content-Disposition"] == f'attachment; filename="disposisi-{bogor.lower()}.pdf"'
    assert "LEMBAR DISPOSISI" in words(answer)


def test_another_agency_gets_no_paper(browser, bogor):
    assert browser("dlhk").get(f"/printouts/{bogor}/{visit(bogor).id}.pdf").status_code == 403


def test_a_paper_that_is_not_there_is_not_found(browser, bogor):
    assert browser("operator").get(f"/printouts/{bogor}/99999999.pdf").status_code == 404
    assert browser("operator").get(f"/printouts/DPK-1999-00001/{visit(bogor).id}.pdf").status_code == 404


def test_a_case_before_its_step_offers_nothing(browser, city):
    story = fivesops.complain(fivesops.settle(city), "website", "Lampu mati", SAID)
    assert "/printouts/" not in browser("operator").get(f"/tickets/{story}").text


def test_a_matter_that_was_entered_offers_the_folio_of_its_month(browser, city):
    number = fivesops.complain(
        fivesops.settle(city), "email", "Minta data anggaran", SAID, known=("name", "address")
    )
    go(city, number, "accept", "operator")
    assert "/register/folio" not in browser("operator").get(f"/tickets/{number}").text
    go(city, number, "register", "operator", **fivesops.triage(city, "Data anggaran 2026"))
    page = browser("operator").get(f"/tickets/{number}").text
    assert "/register/folio?sop=kulon-progo&amp;month=2026-11" in page
    answer = browser("operator").get("/register/folio?sop=kulon-progo&month=2026-11")
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf")


def test_one_click_opens_the_mailbox_and_the_receipt_stays(browser, city, at):
    fivesops.settle(city)
    morning = moment("Tue 2026-11-10 07:35")
    opening.open_due(morning)
    at(morning)
    desk = browser("dishub")
    page = desk.get("/duties/").text
    assert "Setelah apel pagi" in page
    assert "Email sudah dibuka" in page
    own = select(Task).join(Case).where(Case.duty != "", Case.opd_id == city.opds["dishub"])
    task = db.session.scalars(own).one()
    assert desk.post(f"/duties/{task.id}").status_code == 302
    page = desk.get("/duties/").text
    assert "Tanda terima" in page
    assert "Petugas Demo Dishub" in page
    assert "Email sudah dibuka" not in page


def test_a_click_on_the_desk_shows_the_receipt_with_its_time(browser, city, at):
    fivesops.settle(city)
    morning = moment("Tue 2026-11-10 07:35")
    opening.open_due(morning)
    at(morning)
    own = select(Task).join(Case).where(Case.duty != "", Case.opd_id == city.opds["dishub"])
    task = db.session.scalars(own).one()
    desk = browser("dishub")
    answer = desk.post(f"/tasks/{task.id}/moves/opened")
    assert answer.headers["Location"].endswith("/duties/")
    page = desk.get("/duties/").text
    assert "Tanda terima" in page and "07.35" in page and "Petugas Demo Dishub" in page


def test_the_koordinator_sees_and_prints_who_did_not(browser, city, at):
    fivesops.settle(city)
    opening.open_due(moment("Tue 2026-11-10 07:35"))
    desk = browser("koordinator")
    assert "Dinas Perhubungan" in desk.get("/duties/month/").text
    answer = desk.get("/duties/month/paper?month=2026-11")
    assert answer.mimetype == "application/pdf"
    assert "REKAPITULASI KEWAJIBAN HARIAN" in words(answer)
    assert desk.get("/duties/month/?month=2026-13").status_code == 404
    assert "Tidak ada kewajiban harian" in desk.get("/duties/month/?month=2026-01").text


DECEMBER = moment("Tue 2026-12-01 09:00")


def reported(city, at, channel: str, scope: str) -> int:
    """The monthly report of a scope, opened on the first working day after a message came in."""
    fivesops.complain(fivesops.settle(city), channel, "Trotoar rusak di depan pasar", SAID)
    at(DECEMBER)
    report_flow.draft_due(DECEMBER)
    return db.session.scalars(select(Report.id).where(Report.scope == scope, Report.kind == "monthly")).one()


def act(desk, report: int, action: str):
    open_ = select(Task.id).join(Case).where(Case.report_id == report, Task.closed_at.is_(None))
    task = db.session.scalars(open_).one()
    answer = desk.post(f"/reports/{report}/move/{action}", task_id=task, kendala="Pulsa habis.")
    papers.draw(report, DECEMBER)
    return answer


def test_the_recap_is_printed_from_the_page_of_the_months_report(browser, city, at):
    report = reported(city, at, "sms", "sms_wa")
    desk = browser("koordinator")
    assert "Cetak rekapitulasi bulanan" in desk.get(f"/reports/{report}").text
    assert act(desk, report, "submit").status_code == 302
    page = desk.get(f"/reports/{report}").text
    assert "belum ditandatangani" not in page
    answer = desk.get(f"/printouts/recap/{report}")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rekapitulasi-sms-wa-2026-11.pdf"'
    assert "Pulsa habis." in words(answer)
    assert browser("dishub").get(f"/printouts/recap/{report}").status_code == 403


def test_a_report_with_one_paraf_and_no_signature_is_finished_on_its_page(browser, city, at):
    report = reported(city, at, "telepon", "telepon")
    assert act(browser("koordinator"), report, "submit").status_code == 302
    kasi = browser("pelaksana")
    page = kasi.get(f"/reports/{report}").text
    assert "Rantai persetujuan" in page
    assert "rekapitulasi" not in page
    assert act(kasi, report, "paraf").status_code == 302
    assert "rampung" in kasi.get("/reports/").text
    name = kasi.get(f"/papers/{report}/file").headers["Content-Disposition"]
    assert name == 'attachment; filename="laporan-bulanan-telepon-2026-11.pdf"'
