"""Numbers of letters: typed from the agenda or SRIKANDI, or our own yearly counter without gaps."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sapa.db import db
from sapa.models import Letter
from sapa.services import counters, settings
from sapa.services.errors import Invalid, Wrong

COUNTER = "letter:undangan"
#: The name of the constraint that makes a number unique.
UNIQUE = "uq_letter_number"
LONGEST = 120
HOLE = "…"
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def is_counted(day: date) -> bool:
    """True where the house numbers its letters itself, when they are signed."""
    return bool(settings.get("letter_numbering", day) == "counter")


def written(order: str, day: date) -> str:
    """The full number of a letter with that running *order*, by the city's pattern of *day*."""
    values: dict[str, Any] = settings.everything(day)
    parts = {
        "code": values["letter_code"],
        "number": order,
        "unit": values["letter_unit"],
        "year": str(day.year),
        "month": ROMAN[day.month - 1],
    }
    return re.sub(r"\{(\w+)\}", lambda found: parts.get(found[1], found[0]), values["letter_number_pattern"])


def typed(text: str, day: date) -> str:
    """What was typed as a full number: bare digits are a running order, anything else is taken as it is."""
    text = " ".join(text.split())
    return written(text, day) if text.isascii() and text.isdigit() else text


def take(day: date) -> str:
    """The next number of our own counter. Locks its row, so call it last."""
    return written(str(counters.take(COUNTER, day.year)), day)


def assign(letter: Letter, number: str) -> None:
    """Give *letter* a number that no other letter has. Raises Invalid("number": number_used)."""
    taken = db.session.scalar(select(Letter.id).where(Letter.number == number, Letter.id != letter.id))
    try:
        if taken is None:
            with db.session.begin_nested():
                letter.number = number
            return
    except IntegrityError as fault:
        if UNIQUE not in str(fault.orig):
            raise
    raise Invalid({"number": Wrong("number_used", {"number": number})})
