"""Ring of the sweep: warnings, breaches, climbs and the end of pauses."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services import sweep


def run() -> None:
    """Do what is due now."""
    sweep.sweep(timekeeper.now())
