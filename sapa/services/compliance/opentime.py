"""Open time for the database: the edges of a calendar's open stretches as numbers that it can search."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache

from sapa.clock import Calendar
from sapa.clock.timeline import stretches_between


@lru_cache(maxsize=32)
def edges(calendar: Calendar, start: datetime, end: datetime) -> tuple[list[float], list[float]]:
    """Where the calendar opens and closes between two moments, and what to add at each of these edges.

    Edges are seconds since 1970, an opening first, then its closing, and so on. After edge n the open
    seconds passed at a moment m are `add[n]`, and while it is open (n is odd) `add[n] + m`.
    """
    found: list[float] = []
    add: list[float] = []
    passed = 0.0
    for opens, closes in stretches_between(calendar, start, end):
        began, ended = opens.timestamp(), closes.timestamp()
        found += [began, ended]
        add.append(passed - began)
        passed += ended - began
        add.append(passed)
    return found, add


def passed(clock: str, moment: str, count: int) -> str:
    """SQL for the open seconds that have passed at *moment*, by the calendar whose number *clock* gives."""
    ways = " ".join(f"WHEN {number} THEN {_one(moment, number)}" for number in range(count))
    return f"(CASE {clock} {ways} END)" if count else "NULL"


def _one(moment: str, number: int) -> str:
    epoch = f"date_part('epoch', {moment})"
    # A subquery of its own is run once a statement; a bare parameter might be read anew for every row.
    at = f"width_bucket({epoch}, (SELECT edges_{number} FROM clock))"  # noqa: S608 - our own words
    return f"COALESCE((SELECT add_{number} FROM clock)[{at}] + {epoch} * ({at} % 2), 0)"  # noqa: S608
