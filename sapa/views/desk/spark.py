"""A line of a few figures as an SVG path: decoration, the sentence beside it carries the figures."""

from __future__ import annotations

from collections.abc import Sequence

WIDTH, TOP, BOTTOM = 96.0, 3.0, 29.0


def line(values: Sequence[float | None]) -> tuple[str, float, float] | None:
    """The path and its last point; None with nothing to compare. A missing value repeats the last."""
    known = _filled(values)
    if len(known) < 2:
        return None
    low, high = min(known), max(known)
    step = WIDTH / (len(known) - 1)
    points = [(round(at * step, 1), round(_height(value, low, high), 1)) for at, value in enumerate(known)]
    return "M" + " ".join(f"{x} {y}" for x, y in points), *points[-1]


def _filled(values: Sequence[float | None]) -> list[float]:
    found: list[float] = []
    for value in values:
        if value is not None:
            found.append(value)
        elif found:
            found.append(found[-1])
    return found


def _height(value: float, low: float, high: float) -> float:
    return (TOP + BOTTOM) / 2 if high == low else BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP)
