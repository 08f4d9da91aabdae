"""What is wrong with a drawn page: arrows through symbols and words, arrows on top of each other."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from sapa.reports.sheet.chart import Chart, Drawing
from sapa.reports.sheet.page import Box
from sapa.reports.sheet.symbols import DECISION, Point, Symbol

Stretch = tuple[Point, Point]


def strays(chart: Chart) -> list[str]:
    """Arrows that slant, leave the lanes, or run through a symbol."""
    lanes = chart.columns.lanes
    left, right = lanes[0].x, lanes[-1].x + lanes[-1].w
    found = []
    for drawing in chart.drawings:
        for one, two in _stretches(drawing):
            slants = one[0] != two[0] and one[1] != two[1]
            leaves = not all(left < x < right for x, _ in (one, two))
            if slants or leaves or any(_inside(symbol, one, two) for symbol in drawing.symbols):
                found.append(f"{one} {two}")
    return found


def hidden_words(chart: Chart) -> list[str]:
    """Labels that an arrow or a symbol touches."""
    return [
        label.words
        for drawing in chart.drawings
        for label in drawing.labels
        if any(_touches(label.box, one, two) for one, two in _stretches(drawing))
        or any(_covers(symbol, label.box) for symbol in drawing.symbols)
    ]


def overlaps(chart: Chart) -> list[str]:
    """Arrows that run on one another without a common beginning or end."""
    return [
        f"{one} {two}"
        for drawing in chart.drawings
        for one, two in combinations(drawing.arrows, 2)
        if one[0] != two[0]
        and one[-1] != two[-1]
        and any(_along(a, b) for a in pairwise(one) for b in pairwise(two))
    ]


def _stretches(drawing: Drawing) -> Iterator[Stretch]:
    for arrow in drawing.arrows:
        yield from pairwise(arrow)


def _inside(symbol: Symbol, one: Point, two: Point) -> bool:
    """True where a stretch runs through the inside; touching the outline is how an arrow arrives."""
    (x1, y1), (x2, y2) = one, two
    dx = max(min(x1, x2) - symbol.x, symbol.x - max(x1, x2), 0.0) / (symbol.w / 2)
    dy = max(min(y1, y2) - symbol.y, symbol.y - max(y1, y2), 0.0) / (symbol.h / 2)
    return (dx + dy if symbol.shape == DECISION else max(dx, dy)) < 0.98


def _touches(box: Box, one: Point, two: Point) -> bool:
    (x1, x2), (y1, y2) = sorted((one[0], two[0])), sorted((one[1], two[1]))
    return x1 < box.right and x2 > box.x and y1 < box.top and y2 > box.y


def _covers(symbol: Symbol, box: Box) -> bool:
    return _inside(symbol, (box.x, box.y), (box.right, box.top))


def _along(one: Stretch, two: Stretch) -> bool:
    for axis, other in ((0, 1), (1, 0)):
        if len({point[axis] for point in (*one, *two)}) == 1:
            first, second = (sorted(point[other] for point in each) for each in (one, two))
            return min(first[1], second[1]) - max(first[0], second[0]) > 0.1
    return False
