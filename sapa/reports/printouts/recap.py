"""Rekapitulasi bulanan: every complaint of a month in one landscape table, with sums and who signs for it."""

from __future__ import annotations

from typing import Any

from sapa.reports import words
from sapa.reports.folio import Landscape
from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import RecapFacts, RecapRow
from sapa.reports.style import Column, Style

SHEET = Landscape(size=9, top=18, right=15, bottom=18, left=20)
"""F4 on its side; the wider left margin is for the binding."""


def draw_recap(facts: RecapFacts, paper: Paper = SHEET) -> Drawn:
    """The recap as a PDF."""
    style, month = Style(paper), words.month(facts.year, facts.month)
    cutoff = words.full_moment(facts.cutoff, facts.frame.city.tz, facts.frame.city.tz_label)
    story = [
        *parts.heading("Rekapitulasi Bulanan", (facts.frame.sop, f"Bulan {month}"), style),
        style.para(f"{_sums(facts)} Keadaan sampai {cutoff}.", style.body),
        style.gap(0.6),
        *_rows(facts, style),
        style.para("Kendala", style.caption),
        *style.free(facts.kendala, "Tidak ada kendala yang dicatat."),
        style.para("Saran", style.caption),
        *style.free(facts.saran, "Tidak ada saran yang dicatat."),
        *parts.places(facts.places, style, parts.day_line(facts.frame)),
    ]
    return parts.paper_of(facts.frame, paper, story, f"Rekapitulasi bulanan {month}")


def _sums(facts: RecapFacts) -> str:
    counted = [f"{label} {value}" for label, value in facts.states]
    if facts.excluded:
        counted.append(f"dikecualikan {words.number(facts.excluded)}")
    received = words.counted(len(facts.rows) + facts.excluded)
    return f"Pengaduan yang diterima: {received}" + (f"; {', '.join(counted)}." if counted else ".")


def _rows(facts: RecapFacts, style: Style) -> list[Any]:
    if not facts.rows:
        return [style.para("Tidak ada pengaduan dalam bulan ini.", style.note)]
    columns = [
        Column("No.", 4, True), Column("Tanggal", 8), Column("Nomor", 10), Column("Kanal", 8),
        Column("Keluhan", 22, wrap=True), Column("Unit", 12, wrap=True),
        Column("Penyelesaian", 24, wrap=True), Column("Keadaan", 12, wrap=True), Column("Selesai", 8),
    ]  # fmt: skip
    return style.table(columns, [_row(n, each) for n, each in enumerate(facts.rows, 1)])


def _row(n: int, row: RecapRow) -> list[str]:
    state = f"{row.state}, lewat tenggat" if row.late else row.state
    ended = words.short_day(row.ended) if row.ended else words.NONE
    return [
        words.number(n), words.short_day(row.day), row.number, row.channel, row.title, row.unit or words.NONE,
        row.solution or words.NONE, state, ended,
    ]  # fmt: skip
