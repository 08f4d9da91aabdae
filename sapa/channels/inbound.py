"""What every channel hands to intake, whatever it came from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Inbound:
    """One message of one citizen. *external_id* is unique within its channel; *said_at* is aware.

    A message that bears no id of its own has an empty one and says in *alike* what makes another the same.
    *handle* is an account that may be read by all; *identity* (name, phone, ...) is sealed when it is kept.
    """

    channel: str
    external_id: str
    text: str
    said_at: datetime
    url: str = ""
    handle: str = ""
    raw: Mapping[str, Any] = field(default_factory=dict)
    identity: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[str, ...] = ()


class ChannelError(ValueError):
    """The payload is no message of this channel; *faults* names field -> code."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{name}: {code}" for name, code in faults.items()))
        self.faults = dict(faults)
