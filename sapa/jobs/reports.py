"""Ring of reports: those whose moment has come are opened."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services.reporting import flow as report_flow


def draft() -> None:
    """Open what is due now."""
    report_flow.draft_due(timekeeper.now())
