"""Paragraph styles and tables of one look: hairlines, figures to the right, head repeated on every page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, Spacer, Table

from sapa.reports import text
from sapa.reports.colours import INK, INK_2, INK_3, LATE_INK, LINE, SUNK, TINTA
from sapa.reports.paper import Paper
from sapa.reports.words import NONE

CHUNK = 500
"""Rows of one ReportLab table: its layout is quadratic, 50,000 rows at once take 97 s, in chunks 6 s."""
PAD = 3.0
LEADING = 1.22
LONGEST = 1500
TALLEST = 300
"""Characters of one paragraph, and of one wrapped cell: a row taller than the page cannot be drawn."""
Cell = str | tuple[str, ...]
"""One line (or a wrapping text), or several lines of one cell."""


@dataclass(frozen=True)
class Column:
    """One column: its head, its share of the width, and how its cells stand."""

    head: str
    share: float
    figure: bool = False
    wrap: bool = False
    late: bool = False


@dataclass
class Style:
    """The styles of one paper, all sizes relative to its body size."""

    paper: Paper
    font: str = field(init=False)
    size: float = field(init=False)

    def __post_init__(self) -> None:
        self.font = self.paper.face
        self.size = self.paper.size
        self._text_styles()
        self._heading_styles()
        self._cell_styles()

    def _text_styles(self) -> None:
        size, small = self.size, self.size * 0.85
        self.body = ParagraphStyle(
            "body", fontName=self.font, fontSize=size, leading=size * 1.4, textColor=INK, splitLongWords=1
        )
        self.justified = ParagraphStyle("justified", self.body, alignment=TA_JUSTIFY)
        self.bullet = ParagraphStyle("bullet", self.body, leftIndent=size, firstLineIndent=-size * 0.9)
        self.centre = ParagraphStyle("centre", self.body, alignment=TA_CENTER)
        self.right = ParagraphStyle("right", self.body, alignment=TA_RIGHT)
        self.small = ParagraphStyle("small", self.body, fontSize=small, leading=small * 1.35, textColor=INK_2)
        self.note = ParagraphStyle("note", self.small, textColor=INK_3)
        self.centred_note = ParagraphStyle("centred_note", self.note, alignment=TA_CENTER)
        self.fingerprint = ParagraphStyle("fingerprint", self.note, fontSize=7, leading=9)

    def _heading_styles(self) -> None:
        size, strong = self.size, text.bold(self.font)
        self.heading = ParagraphStyle("heading", self.centre, fontName=strong)
        self.title = ParagraphStyle("title", self.heading, fontSize=size * 1.35, leading=size * 1.7)
        self.section = ParagraphStyle(
            "section", self.body, fontName=strong, textColor=TINTA, fontSize=size * 1.15, leading=size * 1.5,
            spaceBefore=size * 1.3, spaceAfter=size * 0.4, keepWithNext=1,
        )  # fmt: skip
        self.caption = ParagraphStyle(
            "caption", self.small, fontName=strong, textColor=INK, spaceBefore=size * 0.6,
            spaceAfter=size * 0.25, keepWithNext=1,
        )  # fmt: skip

    def _cell_styles(self) -> None:
        small = self.size * 0.85
        self.cell = ParagraphStyle("cell", self.body, fontSize=small, leading=small * LEADING)
        self.cell_right = ParagraphStyle("cell_right", self.cell, alignment=TA_RIGHT)
        strong = text.bold(self.font)
        self.head = ParagraphStyle("head", self.cell, fontName=strong, textColor=INK_2, splitLongWords=0)
        self.head_right = ParagraphStyle("head_right", self.head, alignment=TA_RIGHT)

    def para(self, plain: str, style: ParagraphStyle | None = None, most: int = LONGEST) -> Any:
        """A paragraph of plain text, escaped, cut after `most` characters."""
        cut = plain if len(plain) <= most else plain[:most] + "…"
        return Paragraph(text.markup(cut, self.font), style or self.body)

    def free(self, plain: str, empty: str) -> list[Any]:
        """People's text as paragraphs with a little air between; `empty` where nothing was written."""
        parts = text.paragraphs(plain, self.font)
        if not parts:
            return [self.para(empty, self.note)]
        return [item for part in parts for item in (Paragraph(part, self.justified), self.gap(0.4))]

    def gap(self, lines: float = 1.0) -> Any:
        return Spacer(1, self.size * lines)

    def table(
        self, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], total: Sequence[str] = ()
    ) -> list[Any]:
        """Tables of at most CHUNK rows each; cells have a fixed height unless a column wraps."""
        given = list(rows)
        chunks = [given[n : n + CHUNK] for n in range(0, len(given), CHUNK)] or [[]]
        last = len(chunks) - 1
        return [self._chunk(columns, chunk, total if n == last else ()) for n, chunk in enumerate(chunks)]

    def _widths(self, columns: Sequence[Column]) -> list[float]:
        whole = sum(column.share for column in columns)
        return [self.paper.width * column.share / whole for column in columns]

    def _chunk(self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: Sequence[str]) -> Any:
        widths, strong = self._widths(columns), text.bold(self.font)
        cells = [[self._head(column) for column in columns]]
        cells += [[self._cell(c, w, v) for c, w, v in zip(columns, widths, row, strict=True)] for row in rows]
        if total:
            room = zip(total, widths, strict=True)
            cells.append([text.fit(value, strong, self.cell.fontSize, w - 2 * PAD) for value, w in room])
        heights = None if any(column.wrap for column in columns) else [None, *map(self._height, cells[1:])]
        made = Table(cells, widths, heights, repeatRows=1, spaceBefore=2, spaceAfter=self.size * 0.6)
        made.setStyle([*self._rules(columns, bool(total)), *_warm(columns, cells)])
        return made

    def _height(self, row: Sequence[str]) -> float:
        lines = 1 + max(value.count("\n") for value in row)
        return float(lines * self.cell.fontSize * LEADING + 2 * PAD)

    def _head(self, column: Column) -> Any:
        return self.para(column.head, self.head_right if column.figure else self.head)

    def _cell(self, column: Column, width: float, value: Cell) -> Any:
        if column.wrap and isinstance(value, str):
            return self.para(value, self.cell_right if column.figure else self.cell, TALLEST)
        lines = (value,) if isinstance(value, str) else value
        return "\n".join(text.fit(line, self.font, self.cell.fontSize, width - 2 * PAD) for line in lines)

    def _rules(self, columns: Sequence[Column], total: bool) -> list[tuple[Any, ...]]:
        size = self.cell.fontSize
        rules: list[tuple[Any, ...]] = [
            ("FONT", (0, 0), (-1, -1), self.font, size, size * LEADING),
            ("TEXTCOLOR", (0, 0), (-1, -1), INK),
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("VALIGN", (0, 0), (-1, 0), "BOTTOM"),
            ("LEFTPADDING", (0, 0), (-1, -1), PAD),
            ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
            ("TOPPADDING", (0, 0), (-1, -1), PAD),
            ("BOTTOMPADDING", (0, 0), (-1, -1), PAD),
            ("BACKGROUND", (0, 0), (-1, 0), SUNK),
            ("LINEBELOW", (0, 0), (-1, 0), 0.8, INK_2),
            ("LINEBELOW", (0, 1), (-1, -1), 0.4, LINE),
        ]
        rules += [("ALIGN", (n, 1), (n, -1), "RIGHT") for n, column in enumerate(columns) if column.figure]
        if total:
            rules.append(("FONTNAME", (0, -1), (-1, -1), text.bold(self.font)))
            rules.append(("LINEABOVE", (0, -1), (-1, -1), 0.8, INK_2))
        return rules


def _warm(columns: Sequence[Column], cells: Sequence[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The warm colour for what is late, never for a zero."""
    late = [n for n, column in enumerate(columns) if column.late]
    return [
        ("TEXTCOLOR", (n, y), (n, y), LATE_INK)
        for n in late
        for y, row in enumerate(cells[1:], 1)
        if row[n] not in ("0", NONE)
    ]
