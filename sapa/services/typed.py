"""Typed values of master-data forms: cleaned, checked, and every fault named at once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from datetime import date, time
from typing import Any, TypeVar

from sqlalchemy import select

from sapa.db import db
from sapa.services.errors import Invalid, Wrong

Moment = TypeVar("Moment", date, time)

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
#: A year that PostgreSQL, Python and people all understand.
FIRST_DAY, LAST_DAY = date(1945, 8, 17), date(2199, 12, 31)


def is_email(value: str) -> bool:
    """True for an e-mail address, as far as its form shows."""
    return _EMAIL.fullmatch(value) is not None


class Typed:
    """The fields of one form; reading them gathers faults, `check` raises Invalid with all of them."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.wrong: dict[str, Wrong] = {}

    def fault(self, name: str, code: str, /, **params: Any) -> None:
        """Note what is wrong with a field; the first fault of a field stays."""
        self.wrong.setdefault(name, Wrong(code, params))

    def check(self) -> None:
        """Raise Invalid where anything was wrong."""
        if self.wrong:
            raise Invalid(self.wrong)

    def text(self, name: str, longest: int = 200, *, required: bool = True, shortest: int = 0) -> str:
        """One text without outer blanks and control characters, at most *longest* characters."""
        value = str(self.data.get(name) or "").replace("\r\n", "\n").strip()
        value = "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
        if required and not value:
            self.fault(name, "required")
        elif value and len(value) < shortest:
            self.fault(name, "too_short", shortest=shortest)
        if len(value) > longest:
            self.fault(name, "too_long", longest=longest, length=len(value))
        return value

    def slug(self, name: str) -> str:
        """A short name of a-z, digits, hyphen and underscore."""
        value = self.text(name, 64).lower()
        if value and not _SLUG.fullmatch(value):
            self.fault(name, "not_a_slug")
        return value

    def email(self, name: str, *, required: bool = False) -> str:
        """An e-mail address, as far as its form shows."""
        value = self.text(name, 200, required=required)
        if value and not is_email(value):
            self.fault(name, "not_an_email")
        return value

    def choice(self, name: str, known: Collection[str]) -> str:
        """One of *known*."""
        value = str(self.data.get(name) or "")
        if value not in known:
            self.fault(name, "unknown_choice" if value else "required")
        return value

    def flag(self, name: str) -> bool:
        """A box that is ticked or not."""
        return bool(self.data.get(name))

    def whole(self, name: str, least: int, most: int) -> int:
        """A whole number between two limits, both included."""
        text = str(self.data.get(name) if self.data.get(name) is not None else "").strip()
        if not text.isascii() or not text.lstrip("-").isdigit() or len(text) > 9:
            self.fault(name, "not_a_number" if text else "required")
            return least
        if not least <= int(text) <= most:
            self.fault(name, "out_of_range", least=least, most=most)
        return int(text)

    def day(self, name: str, *, required: bool = False) -> date | None:
        """A date."""
        found = self._read(name, date, "not_a_date", required)
        if found is not None and not FIRST_DAY <= found <= LAST_DAY:
            self.fault(name, "strange_year")
        return found

    def hour(self, name: str, *, required: bool = False) -> time | None:
        """A time of day, whole minutes."""
        found = self._read(name, time, "not_a_time", required)
        return None if found is None else found.replace(second=0, microsecond=0, tzinfo=None)

    def period(self, *, required: tuple[str, ...] = ()) -> tuple[date | None, date | None]:
        """`valid_from` and `valid_to`, the second never before the first."""
        first = self.day("valid_from", required="valid_from" in required)
        last = self.day("valid_to", required="valid_to" in required)
        if first and last and last < first:
            self.fault("valid_to", "ends_before")
        return first, last

    def row(self, name: str, model: Any, *, required: bool = True) -> int | None:
        """The id of an existing row of *model*."""
        value = self.data.get(name)
        if value in (None, ""):
            if required:
                self.fault(name, "required")
            return None
        found = self._existing(name, model, [value])
        return found[0] if found else None

    def rows(self, name: str, model: Any, *, required: bool = False) -> list[int]:
        """The ids of several existing rows, each once."""
        raw = self.data.get(name) or []
        if required and not raw:
            self.fault(name, "required")
        return self._existing(name, model, raw)

    def _read(self, name: str, kind: type[Moment], fault: str, required: bool) -> Moment | None:
        value = self.data.get(name)
        if value is None or value == "":
            if required:
                self.fault(name, "required")
            return None
        try:
            return value if isinstance(value, kind) else kind.fromisoformat(str(value))
        except ValueError:
            self.fault(name, fault)
            return None

    def _existing(self, name: str, model: Any, raw: Iterable[Any]) -> list[int]:
        texts = list(dict.fromkeys(str(value) for value in raw))
        if any(not text.isascii() or not text.isdigit() or len(text) > 18 for text in texts):
            self.fault(name, "unknown_choice")
            return []
        wanted = [int(text) for text in texts]
        known = set(db.session.scalars(select(model.id).where(model.id.in_(wanted)))) if wanted else set()
        if known != set(wanted):
            self.fault(name, "unknown_choice")
        return [pk for pk in wanted if pk in known]
