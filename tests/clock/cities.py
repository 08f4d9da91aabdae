"""Calendars that the tests share: Depok's office hours with the holidays of 2026."""

from datetime import date, time

from sapa.clock import Calendar, DayKind, Hours, SpecialDay, Window, default_calendars

HOLIDAYS = (
    "01-01", "01-16", "02-17", "03-19", "03-21", "03-22", "04-03", "04-05", "05-01",
    "05-14", "05-27", "05-31", "06-01", "06-16", "08-17", "08-25", "12-25",
)  # fmt: skip
CUTI_BERSAMA = ("02-16", "03-18", "03-20", "03-23", "03-24", "05-15", "05-28", "12-24")

# SKB 1497/2025, 2/2025, 5/2025.
SKB_2026 = tuple(
    SpecialDay(date.fromisoformat(f"2026-{day}"), f"{kind.value} {day}", kind)
    for days, kind in ((HOLIDAYS, DayKind.HOLIDAY), (CUTI_BERSAMA, DayKind.CUTI_BERSAMA))
    for day in days
)
RAMADAN_2026 = (date(2026, 2, 19), date(2026, 3, 20))

DEPOK = default_calendars(SKB_2026)
CALL_CENTER, OFFICE, ALWAYS = DEPOK["call_center"], DEPOK["office"], DEPOK["always"]


def special(text: str, kind: DayKind, name: str = "Hari khusus") -> SpecialDay:
    """A special day from its ISO date."""
    return SpecialDay(date.fromisoformat(text), name, kind)


def weekdays(window: Window, *numbers: int) -> tuple[Hours, ...]:
    """The same hours on each of these weekdays (Monday is 0), valid for ever."""
    return tuple(Hours(number, window, None, None) for number in numbers)


def nine_to_five(*days: SpecialDay) -> Calendar:
    """Monday to Friday 09.00-17.00 without a break."""
    window = Window(time(9), time(17), None, None)
    return Calendar("plain", "Plain", "Asia/Jakarta", weekdays(window, 0, 1, 2, 3, 4), days)
