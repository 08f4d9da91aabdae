"""From SOP durations and calendars to the moments on a task, each with the sum that explains it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sapa.clock import Calendar, Duration, Pause, add, explain_add, explain_nth_day, next_open
from sapa.db import db
from sapa.models import Case, Task
from sapa.models import Pause as PauseRow
from sapa.services import calendars, settings
from sapa.sop.definition import Definition, Step

#: A warning comes when three quarters of the time are used, or half an hour is left, whichever is first.
WARN_SHARE = 0.75
WARN_LEFT = timedelta(minutes=30)


def pauses_of(case_id: int) -> tuple[Pause, ...]:
    """The pauses of a case as the clock reads them."""
    rows = db.session.scalars(select(PauseRow).where(PauseRow.case_id == case_id).order_by(PauseRow.id))
    return tuple(Pause(row.started_at, row.ended_at, row.reason) for row in rows)


def process_calendar(sop: Definition, process: str) -> Calendar:
    """The service hours in which this process runs."""
    return calendars.get(sop.processes[process].calendar)


def set_task_times(task: Task, step: Step, calendar: Calendar, pauses: Sequence[Pause] = ()) -> None:
    """Compute due, wait, warning and the sweep's next look from when the task was opened.

    While the case stands still nothing is due; the end of the pause computes it all again.
    """
    if _standing(pauses):
        task.next_at = None
        return
    if step.kind == "wait":
        # An agency's time is the wait itself.
        _set_due(task, step.wait, calendar, pauses)
        task.wait_until = task.due_at
    else:
        _set_due(task, step.time, calendar, pauses)
        task.wait_until = _timeout(task, step, calendar, pauses)
    if task.suspended_until is not None and task.due_at is not None and task.breached_at is None:
        # A promised date outlives a pause: until then nobody is late.
        task.due_at = max(task.due_at, task.suspended_until)
    task.warn_at = _warn_at(task, calendar)
    set_next_look(task)


def set_next_look(task: Task) -> None:
    """The earliest moment at which the sweep has something to do for *task*."""
    pending = [task.suspended_until or task.wait_until]
    if task.breached_at is None:
        pending.append(task.due_at)
        pending.append(task.warn_at if task.warned_at is None else None)
    moments = [moment for moment in pending if moment is not None]
    task.next_at = min(moments) if moments else None


def _set_due(task: Task, limit: Duration | None, calendar: Calendar, pauses: Sequence[Pause]) -> None:
    if limit is not None:
        found = explain_add(calendar, task.opened_at, limit, pauses)
        task.due_at, task.due_sum = found.due.astimezone(UTC), found.as_dict()


def _timeout(task: Task, step: Step, calendar: Calendar, pauses: Sequence[Pause]) -> datetime | None:
    """When the timer moves: time plus wait; never where the step has no timeout or no limit at all."""
    if step.on_timeout is None or (task.due_at is None and step.wait is None):
        return None
    base = task.due_at or task.opened_at
    return add(calendar, base, step.wait, pauses).astimezone(UTC) if step.wait else base


def _standing(pauses: Sequence[Pause]) -> bool:
    return any(pause.end is None for pause in pauses)


def _warn_at(task: Task, calendar: Calendar) -> datetime | None:
    if task.due_at is None:
        return None
    span = task.due_at - task.opened_at
    early = min(task.opened_at + span * WARN_SHARE, task.due_at - WARN_LEFT)
    # A step of ten minutes is not announced as late before it began, nor before the doors open.
    early = early if early > task.opened_at else task.opened_at + span * WARN_SHARE
    return min(max(early, next_open(calendar, early).astimezone(UTC)), task.due_at)


def set_case_deadline(case: Case, klasifikasi: str, now: datetime, pauses: Sequence[Pause] = ()) -> None:
    """When the citizen must have an answer: n hari kerja by klasifikasi, from the moment the complaint was made."""
    if _standing(pauses):
        return
    day = calendars.local_day(now)
    days = settings.get("deadline_days", day).get(klasifikasi)
    if days is None:
        case.deadline_at, case.deadline_sum = None, None
        return
    calendar = calendars.get(settings.get("deadline_calendar", day))
    found = explain_nth_day(calendar, case.started_at, days, pauses)
    case.deadline_at, case.deadline_sum = found.due.astimezone(UTC), {**found.as_dict(), "days": days}
