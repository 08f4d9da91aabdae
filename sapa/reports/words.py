"""Indonesian dates, numbers and durations as they stand on paper; pure, no locale of the machine."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni",
    "Juli", "Agustus", "September", "Oktober", "November", "Desember",
)  # fmt: skip
UNITS = (
    "nol",
    "satu",
    "dua",
    "tiga",
    "empat",
    "lima",
    "enam",
    "tujuh",
    "delapan",
    "sembilan",
    "sepuluh",
    "sebelas",
)
NONE = "–"
"""Printed where there is no figure (nothing was counted), never a zero that was not measured."""


def number(n: int) -> str:
    """1198 -> "1.198"."""
    return f"{n:,}".replace(",", ".")


def decimal(value: float | None, digits: int = 1) -> str:
    """1234.56 -> "1.234,6"; a whole number loses its zeros."""
    if value is None:
        return NONE
    text = f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(share: float | None) -> str:
    """0.894 -> "89,4%"; never rounds up to a hundred that was not reached, nor down to zero."""
    if share is None:
        return NONE
    value = share * 100
    if 0 < share < 1:
        value = min(max(value, 0.1), 99.9)
    return decimal(value) + "%"


def signed(n: int) -> str:
    """31 -> "+31", -4 -> "−4", 0 -> "sama"."""
    return "sama" if n == 0 else f"{'+' if n > 0 else '−'}{number(abs(n))}"


def terbilang(n: int) -> str:
    """The count in words, 0..999.999: 46 -> "empat puluh enam"; larger counts come back as figures."""
    if not 0 <= n < 1_000_000:
        return number(n)
    if n < 12:
        return UNITS[n]
    if n < 20:
        return f"{UNITS[n - 10]} belas"
    if n < 100:
        return _joined(n, 10, "puluh")
    if n < 1000:
        return _joined(n, 100, "ratus").replace("satu ratus", "seratus")
    return _thousands(n)


def _joined(n: int, size: int, word: str) -> str:
    whole, rest = divmod(n, size)
    return f"{terbilang(whole)} {word}" + (f" {terbilang(rest)}" if rest else "")


def _thousands(n: int) -> str:
    whole, rest = divmod(n, 1000)
    head = "seribu" if whole == 1 else f"{terbilang(whole)} ribu"
    return head + (f" {terbilang(rest)}" if rest else "")


def counted(n: int) -> str:
    """3 -> "3 (tiga)"."""
    return f"{number(n)} ({terbilang(n)})"


def month(year: int, month_number: int) -> str:
    """Oktober 2026."""
    return f"{MONTHS[month_number - 1]} {year}"


def day(value: date) -> str:
    """19 November 2026."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """19 Nov 2026."""
    return f"{value.day} {MONTHS[value.month - 1][:3]} {value.year}"


def weekday(value: date) -> str:
    """Kamis."""
    return DAYS[value.weekday()]


def full_day(value: date) -> str:
    """Kamis, 19 November 2026."""
    return f"{weekday(value)}, {day(value)}"


def local(moment: datetime, tz: str) -> datetime:
    """The aware moment on the city's wall clock."""
    return moment.astimezone(ZoneInfo(tz))


def clock(moment: datetime) -> str:
    """13.42, of a moment that is local already."""
    return f"{moment.hour:02d}.{moment.minute:02d}"


def full_moment(moment: datetime, tz: str, tz_label: str) -> str:
    """19 November 2026 pukul 13.42 WIB."""
    here = local(moment, tz)
    return f"{day(here.date())} pukul {clock(here)} {tz_label}"


def short_moment(moment: datetime, tz: str) -> str:
    """19 Nov 2026 13.42."""
    here = local(moment, tz)
    return f"{short_day(here.date())} {clock(here)}"


def worktime(minutes: float | None) -> str:
    """Working minutes: "6 menit", "2 jam 15 menit", "31 jam"; below ten minutes with one decimal."""
    if minutes is None:
        return NONE
    if minutes < 10:
        return f"{decimal(minutes)} menit"
    return _spell(round(minutes), (("jam", 60), ("menit", 1)))


def elapsed(minutes: float) -> str:
    """Wall-clock minutes in at most two parts: "45 menit", "3 jam 5 menit", "4 hari 2 jam"."""
    whole = int(minutes)
    if whole >= 1440:
        return _spell(whole - whole % 60, (("hari", 1440), ("jam", 60)))
    return _spell(whole, (("jam", 60), ("menit", 1)))


def _spell(minutes: int, sizes: tuple[tuple[str, int], ...]) -> str:
    parts = []
    for name, size in sizes:
        n, minutes = divmod(minutes, size)
        if n:
            parts.append(f"{number(n)} {name}")
    return " ".join(parts) or f"0 {sizes[-1][0]}"


def listing(items: list[str]) -> str:
    """ "a", "a dan b", "a, b, dan c"."""
    if len(items) < 3:
        return " dan ".join(items)
    return ", ".join(items[:-1]) + f", dan {items[-1]}"
