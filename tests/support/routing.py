"""Lets a channel lead to another SOP for a while, as long as no setting says otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sapa.services import settings


@contextmanager
def routed(channel: str, code: str) -> Iterator[None]:
    """Inside, messages of *channel* are handled by the SOP *code*."""
    delivered = settings.DEFAULTS["routes"]
    before = dict(delivered)
    delivered[channel] = code
    try:
        yield
    finally:
        delivered.clear()
        delivered.update(before)
