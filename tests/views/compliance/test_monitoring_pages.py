"""The monitoring form in the browser: filled in by the log, judged, guarded, finished, printed."""

from __future__ import annotations

import io

import pypdf
import pytest
from flask_appbuilder.security.sqla.models import User

from sapa import timekeeper
from sapa.db import db
from sapa.models import AdminEvent, Monitoring, MonitoringEdition, MonitoringLine
from sapa.services import signin
from tests.clock.moments import at
from tests.support.world import person
from tests.views.compliance.conftest import PASSWORD, token

FORM = "/compliance/monitoring/depok-twitter/2026-2"
AFTER = at("Mon 2027-01-04 09:00")


def post(client, **fields):
    page = client.get(FORM).get_data(as_text=True)
    return client.post(f"{FORM}/save", data={"csrf_token": token(page), "version": "0", **fields})


def test_the_form_comes_filled_in_by_the_log(desk):
    page = desk("koordinator").get(FORM).get_data(as_text=True)
    assert "T02" in page
    assert "tepat waktu" in page
    assert "what=promised" in page


def test_a_judgement_is_kept_and_shown_again(desk):
    client = desk("koordinator")
    assert (
        post(client, **{"verdict-T02": "baik", "note-T02": "Cukup cepat", "conclusion": "Baik"}).status_code
        == 302
    )
    page = client.get(FORM).get_data(as_text=True)
    assert '<option value="baik" selected>' in page
    assert "Cukup cepat" in page
    row = db.session.query(Monitoring).one()
    assert (row.version, row.conclusion) == (1, "Baik")


def test_who_saves_over_somebody_else_is_told_and_loses_nothing(desk):
    post(desk("koordinator"), **{"note-T02": "Dari Koordinator"})
    answer = post(desk("ppid_utama"), **{"note-T02": "Dari PPID Utama"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "menyimpan formulir ini" in page
    assert "Dari PPID Utama" in page
    assert db.session.query(MonitoringLine).filter_by(step="T02").one().note == "Dari Koordinator"


def test_what_does_not_fit_into_the_form_is_refused_beside_its_field(desk):
    answer = post(desk("koordinator"), **{"note-T03": "x" * 301, "verdict-T02": "hebat"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="note-T03-s"' in page
    assert 'id="verdict-T02-s"' in page
    assert db.session.query(MonitoringLine).count() == 0


def test_a_half_year_that_runs_cannot_be_finished(desk):
    answer = post(desk("koordinator"), do="finish", assessor="Penilai Demo", jabatan="Koordinator")
    assert answer.status_code == 409
    assert "belum berakhir" in answer.get_data(as_text=True)


@pytest.fixture
def finished(desk, monkeypatch):
    client = desk("koordinator")
    monkeypatch.setattr(timekeeper, "now", lambda: AFTER)
    client = desk("koordinator")
    fields = {
        "assessor": "Penilai Demo",
        "jabatan": "Koordinator",
        "verdict-T02": "tidak",
        "action-T02": "Tambah petugas",
    }
    assert post(client, do="finish", **fields).status_code == 302
    return client


def test_a_finished_form_is_frozen_with_its_figures(finished):
    row = db.session.query(Monitoring).one()
    assert row.figures["rows"]
    assert "Simpan dan selesaikan" not in finished.get(FORM).get_data(as_text=True)
    assert post(finished, version="1", **{"note-T02": "Terlambat"}).status_code == 409


def test_the_print_is_a_landscape_f4_with_its_words(finished):
    answer = finished.get(f"{FORM}/print")
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    wide, high = (float(side) for side in pdf.pages[0].mediabox[2:])
    words = " ".join("".join(page.extract_text() for page in pdf.pages).split())
    assert (round(wide / 72 * 25.4), round(high / 72 * 25.4)) == (330, 215)
    for said in ("Tabel 7", "Tambah petugas", "Tidak berjalan", "Penilai Demo", "Halaman 1 dari"):
        assert said in words, said


@pytest.mark.parametrize("address", ["depok-twitter/2026-3", "tidak-ada/2026-2", "depok-twitter/20262"])
def test_a_form_that_is_none_is_not_found(desk, address):
    assert desk("koordinator").get(f"/compliance/monitoring/{address}").status_code == 404


@pytest.mark.parametrize(
    ("today", "half"),
    [("Fri 2026-08-28 12:00", "Semester I 2026"), ("Mon 2026-11-02 09:00", "Semester II 2026")],
)
def test_the_half_year_to_judge_comes_first(desk, monkeypatch, today, half):
    client = desk("koordinator")
    monkeypatch.setattr(timekeeper, "now", lambda: at(today))
    client = desk("koordinator")
    assert f"<p>{half}" in client.get("/compliance/monitoring/").get_data(as_text=True)


def reopen(client, reason: str = "Angka telepon belum masuk"):
    page = client.get(FORM).get_data(as_text=True)
    return client.post(f"{FORM}/reopen", data={"csrf_token": token(page), "reason": reason})


def words(answer) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(answer.data))
    return " ".join("".join(page.extract_text() for page in pdf.pages).split())


def test_its_owner_reopens_a_finished_form_with_a_reason_and_the_old_print_says_so(finished):
    assert reopen(finished, "").status_code == 422
    assert reopen(finished).status_code == 302
    page = finished.get(FORM).get_data(as_text=True)
    assert "Angka telepon belum masuk" in page and "Tambah petugas" in page and "edition=1" in page
    assert post(finished, version="2", **{"action-T02": "Tambah pelatihan"}).status_code == 302
    old, new = (words(finished.get(f"{FORM}/print{query}")) for query in ("?edition=1", ""))
    assert "TIDAK BERLAKU LAGI" in old and "Angka telepon belum masuk" in old and "Tambah petugas" in old
    assert "Tambah pelatihan" in new and "Edisi ke-2" in new and "TIDAK BERLAKU" not in new
    assert finished.get(f"{FORM}/print?edition=2").status_code == 404
    event = db.session.query(AdminEvent).filter_by(kind="monitoring_reopened").one()
    assert (event.data["edition"], event.data["reason"]) == (1, "Angka telepon belum masuk")


def test_an_open_form_is_not_reopened(finished):
    page = finished.get(FORM).get_data(as_text=True)
    sent = {"csrf_token": token(page), "reason": "Angka telepon belum masuk"}
    assert [finished.post(f"{FORM}/reopen", data=sent).status_code for _ in range(2)] == [302, 409]


def test_a_form_is_reopened_by_its_owner_or_the_admin_only(finished, desk, august):
    august.people["admin"] = person("admin", "admin")
    db.session.get(User, august.people["admin"].user_id).password = signin.hash_password(PASSWORD)
    db.session.commit()
    stranger = desk("ppid_utama")
    assert "Buka kembali" not in stranger.get(FORM).get_data(as_text=True)
    page = stranger.get("/profile/").get_data(as_text=True)
    sent = {"csrf_token": token(page), "reason": "Angka telepon belum masuk"}
    assert stranger.post(f"{FORM}/reopen", data=sent).status_code == 403
    admin = desk("admin")
    assert reopen(admin, "Diminta Inspektorat").status_code == 302
    assert "Simpan dan selesaikan" not in admin.get(FORM).get_data(as_text=True)


def test_a_reopened_form_is_finished_again(finished):
    reopen(finished)
    fields = {"assessor": "Penilai Demo", "jabatan": "Koordinator", "version": "2"}
    assert post(finished, do="finish", **fields).status_code == 302
    assert reopen(finished, "Masih ada yang kurang").status_code == 302
    assert [each.edition for each in db.session.query(MonitoringEdition).order_by("edition")] == [1, 2]
