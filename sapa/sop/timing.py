"""When the steps of an SOP are due and when a timer moves: pure arithmetic on what a case knows of itself.

The services and `play` call the same functions, so that a scenario on paper and the running house agree.
Moments are aware; every answer is in UTC.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from types import MappingProxyType

from sapa.clock import (
    Basis,
    Calendar,
    Duration,
    Explanation,
    Pause,
    add,
    between,
    explain_add,
    explain_nth_day,
    next_open,
    nth_day,
)
from sapa.sop.parts import Deadline, Step

#: A warning comes when three quarters of the open time are used, or so many open minutes are left.
WARN_SHARE = 0.75
WARN_LEFT = 30
#: Working days by klasifikasi: delivered values, "perlu konfirmasi", overruled by settings.
DEADLINE_DAYS: Mapping[str, int] = MappingProxyType(
    {"permintaan_informasi": 5, "pengaduan": 14, "berkadar_pengawasan": 60, "aspirasi": 14}
)
#: Calendar days after which the house is reminded of a citizen's silence, and after which it ends the case.
REMIND_DAYS, END_DAYS = 3, 10
#: A promise further away than this is no promise (assumed; calendar days).
LONGEST_PROMISE = 60
_MINUTE = timedelta(minutes=1)


def standing(pauses: Sequence[Pause]) -> bool:
    """Whether the clock of the case stands still now: nothing is due then, the end of it computes anew."""
    return any(pause.end is None for pause in pauses)


def begins(step: Step, opened: datetime, first: datetime | None = None) -> datetime:
    """From when a visit's clock runs: its own opening, or that of the first visit where the SOP says so."""
    return first if step.count_from == "first" and first is not None else opened


def due_at(step: Step, begun: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime | None:
    """When the step must be done; None where the SOP sets no limit."""
    return None if step.limit is None else add(calendar, begun, step.limit, pauses)


def explain_due(
    step: Step, begun: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> Explanation | None:
    """The sum behind `due_at`."""
    return None if step.limit is None else explain_add(calendar, begun, step.limit, pauses)


def timeout_at(
    step: Step, begun: datetime, due: datetime | None, calendar: Calendar, pauses: Sequence[Pause] = ()
) -> datetime | None:
    """When the timer moves if nobody acts: time plus wait; None without a timeout or without any limit."""
    if step.on_timeout is None:
        return None
    if step.kind == "wait" or step.wait is None:
        return due
    return add(calendar, due or begun, step.wait, pauses)


def keep_promise(due: datetime | None, promised: datetime | None) -> datetime | None:
    """The deadline of a task that is not late yet, moved to a dated promise: until then nobody is late."""
    return due if due is None or promised is None else max(due, promised)


def climbs_at(timeout: datetime | None, promised: datetime | None) -> datetime | None:
    """When the timer moves after all: neither before its own time nor before a promised date."""
    return timeout if timeout is None or promised is None else max(timeout, promised)


def promise_fault(today: date, promised: date) -> str | None:
    """Why a day cannot be promised: it is over ("in_the_past") or too far away ("too_far")."""
    if promised < today:
        return "in_the_past"
    return "too_far" if (promised - today).days > LONGEST_PROMISE else None


def late_since(
    due: datetime | None, now: datetime, paused_since: datetime | None = None, timer: bool = False
) -> datetime | None:
    """The moment at which it became late, or None. What a person does on the deadline itself is in time;
    when a `timer` looks, the time is over. A pause uses none: what was not late when it began is not late
    while it lasts."""
    upto = now if paused_since is None else min(now, paused_since)
    return due if due is not None and (due < upto or (timer and due == upto)) else None


def warn_at(begun: datetime, due: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> datetime:
    """A moment in open hours before the deadline; the deadline itself where it has no open minute before."""
    minutes = int(between(calendar, begun, due, pauses) / _MINUTE)
    early = int(minutes * WARN_SHARE)
    if minutes > WARN_LEFT:
        early = min(early, minutes - WARN_LEFT)
    return min(add(calendar, begun, Duration("", early, Basis.WORKING), pauses), due)


def silence(
    asked: datetime, remind_days: int = REMIND_DAYS, end_days: int = END_DAYS
) -> tuple[datetime, datetime]:
    """When the house is reminded of an open question, and when the citizen's silence ends the case."""
    return asked + timedelta(days=remind_days), asked + timedelta(days=end_days)


def case_days(
    deadline: Deadline | None, klasifikasi: str | None, days: Mapping[str, int] = DEADLINE_DAYS
) -> int | None:
    """The working days a case has: the SOP's own number, or that of its klasifikasi; None while unknown."""
    if deadline is not None and deadline.by == "days":
        return deadline.limit.days if deadline.limit is not None else None
    return days.get(klasifikasi) if klasifikasi is not None else None


def extra_days(deadline: Deadline | None) -> int:
    """The working days that the extension adds."""
    more = deadline.more if deadline is not None else None
    return (more.days or 0) if more is not None else 0


def case_due(calendar: Calendar, since: datetime, days: int, pauses: Sequence[Pause] = ()) -> datetime:
    """When the citizen must have an answer: the closing moment of the nth working day after `since`."""
    return nth_day(calendar, since, days, pauses)


def explain_case(calendar: Calendar, since: datetime, days: int, pauses: Sequence[Pause] = ()) -> Explanation:
    """The sum behind `case_due`."""
    return explain_nth_day(calendar, since, days, pauses)


def merged_since(*starts: datetime) -> datetime:
    """The clock of a case into which others were merged: the earliest."""
    return min(starts)


def duty_window(
    calendar: Calendar, day: date, edge: str, length: Duration
) -> tuple[datetime, datetime] | None:
    """From when to when a daily duty may be done on a local day: `length` after the opening or before the
    closing; None on a day that stays closed."""
    window = calendar.day(day).window
    if window is None:
        return None
    opens, closes = (datetime.combine(day, edge_, calendar.zone) for edge_ in (window.opens, window.closes))
    if edge == "opening":
        return next_open(calendar, opens), min(add(calendar, opens, length), next_open(calendar, closes))
    spare = between(calendar, opens, closes) / _MINUTE - length.minutes
    begun = add(calendar, opens, Duration("", max(0, int(spare)), Basis.WORKING))
    return begun, next_open(calendar, closes)
