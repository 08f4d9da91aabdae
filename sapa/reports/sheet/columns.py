"""The columns of the flow chart: which there are, how wide they are, and their headings on every page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import sqrt

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm

from sapa.reports import text
from sapa.reports.paper import Paper
from sapa.reports.sheet.facts import Heading, Row, SheetFacts
from sapa.reports.sheet.page import CENTRE, LEADING, LEFT, PAD, Box, Sheet, Type, body, height, longest_word

LANE, NO = "lane", "no"
NARROW_LANE, WIDE_LANE = 17.5 * mm, 34 * mm
WHOLE_TIME = 24 * mm
"""A time stands on one line up to this width."""
HEAD = 0.92
"""Size of the headings to that of the rows."""
SHADE = HexColor("#ececec")
_STANDARD = ("requires", "time", "output")
_CENTRED = (NO, "time")


@dataclass(frozen=True)
class Column:
    """One column; `key` is LANE or the name of the field of a row, `group` the caption above several."""

    key: str
    caption: str
    group: str
    number: str
    x: float
    w: float

    def cell(self, row: Row) -> str:
        return "" if self.key == LANE else str(getattr(row, self.key))


@dataclass(frozen=True)
class Columns:
    """All columns from left to right, the type of their cells, and the height of the headings."""

    all: tuple[Column, ...]
    font: str
    size: float

    @property
    def lanes(self) -> tuple[Column, ...]:
        return tuple(column for column in self.all if column.key == LANE)

    @property
    def texts(self) -> tuple[Column, ...]:
        return tuple(column for column in self.all if column.key != LANE)

    def kind(self, column: Column) -> Type:
        return Type(self.font, self.size, CENTRE if column.key in _CENTRED else LEFT)

    def head(self, caption: str, wide: float) -> Type:
        """The type of a heading, smaller where a word of it would be broken."""
        kind = Type(text.bold(self.font), self.size * HEAD, CENTRE)
        word = longest_word(caption, kind)
        return kind if word <= wide - 2 * PAD else replace(kind, size=kind.size * (wide - 2 * PAD) / word)

    def head_heights(self) -> tuple[float, float, float]:
        """Points of the line of groups, of the captions below, and of the column numbers."""
        grouped = any(column.group for column in self.all)
        numbered = any(column.number for column in self.all)
        heads = ((column, self.head(column.caption, column.w)) for column in self.all)
        lower = max(height(column.caption, head, column.w) for column, head in heads) + 2
        line = self.size * HEAD * LEADING
        return line + 2 * PAD if grouped else 0.0, lower, line + PAD if numbered else 0.0

    def row_height(self, row: Row) -> float:
        """Points that the texts of a row need."""
        return max(height(column.cell(row), self.kind(column), column.w) for column in self.texts) + 2


def columns(facts: SheetFacts, paper: Paper) -> Columns:
    """The columns of a sheet on this paper; one without a caption and without a word is left out."""
    font, size, room = paper.face, paper.size, body(paper)
    plain, head = Type(font, size), Type(text.bold(font), size * HEAD)
    keys = ["no", "activity", *[LANE] * len(facts.heading.lanes), *_STANDARD, "note"]
    kept = [key for key in keys if key == LANE or _used(facts, key)]
    least = {key: _least(facts, key, plain, head) for key in kept if key != LANE}
    lane = _lane(facts.heading.lanes, head, room.w - sum(least.values()))
    spare = max(0.0, room.w - sum(least.values()) - lane * len(facts.heading.lanes))
    widths = {LANE: lane, **_grown(facts, least, spare)}
    return Columns(tuple(_placed(facts.heading, kept, keys, widths, room.x)), font, size)


def _used(facts: SheetFacts, key: str) -> bool:
    return bool(getattr(facts.heading, key)) or any(getattr(row, key) for row in facts.rows)


def _least(facts: SheetFacts, key: str, plain: Type, head: Type) -> float:
    """The width that keeps every word whole."""
    cells = [getattr(row, key) for row in facts.rows]
    words = max((longest_word(cell, plain) for cell in cells), default=0.0)
    if key == "time":
        whole = max((text.width(cell, plain.font, plain.size) for cell in cells), default=0.0)
        words = max(words, min(whole, WHOLE_TIME))
    caption = longest_word(getattr(facts.heading, key), head)
    return max(words, caption, 12.0) + 2 * PAD + 1


def _lane(labels: tuple[str, ...], head: Type, room: float) -> float:
    """Lanes are of one width; with many of them they give way to the words."""
    widest = max((longest_word(label, head) for label in labels), default=0.0) + 2 * PAD + 1
    share = room * 0.6 / max(len(labels), 1)
    return float(min(max(share, widest, NARROW_LANE), WIDE_LANE, room / max(len(labels), 1)))


def _grown(facts: SheetFacts, least: dict[str, float], spare: float) -> dict[str, float]:
    """The spare width goes where the long texts are."""
    longest = {key: max((len(getattr(row, key)) for row in facts.rows), default=0) for key in least}
    weight = {key: 0.0 if key in _CENTRED else sqrt(max(longest[key], 12)) for key in least}
    whole = sum(weight.values()) or 1.0
    return {key: width + spare * weight[key] / whole for key, width in least.items()}


def _placed(
    heading: Heading, kept: list[str], keys: list[str], widths: dict[str, float], x: float
) -> Iterable[Column]:
    labels = iter(heading.lanes)
    numbers = iter(heading.numbers)
    for key in keys:
        if key not in kept:
            continue
        caption = next(labels) if key == LANE else getattr(heading, key)
        group = heading.performers if key == LANE else heading.standard if key in _STANDARD else ""
        yield Column(key, caption, group, next(numbers, ""), x, widths[key])
        x += widths[key]


def draw_heading(sheet: Sheet, own: Columns, top: float) -> float:
    """The headings from `top` down; returns where the rows begin."""
    upper, lower, numbers = own.head_heights()
    low = top - upper - lower
    for column in own.all:
        high = lower if column.group else upper + lower
        _cell(sheet, own, column.caption, Box(column.x, low, column.w, high))
    for group, x, w in _groups(own):
        _cell(sheet, own, group, Box(x, top - upper, w, upper))
    if numbers:
        for column in own.all:
            _cell(sheet, own, column.number, Box(column.x, low - numbers, column.w, numbers))
    return low - numbers


def _cell(sheet: Sheet, own: Columns, words: str, box: Box) -> None:
    sheet.frame(box, SHADE)
    sheet.write(words, box, own.head(words, box.w))


def _groups(own: Columns) -> list[tuple[str, float, float]]:
    """Neighbours under one caption as (caption, x, width)."""
    found: list[tuple[str, float, float]] = []
    before = None
    for column in own.all:
        if column.group and before == (column.group, column.key == LANE):
            caption, x, w = found[-1]
            found[-1] = (caption, x, w + column.w)
        elif column.group:
            found.append((column.group, column.x, column.w))
        before = (column.group, column.key == LANE)
    return found
