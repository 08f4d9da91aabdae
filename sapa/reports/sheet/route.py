"""Finds right-angled ways on a grid: around symbols, never along a foreign arrow, seldom across one."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

Node = tuple[int, int]
"""Column and line of the grid; lines count downwards."""
Step = tuple[int, int]
Net = tuple[str, object]
"""What may share a line: arrows to one symbol run together, and so do those of one way out."""

DOWN, UP, LEFT, RIGHT = (0, 1), (0, -1), (-1, 0), (1, 0)
STEPS = (DOWN, LEFT, RIGHT, UP)
BEND, CROSS, TOUCH, ALONG = 14.0, 30.0, 350.0, 600.0
"""Cost in points of way: a corner, a crossing, a corner on a foreign line, a stretch along one."""
JOINED = 0.4
"""Part of the way that is saved where an arrow may run along another."""


@dataclass(frozen=True)
class Wire:
    """One arrow to route. `leave` and `enter` are the directions it may start and arrive in, with their
    cost; `nets` are what it may share lines with."""

    start: Node
    goal: Node
    leave: Mapping[Step, float]
    enter: Mapping[Step, float]
    nets: frozenset[Net]


@dataclass
class _Marks:
    """What runs through a node: the nets of each straight run by its axis, and of each corner."""

    straight: list[tuple[int, frozenset[Net]]] = field(default_factory=list)
    corner: list[frozenset[Net]] = field(default_factory=list)


@dataclass
class Router:
    """The grid of a page; `solid` are the nodes in the middle of symbols, which no way runs through."""

    xs: Sequence[float]
    ys: Sequence[float]
    solid: frozenset[Node]
    marks: dict[Node, _Marks] = field(default_factory=dict)
    along: dict[frozenset[Node], list[frozenset[Net]]] = field(default_factory=dict)

    def route(self, wire: Wire) -> list[Node]:
        """The cheapest way from start to goal, and remember it; empty when there is none."""
        found = self._search(wire)
        for one, other in pairwise(found):
            self.along.setdefault(frozenset((one, other)), []).append(wire.nets)
        for before, here, after in zip(found, found[1:], found[2:], strict=False):
            marks = self.marks.setdefault(here, _Marks())
            if _towards(before, here) == _towards(here, after):
                marks.straight.append((_axis(_towards(here, after)), wire.nets))
            else:
                marks.corner.append(wire.nets)
        return found

    def _search(self, wire: Wire) -> list[Node]:
        first = (wire.start, (0, 0))
        queue: list[tuple[float, int, Node, Step]] = [(0.0, 0, *first)]
        cost: dict[tuple[Node, Step], float] = {first: 0.0}
        came: dict[tuple[Node, Step], tuple[Node, Step]] = {}
        count = 0
        while queue:
            _, _, node, step = heapq.heappop(queue)
            if node == wire.goal:
                return _path(came, (node, step))
            for turn, after, price in self._moves(wire, node, step):
                total = cost[node, step] + price
                if total < cost.get((after, turn), float("inf")):
                    count += 1
                    cost[after, turn], came[after, turn] = total, (node, step)
                    heapq.heappush(queue, (total + self._left(after, wire.goal), count, after, turn))
        return []

    def _moves(self, wire: Wire, node: Node, step: Step) -> Iterator[tuple[Step, Node, float]]:
        """The next nodes with the price of going there."""
        for turn in STEPS:
            after = (node[0] + turn[0], node[1] + turn[1])
            if turn == _back(step) or not self._open(wire, node, turn, after):
                continue
            price = self._long(node, after) + self._shared(wire, node, after)
            if node == wire.start:
                price += wire.leave[turn]
            else:
                price += self._turned(wire, node, step, turn)
            yield turn, after, price + (wire.enter[turn] if after == wire.goal else 0.0)

    def _open(self, wire: Wire, node: Node, turn: Step, after: Node) -> bool:
        if not (0 <= after[0] < len(self.xs) and 0 <= after[1] < len(self.ys)):
            return False
        if node == wire.start and turn not in wire.leave:
            return False
        return turn in wire.enter if after == wire.goal else after not in self.solid

    def _turned(self, wire: Wire, node: Node, step: Step, turn: Step) -> float:
        """The price of going straight on, or of a corner, where other arrows are."""
        price = 0.0 if step == turn else BEND
        marks = self.marks.get(node)
        if marks is None:
            return price
        for nets in marks.corner:
            price += 0.0 if nets & wire.nets else TOUCH
        for axis, nets in marks.straight:
            if not nets & wire.nets:
                price += CROSS if step == turn and axis != _axis(turn) else TOUCH
        return price

    def _shared(self, wire: Wire, node: Node, after: Node) -> float:
        """The price of running along lines that are there."""
        there = self.along.get(frozenset((node, after)), ())
        if not there:
            return 0.0
        own = all(nets & wire.nets for nets in there)
        return -JOINED * self._long(node, after) if own else ALONG

    def _long(self, one: Node, other: Node) -> float:
        return abs(self.xs[one[0]] - self.xs[other[0]]) + abs(self.ys[one[1]] - self.ys[other[1]])

    def _left(self, node: Node, goal: Node) -> float:
        return self._long(node, goal) * (1 - JOINED)


def _towards(one: Node, other: Node) -> Step:
    return (other[0] - one[0], other[1] - one[1])


def _back(step: Step) -> Step | None:
    return (-step[0], -step[1]) if step != (0, 0) else None


def _axis(step: Step) -> int:
    return 0 if step[0] else 1


def _path(came: Mapping[tuple[Node, Step], tuple[Node, Step]], last: tuple[Node, Step]) -> list[Node]:
    found = [last[0]]
    while last in came:
        last = came[last]
        found.append(last[0])
    return found[::-1]
