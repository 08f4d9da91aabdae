"""A report from its draft to the signature, through the moves of the SOP, on the real database."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from sapa.db import db
from sapa.models import (
    Document,
    OutboxMessage,
    Paraf,
    Report,
    ReportReturn,
    ReportVersion,
    Setting,
    SigningKey,
)
from sapa.reports.facts import MonthlyFacts
from sapa.services import counters, moves, settings
from sapa.services.errors import Conflict, Invalid, NotFound
from sapa.services.house import house
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers, reading
from sapa.services.reporting import versions as reporting
from sapa.services.signatures import documents, keys
from tests.services import town as t

HOUR = timedelta(hours=1)
CHAIN = (("submit", "koordinator"), ("paraf", "pelaksana_harian"), ("paraf", "koordinator_ppid"))


@pytest.fixture
def town(session):
    town = t.found()
    t.october(town)
    return town


@pytest.fixture
def report(town):
    return t.drafted()


@pytest.fixture
def at_signing(town, report):
    """A report that waits for its signature, read to its last page by a signer who has a key."""
    for n, (action, role) in enumerate(CHAIN):
        t.act(town, report, action, t.NOVEMBER + n * HOUR, role, kendala="Listrik padam.")
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
    t.read_to_the_end(town.people["ppid_utama"], report, t.NOVEMBER + 3 * HOUR)
    return report


def row(report_id: int) -> Report:
    return db.session.get(Report, report_id, populate_existing=True)


def sign(town, report_id, passphrase=t.PASSPHRASE, at=t.NOVEMBER + 4 * HOUR, real=t.REAL):
    task = t.report_task(report_id)
    return report_flow.sign(town.actor("ppid_utama"), report_id, task.id, "sign", passphrase, at, real)


def live_paraf(report_id):
    return [(p.step, p.version) for p in db.session.scalars(
        select(Paraf).where(Paraf.report_id == report_id, Paraf.voided_at.is_(None)).order_by(Paraf.id)
    )]  # fmt: skip


def test_the_monthly_report_opens_once_on_the_first_working_day(town):
    assert report_flow.draft_due(t.NOVEMBER - timedelta(hours=2)) == 0
    assert report_flow.draft_due(t.NOVEMBER) == 1
    assert report_flow.draft_due(t.NOVEMBER + HOUR) == 0
    found = db.session.scalars(select(Report).where(Report.kind == "monthly")).one()
    assert (found.period_start, found.period_end) == (date(2026, 10, 1), date(2026, 11, 1))


def test_the_daily_report_opens_when_its_own_hour_is_left(town):
    friday = t.START + timedelta(days=1)
    only = {"call_center": {"label": "Call Center", "sops": ["depok-twitter"]}}
    db.session.add(Setting(key="report_scopes", value=only, valid_from=date(2026, 1, 1), set_at=t.START))
    counters.touch(settings.STAMP)
    db.session.commit()
    assert report_flow.next_due(friday).astimezone().isoformat() == "2026-10-02T08:30:00+00:00"
    report_flow.draft_due(friday + timedelta(hours=7))
    found = db.session.scalars(select(Report).where(Report.kind == "daily")).all()
    assert [each.period_start for each in found] == [date(2026, 10, 2)]


def test_nothing_is_reported_before_the_first_complaint(session):
    t.found()
    assert report_flow.draft_due(t.NOVEMBER + timedelta(hours=8)) == 0


def test_a_finished_daily_report_is_frozen_and_drawn(town):
    evening = t.START + timedelta(hours=6, minutes=30)
    daily = t.drafted(evening, "daily")
    t.act(town, daily, "finish", evening, "operator", kendala="Tidak ada.")
    found, version = row(daily), reporting.version_of(row(daily))
    assert (found.state, found.version, found.kendala) == ("finished", 1, "Tidak ada.")
    assert version.preview_pages >= 1


def test_submission_freezes_facts_text_and_digest_and_the_job_draws_a_preview(town, report):
    t.act(town, report, "submit", t.NOVEMBER, "koordinator", kendala="Listrik padam.", saran="Genset.")
    version = reporting.version_of(row(report))
    facts = MonthlyFacts.from_json(version.facts)
    assert (facts.digest, facts.kendala, facts.received.received) == (version.digest, "Listrik padam.", 4)
    assert house().storage.get(version.preview_sha256).startswith(b"%PDF")
    assert papers.draw(report, t.NOVEMBER) is False


def test_a_lost_ring_is_found_by_the_sweep(town, report):
    task = t.report_task(report)
    report_flow.act(town.actor("koordinator"), report, task.id, "submit", t.NOVEMBER, {})
    assert reporting.version_of(row(report)).preview_sha256 is None
    assert papers.draw_missing(t.NOVEMBER) == 1
    assert papers.draw_missing(t.NOVEMBER) == 0


def test_a_paraf_binds_the_digest_with_name_and_jabatan(town, report):
    for action, role in CHAIN[:2]:
        t.act(town, report, action, t.NOVEMBER, role, note="Angka T05 dicocokkan.")
    given = db.session.scalars(select(Paraf)).one()
    assert given.digest == reporting.version_of(row(report)).digest
    assert (given.name, given.jabatan, given.note) == (
        "Pelaksana Harian Uji",
        "Pelaksana Harian",
        "Angka T05 dicocokkan.",
    )


def test_a_substitute_is_printed_as_such(town, report):
    t.hold(town, "pelaksana_harian", "pelaksana_harian", "plh", date(2026, 10, 20))
    for action, role in CHAIN[:2]:
        t.act(town, report, action, t.NOVEMBER, role)
    assert db.session.scalars(select(Paraf)).one().jabatan == "Plh. Pelaksana Harian"


def test_a_return_goes_one_level_back_with_notes_and_that_paraf_lapses(town, report):
    for action, role in CHAIN[:2]:
        t.act(town, report, action, t.NOVEMBER, role)
    t.act(town, report, "return", t.NOVEMBER, "koordinator_ppid", reason="Angka T05 belum cocok.")
    assert t.report_task(report).step == "T11"
    assert live_paraf(report) == []
    assert db.session.scalars(select(ReportReturn.reason)).all() == ["Angka T05 belum cocok."]


def test_a_return_needs_a_reason(town, report):
    t.act(town, report, "submit", t.NOVEMBER, "koordinator")
    with pytest.raises(Invalid) as refusal:
        t.act(town, report, "return", t.NOVEMBER, "pelaksana_harian", reason="")
    assert refusal.value.fields["reason"].code == "required"


def test_the_same_content_again_is_the_same_version(town, report):
    t.act(town, report, "submit", t.NOVEMBER, "koordinator", kendala="Sama.")
    t.act(town, report, "return", t.NOVEMBER, "pelaksana_harian", reason="Mohon dicek lagi.")
    assert row(report).state == "drafting"
    t.act(town, report, "submit", t.NOVEMBER + HOUR, "koordinator", kendala="Sama.")
    assert (row(report).version, row(report).state) == (1, "checking")


def test_changed_content_is_a_new_version_and_voids_every_paraf(town, report):
    for action, role in CHAIN[:2]:
        t.act(town, report, action, t.NOVEMBER, role)
    t.act(town, report, "return", t.NOVEMBER, "koordinator_ppid", reason="Kendala kosong.")
    t.act(town, report, "paraf", t.NOVEMBER, "pelaksana_harian")
    t.act(town, report, "return", t.NOVEMBER, "koordinator_ppid", reason="Kendala kosong.")
    t.act(town, report, "return", t.NOVEMBER, "pelaksana_harian", reason="Kendala kosong.")
    t.act(town, report, "submit", t.NOVEMBER, "koordinator", kendala="Kini diisi.")
    assert row(report).version == 2
    assert live_paraf(report) == []
    changes = reading.page(town.actor("koordinator"), report, t.NOVEMBER).changes
    assert ("kendala", "", "Kini diisi.") in changes


def test_figures_are_counted_anew_only_when_asked(town, report):
    t.act(town, report, "submit", t.NOVEMBER, "koordinator")
    t.act(town, report, "return", t.NOVEMBER, "pelaksana_harian", reason="Ada yang tertinggal.")
    t.tweet(town, t.START + timedelta(days=28), t.NOVEMBER + HOUR)
    t.act(town, report, "submit", t.NOVEMBER + 2 * HOUR, "koordinator")
    assert row(report).version == 1
    t.act(town, report, "return", t.NOVEMBER, "pelaksana_harian", reason="Ada yang tertinggal.")
    t.act(town, report, "submit", t.NOVEMBER + 3 * HOUR, "koordinator", recount="1")
    assert reporting.version_of(row(report)).facts["received"]["received"] == 5


def test_nobody_initials_twice_in_one_chain(town, report):
    """The drafter is Plh. of nobody above: he may not check his own draft."""
    t.hold(town, "koordinator", "pelaksana_harian", "plh")
    t.act(town, report, "submit", t.NOVEMBER, "koordinator")
    with pytest.raises(Conflict, match="same_person_drafted"):
        t.act(town, report, "paraf", t.NOVEMBER, "koordinator")


def test_a_plh_of_the_next_office_has_his_lower_paraf_waived(town, report):
    t.hold(town, "koordinator_ppid", "ppid_utama", "plh")
    for action, role in CHAIN:
        t.act(town, report, action, t.NOVEMBER, role)
    waived = db.session.scalars(select(Paraf).where(Paraf.waived)).one()
    assert (waived.step, waived.note) == ("T12", "merangkap Plh. PPID Utama")
    sheet = reading.page(town.actor("koordinator_ppid"), report, t.NOVEMBER).sheet
    assert sheet[2].waived == "merangkap Plh. PPID Utama"
    assert documents.of_report(report).signer["jabatan"] == "Plh. PPID Utama"


def test_the_final_paper_is_drawn_once_when_the_signature_is_due(town, at_signing):
    drawn = row(at_signing).pdf_sha256
    assert papers.draw(at_signing, t.NOVEMBER + 5 * HOUR) is False
    assert row(at_signing).pdf_sha256 == drawn
    assert set(row(at_signing).signature_box) == {"page", "x1", "y1", "x2", "y2"}


def test_a_signed_report_verifies_and_pdfsig_agrees(town, at_signing, tmp_path):
    sign(town, at_signing)
    found = row(at_signing)
    pdf = house().storage.get(found.signed_sha256)
    checked = documents.check_file(pdf, t.REAL + HOUR)
    assert checked.valid, checked
    assert (checked.verdict.signer, checked.verdict.signed_at) == ("PPID Utama Uji", t.REAL)
    assert checked.title == "Laporan bulanan Call Center Oktober 2026"
    assert (found.state, found.signed_at) == ("signed", t.NOVEMBER + 4 * HOUR)
    if shutil.which("pdfsig"):
        (tmp_path / "laporan.pdf").write_bytes(pdf)
        said = subprocess.run(["pdfsig", "laporan.pdf"], cwd=tmp_path, capture_output=True, text=True).stdout
        assert "Signature is Valid" in said
        assert "Total document signed" in said


def test_what_was_drawn_is_what_is_signed(town, at_signing):
    drawn = house().storage.get(row(at_signing).pdf_sha256)
    sign(town, at_signing)
    assert house().storage.get(row(at_signing).signed_sha256).startswith(drawn)


def test_a_paper_that_was_not_read_to_its_end_is_not_signed(town, report):
    for action, role in CHAIN:
        t.act(town, report, action, t.NOVEMBER, role)
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
    with pytest.raises(Conflict, match="not_read"):
        sign(town, report)


def test_a_wrong_passphrase_leaves_the_paper_and_counts(town, at_signing):
    with pytest.raises(Invalid) as refusal:
        sign(town, at_signing, "bukan kalimatnya")
    assert refusal.value.fields["passphrase"].params == {"left": 4}
    assert row(at_signing).signed_sha256 is None
    assert db.session.scalars(select(SigningKey.failed_attempts)).all() == [1]


def test_five_wrong_passphrases_lock_the_key_for_a_quarter_of_an_hour(town, at_signing):
    for _ in range(4):
        with pytest.raises(Invalid):
            sign(town, at_signing, "bukan kalimatnya")
    with pytest.raises(Conflict, match="key_locked"):
        sign(town, at_signing, "bukan kalimatnya")
    with pytest.raises(Conflict, match="key_locked"):
        sign(town, at_signing)
    sign(town, at_signing, at=t.NOVEMBER + 4 * HOUR + timedelta(minutes=16))
    assert row(at_signing).state == "signed"


def test_a_double_click_gives_one_signature(town, at_signing):
    task = t.report_task(at_signing)
    sign(town, at_signing)
    signed = row(at_signing).signed_sha256
    with pytest.raises(Conflict, match="already_signed"):
        sign(town, at_signing)
    pen = keys.open_pen(town.actor("ppid_utama"), t.PASSPHRASE, t.NOVEMBER, t.REAL)
    with pytest.raises(Conflict):
        moves.make(task.id, "sign", town.actor("ppid_utama"), t.NOVEMBER, pen=pen)
    assert row(at_signing).signed_sha256 == signed


def test_a_passphrase_as_a_field_signs_nothing(town, at_signing):
    task = t.report_task(at_signing)
    with pytest.raises(Invalid):
        report_flow.act(
            town.actor("ppid_utama"), at_signing, task.id, "sign", t.NOVEMBER, {"passphrase": t.PASSPHRASE}
        )


def test_an_expired_certificate_signs_nothing(town, at_signing):
    with pytest.raises(Conflict, match="expired_certificate"):
        sign(town, at_signing, real=t.REAL + timedelta(days=800))


def test_a_withdrawn_certificate_signs_nothing(town, at_signing):
    key = keys.live_key(town.people["ppid_utama"])
    keys.revoke(town.actor("ppid_utama"), key.id, t.NOVEMBER, t.REAL, compromised=False)
    with pytest.raises(Conflict, match="no_key"):
        sign(town, at_signing)


def test_a_signer_returns_to_the_last_paraf_and_the_paper_lapses(town, at_signing):
    t.act(town, at_signing, "return", t.NOVEMBER + 4 * HOUR, "ppid_utama", reason="Angka bulan lalu salah.")
    assert t.report_task(at_signing).step == "T12"
    assert (row(at_signing).pdf_sha256, live_paraf(at_signing)) == (None, [("T11", 1)])
    t.act(town, at_signing, "paraf", t.NOVEMBER + 5 * HOUR, "koordinator_ppid")
    assert row(at_signing).pdf_sha256 is not None


def test_a_signed_report_cannot_be_returned(town, at_signing):
    sign(town, at_signing)
    with pytest.raises(Conflict, match="refused_after"):
        t.act(town, at_signing, "return", t.NOVEMBER + 5 * HOUR, "ppid_utama", reason="Terlambat ingat.")


def test_another_signer_in_office_gets_a_paper_with_his_own_name(town, at_signing):
    t.hold(town, "koordinator_ppid", "ppid_utama", "plh", date(2026, 11, 1))
    before = row(at_signing).pdf_sha256
    assert papers.draw_missing(t.NOVEMBER + 5 * HOUR) == 1
    assert row(at_signing).pdf_sha256 != before
    with pytest.raises(Conflict, match="paper_names_another"):
        sign(town, at_signing)


def test_sending_is_recorded_with_its_time_and_an_address_gets_the_file(town, at_signing):
    db.session.add(
        Setting(
            key="report_recipient", value="walikota@x.example", valid_from=date(2026, 1, 1), set_at=t.START
        )
    )
    counters.touch(settings.STAMP)
    sign(town, at_signing)
    t.act(town, at_signing, "send", t.NOVEMBER + 5 * HOUR, "ppid_utama")
    found = row(at_signing)
    assert (found.state, found.sent_at, found.sent_by) == (
        "sent",
        t.NOVEMBER + 5 * HOUR,
        town.people["ppid_utama"],
    )
    mail = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"report:{found.id}")).one()
    name = "laporan-bulanan-call-center-2026-10.pdf"
    assert mail.attachments == [{"sha256": found.signed_sha256, "name": name}]


def test_the_public_page_knows_who_signed_and_nobody_else(town, at_signing):
    document = documents.of_report(at_signing)
    assert documents.public(document.id).signer is None
    sign(town, at_signing)
    said = documents.public(document.id)
    assert (said.signer["name"], said.signer["jabatan"]) == ("PPID Utama Uji", "PPID Utama")
    assert [each["jabatan"] for each in said.parafs] == ["Pelaksana Harian", "Koordinator PPID"]
    assert said.sha256 == row(at_signing).signed_sha256


def test_an_unknown_document_is_not_found(session):
    with pytest.raises(NotFound):
        documents.public("tidak-ada")


def test_next_month_compares_with_what_was_frozen(town, report):
    t.act(town, report, "submit", t.NOVEMBER, "koordinator")
    december = t.NOVEMBER + timedelta(days=29)
    following = t.drafted(december)
    facts = reporting.derive(row(following), 1, december)[0]
    assert (facts.previous.received, facts.previous.answered) == (4, 1)


def test_an_agency_may_not_see_reports(town, report):
    town.people["ppid_pembantu"] = t.person("ppid_pembantu", "Petugas").id
    with pytest.raises(NotFound):
        reading.page(town.actor("ppid_pembantu"), report, t.NOVEMBER)


def test_one_report_has_one_document_whatever_its_versions(town, at_signing):
    assert db.session.scalar(select(func.count(Document.id)).where(Document.report_id == at_signing)) == 1
    assert db.session.scalar(select(func.count(ReportVersion.id))) == 1
