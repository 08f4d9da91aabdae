"""`/verify/` for everybody: what the QR opens, and a check of any file."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest

from sapa import timekeeper
from sapa.db import db
from sapa.models import Report
from sapa.services.house import house
from sapa.services.signatures import documents, keys
from tests.services import town as t
from tests.services.reporting.test_reporting import CHAIN, HOUR, sign
from tests.views.reports.test_reports import token


@pytest.fixture
def town(session, monkeypatch):
    monkeypatch.setattr(timekeeper, "real_now", lambda: t.REAL + timedelta(hours=1))
    town = t.found()
    t.october(town)
    return town


@pytest.fixture
def report(town):
    report_id = t.drafted()
    for n, (action, role) in enumerate(CHAIN):
        t.act(town, report_id, action, t.NOVEMBER + n * HOUR, role)
    return report_id


@pytest.fixture
def signed(town, report):
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, t.REAL)
    t.read_to_the_end(town.people["ppid_utama"], report, t.NOVEMBER + 3 * HOUR)
    sign(town, report)
    return report


def upload(client, data: bytes):
    form = {
        "csrf_token": token(client.get("/verify/").get_data(as_text=True)),
        "file": (io.BytesIO(data), "laporan.pdf"),
    }
    return client.post("/verify/", data=form, content_type="multipart/form-data")


def pdf_of(report_id: int) -> bytes:
    return house().storage.get(db.session.get(Report, report_id, populate_existing=True).signed_sha256)


def test_it_says_who_signed_what_and_when(client, signed):
    document = documents.of_report(signed)
    text = client.get(f"/verify/{document.id}").get_data(as_text=True)
    said = ["Laporan bulanan Call Center Oktober 2026", "PPID Utama Uji", "21 November 2026 12.00.00 WIB"]
    for words in [*said, "TTE tidak tersertifikasi", "Koordinator PPID", document.signed_sha256]:
        assert words in text


def test_what_is_not_signed_says_so(client, report):
    text = client.get(f"/verify/{documents.of_report(report).id}").get_data(as_text=True)
    assert "belum ditandatangani" in text
    assert "PPID Utama Uji" not in text


def test_an_unknown_number_is_a_page_that_is_not_there(client, session):
    answer = client.get("/verify/tidak-pernah-ada")
    assert answer.status_code == 404
    assert "Tidak ada naskah dengan nomor ini" in answer.get_data(as_text=True)


def test_a_signed_file_is_judged_valid(client, signed):
    text = upload(client, pdf_of(signed)).get_data(as_text=True)
    assert "Sah: ditandatangani dengan sertifikat kota ini" in text
    assert "Tercatat di sini sebagai" in text


def test_one_changed_byte_is_seen(client, signed):
    data = bytearray(pdf_of(signed))
    data[len(data) // 3] ^= 1
    text = upload(client, bytes(data)).get_data(as_text=True)
    assert "Tidak sah." in text


@pytest.mark.parametrize("data", [b"bukan pdf", b"%PDF-1.4 rusak", b"\x00" * 1000])
def test_anything_else_is_answered_calmly(client, session, data):
    answer = upload(client, data)
    assert answer.status_code == 200
    assert "bukan PDF atau sudah rusak" in answer.get_data(as_text=True)


def test_no_file_is_a_word_at_the_field(client, session):
    assert upload(client, b"").status_code == 422


def test_a_compromised_key_takes_its_signatures_along(client, town, signed):
    key = keys.live_key(town.people["ppid_utama"])
    keys.revoke(town.actor("ppid_utama"), key.id, t.NOVEMBER, t.REAL + timedelta(minutes=5), compromised=True)
    assert "tidak berlaku" in client.get(f"/verify/{documents.of_report(signed).id}").get_data(as_text=True)
    assert "Tidak sah." in upload(client, pdf_of(signed)).get_data(as_text=True)


def test_a_renewed_certificate_leaves_old_signatures_valid(client, town, signed):
    later = t.REAL + timedelta(minutes=5)
    keys.issue(town.actor("ppid_utama"), t.PASSPHRASE, t.PASSPHRASE, t.NOVEMBER, later)
    assert "Sah: " in upload(client, pdf_of(signed)).get_data(as_text=True)
