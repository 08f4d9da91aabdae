"""The plan of a page: which symbol stands where, and which arrows run between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from sapa.reports.sheet.columns import Column
from sapa.reports.sheet.facts import NO, YES, Arrow, Row, SheetFacts
from sapa.reports.sheet.route import DOWN, LEFT, RIGHT, UP, Net, Step
from sapa.reports.sheet.rows import BETWEEN, BOX_HIGH, DIAMOND_HIGH, PageRows, Placed
from sapa.reports.sheet.symbols import CONNECTOR, DECISION, PROCESS, TERMINAL, Point, Symbol

GUTTERS = 9.5
"""Points on each side of a lane that stay free of symbols: two arrows fit in there."""
WIDEST, PENTAGON, STOP_HIGH, STOP_WIDE = 54.0, 20.0, 13.0, 30.0
BESIDE = 8.0
"""Points between a diamond and the end beside it."""

Key = tuple[object, ...]


@dataclass(frozen=True)
class Link:
    """One arrow on one page, between two symbols by their keys; `joined` with those that leave the other
    symbols of its row."""

    start: Key
    goal: Key
    nets: frozenset[Net]
    answer: str = ""
    back: bool = False
    joined: bool = False


@dataclass
class Plan:
    """The symbols of a page by key, and their links in the order of the rows."""

    symbols: dict[Key, Symbol] = field(default_factory=dict)
    links: list[Link] = field(default_factory=list)


def enters(symbol: Symbol) -> dict[Step, float]:
    """The directions in which an arrow may come in, with what each costs."""
    if symbol.shape == CONNECTOR:
        return {UP if symbol.up else DOWN: 0.0, LEFT: 8.0, RIGHT: 8.0}
    if symbol.shape == DECISION:
        return {DOWN: 0.0, LEFT: 45.0, RIGHT: 45.0, UP: 60.0}
    return {DOWN: 0.0, LEFT: 10.0, RIGHT: 10.0, UP: 30.0}


def leaves(symbol: Symbol, link: Link) -> dict[Step, float]:
    """The directions in which an arrow may go out, with what each costs."""
    if link.joined:
        return {DOWN: 0.0}
    if symbol.shape == CONNECTOR:
        return {UP if symbol.up else DOWN: 0.0, LEFT: 8.0, RIGHT: 8.0}
    if symbol.shape == DECISION:
        return {DOWN: 0.0, LEFT: 2.0, RIGHT: 2.0}
    return {DOWN: 0.0, LEFT: 6.0, RIGHT: 6.0, UP: 60.0}


@dataclass
class Planner:
    """Plans the pages of one sheet; `letters` names each row that a connector leads to."""

    facts: SheetFacts
    lanes: Sequence[Column]
    pages: Sequence[PageRows]
    letters: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.page_of = {row.index: n for n, page in enumerate(self.pages) for row in page.rows}
        for arrow in self.facts.arrows:
            if arrow.target is not None and self.page_of[arrow.source] != self.page_of[arrow.target]:
                self.letters.setdefault(arrow.target, _letter(len(self.letters)))

    def plan(self, number: int) -> Plan:
        """Everything in the lanes of a page."""
        made = Plan()
        for placed in self.pages[number].rows:
            self._row(made, placed)
        self._connectors(made, number)
        for arrow in self.facts.arrows:
            self._link(made, number, arrow)
        for placed in self.pages[number].rows:
            self._next_questions(made, placed.index)
        return made

    # Symbols -------------------------------------------------------------------------------------

    def _row(self, made: Plan, placed: Placed) -> None:
        row = self.facts.rows[placed.index]
        count = max(row.questions, 1)
        high = DIAMOND_HIGH if row.questions else BOX_HIGH
        first = placed.middle + (count - 1) * (DIAMOND_HIGH + BETWEEN) / 2
        for lane in row.lanes:
            for question in range(count):
                x = self._middle(lane)
                y = round(first - question * (DIAMOND_HIGH + BETWEEN), 2)
                words = row.mark if not question else ""
                shape = self._shape(placed.index)
                made.symbols[placed.index, lane, question] = Symbol(
                    shape, x, y, self._wide(lane), high - (4 if shape == TERMINAL else 0), words
                )

    def _shape(self, index: int) -> str:
        if self.facts.rows[index].questions:
            return DECISION
        leaving = any(arrow.source == index for arrow in self.facts.arrows)
        reached = any(arrow.target == index and arrow.source < index for arrow in self.facts.arrows)
        return PROCESS if leaving and reached else TERMINAL

    def _middle(self, lane: int) -> float:
        return round(self.lanes[lane].x + self.lanes[lane].w / 2, 2)

    def _wide(self, lane: int) -> float:
        return min(self.lanes[lane].w - 2 * GUTTERS, WIDEST)

    # Links ---------------------------------------------------------------------------------------

    def _link(self, made: Plan, number: int, arrow: Arrow) -> None:
        if self.page_of[arrow.source] != number or not self._drawn(arrow):
            return
        starts = [(arrow.source, lane, arrow.question) for lane in self.facts.rows[arrow.source].lanes]
        way = ("from", (arrow.source, arrow.question, arrow.answer))
        if arrow.target is None:
            self._stop(made, starts, arrow)
        elif self.page_of[arrow.target] == number:
            back = arrow.target <= arrow.source
            for goal in self._goals(arrow.target):
                for start in starts:
                    nets: frozenset[Net] = frozenset((way, ("to", goal)))
                    made.links.append(Link(start, goal, nets, arrow.answer, back, len(starts) > 1))
        else:
            up = self.page_of[arrow.target] < number
            goal = ("out", arrow.target, up)
            nets = frozenset((way, ("to", goal)))
            made.links += [Link(start, goal, nets, arrow.answer, up) for start in starts]

    def _drawn(self, arrow: Arrow) -> bool:
        """False where there is nothing to draw between: a row without a lane, or a row and itself."""
        rows = self.facts.rows
        to = arrow.target is None or (bool(rows[arrow.target].lanes) and arrow.target != arrow.source)
        return to and bool(rows[arrow.source].lanes)

    def _goals(self, target: int) -> list[Key]:
        return [(target, lane, 0) for lane in self.facts.rows[target].lanes]

    def _stop(self, made: Plan, starts: Sequence[Key], arrow: Arrow) -> None:
        """A capsule of its own beside the diamond: this answer ends the flow."""
        start = made.symbols[starts[0]]
        key = ("stop", arrow.source, arrow.question, arrow.answer)
        lane = int(str(starts[0][1]))
        x, wide = self._beside(self.facts.rows[arrow.source], lane, start)
        made.symbols[key] = Symbol(TERMINAL, x, start.y, wide, min(STOP_HIGH, wide))
        nets: frozenset[Net] = frozenset((("from", key), ("to", key)))
        made.links.append(Link(starts[0], key, nets, arrow.answer))

    def _beside(self, row: Row, lane: int, start: Symbol) -> tuple[float, float]:
        """Middle and width in the next lane that the row does not stand in, rather to the left: there stands
        who asked. Without such a lane it is squeezed in beside the diamond."""
        free = [n for n in range(len(self.lanes)) if n not in row.lanes]
        near = min(free, key=lambda n: (abs(n - lane), n), default=None)
        if near is not None:
            return self._middle(near), min(self._wide(near), STOP_WIDE)
        room = (self.lanes[lane].w - start.w) / 2 - BESIDE
        return round(start.x + start.w / 2 + BESIDE + room * 0.4, 2), room * 0.8

    def _next_questions(self, made: Plan, index: int) -> None:
        """A diamond without a no goes on to the next diamond of its row."""
        row = self.facts.rows[index]
        answered = {(arrow.question, arrow.answer) for arrow in self.facts.arrows if arrow.source == index}
        for question in range(row.questions - 1):
            missing = [answer for answer in (YES, NO) if (question, answer) not in answered]
            for lane in row.lanes if missing else ():
                goal = (index, lane, question + 1)
                nets: frozenset[Net] = frozenset((("from", (index, question, missing[0])), ("to", goal)))
                made.links.insert(0, Link((index, lane, question), goal, nets, missing[0]))

    # Connectors ----------------------------------------------------------------------------------

    def _connectors(self, made: Plan, number: int) -> None:
        """The pentagons of a page; those whose rows are nearest to the strip come to stand over them."""
        across = [arrow for arrow in self.facts.arrows if self._drawn(arrow) and self._crosses(arrow, number)]
        going = [arrow for arrow in across if self.page_of[arrow.source] == number]
        for arrow in sorted(going, key=lambda each: (-each.source, each.target or 0)):
            self._pentagon(made, number, arrow, "out")
        coming = [arrow for arrow in across if self.page_of[arrow.source] != number]
        for arrow in sorted(coming, key=lambda each: (each.target or 0, each.source)):
            self._pentagon(made, number, arrow, "in")

    def _crosses(self, arrow: Arrow, number: int) -> bool:
        if arrow.target is None:
            return False
        pages = {self.page_of[arrow.source], self.page_of[arrow.target]}
        return number in pages and len(pages) > 1

    def _pentagon(self, made: Plan, number: int, arrow: Arrow, way: str) -> None:
        """One connector for each row that is led to; the one for arrows that come in leads on to its row."""
        assert arrow.target is not None
        up = self.page_of[arrow.target] < self.page_of[arrow.source]
        key: Key = (way, arrow.target, up)
        if key in made.symbols:
            return
        inside = arrow.source if way == "out" else arrow.target
        strip = self.pages[number].below if up == (way == "in") else self.pages[number].above
        assert strip is not None
        x, y = self._slot(made, self.facts.rows[inside].lanes[0], round((strip[0] + strip[1]) / 2, 2))
        letter = self.letters[arrow.target]
        made.symbols[key] = Symbol(CONNECTOR, x, y, PENTAGON, PENTAGON, letter, up)
        for goal in self._goals(arrow.target) if way == "in" else ():
            made.links.append(Link(key, goal, frozenset((("from", key), ("to", goal))), back=up))

    def _slot(self, made: Plan, lane: int, y: float) -> Point:
        """The middle of the lane, or of the nearest one that has no connector yet."""
        taken = {symbol.x for symbol in made.symbols.values() if symbol.shape == CONNECTOR and symbol.y == y}
        near = sorted(range(len(self.lanes)), key=lambda n: (abs(n - lane), n))
        free = [n for n in near if self._middle(n) not in taken]
        return self._middle(free[0] if free else lane), y


def _letter(n: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)
