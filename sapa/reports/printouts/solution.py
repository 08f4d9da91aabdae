"""Catatan solusi: a complaint with its analysis and solution, on which the Ketua or the Pengarah decides."""

from __future__ import annotations

from typing import Any

from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import SolutionFacts
from sapa.reports.style import Style


def draw_solution(facts: SolutionFacts, paper: Paper = parts.FORM) -> Drawn:
    """The note as a PDF."""
    style, city, matter = Style(paper), facts.frame.city, facts.matter
    story = [
        *parts.heading("Catatan Solusi", (f"Pengaduan nomor {matter.number}", facts.unit), style),
        parts.pairs(parts.matter_rows(matter, city), style),
        *parts.quoted(style, "1. Keluhan", matter.text, "Tanpa uraian."),
        style.para("2. Analisa dan rekomendasi", style.section),
        *parts.spoken(facts.analysis, style, city, "Belum ada rekomendasi."),
        style.para("3. Penyelesaian yang diusulkan", style.section),
        *parts.spoken(facts.solutions, style, city, "Belum ada penyelesaian yang dicatat."),
        style.para("4. Keputusan", style.section),
        *_decision(facts, style),
        *parts.places(facts.places, style, parts.day_line(facts.frame)),
    ]
    return parts.paper_of(facts.frame, paper, story, f"Catatan solusi {matter.number}")


def _decision(facts: SolutionFacts, style: Style) -> list[Any]:
    if facts.decided is None:
        return [style.para("Belum diputuskan.", style.note)]
    each = facts.decided
    told = ", ".join(filter(None, (each.who, each.person, parts.moment(each.at, facts.frame.city))))
    return [style.para(f"{each.text}: {told}."), *([style.para(each.note)] if each.note else [])]
