"""The printed folio of the buku register: landscape, page by page with sums carried over, and its closing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, PageBreak, Table

from sapa.reports import blocks, text, words
from sapa.reports.colours import EDGE, INK, SUNK
from sapa.reports.folio_columns import BOOKS, CAPTIONS, TITLES
from sapa.reports.folio_facts import Correction, FolioFacts, Line, Sums
from sapa.reports.paper import Drawn, Paper, build
from sapa.reports.style import PAD, Style

EXCLUDED = "dikecualikan"
SUMS = ("terdaftar", "dijawab", "selesai tanpa jawaban pokok", "terbuka", "lewat tenggat", EXCLUDED)
CHUNK = 100
"""Rows that are measured at once: the layout of a ReportLab table is quadratic."""
SPARE = 6.0
"""Points that stay free below a table, against rounding."""
NONE_YET = Sums()


class Landscape(Paper):
    """The sheet on its side."""

    @property
    def page(self) -> tuple[float, float]:
        wide, high = super().page
        return high, wide


FOLIO = Landscape(size=8, top=16, right=12, bottom=18, left=20)
"""F4 on its side; the wider left margin is for the binding."""


@dataclass(frozen=True)
class _Row:
    """A row as it is laid out: its cells, whether they span the sheet from the second on, what it adds."""

    cells: list[Any]
    wide: bool = False
    sums: Sums = NONE_YET
    height: float = 0.0


def draw_folio(books: Sequence[FolioFacts], paper: Paper = FOLIO) -> Drawn:
    """One or both books of a month as one PDF, each beginning on a page of its own."""
    style, story = Style(paper), []
    for facts in books:
        story += [PageBreak()] if story else []
        story += _Book(facts, style).story()
    first = books[0]
    title = f"Buku Register {first.sop}, {words.month(first.month.year, first.month.month)}"
    return build(story, paper, first.document, title=title, author=first.city.name, boxes=[])


class _Book:
    """One book: its lines measured, parted into pages, and framed by carried sums."""

    def __init__(self, facts: FolioFacts, style: Style) -> None:
        self.facts, self.style, self.columns = facts, style, BOOKS[facts.book]
        whole = sum(column.share for column, _ in self.columns)
        self.widths = [style.paper.width * column.share / whole for column, _ in self.columns]
        self.strong = ParagraphStyle("strong", style.cell, fontName=text.bold(style.font))

    def story(self) -> list[Any]:
        heading = self._heading()
        top, _, bottom, _ = (side * mm for side in self.style.paper.sides)
        room = self.style.paper.page[1] - top - bottom - SPARE
        story, sums = [*heading], self.facts.carried
        pages = list(self._pages(room - _tall(heading, self.style.paper.width), room))
        for n, rows in enumerate(pages):
            story += [PageBreak()] if n else []
            before, sums = sums, sum((row.sums for row in rows), sums)
            story.append(self._page(rows, before, sums, first=n == 0, last=n == len(pages) - 1))
        return [*story, KeepTogether([self.style.gap(0.6), *self._end()])]

    def _heading(self) -> list[Any]:
        facts, style = self.facts, self.style
        month = words.month(facts.month.year, facts.month.month)
        lines = [
            style.para(TITLES[facts.book].upper(), style.title),
            style.para(f"{facts.title} ({facts.sop})", style.centre),
            style.para(f"Bulan {month}", style.centre),
        ]
        return [*blocks.kop(facts.city.kop, style), *lines, style.gap(0.8)]

    def _pages(self, first: float, room: float) -> Iterator[list[_Row]]:
        """The rows of each page; an empty month has one page without any."""
        fixed = sum(row.height for row in self._measured([self._head(), self._figures(), *self._framing()]))
        page: list[_Row] = []
        left = first - fixed
        for row in self._measured([self._row(line) for line in self.facts.lines]):
            if page and row.height > left:
                yield page
                page, left = [], room - fixed
            page.append(row)
            left -= row.height
        yield page

    def _framing(self) -> list[_Row]:
        largest = Sums(*[999_999] * len(SUMS))
        return [self._sum("Pindahan dari bulan-bulan sebelumnya", largest)] * 2

    def _measured(self, rows: list[_Row]) -> Iterator[_Row]:
        for n in range(0, len(rows), CHUNK):
            part = rows[n : n + CHUNK]
            table = self._table(part)
            table.wrap(self.style.paper.width, 1e6)
            yield from (replace(row, height=high) for row, high in zip(part, table._rowHeights, strict=True))

    def _page(self, rows: list[_Row], before: Sums, after: Sums, *, first: bool, last: bool) -> Any:
        over = "Pindahan dari bulan-bulan sebelumnya" if first else "Pindahan dari halaman sebelumnya"
        under = "Jumlah sampai akhir bulan ini" if last else "Jumlah dipindahkan"
        framed = [self._head(), self._figures(), self._sum(over, before), *rows, self._sum(under, after)]
        return self._table(framed, framed=True)

    def _table(self, rows: list[_Row], *, framed: bool = False) -> Any:
        made = Table([row.cells for row in rows], self.widths)
        rules: list[tuple[Any, ...]] = [
            ("GRID", (0, 0), (-1, -1), 0.4, EDGE),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            *((f"{side}PADDING", (0, 0), (-1, -1), PAD - 0.5) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")),
        ]
        rules += [("SPAN", (1, n), (-1, n)) for n, row in enumerate(rows) if row.wide]
        if framed:
            rules += [("BACKGROUND", (0, 0), (-1, 0), SUNK), ("LINEBELOW", (0, 1), (-1, 1), 0.8, INK)]
        made.setStyle(rules)
        return made

    def _head(self) -> _Row:
        return _Row([self.style.para(column.head, self.style.head) for column, _ in self.columns])

    def _figures(self) -> _Row:
        """Every column has its number below its head, as in a bound book."""
        small = ParagraphStyle("figures", self.style.centred_note, fontSize=5.5, leading=6.5)
        return _Row([self.style.para(str(n), small) for n in range(1, len(self.columns) + 1)])

    def _sum(self, label: str, sums: Sums) -> _Row:
        told = ", ".join(f"{name} {words.number(n)}" for name, n in zip(SUMS, sums.values, strict=True))
        return self._wide("", f"{label}: {told}", self.strong)

    def _row(self, line: Line) -> _Row:
        if line.correction is not None:
            return self._wide("", _corrected(line, line.correction), self.style.cell)
        if line.matter is None:
            return self._wide(str(line.number), EXCLUDED, self.style.cell, line.sums)
        cells = [self.style.para(cell(line, line.matter), self.style.cell) for _, cell in self.columns]
        return _Row(cells, sums=line.sums)

    def _wide(self, number: str, told: str, kind: Any, sums: Sums = NONE_YET) -> _Row:
        cells = [self.style.para(number, self.style.cell), self.style.para(told, kind)]
        return _Row([*cells, *[""] * (len(self.columns) - 2)], wide=True, sums=sums)

    def _end(self) -> list[Any]:
        facts, style = self.facts, self.style
        return [
            style.para(_closed(facts), self.strong),
            style.para(_explained(facts), style.note),
            style.gap(1),
            self._signed(),
        ]

    def _signed(self) -> Any:
        """Room for two signatures with the pen: who knows of it, and who keeps the book."""
        facts, style = self.facts, self.style
        place = blocks.dateline(facts.city.place, words.local(facts.printed, facts.city.tz).date())
        name = "(" + "." * 44 + ")"
        left = ["", "Mengetahui,", "Pejabat Pengelola Informasi dan Dokumentasi"]
        right = [place, "", "Petugas Register"]
        cells = [
            [
                *(style.para(line or " ", style.centre) for line in lines),
                style.gap(5),
                style.para(name, style.centre),
            ]
            for lines in (left, right)
        ]
        half = style.paper.width / 2
        made = Table([cells], [half, half])
        made.setStyle(blocks.BARE)
        return made


def _tall(flowables: Sequence[Any], width: float) -> float:
    """Points that the flowables take, their gaps included."""
    return float(
        sum(each.wrap(width, 1e6)[1] + each.getSpaceBefore() + each.getSpaceAfter() for each in flowables)
    )


def _corrected(line: Line, said: Correction) -> str:
    """A correction line in words."""
    caption = CAPTIONS.get(said.column, said.column)
    old, new = (value or "(kosong)" for value in (said.old, said.new))
    head = f"Koreksi {words.short_day(line.day)} atas {said.of}, kolom {caption}"
    return f"{head}: tertulis “{old}”, menjadi “{new}”. Alasan: {said.reason}"


def _closed(facts: FolioFacts) -> str:
    """The closing line of the month, or that it is still open."""
    done, month = facts.closing, words.month(facts.month.year, facts.month.month)
    if done is None:
        return f"Register bulan {month} belum ditutup."
    when = words.full_moment(done.at, facts.city.tz, facts.city.tz_label)
    held = (
        f"{words.counted(done.entries)} pendaftaran, nomor {done.first} sampai dengan {done.last}"
        if done.entries
        else "tanpa pendaftaran"
    )
    return (
        f"Register bulan {month} ditutup pada {when} oleh {done.by} dengan {held}. "
        f"Segel harian {words.day(done.sealed)}: {done.seal[:16]}…"
    )


def _explained(facts: FolioFacts) -> str:
    other = TITLES["permohonan" if facts.book == "pengaduan" else "pengaduan"]
    when = words.full_moment(facts.printed, facts.city.tz, facts.city.tz_label)
    return (
        "Nomor register satu urutan untuk kedua buku dan diberikan saat pendaftaran; "
        f"{words.number(facts.others)} nomor bulan ini tercetak dalam {other}. Baris tidak pernah diubah: "
        "koreksi adalah baris baru. Data pribadi disamarkan. Klasifikasi, tenggat, dan hasil menurut keadaan "
        f"{when}."
    )
