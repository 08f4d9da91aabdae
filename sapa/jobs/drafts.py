"""Ring for the drafts of forms that nobody came back to."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services import drafts


def forget() -> None:
    """Delete typing that was left for too long: it may hold what a citizen said."""
    drafts.forget_old(timekeeper.now())
