"""How time and figures are written on the screens: pure functions, `now` is an argument.

The words are Indonesian here, not msgids: they are a grammar of its own (the design's page
"How time is written"), and pages, e-mails and jobs need the same words outside a request.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Jakarta")
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_SHORT = ("Sen", "Sel", "Rab", "Kam", "Jum", "Sab", "Min")
MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
MONTHS_SHORT = ("Jan", "Feb", "Mar", "Apr", "Mei", "Jun", "Jul", "Agu", "Sep", "Okt", "Nov", "Des")
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
WARN_SHARE, WARN_LEFT = 0.75, timedelta(minutes=30)


def clock(moment: datetime, tz: ZoneInfo = ZONE) -> str:
    """Hour and minute with a full stop: "13.48"."""
    return moment.astimezone(tz).strftime("%H.%M")


def day(value: date) -> str:
    """A date in full: "19 November 2026"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date, today: date) -> str:
    """A date in a dense list: "Jum 6 Nov", with the year when it is not this year's."""
    text = f"{DAYS_SHORT[value.weekday()]} {value.day} {MONTHS_SHORT[value.month - 1]}"
    return text if value.year == today.year else f"{text} {value.year}"


def formal(moment: datetime, tz: ZoneInfo = ZONE) -> str:
    """For papers and citizens: "Kamis, 19 November 2026 pukul 09.00 WIB"."""
    local = moment.astimezone(tz)
    zone = ZONE_NAMES.get(tz.key, local.tzname() or "")
    return f"{DAYS[local.weekday()]}, {day(local.date())} pukul {clock(moment, tz)} {zone}".rstrip()


def formal_day(value: date) -> str:
    """A day for papers and citizens: "Kamis, 19 November 2026"."""
    return f"{DAYS[value.weekday()]}, {day(value)}"


def at(moment: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """A moment beside other words: "hari ini 11.48", "kemarin 08.17", "besok 08.10", "Jum 6 Nov 07.52"."""
    local, today = moment.astimezone(tz).date(), now.astimezone(tz).date()
    near = {0: "hari ini", -1: "kemarin", 1: "besok"}.get((local - today).days)
    return f"{near or short_day(local, today)} {clock(moment, tz)}"


def short(moment: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """Day and hour in full, whatever day it is: "Sel 10 Nov 13.42"."""
    return f"{short_day(moment.astimezone(tz).date(), now.astimezone(tz).date())} {clock(moment, tz)}"


def brief(moment: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """The narrowest form, for the edge of a row: "13.48" today, "11 Nov" otherwise."""
    local, today = moment.astimezone(tz).date(), now.astimezone(tz).date()
    if local == today:
        return clock(moment, tz)
    text = f"{local.day} {MONTHS_SHORT[local.month - 1]}"
    return text if local.year == today.year else f"{text} {local.year}"


def left(due: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """How long until, or since, a due moment: "6 menit lagi", "besok 08.10", "terlambat 3 jam".

    Minutes are rounded down; hours are rounded down when left and up when late, so that no one
    is promised time that is gone.
    """
    gap = abs(due - now)
    if gap < MINUTE:
        return "sekarang"
    return _late(due, now, gap, tz) if due < now else _left(due, now, gap, tz)


def _left(due: datetime, now: datetime, gap: timedelta, tz: ZoneInfo) -> str:
    days = (due.astimezone(tz).date() - now.astimezone(tz).date()).days
    if gap < HOUR:
        return f"{gap // MINUTE} menit lagi"
    if days == 0 and gap < 8 * HOUR:
        return f"{gap // HOUR} jam lagi"
    if days <= 1:
        return at(due, now, tz)
    return f"{days} hari lagi"


def _late(due: datetime, now: datetime, gap: timedelta, tz: ZoneInfo) -> str:
    days = (now.astimezone(tz).date() - due.astimezone(tz).date()).days
    if gap < HOUR:
        return f"terlambat {gap // MINUTE} menit"
    if days == 0 or gap < 8 * HOUR:
        return f"terlambat {-(-gap // HOUR)} jam"
    return f"terlambat {days} hari"


def paused(since: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """How long the clock has been stopped: "jeda 1 hari", "jeda 3 jam", "jeda 20 menit"."""
    days = (now.astimezone(tz).date() - since.astimezone(tz).date()).days
    gap = now - since
    if days >= 1 and gap >= 8 * HOUR:
        return f"jeda {days} hari"
    return f"jeda {gap // HOUR} jam" if gap >= HOUR else f"jeda {max(gap // MINUTE, 0)} menit"


def since(moment: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """Beside a pause: "sejak Sen 9 Nov", today with the hour: "sejak 11.48"."""
    local, today = moment.astimezone(tz).date(), now.astimezone(tz).date()
    return f"sejak {clock(moment, tz) if local == today else short_day(local, today)}"


def beside(due: datetime, now: datetime, tz: ZoneInfo = ZONE) -> str:
    """The second line under `left`, which it never repeats: "hari ini 13.18", "Rab 11 Nov"."""
    local, today = due.astimezone(tz).date(), now.astimezone(tz).date()
    return short_day(local, today) if (local - today).days == 1 else at(due, now, tz)


def span(minutes: int, day_minutes: int = 450) -> str:
    """A length of service time: "54 menit", "2 jam 5 menit", "1 hari 3 jam" (a day is 450 minutes)."""
    days, rest = divmod(int(minutes), day_minutes)
    hours, left_over = divmod(rest, 60)
    parts = [f"{days} hari"] if days else []
    parts += [f"{hours} jam"] if hours else []
    parts += [f"{left_over} menit"] if left_over and not days else []
    return " ".join(parts) or "0 menit"


def state(
    due: datetime | None,
    now: datetime,
    *,
    used: float | None = None,
    paused: bool = False,
    done: bool = False,
) -> str:
    """The class that colours a row: is-late, is-warn, is-paused, is-done or "".

    `used` is the share of the promised time that is gone (0.9 = 54 of 60 minutes). Warn begins at 75%
    or with 30 minutes left, whichever comes first; late begins with the due minute.
    """
    if done or paused:
        return "is-done" if done else "is-paused"
    if due is None:
        return ""
    if now >= due:
        return "is-late"
    if due - now <= WARN_LEFT or (used is not None and used >= WARN_SHARE):
        return "is-warn"
    return ""


def icon(state_class: str) -> str:
    """The icon that goes with a state class, "" for a calm one."""
    icons = {"is-late": "warn", "is-warn": "clock", "is-paused": "pause", "is-done": "check"}
    return icons.get(state_class, "")


def gauge(used: float, promised: float) -> tuple[str, str, str]:
    """Three lengths in percent for the bar: grey width, where red begins, red width ("" when in time)."""
    if promised <= 0:
        return ("100%", "", "")
    if used <= promised:
        return (f"{round(100 * max(used, 0) / promised)}%", "", "")
    grey = round(100 * promised / used)
    return (f"{grey}%", f"{grey}%", f"{100 - grey}%")


def number(value: float | int | None, digits: int = 0) -> str:
    """A figure with Indonesian marks: 1198 -> "1.198", 2.5 with one digit -> "2,5"; "–" for none."""
    if value is None:
        return "–"
    return f"{value:,.{digits}f}".translate(str.maketrans(",.", ".,"))


def percent(share: float | None) -> str:
    """A share as whole percent: 0.889 -> "89%"; "–" for none."""
    return "–" if share is None else f"{number(100 * share)}%"
