"""Ring of the shift: T01 opens with the day."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services import shifts


def open_day() -> None:
    """Open today's shift where its hours have begun."""
    shifts.open_due(timekeeper.now())
