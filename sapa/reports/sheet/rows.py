"""The rows of the flow chart on their pages: heights, page breaks, and strips for off-page connectors."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sapa.reports.sheet.columns import Columns
from sapa.reports.sheet.facts import Row
from sapa.reports.sheet.page import Box, Type, height, wrap

GAP = 14.0
"""Points between a symbol and the edge of its row: arrows turn there."""
BOX_HIGH, DIAMOND_HIGH, STRIP_HIGH = 21.0, 27.0, 32.0
BETWEEN = 16.0
"""Points between the diamonds of one row."""
SMALLEST = 4.0
STRETCH = 16.0
"""Points that a row may grow, so that a page is filled."""


@dataclass(frozen=True)
class Placed:
    """A row of the sheet (by index) between two heights of its page, and the size of its words."""

    index: int
    top: float
    low: float
    size: float

    @property
    def middle(self) -> float:
        return (self.top + self.low) / 2


@dataclass(frozen=True)
class PageRows:
    """What stands on one page: rows, and the strips above and below them (None where the flow does not go
    on); `low` is where the table ends."""

    rows: tuple[Placed, ...]
    above: tuple[float, float] | None
    below: tuple[float, float] | None
    low: float


def symbols_high(row: Row) -> float:
    """Points that the symbols of a row take."""
    if not row.questions:
        return BOX_HIGH
    return row.questions * DIAMOND_HIGH + (row.questions - 1) * BETWEEN


def paged(rows: Sequence[Row], own: Columns, room: Box, foot: float) -> list[PageRows]:
    """The rows on as few pages as they need, spread evenly.

    `room` is what lies below the headings, `foot` what the words below the last row need.
    """
    heights = [max(own.row_height(row), symbols_high(row) + 2 * GAP) for row in rows]
    heights = [min(each, room.h - 2 * STRIP_HIGH - foot) for each in heights]
    parts, rooms = _parted(heights, room.h - foot)
    for part, free in zip(parts, rooms, strict=True):
        spare = (free - sum(heights[n] for n in part)) / max(len(part), 1)
        for n in part:
            heights[n] += min(max(spare, 0.0), STRETCH)
    return [
        _page(rows, own, room, heights, part, first=n == 0, last=n == len(parts) - 1)
        for n, part in enumerate(parts)
    ]


def _parted(heights: Sequence[float], whole: float) -> tuple[list[list[int]], list[float]]:
    """The rows of each page and its room: the fewest pages there can be, and then as even as they can be."""
    count = 1
    while (found := _filled(heights, _rooms(whole, count), 1.0)) is None:
        count += 1
    rooms = _rooms(whole, count)
    for percent in range(30, 100, 2):
        if even := _filled(heights, rooms, percent / 100):
            return even, rooms
    return found, rooms


def _rooms(whole: float, count: int) -> list[float]:
    """Points for rows on each of so many pages; between pages stand two strips."""
    ends = [(n > 0) + (n < count - 1) for n in range(count)]
    return [whole - strips * STRIP_HIGH for strips in ends]


def _filled(heights: Sequence[float], rooms: Sequence[float], share: float) -> list[list[int]] | None:
    """The rows of each page when no page is filled over this share of its room; None when they do not fit."""
    parts: list[list[int]] = [[] for _ in rooms]
    page, left = 0, rooms[0] * share
    for n, each in enumerate(heights):
        if each > left + 0.01:
            page += 1
            if page == len(rooms) or each > rooms[page] * share + 0.01:
                return None
            left = rooms[page] * share
        parts[page].append(n)
        left -= each
    return parts if all(parts) or not heights else None


def _page(
    rows: Sequence[Row], own: Columns, room: Box, heights: Sequence[float], part: list[int],
    *, first: bool, last: bool,
) -> PageRows:  # fmt: skip
    y = room.top
    above = None if first else (y, y - STRIP_HIGH)
    y -= 0.0 if first else STRIP_HIGH
    placed = []
    for n in part:
        placed.append(Placed(n, y, y - heights[n], _size(rows[n], own, heights[n])))
        y -= heights[n]
    below = None if last else (y, y - STRIP_HIGH)
    return PageRows(tuple(placed), above, below, y if last else y - STRIP_HIGH)


def _size(row: Row, own: Columns, high: float) -> float:
    """The usual size, or smaller for words that would not fit on a page."""
    size = own.size
    while size > SMALLEST and _needs(row, own, size) > high:
        size -= 0.5
    return size


def _needs(row: Row, own: Columns, size: float) -> float:
    return max(height(column.cell(row), Type(own.font, size), column.w) for column in own.texts)


def fitting(words: str, kind: Type, width: float, high: float) -> list[str]:
    """The lines of a cell; what even the smallest type has no room for ends in an ellipsis."""
    lines = wrap(words, kind, width)
    most = max(1, int(high / kind.leading))
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1] + " …"]
