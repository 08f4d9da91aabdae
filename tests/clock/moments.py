"""Moments written as a person says them, refused when the weekday does not fit the date."""

from datetime import datetime
from zoneinfo import ZoneInfo

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def at(text: str, tz: str = "Asia/Jakarta") -> datetime:
    """The aware moment of ``"Fri 2026-08-14 15:00"``; ValueError when that date is no Friday."""
    word, _, rest = text.partition(" ")
    moment = datetime.fromisoformat(rest).replace(tzinfo=ZoneInfo(tz))
    actual = WEEKDAYS[moment.weekday()]
    if word != actual:
        raise ValueError(f"{rest} is a {actual}, not a {word}")
    return moment
