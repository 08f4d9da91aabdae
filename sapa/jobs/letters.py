"""Ring of the letters: cases that were answered meanwhile leave what is not signed yet."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services.letters import drafting as letters


def tidy() -> None:
    """Bring drafts and checked letters up to date; withdraw the empty ones."""
    letters.tidy(timekeeper.now())
