"""The sum behind a deadline, line by line, as a person checks it with a wall calendar."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from sapa.clock.explain import Explanation, Line, LineKind
from sapa.views.frame import wording, words

Row = tuple[str, str]


def rows(stored: Mapping[str, Any] | None) -> list[Row]:
    """(what, how much) for each line of a stored explanation; nothing where there is no deadline."""
    if not stored:
        return []
    sum_ = Explanation.from_dict(stored)
    zone = ZoneInfo(sum_.tz)
    return [_LINES[line.kind](line, zone) for line in sum_.lines]


def _start(line: Line, zone: ZoneInfo) -> Row:
    return _("Counted from %(day)s", day=_day(line.start, zone)), words.clock(line.start, zone)


def _open(line: Line, zone: ZoneInfo) -> Row:
    if line.start.astimezone(zone).date() != line.end.astimezone(zone).date():
        # No service is open past midnight: this limit runs by the wall clock.
        return _("%(span)s day and night", span=_span(line, zone)), _length(line)
    return _("%(span)s service hours", span=_span(line, zone)), _length(line)


def _break(line: Line, zone: ZoneInfo) -> Row:
    return _("%(span)s break", span=_span(line, zone)), _("not counted")


def _night(line: Line, zone: ZoneInfo) -> Row:
    return _("%(span)s closed", span=_span(line, zone)), _("not counted")


def _weekend(line: Line, zone: ZoneInfo) -> Row:
    return _("%(day)s, weekend", day=_day(line.start, zone)), _("not counted")


def _holiday(line: Line, zone: ZoneInfo) -> Row:
    return _("%(day)s, %(name)s", day=_day(line.start, zone), name=line.name or ""), _("holiday")


def _cuti_bersama(line: Line, zone: ZoneInfo) -> Row:
    return _("%(day)s, %(name)s", day=_day(line.start, zone), name=line.name or ""), _("cuti bersama")


def _make_up(line: Line, zone: ZoneInfo) -> Row:
    return _("%(day)s, %(name)s", day=_day(line.start, zone), name=line.name or ""), _("make-up day")


def _pause(line: Line, zone: ZoneInfo) -> Row:
    reason = wording.word(wording.PAUSES, line.name)
    return _("%(span)s pause, %(reason)s", span=_span(line, zone), reason=reason), _("not counted")


def _day_counted(line: Line, zone: ZoneInfo) -> Row:
    return _day(line.start, zone), _("working day %(n)s", n=line.n or 0)


def _due(line: Line, zone: ZoneInfo) -> Row:
    return _("Time is up on %(day)s", day=_day(line.start, zone)), words.clock(line.start, zone)


_LINES: Mapping[LineKind, Callable[[Line, ZoneInfo], Row]] = {
    LineKind.START: _start,
    LineKind.OPEN: _open,
    LineKind.BREAK: _break,
    LineKind.NIGHT: _night,
    LineKind.WEEKEND: _weekend,
    LineKind.HOLIDAY: _holiday,
    LineKind.CUTI_BERSAMA: _cuti_bersama,
    LineKind.PAUSE: _pause,
    LineKind.MAKE_UP: _make_up,
    LineKind.DAY_COUNTED: _day_counted,
    LineKind.DUE: _due,
}


def days(stored: Mapping[str, Any]) -> str:
    """What a deadline in working days is made of: "10 + 7 hari kerja", "14 hari kerja"."""
    base, whole = int(stored.get("base", stored["days"])), int(stored["days"])
    count = f"{base} + {whole - base}" if whole > base else str(whole)
    return _("%(n)s working days", n=count)


def sentence(stored: Mapping[str, Any]) -> str:
    """A deadline in working days told in one breath: first day, what was skipped, the day it is due."""
    sum_ = Explanation.from_dict(stored)
    zone = ZoneInfo(sum_.tz)
    counted = next((line for line in sum_.lines if line.kind is LineKind.DAY_COUNTED), None)
    first = words.formal_day(counted.day) if counted else "–"
    since = words.formal_day(sum_.lines[0].day)
    text = _("%(days)s since %(since)s: day 1 is %(first)s", days=days(stored), since=since, first=first)
    skipped = _skipped(sum_.lines)
    text = _("%(text)s; not counted: %(skipped)s", text=text, skipped=skipped) if skipped else text
    return _("%(text)s; due on %(due)s.", text=text, due=words.formal(sum_.due, zone))


def _skipped(lines: Iterable[Line]) -> str:
    """What was skipped: the days of each holiday by its name, pauses, and that there were weekends."""
    named: dict[str, list[date]] = {}
    for line in lines:
        if line.kind in (LineKind.HOLIDAY, LineKind.CUTI_BERSAMA):
            name = line.name or _("holiday")
            if line.kind is LineKind.CUTI_BERSAMA and "cuti bersama" not in name.lower():
                name = f"{name}, {_('cuti bersama')}"
            named.setdefault(name, []).append(line.day)
        elif line.kind is LineKind.PAUSE:
            named.setdefault(_("pause"), []).append(line.day)
    found = [f"{_dates(days_)} ({name})" for name, days_ in named.items()]
    if any(line.kind is LineKind.WEEKEND for line in lines):
        found.append(_("weekends"))
    return ", ".join(found)


def _dates(found: list[date]) -> str:
    """ "18, 20 dan 23 Maret"; the month is named wherever it changes."""
    parts = [
        f"{each.day} {words.MONTHS[each.month - 1]}"
        if at == len(found) - 1 or found[at + 1].month != each.month
        else str(each.day)
        for at, each in enumerate(found)
    ]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} dan {parts[-1]}"


def _day(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone).date()
    return words.short_day(local, local)


def _span(line: Line, zone: ZoneInfo) -> str:
    """ "11.48–12.00", with days where it reaches over midnight."""
    begin, end = words.clock(line.start, zone), words.clock(line.end, zone)
    if line.start.astimezone(zone).date() == line.end.astimezone(zone).date():
        return f"{_day(line.start, zone)} {begin}–{end}"
    return f"{_day(line.start, zone)} {begin} – {_day(line.end, zone)} {end}"


def _length(line: Line) -> str:
    if line.end - line.start >= timedelta(days=1):
        return _("%(n)s hours", n=(line.minutes or 0) // 60)
    return words.span(line.minutes or 0, day_minutes=1440)
