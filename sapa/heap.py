"""What a process has loaded stays for its life: the collector need not walk it, nor forks copy it."""

from __future__ import annotations

import gc

#: Objects of a request or a job are mostly gone by themselves when it is done; looking for rings of them
#: seldom is enough.
THRESHOLDS = (50_000, 20, 50)


def settle() -> None:
    """Call once the program is loaded, before the first fork: a collection in a child would touch, and so
    copy, every page that it shares with its parent."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
