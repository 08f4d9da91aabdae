"""Reports in motion: opened at the right moment, then submitted, initialled, returned, signed, sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from sapa.clock import Calendar, next_open
from sapa.db import db, transaction
from sapa.models import Case, Report, Task
from sapa.services import cases, moves, periods, seals, shifts
from sapa.services.actors import TIMER, Actor
from sapa.services.calendars import local_day
from sapa.services.deadlines import process_calendar
from sapa.services.errors import Conflict, NotFound
from sapa.services.figures.scope import PROCESSES, Scope, midnight, month_end, scopes, zone
from sapa.services.moves import Moved
from sapa.services.reporting import reading
from sapa.services.reporting import versions as reporting
from sapa.services.signatures import keys

JOB = "reports.draft"
#: How far back a missed daily report is still opened: a week without the scheduler is a longer story.
CATCH_UP = timedelta(days=7)
Due = tuple[str, Scope, date, date]


def draft_due(now: datetime) -> int:
    """Open every report whose moment has come and that is not there yet; returns how many were opened.

    A daily report opens when its own working time is left before service ends, a monthly one when the office
    opens on the first working day of the next month.
    """
    made = 0
    for kind, scope, start, end in _due(now):
        key = f"{kind}:{scope.slug}:{start.isoformat()}"
        made += periods.once(JOB, key, now, _opener(kind, scope, start, end, now))
    return made


def next_due(after: datetime) -> datetime | None:
    """The next moment later than *after* at which a report opens."""
    found: list[datetime] = []
    for scope in _running(after):
        day = local_day(after)
        moments = (_daily_moment(scope, day + timedelta(days=n)) for n in range(15))
        found += [moment for moment in moments if moment is not None and moment > after][:1]
        months = (_monthly_moment(scope, first) for first in (_first(day), month_end(_first(day))))
        found += [moment for moment in months if moment is not None and moment > after][:1]
    return min(found, default=None)


def act(
    actor: Actor, report_id: int, task_id: int, action: str, now: datetime, fields: Mapping[str, Any]
) -> Moved:
    """Any move on a report but the signature: submit, finish, paraf, return, send."""
    _own_task(actor, report_id, task_id)
    # A month's figures name its last seal: whatever is over is sealed before they are frozen.
    seals.make_due(now)
    return moves.make(task_id, action, actor, now, fields)


def sign(
    actor: Actor,
    report_id: int,
    task_id: int,
    action: str,
    passphrase: str,
    now: datetime,
    real_now: datetime,
) -> Moved:
    """Sign the paper with the actor's key. The passphrase opens the key and goes no further than here.

    Raises Invalid on "passphrase", Conflict (locked, expired, revoked, not read, signed before), NotAllowed.
    """
    report = _own_task(actor, report_id, task_id)
    if report.signed_sha256 is not None:
        raise Conflict("already_signed")
    pen = keys.open_pen(actor, passphrase, now, real_now)
    return moves.make(task_id, action, actor, now, pen=pen)


def save_text(actor: Actor, report_id: int, task_id: int, kendala: str, saran: str) -> None:
    """Keep an unfinished text; nothing is frozen by it. Raises Conflict where the report has gone on."""
    with transaction():
        _own_task(actor, report_id, task_id)
        report = reporting.lock(report_id)
        task = db.session.get(Task, task_id)
        if report.state != "drafting" or task is None or task.closed_at is not None:
            raise Conflict("refused_no_such_visit")
        if not moves.choices(cases.lock(task.case_id), task, actor):
            raise Conflict("refused_not_your_lane")
        report.kendala = kendala.strip()[: reporting.LONGEST_TEXT]
        report.saran = saran.strip()[: reporting.LONGEST_TEXT]


def _own_task(actor: Actor, report_id: int, task_id: int) -> Report:
    """The report, if the actor may see it and the task is one of its own."""
    report = reading.report_for(actor, report_id)
    owner = db.session.scalar(
        select(Case.report_id).join(Task, Task.case_id == Case.id).where(Task.id == task_id)
    )
    if owner != report.id:
        raise NotFound("task_unknown", id=task_id)
    return report


def _opener(kind: str, scope: Scope, start: date, end: date, now: datetime) -> Callable[[], object]:
    def work() -> None:
        if reporting.exists_for(kind, scope, start):
            return
        report = reporting.add(kind, scope, start, end, now)
        cases.open_case(scope.version(), PROCESSES[kind], TIMER, at=now, now=now, report_id=report.id)

    return work


def _due(now: datetime) -> Iterator[Due]:
    for scope in _running(now):
        yield from _daily_due(scope, now)
        yield from _monthly_due(scope, now)


def _running(now: datetime) -> list[Scope]:
    """The scopes of the day whose SOPs are in force."""
    return [scope for scope in scopes(local_day(now)) if scope.running]


def _daily_due(scope: Scope, now: datetime) -> Iterator[Due]:
    today = local_day(now)
    day = max(_after_last(scope) or today, today - CATCH_UP)
    while day <= today:
        moment = _daily_moment(scope, day)
        if moment is not None and moment <= now and reporting.anything_before(scope, now):
            yield "daily", scope, day, day + timedelta(days=1)
        day += timedelta(days=1)


def _monthly_due(scope: Scope, now: datetime) -> Iterator[Due]:
    first = _first(local_day(now))
    start = (first - timedelta(days=1)).replace(day=1)
    moment = _monthly_moment(scope, first)
    if moment is not None and moment <= now and reporting.anything_before(scope, midnight(first)):
        yield "monthly", scope, start, first


def _after_last(scope: Scope) -> date | None:
    """The day after the last daily report; None before the first."""
    last = db.session.scalar(
        select(func.max(Report.period_start)).where(Report.kind == "daily", Report.scope == scope.slug)
    )
    return last + timedelta(days=1) if last else None


def _daily_moment(scope: Scope, day: date) -> datetime | None:
    """When the daily report of a working day opens; None on other days and where the SOP has none."""
    sop = scope.definition()
    if PROCESSES["daily"] not in sop.processes:
        return None
    calendar = process_calendar(sop, PROCESSES["daily"])
    window = calendar.day(day).window
    if window is None:
        return None
    time = sop.steps[sop.processes[PROCESSES["daily"]].start].time
    closes = datetime.combine(day, window.closes, ZoneInfo(calendar.tz))
    begins = shifts.opening(calendar, day)
    assert begins is not None
    return max(begins, closes - timedelta(minutes=time.minutes if time else 0)).astimezone(UTC)


def _monthly_moment(scope: Scope, first: date) -> datetime | None:
    """When the office opens on the first working day of the month that begins on *first*; None where the
    SOP has no monthly report."""
    sop = scope.definition()
    if PROCESSES["monthly"] not in sop.processes:
        return None
    calendar: Calendar = process_calendar(sop, PROCESSES["monthly"])
    return next_open(calendar, datetime.combine(first, datetime.min.time(), zone()))


def _first(day: date) -> date:
    return day.replace(day=1)
