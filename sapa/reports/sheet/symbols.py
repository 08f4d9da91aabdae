"""The five symbols of an SOP: capsule, box, diamond, pentagon, and the arrow between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.lib.colors import black, white

TERMINAL, PROCESS, DECISION, CONNECTOR = "terminal", "process", "decision", "connector"
HEAD = 4.2
"""Points of an arrow's head."""
LINE = 0.8
Point = tuple[float, float]


@dataclass(frozen=True)
class Symbol:
    """One symbol around its middle, with what stands in it. A connector points down unless `up`."""

    shape: str
    x: float
    y: float
    w: float
    h: float
    words: str = ""
    up: bool = False

    @property
    def sides(self) -> tuple[float, float, float, float]:
        """Left, lower, right and upper edge."""
        return (self.x - self.w / 2, self.y - self.h / 2, self.x + self.w / 2, self.y + self.h / 2)

    def edge(self, before: Point) -> Point:
        """Where a straight line from `before` to the middle meets the outline."""
        left, low, right, high = self.sides
        if abs(before[0] - self.x) > abs(before[1] - self.y):
            return (right if before[0] > self.x else left), self.y
        return self.x, (high if before[1] > self.y else low)


def draw_symbol(canvas: Any, symbol: Symbol, font: str, size: float) -> None:
    """The outline, white inside, with its words."""
    canvas.setLineWidth(LINE)
    canvas.setStrokeColor(black)
    canvas.setFillColor(white)
    if symbol.shape == TERMINAL:
        left, low = symbol.sides[:2]
        canvas.roundRect(left, low, symbol.w, symbol.h, symbol.h / 2, stroke=1, fill=1)
    else:
        _polygon(canvas, _corners(symbol))
    canvas.setFillColor(black)
    if symbol.words:
        shift = 0.0 if symbol.shape != CONNECTOR else symbol.h * (-0.08 if symbol.up else 0.08)
        canvas.setFont(font, size)
        canvas.drawCentredString(symbol.x, symbol.y + shift - size * 0.35, symbol.words)


def _corners(symbol: Symbol) -> list[Point]:
    left, low, right, high = symbol.sides
    if symbol.shape == DECISION:
        return [(symbol.x, high), (right, symbol.y), (symbol.x, low), (left, symbol.y)]
    if symbol.shape == CONNECTOR and symbol.up:
        neck = high - symbol.h * 0.4
        return [(left, low), (left, neck), (symbol.x, high), (right, neck), (right, low)]
    if symbol.shape == CONNECTOR:
        neck = low + symbol.h * 0.4
        return [(left, high), (right, high), (right, neck), (symbol.x, low), (left, neck)]
    return [(left, low), (right, low), (right, high), (left, high)]


def _polygon(canvas: Any, corners: Sequence[Point]) -> None:
    path = canvas.beginPath()
    path.moveTo(*corners[0])
    for corner in corners[1:]:
        path.lineTo(*corner)
    path.close()
    canvas.drawPath(path, stroke=1, fill=1)


def draw_arrows(canvas: Any, ways: Sequence[Sequence[Point]]) -> None:
    """Lines through the points with a head at the end of each; where lines run together they stay thin."""
    canvas.setLineWidth(LINE)
    canvas.setStrokeColor(black)
    canvas.setFillColor(black)
    path = canvas.beginPath()
    for points in ways:
        path.moveTo(*points[0])
        for point in points[1:]:
            path.lineTo(*point)
    canvas.drawPath(path, stroke=1, fill=0)
    canvas.setLineWidth(0.1)
    for head in dict.fromkeys((points[-2], points[-1]) for points in ways):
        _polygon(canvas, _head(*head))


def _head(before: Point, tip: Point) -> list[Point]:
    dx, dy = _sign(tip[0] - before[0]), _sign(tip[1] - before[1])
    x, y, half = tip[0] - dx * HEAD, tip[1] - dy * HEAD, HEAD * 0.42
    return [tip, (x - dy * half, y + dx * half), (x + dy * half, y - dx * half)]


def _sign(value: float) -> int:
    return (value > 0.01) - (value < -0.01)
