"""Rings of papers: draw one report's paper, or find those whose ring was lost."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services.reporting import papers


def draw(report_id: int) -> None:
    """Draw what that report lacks."""
    papers.draw(report_id, timekeeper.now())


def sweep() -> None:
    """Draw what nobody drew."""
    papers.draw_missing(timekeeper.now())
