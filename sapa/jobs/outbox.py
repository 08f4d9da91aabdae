"""Ring of the outbox."""

from __future__ import annotations

from sapa import timekeeper
from sapa.services import delivery
from sapa.services.house import house


def deliver() -> None:
    """Send what waits in the outbox."""
    delivery.deliver(timekeeper.now(), delivery.transport(house().config.smtp_url))
