"""Reads the parts of one payload: what cannot be read is gathered and told at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime

from sapa.channels.inbound import ChannelError
from sapa.numbers import normal_phone

#: Longest text that is taken for one message; as long as the longest tweet.
LONGEST = 25_000
#: Longest short part (a subject, a headline), and of those that are kept or shown in a narrower place.
SHORT = 200
LIMITS = {"text": LONGEST, "phone": 40, "name": 160, "paper": 60, "page": 20, "reference": 100}


class Reading:
    """The parts of one payload; `check` raises ChannelError with every fault."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def text(self, name: str, value: str, *, required: bool = True) -> str:
        """Words without blanks around them, no longer than this part may be."""
        found = value.replace("\r\n", "\n").strip()
        if required and not found:
            self.faults[name] = "required"
        elif len(found) > LIMITS.get(name, SHORT):
            self.faults[name] = "too_long"
        return found

    def said(self, value: str) -> str:
        """What the citizen said."""
        return self.text("text", value)

    def phone(self, value: str, *, required: bool = True) -> str:
        """A telephone number in the one form that is kept, "" for none."""
        found = self.text("phone", value, required=required)
        normal = normal_phone(found) if found else ""
        if normal is None:
            self.faults.setdefault("phone", "not_a_phone")
        return normal or ""

    def moment(self, value: datetime | None) -> datetime:
        """The moment at which it was said."""
        if value is None:
            self.faults["said_at"] = "required"
            return datetime.min.replace(tzinfo=UTC)
        return value

    def day(self, name: str, value: date | None) -> date:
        """A day."""
        if value is None:
            self.faults[name] = "required"
            return date.min
        return value

    def check(self) -> None:
        """Raise ChannelError where anything was wrong."""
        if self.faults:
            raise ChannelError(self.faults)


def alike(said_at: datetime, text: str, *who: str) -> tuple[str, ...]:
    """What makes two messages without an id one: the sender, the minute and the words."""
    minute = said_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    return (*who, minute, " ".join(text.split()))


def known(parts: Mapping[str, str]) -> dict[str, str]:
    """The parts of an identity that are not empty."""
    return {name: value for name, value in parts.items() if value}
