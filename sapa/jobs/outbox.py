"""Ring of the outbox."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services.house import house
from sapa.services.outgoing import delivery


def deliver() -> None:
    """Send what waits in the outbox, until nothing is left or the mail server refuses one.

    The clock is read again for every message, because a claim is a lease.
    """
    send = delivery.transport(house().config.smtp_url)
    while delivery.deliver(timekeeper.now(), send, limit=1).sent:
        pass
