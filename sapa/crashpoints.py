"""Named points at which a test may kill the process; elsewhere they cost one look at a constant."""

from __future__ import annotations

import os
import signal

#: "name" dies there the first time, "name:3" the third time. Only ever set by tests.
_ORDER = os.environ.get("SAPA_CRASH_AT", "")
_counts: dict[str, int] = {}


def reach(name: str) -> None:
    """Die here, as by `kill -9`, if a test has ordered it."""
    if not _ORDER:
        return
    _counts[name] = _counts.get(name, 0) + 1
    wanted, _, count = _ORDER.partition(":")
    if wanted == name and _counts[name] == int(count or "1"):
        os.kill(os.getpid(), signal.SIGKILL)
