"""From SOP durations and calendars to the moments on a task, each with the sum that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from sapa.clock import Basis, Calendar, Duration, Pause, add, between, explain_add, explain_nth_day
from sapa.db import db
from sapa.models import Case, Task
from sapa.models import Pause as PauseRow
from sapa.services import calendars, settings
from sapa.sop.definition import Definition, Step

#: A warning comes when three quarters of the open time are used or so many open minutes are left.
WARN_SHARE = 0.75
WARN_LEFT = 30


def pauses_of(case_id: int) -> tuple[Pause, ...]:
    """The pauses of a case as the clock reads them."""
    rows = db.session.scalars(select(PauseRow).where(PauseRow.case_id == case_id).order_by(PauseRow.id))
    return clock_pauses(rows)


def clock_pauses(rows: Iterable[PauseRow]) -> tuple[Pause, ...]:
    """Rows as the clock reads them."""
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
    _keep_promise(task)
    task.warn_at = _warn_at(task, calendar, pauses)
    set_next_look(task)


def suspend(task: Task, until: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> None:
    """A dated promise: nobody is late before it, and the ladder climbs no earlier than it would without."""
    task.suspended_until = until
    _keep_promise(task)
    if not _standing(pauses):
        task.warn_at = _warn_at(task, calendar, pauses)
    set_next_look(task)


def set_next_look(task: Task) -> None:
    """The earliest moment at which the sweep has something to do for *task*."""
    pending = [climbs_at(task)]
    if task.breached_at is None:
        pending.append(task.due_at)
        pending.append(task.warn_at if task.warned_at is None else None)
    moments = [moment for moment in pending if moment is not None]
    task.next_at = min(moments) if moments else None


def climbs_at(task: Task) -> datetime | None:
    """When the timer moves if nobody acts: after the wait and a promised date; None where it never does."""
    if task.wait_until is None or task.suspended_until is None:
        return task.wait_until
    return max(task.wait_until, task.suspended_until)


def _keep_promise(task: Task) -> None:
    # A promised date outlives a pause.
    if task.suspended_until is not None and task.due_at is not None and task.breached_at is None:
        task.due_at = max(task.due_at, task.suspended_until)


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


def _warn_at(task: Task, calendar: Calendar, pauses: Sequence[Pause]) -> datetime | None:
    """A moment in open hours before the deadline; the deadline itself where no open minute is before it."""
    if task.due_at is None:
        return None
    minutes = int(between(calendar, task.opened_at, task.due_at, pauses) / timedelta(minutes=1))
    early = int(minutes * WARN_SHARE)
    if minutes > WARN_LEFT:
        early = min(early, minutes - WARN_LEFT)
    found = add(calendar, task.opened_at, Duration("", early, Basis.WORKING), pauses)
    return min(found.astimezone(UTC), task.due_at)


def set_case_deadline(case: Case, klasifikasi: str, now: datetime, pauses: Sequence[Pause] = ()) -> None:
    """When the citizen must have an answer: n hari kerja by klasifikasi, counted from the complaint."""
    if _standing(pauses):
        return
    day, known = calendars.local_day(now), case.deadline_sum or {}
    # A case keeps the limit it was given, also when the setting has changed by the time it is reckoned again.
    same = known.get("klasifikasi") == klasifikasi
    days = known["days"] if same else settings.get("deadline_days", day).get(klasifikasi)
    if days is None:
        case.deadline_at, case.deadline_sum = None, None
        return
    calendar = calendars.get(settings.get("deadline_calendar", day))
    found = explain_nth_day(calendar, case.started_at, days, pauses)
    case.deadline_at = found.due.astimezone(UTC)
    case.deadline_sum = {**found.as_dict(), "days": days, "klasifikasi": klasifikasi}
