"""The meeting a letter calls to: when it may be, who came, and its entry for a calendar."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sapa.clock import Calendar, DayKind, is_open, nth_day
from sapa.services import calendars, settings
from sapa.services.errors import Wrong

#: The letter says "sampai dengan selesai"; a calendar wants a length all the same (assumed).
LENGTH = "PT2H"
_FOLD = 75


@dataclass(frozen=True)
class Attendee:
    """Who came: name, jabatan, and for whom."""

    name: str
    jabatan: str
    agency: str = ""


def office() -> Calendar:
    """The hours in which meetings are held."""
    return calendars.get("office")


def proposed(now: datetime) -> datetime:
    """The meeting that a new draft proposes: working days later, at the usual time (settings), in UTC."""
    calendar = office()
    rule = settings.get("letter_meeting", calendars.local_day(now))
    day = nth_day(calendar, now, int(rule["days"])).astimezone(ZoneInfo(calendar.tz)).date()
    return moment(day, time.fromisoformat(rule["at"]))


def moment(day: date, hour: time) -> datetime:
    """That local day and time as a moment in UTC."""
    return datetime.combine(day, hour, ZoneInfo(office().tz)).astimezone(UTC)


def fault(meet_at: datetime, now: datetime) -> Wrong | None:
    """Why there can be no meeting at *meet_at*: past, a closed day (with its name), or outside the hours."""
    if meet_at <= now:
        return Wrong("meeting_past")
    calendar = office()
    if is_open(calendar, meet_at):
        return None
    day = meet_at.astimezone(ZoneInfo(calendar.tz)).date()
    named = next((each for each in calendar.days if each.day == day and each.kind != DayKind.MAKE_UP), None)
    if named is not None:
        return Wrong("meeting_holiday", {"name": named.name})
    return Wrong(
        "meeting_hours"
        if any(each.weekday == day.weekday() for each in calendar.hours)
        else "meeting_weekend"
    )


def attendees(raw: Iterable[Attendee | Mapping[str, Any]]) -> tuple[Attendee, ...]:
    """The rows that were filled in; blank ones are left out. A row without a name keeps its jabatan to be
    asked for.
    """
    rows = (each if isinstance(each, Attendee) else _attendee(each) for each in raw)
    return tuple(row for row in rows if row.name or row.jabatan)


def _attendee(raw: Mapping[str, Any]) -> Attendee:
    def plain(name: str) -> str:
        return " ".join(str(raw.get(name) or "").split())

    return Attendee(plain("name"), plain("jabatan"), plain("agency"))


def calendar_entry(
    uid: str, starts: datetime, now: datetime, *, summary: str, place: str, text: str
) -> bytes:
    """The meeting as iCalendar (RFC 5545): CRLF, escaped texts, lines folded at 75 octets."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//sapa//undangan//ID",
        "METHOD:PUBLISH",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{_stamp(now)}",
        f"DTSTART:{_stamp(starts)}",
        f"DURATION:{LENGTH}",
        f"SUMMARY:{_escaped(summary)}",
        f"LOCATION:{_escaped(place)}",
        f"DESCRIPTION:{_escaped(text)}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _stamp(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _escaped(text: str) -> str:
    for sign in "\\;,":
        text = text.replace(sign, "\\" + sign)
    return "\\n".join(text.splitlines())


def _folded(line: str) -> bytes:
    """One content line; a continuation begins with a blank, and no character is cut in two."""
    parts, room = [b""], _FOLD
    for sign in line:
        octets = sign.encode()
        if len(parts[-1]) + len(octets) > room:
            parts.append(b" ")
        parts[-1] += octets
    return b"\r\n".join(parts) + b"\r\n"
