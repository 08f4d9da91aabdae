"""The three calendars a new city starts with: call centre, office, and 24 hours."""

from collections.abc import Iterable
from datetime import date, time

from sapa.clock.calendar import Calendar, Hours, SpecialDay, Window

# Perpres 21/2023: 37.5 hours a week from 07.30, break 60 minutes, Friday 90; the closing times follow.
_USUAL = Window(time(7, 30), time(16), time(12), time(13))
_FRIDAY = Window(time(7, 30), time(16, 30), time(11, 30), time(13))
# In Ramadan 32.5 hours from 08.00, break 30 minutes, Friday 60.
_RAMADAN = Window(time(8), time(15), time(12), time(12, 30))
_RAMADAN_FRIDAY = Window(time(8), time(15, 30), time(11, 30), time(12, 30))


def default_calendars(
    days: Iterable[SpecialDay], ramadan: Iterable[tuple[date, date]] = (), tz: str = "Asia/Jakarta"
) -> dict[str, Calendar]:
    """The calendars "call_center", "office" and "always" by slug, closed on `days`.

    `ramadan` lists first and last day of each fasting month that shortens the hours.
    """
    closed = tuple(days)
    hours = _week(_USUAL, _FRIDAY, None, None)
    for first, last in ramadan:
        hours += _week(_RAMADAN, _RAMADAN_FRIDAY, first, last)
    calendars = (
        Calendar("call_center", "Jam layanan call center", tz, hours, closed),
        Calendar("office", "Jam kerja kantor", tz, hours, closed),
        Calendar("always", "24 jam", tz, (), (), always_open=True),
    )
    return {calendar.slug: calendar for calendar in calendars}


def _week(usual: Window, friday: Window, first: date | None, last: date | None) -> tuple[Hours, ...]:
    windows = (usual, usual, usual, usual, friday)
    return tuple(Hours(number, window, first, last) for number, window in enumerate(windows))
