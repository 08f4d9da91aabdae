"""The sum behind a deadline, line by line, as a person checks it with a wall calendar."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
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
