"""Ring of the sweep: warnings, breaches, climbs and the end of pauses."""

from __future__ import annotations

from sapa import queue, timekeeper
from sapa.services import sweep
from sapa.services.house import house

#: The ring by which one worker asks another for help.
RING = "sapa.jobs.sweep.run"
#: A call that nobody could answer for so many seconds is not needed any more.
CALL_SECONDS = 30


def run() -> None:
    """Do what is due now; where it is more than one batch, the next free worker takes a share."""
    sweep.sweep(timekeeper.now(), call=_call)


def _call() -> None:
    queue.enqueue(house().config.redis_url, RING, ttl=CALL_SECONDS)
