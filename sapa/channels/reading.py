"""Reads the parts of one payload: what cannot be read is gathered and told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime

from sapa.channels.inbound import ChannelError
from sapa.numbers import normal_phone

#: Longest text that is taken for one message: that of a paid account on X.
LONGEST = 25_000
#: Longest short part (a subject, a headline), and of those that are kept or shown in a narrower place.
SHORT = 200
LIMITS = {"text": LONGEST, "phone": 40, "name": 160, "paper": 60, "page": 20, "reference": 100}

#: What no writing uses and no database keeps: control signs other than line and tab, halves of a sign.
_ILLEGIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def legible(value: str) -> str:
    """Words without blanks around them and without signs that nobody can read."""
    return _ILLEGIBLE.sub("", value.replace("\r\n", "\n")).strip()


class Reading:
    """The parts of one payload; `check` raises ChannelError with every fault."""

    def __init__(self) -> None:
        self.faults: dict[str, str] = {}

    def text(self, name: str, value: str, *, required: bool = True) -> str:
        """Words without blanks around them, no longer than this part may be."""
        found = legible(value)
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
