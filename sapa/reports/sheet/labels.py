"""Puts "ya" and "tidak" beside the ways out of a diamond, where they touch neither a line nor a symbol."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from sapa.reports.sheet.page import Box
from sapa.reports.sheet.symbols import DECISION, Point, Symbol

SIZE = 6.8
HIGH = 6.0
CLEAR = 1.2
HIT, BORDER = 100.0, 8.0
"""What it costs to lie on an arrow, a symbol or a label, and on a line of the table."""


@dataclass(frozen=True)
class Label:
    """A word and the box it takes."""

    words: str
    box: Box


@dataclass
class Labeller:
    """Everything on a page that a label must keep clear of."""

    symbols: Sequence[Symbol]
    lines: Sequence[Sequence[Point]]
    columns: Sequence[float]
    borders: Sequence[float]
    placed: list[Label] = field(default_factory=list)

    def place(self, words: str, wide: float, way: Sequence[Point]) -> Label:
        """The label at the beginning of a way, in the clearest of its places."""
        boxes = [Box(x - wide / 2, y - HIGH / 2, wide, HIGH) for x, y in _places(wide, way)]
        best = min(enumerate(boxes), key=lambda each: (self._cost(each[1]) + each[0], each[0]))[1]
        self.placed.append(Label(words, best))
        return self.placed[-1]

    def _cost(self, box: Box) -> float:
        hits = sum(_on_symbol(box, symbol) for symbol in self.symbols)
        hits += sum(_on_line(box, one, two) for way in self.lines for one, two in _pairs(way))
        hits += sum(_overlap(box, label.box) for label in self.placed)
        crossed = sum(box.x - CLEAR < x < box.right + CLEAR for x in self.columns)
        crossed += sum(box.y < y < box.top for y in self.borders)
        return hits * HIT + crossed * BORDER


def _places(wide: float, way: Sequence[Point]) -> Iterator[Point]:
    """Middles of a label beside the first stretch of the way, the usual place first."""
    (x, y), (x2, y2) = way[:2]
    if abs(x2 - x) < abs(y2 - y):
        down = -1 if y2 < y else 1
        for far in (5.0, 10.0, 15.0, 22.0, 30.0):
            for side in (1, -1):
                yield x + side * (2 + wide / 2), y + down * far
        return
    out = 1 if x2 > x else -1
    for up in (1, -1):
        yield x + out * (1.5 + wide / 2), y + up * (HIGH / 2 + 1.2)
        yield x + out * (wide / 2 - 6), y + up * (HIGH / 2 + 5.5)
        yield x + out * (wide / 2 - 10), y + up * (HIGH / 2 + 9.5)
    for far in (8.0, 14.0, 20.0):
        if abs(x2 - x) > far + wide:
            yield x + out * (far + wide / 2), y + HIGH / 2 + 1.2


def _on_symbol(box: Box, symbol: Symbol) -> bool:
    dx = max(box.x - symbol.x, symbol.x - box.right, 0.0)
    dy = max(box.y - symbol.y, symbol.y - box.top, 0.0)
    if symbol.shape == DECISION:
        return dx / (symbol.w / 2) + dy / (symbol.h / 2) < 1.0
    return dx < symbol.w / 2 and dy < symbol.h / 2


def _on_line(box: Box, one: Point, two: Point) -> bool:
    left, right = sorted((one[0], two[0]))
    low, high = sorted((one[1], two[1]))
    return left < box.right + 0.5 and right > box.x - 0.5 and low < box.top + 0.5 and high > box.y - 0.5


def _overlap(box: Box, other: Box) -> bool:
    return box.x < other.right and other.x < box.right and box.y < other.top and other.y < box.top


def _pairs(way: Sequence[Point]) -> Iterator[tuple[Point, Point]]:
    yield from pairwise(way)
