"""Ring of the daily seal."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services import seals


def make() -> None:
    """Seal every day that is over."""
    seals.make_due(timekeeper.now())
