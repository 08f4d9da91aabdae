"""Daily duties of a month: which agency opened its mailbox on how many days, and on which days it did not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sapa.reports import words
from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import DutyLine, DutyMonthFacts
from sapa.reports.style import Column, Style


def draw_duties(facts: DutyMonthFacts, paper: Paper = parts.FORM) -> Drawn:
    """The list as a PDF."""
    style, month = Style(paper), words.month(facts.year, facts.month)
    story = [
        *parts.heading("Rekapitulasi Kewajiban Harian", (facts.frame.sop, f"Bulan {month}"), style),
        style.para(_summary(facts.lines)),
        style.gap(0.6),
        *_table(facts.lines, style),
        *parts.places(facts.places, style, parts.day_line(facts.frame)),
    ]
    return parts.paper_of(facts.frame, paper, story, f"Rekapitulasi kewajiban harian {month}")


def _summary(lines: tuple[DutyLine, ...]) -> str:
    asked, done = sum(line.asked for line in lines), sum(line.done for line in lines)
    if not asked and not any(line.slept for line in lines):
        return "Tidak ada kewajiban harian dalam bulan ini."
    silent = len({line.agency for line in lines if line.missed})
    slept = sorted({day for line in lines for day in line.slept})
    share = words.percent(done / asked if asked else 0)
    told = f"{words.number(done)} dari {words.number(asked)} kewajiban dilakukan ({share})"
    note = f" Sistem tidak berjalan pada tanggal {_days(slept)}; hari itu tidak dihitung." if slept else ""
    return f"{told}; {words.number(silent)} Perangkat Daerah pernah tidak melakukannya.{note}"


def _table(lines: tuple[DutyLine, ...], style: Style) -> list[Any]:
    if not lines:
        return []
    columns = [
        Column("Perangkat Daerah", 28, wrap=True), Column("Kewajiban", 16, wrap=True),
        Column("Wajib", 8, True), Column("Dilakukan", 10, True), Column("Tidak", 8, True, late=True),
        Column("Tanggal tidak dilakukan", 18, wrap=True), Column("Sistem tidak berjalan", 12, wrap=True),
    ]  # fmt: skip
    return style.table(columns, [_line(line) for line in lines])


def _line(line: DutyLine) -> list[str]:
    counts = (line.asked, line.done, len(line.missed))
    days = (_days(line.missed) or words.NONE, _days(line.slept) or words.NONE)
    return [line.agency, line.duty, *map(words.number, counts), *days]


def _days(days: Iterable[date]) -> str:
    return ", ".join(str(day.day) for day in days)
