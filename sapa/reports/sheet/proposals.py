"""Draws the "Usulan revisi": what the SOP runs and its source does not say, on pages of its own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sapa.reports import text
from sapa.reports.paper import Paper
from sapa.reports.sheet.columns import SHADE
from sapa.reports.sheet.facts import Proposals, SheetFacts
from sapa.reports.sheet.page import CENTRE, PAD, TOP, Box, Sheet, Type, body, height

TITLE = "Usulan revisi"
INTRODUCTION = (
    "Lembar SOP di depan memuat kata-kata naskah saja. Yang berikut dijalankan sapa dan tidak tertulis dalam "
    "naskah; setiap baris adalah asumsi sampai disahkan dalam SOP revisi."
)
MARK = "asumsi"
HEADS = ("No", "Letak", "Usulan", "Tanda")
SHARES = (0.04, 0.22, 0.66, 0.08)
SIZE = 8.5
INTRO_HIGH = 46.0


@dataclass(frozen=True)
class Line:
    """One line of the table: a heading over all columns, or the cells."""

    cells: tuple[str, ...]
    high: float

    @property
    def heading(self) -> bool:
        return len(self.cells) == 1


def pages(facts: SheetFacts, paper: Paper) -> list[list[Line]]:
    """The lines of each page; none where nothing is proposed."""
    room = body(paper)
    head = _head_high(paper)
    found: list[list[Line]] = []
    left = 0.0
    lines = list(_lines(facts.proposals, paper, room.w))
    for n, line in enumerate(lines):
        kept = line.high + (lines[n + 1].high if line.heading else 0)
        if not found or kept > left:
            left = room.h - head - (0 if found else INTRO_HIGH)
            found.append([])
        found[-1].append(line)
        left -= line.high
    return found


def draw_proposals(sheet: Sheet, parts: Sequence[Sequence[Line]]) -> None:
    """All pages of the list."""
    for n, lines in enumerate(parts):
        sheet.begin()
        top = sheet.body.top
        if not n:
            _introduction(sheet)
            top -= INTRO_HIGH
        top = _row(sheet, Line(HEADS, _head_high(sheet.paper)), top, head=True)
        for line in lines:
            top = _row(sheet, line, top)
        sheet.end()


def _lines(parts: Sequence[Proposals], paper: Paper, wide: float) -> Iterator[Line]:
    kind = Type(paper.face, SIZE)
    number = 0
    for part in parts:
        yield Line((part.heading,), height(part.heading, kind, wide) + 2)
        for each in part.lines:
            number += 1
            cells = (str(number), each.place, each.text, MARK)
            high = max(height(c, kind, wide * s) for c, s in zip(cells, SHARES, strict=True))
            yield Line(cells, high + 2)


def _head_high(paper: Paper) -> float:
    return Type(paper.face, SIZE).leading + 2 * PAD + 2


def _introduction(sheet: Sheet) -> None:
    own, font = sheet.body, sheet.paper.face
    title = Type(text.bold(font), 12, valign=TOP)
    sheet.write(TITLE, Box(own.x - PAD, own.top - 20, own.w, 20), title)
    box = Box(own.x - PAD, own.top - INTRO_HIGH, own.w + 2 * PAD, INTRO_HIGH - 16)
    sheet.write(INTRODUCTION, box, Type(font, SIZE, valign=TOP))


def _row(sheet: Sheet, line: Line, top: float, *, head: bool = False) -> float:
    own, font = sheet.body, sheet.paper.face
    strong = text.bold(font) if head or line.heading else font
    x = own.x
    for words, share in zip(line.cells, (1.0,) if line.heading else SHARES, strict=True):
        box = Box(x, top - line.high, own.w * share, line.high)
        sheet.frame(box, SHADE if head else None)
        centred = head or words == MARK or share == SHARES[0]
        sheet.write(words, box, Type(strong, SIZE, CENTRE if centred else "left"))
        x += box.w
    return top - line.high
