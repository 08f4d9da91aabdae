"""Draws the pages of the flow chart: headings, rows, and in the lanes the symbols with their arrows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sapa.reports import text
from sapa.reports.paper import Paper
from sapa.reports.sheet import columns as cols
from sapa.reports.sheet.columns import Column, Columns
from sapa.reports.sheet.facts import SheetFacts
from sapa.reports.sheet.labels import SIZE, Label, Labeller
from sapa.reports.sheet.page import LEADING, PAD, Box, Sheet, Type, body, wrap
from sapa.reports.sheet.plan import Key, Link, Plan, Planner, enters, leaves
from sapa.reports.sheet.route import Node, Router, Step, Wire
from sapa.reports.sheet.rows import PageRows, fitting, paged
from sapa.reports.sheet.symbols import Point, Symbol, draw_arrows, draw_symbol

TRACKS = (4.5, 9.5)
"""Points from the edge of a row at which arrows may run across it."""
STRIP_TRACK = 3.5
MARK = 7.0


@dataclass(frozen=True)
class Drawing:
    """What is drawn in the lanes of a page: symbols, arrows as corner points, and labels."""

    symbols: tuple[Symbol, ...]
    arrows: tuple[tuple[Point, ...], ...]
    labels: tuple[Label, ...]


@dataclass(frozen=True)
class Chart:
    """The flow chart of a sheet, laid out: its columns, the rows and the drawing of each page."""

    facts: SheetFacts
    columns: Columns
    pages: tuple[PageRows, ...]
    drawings: tuple[Drawing, ...]

    def draw(self, sheet: Sheet) -> None:
        """All pages of it."""
        for page, drawing in zip(self.pages, self.drawings, strict=True):
            sheet.begin()
            cols.draw_heading(sheet, self.columns, sheet.body.top)
            self._rows(sheet, page)
            self._lanes(sheet, drawing)
            if page is self.pages[-1]:
                self._foot(sheet, page.low)
            sheet.end()

    def _rows(self, sheet: Sheet, page: PageRows) -> None:
        for top, low in filter(None, (page.above, page.below)):
            for column in self.columns.all:
                sheet.frame(Box(column.x, low, column.w, top - low))
        for placed in page.rows:
            row = self.facts.rows[placed.index]
            for column in self.columns.all:
                box = Box(column.x, placed.low, column.w, placed.top - placed.low)
                kind = replace(self.columns.kind(column), size=placed.size)
                sheet.frame(box)
                sheet.lines(fitting(column.cell(row), kind, column.w - 2 * PAD, box.h), box, kind)

    def _lanes(self, sheet: Sheet, drawing: Drawing) -> None:
        font = self.columns.font
        draw_arrows(sheet.canvas, drawing.arrows)
        for symbol in drawing.symbols:
            draw_symbol(sheet.canvas, symbol, font, MARK)
        sheet.canvas.setFont(font, SIZE)
        for label in drawing.labels:
            sheet.canvas.drawString(label.box.x, label.box.y + 1, label.words)

    def _foot(self, sheet: Sheet, low: float) -> None:
        high = _foot_high(self.facts, self.columns, sheet.body.w)
        box = Box(sheet.body.x - PAD, low - high, sheet.body.w + 2 * PAD, high)
        sheet.write(self.facts.footnote, box, Type(self.columns.font, self.columns.size))


def chart(facts: SheetFacts, paper: Paper) -> Chart:
    """Lay out the flow chart."""
    own = cols.columns(facts, paper)
    room = body(paper)
    head = sum(own.head_heights())
    foot = _foot_high(facts, own, room.w)
    pages = tuple(paged(facts.rows, own, Box(room.x, room.y, room.w, room.h - head), foot))
    planner = Planner(facts, own.lanes, pages)
    drawings = (_drawing(planner.plan(n), page, own) for n, page in enumerate(pages))
    return Chart(facts, own, pages, tuple(drawings))


def _foot_high(facts: SheetFacts, own: Columns, wide: float) -> float:
    lines = wrap(facts.footnote, Type(own.font, own.size), wide)
    return len(lines) * own.size * LEADING + 2 * PAD if lines else 0.0


def _drawing(plan: Plan, page: PageRows, own: Columns) -> Drawing:
    """Route the links of a plan, short ones first and those that go back last; each answer has one side."""
    xs = _unique(_tracks_across(own.lanes, plan))
    ys = _unique(_tracks_down(page, plan), down=True)
    where = {key: (xs.index(s.x), ys.index(s.y)) for key, s in plan.symbols.items()}
    router = Router(xs, ys, frozenset(where.values()))
    ways: list[tuple[Link, tuple[Point, ...]]] = []
    sides: dict[tuple[Key, str], Step] = {}
    for link in sorted(plan.links, key=lambda each: _rank(each, where)):
        start, goal = plan.symbols[link.start], plan.symbols[link.goal]
        side = sides.get((link.start, link.answer))
        leave = leaves(start, link) if side is None else {side: 0.0}
        nodes = router.route(Wire(where[link.start], where[link.goal], leave, enters(goal), link.nets))
        if len(nodes) > 1:
            sides[link.start, link.answer] = (nodes[1][0] - nodes[0][0], nodes[1][1] - nodes[0][1])
            ways.append((link, _corners([(xs[x], ys[y]) for x, y in nodes], start, goal)))
    return Drawing(
        tuple(plan.symbols.values()), tuple(way for _, way in ways), _labels(plan, page, own, ways)
    )


def _rank(link: Link, where: dict[tuple[object, ...], Node]) -> tuple[bool, int, int]:
    (x1, y1), (x2, y2) = where[link.start], where[link.goal]
    return link.back, abs(y2 - y1), abs(x2 - x1)


def _tracks_across(lanes: Sequence[Column], plan: Plan) -> Iterator[float]:
    yield from (symbol.x for symbol in plan.symbols.values())
    for lane in lanes:
        middle = round(lane.x + lane.w / 2, 2)
        wide = max((s.w for s in plan.symbols.values() if abs(s.x - middle) < 1), default=lane.w - 19)
        free = (lane.w - wide) / 2
        yield middle
        for part in (0.34, 0.68):
            yield lane.x + free * part
            yield lane.x + lane.w - free * part


def _tracks_down(page: PageRows, plan: Plan) -> Iterator[float]:
    yield from (symbol.y for symbol in plan.symbols.values())
    for row in page.rows:
        for track in TRACKS:
            yield row.top - track
            yield row.low + track
    for strip in (page.above, page.below):
        if strip:
            yield strip[0] - STRIP_TRACK
            yield strip[1] + STRIP_TRACK


def _unique(values: Iterator[float], *, down: bool = False) -> list[float]:
    return sorted({round(value, 2) for value in values}, reverse=down)


def _corners(points: Sequence[Point], start: Symbol, goal: Symbol) -> tuple[Point, ...]:
    """The way from outline to outline without the points on its straight stretches."""
    first, last = start.edge(points[1]), goal.edge(points[-2])
    kept = [
        here
        for before, here, after in zip(points, points[1:], points[2:], strict=False)
        if (before[0] == here[0]) != (here[0] == after[0])
    ]
    return (first, *kept, last)


def _labels(
    plan: Plan, page: PageRows, own: Columns, ways: Sequence[tuple[Link, tuple[Point, ...]]]
) -> tuple[Label, ...]:
    edges = [edge for row in page.rows for edge in (row.top, row.low)]
    borders = [lane.x for lane in own.lanes] + [lane.x + lane.w for lane in own.lanes]
    labeller = Labeller(tuple(plan.symbols.values()), [way for _, way in ways], borders, edges)
    told = set()
    for link, way in ways:
        if link.answer and (link.start, link.answer) not in told:
            told.add((link.start, link.answer))
            labeller.place(link.answer, text.width(link.answer, own.font, SIZE), way)
    return tuple(labeller.placed)
