"""Laporan jawaban pengaduan: an agency tells the desk what it did and what the citizen is to be answered."""

from __future__ import annotations

from typing import Any

from sapa.reports import words
from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import AnswerReportFacts, Visit
from sapa.reports.style import Column, Style


def draw_answer_report(facts: AnswerReportFacts, paper: Paper = parts.FORM) -> Drawn:
    """The report as a PDF."""
    style, city, matter = Style(paper), facts.frame.city, facts.matter
    story = [
        *parts.heading("Laporan Jawaban Pengaduan", (f"Nomor pengaduan {matter.number}",), style),
        parts.pairs((("Kepada", facts.to), ("Dari", facts.agency)), style),
        style.para("1. Pengaduan", style.section),
        parts.pairs(parts.matter_rows(matter, city), style),
        *parts.quoted(style, "2. Isi pengaduan", matter.text, "Tanpa uraian."),
        *([style.para(f"Catatan saat diteruskan: {facts.note}", style.small)] if facts.note else []),
        style.para("3. Tindak lanjut", style.section),
        *_steps(facts, style),
        style.para("4. Jawaban", style.section),
        *parts.spoken(facts.answers, style, city, "Jawaban belum disampaikan."),
        *parts.places(("", f"PPID Pembantu {facts.agency}"), style, parts.day_line(facts.frame)),
    ]
    return parts.paper_of(facts.frame, paper, story, f"Laporan jawaban {matter.number}")


def _steps(facts: AnswerReportFacts, style: Style) -> list[Any]:
    if not facts.steps:
        return [style.para("Belum ada tindak lanjut.", style.note)]
    columns = [
        Column("Kegiatan", 44, wrap=True), Column("Dimulai", 18), Column("Selesai", 18),
        Column("Oleh", 20, wrap=True),
    ]  # fmt: skip
    return style.table(columns, [_step(each, facts.frame.city.tz) for each in facts.steps])


def _step(visit: Visit, tz: str) -> list[str]:
    left = words.short_moment(visit.left, tz) if visit.left else "belum selesai"
    return [
        f"{visit.step} {visit.activity}",
        words.short_moment(visit.opened, tz),
        left,
        visit.by or words.NONE,
    ]
