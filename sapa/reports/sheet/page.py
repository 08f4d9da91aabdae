"""The landscape page of a sheet, and text that is wrapped into its cells without losing a letter."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from reportlab.lib.colors import black, white
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from sapa.reports import text
from sapa.reports.paper import Paper

SHEET = Paper(size=8.5, top=13, right=13, bottom=15, left=18)
"""F4 on its side; the wider left margin is for the file."""
LEADING = 1.2
PAD = 3.0
SMALL = 7.0
RULE = 0.6
MIDDLE, TOP = "middle", "top"
LEFT, CENTRE = "left", "centre"
_NUMBERED = re.compile(r"\s+(?=\d{1,2}\. \S)")


@dataclass(frozen=True)
class Box:
    """A rectangle in points; `y` is its lower edge."""

    x: float
    y: float
    w: float
    h: float

    @property
    def top(self) -> float:
        return self.y + self.h

    @property
    def right(self) -> float:
        return self.x + self.w


@dataclass(frozen=True)
class Type:
    """How a text is set."""

    font: str
    size: float
    align: str = LEFT
    valign: str = MIDDLE

    @property
    def leading(self) -> float:
        return self.size * LEADING


class Sheet:
    """The pages as they are drawn, one after the other."""

    def __init__(self, paper: Paper, name: str, title: str, pages: int) -> None:
        self.paper, self.name, self.pages, self.number = paper, text.line(name, paper.face), pages, 0
        self.wide, self.high = paper.page[1], paper.page[0]
        self._out = BytesIO()
        self.canvas: Any = Canvas(
            self._out, (self.wide, self.high), invariant=1, initialFontName=paper.face, lang="id"
        )
        self.canvas.setTitle(text.line(title, paper.face))
        self.canvas.setCreator("sapa")

    @property
    def body(self) -> Box:
        return body(self.paper)

    def begin(self) -> None:
        """Set up the next page."""
        self.number += 1
        self.canvas.setStrokeColor(black)
        self.canvas.setFillColor(black)
        self.canvas.setLineWidth(RULE)

    def end(self) -> None:
        """Write the footer and close the page."""
        font = self.paper.face
        self.canvas.setFont(font, SMALL)
        y = self.body.y - 12
        self.canvas.drawString(self.body.x, y, text.fit(self.name, font, SMALL, self.body.w * 0.7))
        self.canvas.drawRightString(self.body.right, y, f"Halaman {self.number} dari {self.pages}")
        self.canvas.showPage()

    def finish(self) -> bytes:
        self.canvas.save()
        return self._out.getvalue()

    def frame(self, box: Box, fill: Any = None) -> None:
        """The outline of a cell."""
        self.canvas.setFillColor(fill or white)
        self.canvas.rect(box.x, box.y, box.w, box.h, stroke=1, fill=int(fill is not None))
        self.canvas.setFillColor(black)

    def write(self, words: str, box: Box, kind: Type) -> None:
        """A text wrapped into a cell; lines that the cell has no room for stand out at its lower edge."""
        self.lines(wrap(words, kind, box.w - 2 * PAD), box, kind)

    def lines(self, lines: list[str], box: Box, kind: Type) -> None:
        """Lines that are wrapped already."""
        high = len(lines) * kind.leading
        y = box.top - PAD if kind.valign == TOP else box.y + (box.h + high) / 2
        self.canvas.setFont(kind.font, kind.size)
        for line in lines:
            y -= kind.leading
            base = y + (kind.leading - kind.size * 0.72) / 2
            if kind.align == CENTRE:
                self.canvas.drawCentredString(box.x + box.w / 2, base, line)
            else:
                self.canvas.drawString(box.x + PAD, base, line)


def body(paper: Paper) -> Box:
    """What the margins leave of the landscape page."""
    top, right, bottom, left = (side * mm for side in paper.sides)
    wide, high = paper.page[1], paper.page[0]
    return Box(left, bottom, wide - left - right, high - top - bottom)


def wrap(words: str, kind: Type, room: float) -> list[str]:
    """The text in lines of at most `room` points; "1. a 2. b" takes a line for each number. Only a word that
    is wider than the room is broken."""
    found: list[str] = []
    for part in _NUMBERED.split(text.line(words, kind.font)):
        found += _wrapped(part, kind, room)
    return found


def _wrapped(part: str, kind: Type, room: float) -> list[str]:
    lines: list[str] = []
    now, wide, blank = "", 0.0, text.width(" ", kind.font, kind.size)
    for word in part.split():
        own = text.width(word, kind.font, kind.size)
        if now and wide + blank + own <= room:
            now, wide = f"{now} {word}", wide + blank + own
            continue
        if now:
            lines.append(now)
        *whole, now = _pieces(word, kind, room) if own > room else [word]
        lines += whole
        wide = text.width(now, kind.font, kind.size) if whole else own
    return [*lines, now] if now else lines


def _pieces(word: str, kind: Type, room: float) -> list[str]:
    """The word, in parts where it is wider than the room."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and text.width(pieces[-1] + letter, kind.font, kind.size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def height(words: str, kind: Type, width: float) -> float:
    """Points that a cell of this width needs for the text."""
    return len(wrap(words, kind, width - 2 * PAD)) * kind.leading + 2 * PAD


def longest_word(words: str, kind: Type) -> float:
    """Points of the widest word."""
    return max((text.width(word, kind.font, kind.size) for word in words.split()), default=0.0)
