"""The operator's daily report: who opened the account, what came in, what waits, what is late."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether

from sapa.reports import blocks, charts, tables, words
from sapa.reports.blocks import Tile
from sapa.reports.facts import DailyFacts, ShiftOpening
from sapa.reports.paper import REPORT, Drawn, Paper, build
from sapa.reports.style import Column, Style


def draw_daily(facts: DailyFacts, paper: Paper = REPORT) -> Drawn:
    """The report as a PDF; nobody signs it, so there is no signature box."""
    style = Style(paper)
    story = [*_head(facts, style), *_figures(facts, style), *_lists(facts, style), *_close(facts, style)]
    title = f"{facts.title}, {words.full_day(facts.day)}, versi {facts.version}"
    return build(story, paper, facts.document, title=title, author=facts.city.name, boxes=[])


def _head(facts: DailyFacts, style: Style) -> list[Any]:
    off = f" ({facts.off})" if facts.off else ""
    frozen = words.full_moment(facts.cutoff, facts.city.tz, facts.city.tz_label)
    return [
        *blocks.kop(facts.city.kop, style),
        style.para(facts.title.upper(), style.title),
        style.para(words.full_day(facts.day) + off, style.centre),
        style.para(facts.scope, style.centred_note),
        style.para(f"Versi {facts.version}, angka sampai {frozen}", style.centred_note),
    ]


def _figures(facts: DailyFacts, style: Style) -> list[Any]:
    late = len(facts.overdue)
    figures = [
        Tile("Masuk", words.number(facts.received), "pengaduan dan pesan lain"),
        Tile("Dijawab", words.number(facts.answered), "hari ini"),
        Tile("Diteruskan", words.number(facts.forwarded), "kepada Perangkat Daerah"),
        Tile("Masih terbuka", words.number(facts.open), "saat angka diambil"),
        Tile("Lewat tenggat", words.number(late), "langkah", bool(late)),
    ]
    return [
        *(_openings(facts, style) if facts.has_shift else ()),
        style.gap(0.6),
        blocks.tiles(figures, style, per_row=5),
        style.para("Masuk per jam", style.caption),
        charts.hours(facts.hours, style.font, style.paper.width),
    ]


def _openings(facts: DailyFacts, style: Style) -> list[Any]:
    told = [style.para(_opening(opening, facts)) for opening in facts.openings]
    empty = style.para("Tidak ada giliran jaga pada hari ini.", style.note)
    return [style.para("Pembukaan akun", style.section), *(told or [empty])]


def _opening(opening: ShiftOpening, facts: DailyFacts) -> str:
    if opening.at is None:
        return f"{opening.label}: akun tidak dibuka."
    at = f"{words.clock(words.local(opening.at, facts.city.tz))} {facts.city.tz_label}"
    return f"{opening.label}: dibuka pukul {at}" + (f" oleh {opening.by}." if opening.by else ".")


def _lists(facts: DailyFacts, style: Style) -> list[Any]:
    triage = " · ".join(f"{count.label} {words.number(count.n)}" for count in facts.triage)
    story = [
        style.para(f"Pemilahan ({facts.triage_step})" if facts.triage_step else "Pemilahan", style.section),
        style.para(triage or "Tidak ada yang dipilah."),
        _lag(facts, style),
    ]
    story += [style.para("Menunggu jawaban Perangkat Daerah", style.section), *_waiting(facts, style)]
    story.append(style.para(f"Lewat tenggat ({words.number(len(facts.overdue))})", style.section))
    if facts.overdue:
        return story + tables.overdue(facts.overdue, facts.cutoff, facts.city.tz, style)
    return [*story, style.para("Tidak ada yang lewat tenggat.", style.note)]


def _lag(facts: DailyFacts, style: Style) -> Any:
    if not facts.lag.n or facts.lag.median_minutes is None:
        return style.para("Tidak ada pengaduan yang dicatat hari ini.", style.note)
    middle, over = words.elapsed(facts.lag.median_minutes), words.number(facts.lag.over_hour)
    return style.para(f"Jeda pencatatan: median {middle}, {over} lebih dari satu jam.", style.note)


def _waiting(facts: DailyFacts, style: Style) -> list[Any]:
    if not facts.waiting:
        return [style.para("Tidak ada yang menunggu.", style.note)]
    columns = [
        Column("Perangkat Daerah", 52), Column("Menunggu", 12, True), Column("Lewat", 12, True, late=True),
        Column("Tertua diteruskan", 24, True),
    ]  # fmt: skip
    rows = [
        [row.opd, words.number(row.n), words.number(row.overdue),
         words.short_moment(row.oldest, facts.city.tz) if row.oldest else words.NONE]
        for row in facts.waiting
    ]  # fmt: skip
    return style.table(columns, rows)


def _close(facts: DailyFacts, style: Style) -> list[Any]:
    return [
        style.para("Kendala dan saran", style.section),
        style.para("Kendala", style.caption),
        *style.free(facts.kendala, "Tidak ada kendala yang dicatat."),
        style.para("Saran", style.caption),
        *style.free(facts.saran, "Tidak ada saran yang dicatat."),
        KeepTogether([style.gap(1), *_drafter(facts, style)]),
    ]


def _drafter(facts: DailyFacts, style: Style) -> list[Any]:
    if facts.drafter is None:
        return [style.para("Konsep, belum diselesaikan oleh penyusun.", style.right)]
    at = facts.drafter.at
    when = words.full_moment(at, facts.city.tz, facts.city.tz_label) if at else blocks.HOLE
    lines = [f"Diselesaikan {when}", facts.drafter.role, facts.drafter.name or blocks.HOLE]
    return [style.para(line, style.right) for line in lines]
