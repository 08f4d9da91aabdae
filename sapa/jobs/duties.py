"""Ring of the daily duties."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services.duties import opening


def open_due() -> None:
    """Open what the agencies have to do now."""
    opening.open_due(timekeeper.now())
