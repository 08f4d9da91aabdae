"""The monitoring form as a paper: landscape F4, its words, the same bytes for the same facts."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pypdf

from sapa.reports.monitoring import (
    Judgement,
    LogRow,
    MonitoringFacts,
    MonitoringLog,
    draw_monitoring,
    told,
)
from sapa.reports.parts import Document
from tests.reports import samples

ROW = LogRow(
    "T02",
    "2",
    "Memilah tweet",
    "Operator Call Center",
    "10 menit",
    False,
    11,
    9,
    12,
    1,
    2,
    11,
    10,
    0,
    0,
    6.0,
    12.0,
)
LOG = MonitoringLog("depok-twitter", "Penanganan pengaduan", datetime(2026, 12, 31, 17, tzinfo=UTC), (ROW,))
FACTS = MonitoringFacts(
    city=samples.daily().city,
    document=Document("Monitoring SOP depok-twitter", "", demo=True),
    half="Semester II 2026",
    log=LOG,
    judgements=(Judgement("T02", "tidak", "Sering terlambat", "Tambah petugas", "Mulai Januari"),),
    conclusion="Perlu perbaikan.",
    assessor="Penilai Demo",
    jabatan="Koordinator Call Center",
    dated=date(2027, 1, 4),
)


def words(facts: MonitoringFacts) -> str:
    pdf = pypdf.PdfReader(io.BytesIO(draw_monitoring(facts).pdf))
    return " ".join("".join(page.extract_text() for page in pdf.pages).split())


def test_the_form_says_what_was_counted_and_what_was_judged():
    said = words(FACTS)
    for part in (
        "Memilah tweet",
        "75% (9 dari 12)",
        "Tidak berjalan dengan baik",
        "Tambah petugas",
        "Mulai Januari",
    ):
        assert part in said, part
    for part in (
        "Perlu perbaikan.",
        "Penilai Demo",
        "4 Januari 2027",
        "CONTOH - BUKAN DOKUMEN RESMI",
        "Halaman 1 dari 1",
    ):
        assert part in said, part


def test_a_form_that_is_not_finished_says_so_and_leaves_its_holes():
    said = words(replace(FACTS, judgements=(), conclusion="", dated=None))
    assert "Belum selesai diisi" in said
    assert "Belum diisi" in said


def test_a_step_without_anything_is_told_as_such():
    quiet = replace(ROW, closed=0, overdue=0)
    assert told(quiet) == "Tidak ada kegiatan pada semester ini."


def test_the_same_facts_are_the_same_bytes():
    assert draw_monitoring(FACTS).pdf == draw_monitoring(FACTS).pdf


def test_frozen_figures_come_back_as_they_were():
    assert MonitoringLog.from_json(LOG.to_json()) == LOG


def test_many_long_rows_go_over_the_pages():
    long = replace(ROW, activity="Menghubungi " * 20)
    log = replace(LOG, rows=tuple(replace(long, step=f"T{n}") for n in range(60)))
    judged = tuple(Judgement(f"T{n}", "baik", "x" * 300, "y " * 150, "z" * 300) for n in range(60))
    assert draw_monitoring(replace(FACTS, log=log, judgements=judged)).pages > 5
