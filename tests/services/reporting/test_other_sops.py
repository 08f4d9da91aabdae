"""Reports of the other SOPs: their own chains, to their end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Case, Report, Setting, SopVersion
from sapa.models.sop import WITHDRAWN
from sapa.services import counters, intake, settings, sops
from sapa.services.house import house
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers
from sapa.services.upkeep import foundation
from sapa.sop.loader import shipped
from tests.services import town as towns
from tests.services.town import NOVEMBER, START, Town

TEXT = {"kendala": "Tidak ada.", "saran": "Tidak ada."}


@pytest.fixture
def town(session: scoped_session) -> Town:
    foundation.lay(START)
    return towns.found()


def scoped(town: Town, code: str, channel: str) -> None:
    """The city reports on that SOP alone, and a message of its channel has come in."""
    scopes = {"lain": {"label": "Lain", "sops": [code]}}
    for key, value in {"report_scopes": scopes, "routes": {channel: code}}.items():
        db.session.add(Setting(key=key, value=value, valid_from=date(2026, 1, 1), set_at=START))
    counters.touch(settings.STAMP)
    db.session.commit()
    words = Inbound(channel, f"pesan-{code}", "Lampu jalan mati", START)
    intake.receive(words, START + timedelta(minutes=5), town.actor("operator", START))


def drafted(kind: str, now: datetime = NOVEMBER) -> int:
    report_flow.draft_due(now)
    query = select(Report.id).where(Report.kind == kind).order_by(Report.id.desc())
    return db.session.scalars(query).first()


def outcome(report_id: int) -> str | None:
    return db.session.scalar(select(Case.outcome).where(Case.report_id == report_id))


def test_the_telephone_report_of_a_month_ends_with_one_paraf(town: Town) -> None:
    scoped(town, "depok-telepon", "telepon")
    report = drafted("monthly")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    towns.act(town, report, "return", NOVEMBER, "pelaksana_harian", reason="Angka belum lengkap.")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    before = papers.file_of(db.session.get(Report, report))
    towns.act(town, report, "paraf", NOVEMBER, "pelaksana_harian")
    row = db.session.get(Report, report)
    assert (outcome(report), row.state, row.signature_box) == ("finished", "finished", None)
    assert papers.file_of(row) != before


def test_the_telephone_report_of_a_day_is_finished_by_the_operator(town: Town) -> None:
    scoped(town, "depok-telepon", "telepon")
    evening = START + timedelta(hours=7)
    report = drafted("daily", evening)
    towns.act(town, report, "finish", evening, "operator", **TEXT)
    assert outcome(report) == "finished"


def test_the_recap_of_the_sms_team_ends_when_it_is_submitted(town: Town) -> None:
    scoped(town, "sms-wa", "sms")
    report = drafted("monthly")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    assert outcome(report) == "finished"


@pytest.mark.parametrize(("code", "channel"), [("bogor", "website"), ("kulon-progo", "email")])
def test_an_sop_without_reports_has_none(town: Town, code: str, channel: str) -> None:
    scoped(town, code, channel)
    assert report_flow.draft_due(NOVEMBER) == 0
    assert report_flow.next_due(NOVEMBER) is None


def paper(report_id: int) -> str:
    sha256, _ = papers.file_of(db.session.get(Report, report_id))
    drawn = PdfReader(BytesIO(house().storage.get(sha256)))
    return " ".join(" ".join(page.extract_text().split()) for page in drawn.pages)


def test_the_telephone_report_goes_to_its_kasi_and_asks_for_no_signature(town: Town) -> None:
    scoped(town, "depok-telepon", "telepon")
    report = drafted("monthly")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    towns.act(town, report, "paraf", NOVEMBER, "pelaksana_harian")
    told = paper(report)
    assert "Kepada Yth. Kasi/ Kabid Informasi Komunikasi Publik" in told
    assert "SOP ini berjalan tanpa tangga eskalasi." in told
    for words in ("tanda tangan", "belum ditandatangani", "Akun dibuka", "Pembukaan akun", "Wali Kota"):
        assert words not in told


def test_the_telephone_report_before_its_paraf_shows_no_place_for_a_signature(town: Town) -> None:
    scoped(town, "depok-telepon", "telepon")
    report = drafted("monthly")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    assert "belum ditandatangani" not in paper(report)
    assert "belum diparaf" in paper(report)


def test_the_daily_report_names_its_own_sorting_step_and_no_account(town: Town) -> None:
    scoped(town, "depok-telepon", "telepon")
    evening = START + timedelta(hours=7)
    report = drafted("daily", evening)
    towns.act(town, report, "finish", evening, "operator", **TEXT)
    told = paper(report)
    assert "Pemilahan (P03)" in told
    assert "Pembukaan akun" not in told


def test_the_month_of_the_sms_team_goes_to_the_pengarah(town: Town) -> None:
    scoped(town, "sms-wa", "sms")
    report = drafted("monthly")
    towns.act(town, report, "submit", NOVEMBER, "koordinator", **TEXT)
    assert "Kepada Yth. Pengarah" in paper(report)


def test_a_withdrawn_sop_reports_no_more(town: Town) -> None:
    scoped(town, "sms-wa", "sms")
    row = db.session.scalars(select(SopVersion).where(SopVersion.code == "sms-wa")).one()
    row.state, row.withdrawn_on = WITHDRAWN, date(2026, 10, 20)
    counters.touch(sops.STAMP)
    db.session.commit()
    assert report_flow.draft_due(NOVEMBER) == 0
    assert report_flow.next_due(NOVEMBER) is None


def test_each_sop_that_reports_has_a_scope_from_the_start() -> None:
    reporting = {sop.code for sop in shipped() if {"daily_report", "monthly_report"} & sop.processes.keys()}
    scopes = settings.DEFAULTS["report_scopes"].values()
    assert {code for scope in scopes for code in scope["sops"]} == reporting
