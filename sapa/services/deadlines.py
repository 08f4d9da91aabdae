"""The moments on tasks and cases, each with the sum that explains it: the arithmetic is `sapa.sop.timing`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from sapa.clock import Calendar, Explanation, Pause
from sapa.db import db
from sapa.models import Case, Task
from sapa.models import Pause as PauseRow
from sapa.services import calendars, settings
from sapa.sop import timing
from sapa.sop.definition import Definition, Process, Step


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


def step_calendar(sop: Definition, step: Step) -> Calendar:
    """The service hours of whoever works this step; several calendars may run in one case."""
    return calendars.get(sop.calendar_of(step))


def set_task_times(task: Task, step: Step, calendar: Calendar, pauses: Sequence[Pause] = ()) -> None:
    """Compute due, wait, warning and the sweep's next look from when the task's clock began.

    While the case stands still nothing is due; the end of the pause computes it all again.
    """
    if timing.standing(pauses):
        task.next_at = None
        return
    found = timing.explain_due(step, task.begun_at, calendar, pauses)
    if found is not None:
        task.due_at, task.due_sum = found.due.astimezone(UTC), found.as_dict()
    task.wait_until = _utc(timing.timeout_at(step, task.begun_at, task.due_at, calendar, pauses))
    _keep_promise(task)
    _set_warning(task, calendar, pauses)
    set_next_look(task)


def suspend(task: Task, until: datetime, calendar: Calendar, pauses: Sequence[Pause] = ()) -> None:
    """A dated promise: nobody is late before it, and the ladder climbs no earlier than it would without."""
    task.suspended_until = until
    _keep_promise(task)
    if not timing.standing(pauses):
        _set_warning(task, calendar, pauses)
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
    return timing.climbs_at(task.wait_until, task.suspended_until)


def _keep_promise(task: Task) -> None:
    # A promised date outlives a pause.
    if task.breached_at is None:
        task.due_at = timing.keep_promise(task.due_at, task.suspended_until)


def _set_warning(task: Task, calendar: Calendar, pauses: Sequence[Pause]) -> None:
    if task.due_at is not None:
        task.warn_at = _utc(timing.warn_at(task.begun_at, task.due_at, calendar, pauses))


def _utc(moment: datetime | None) -> datetime | None:
    return None if moment is None else moment.astimezone(UTC)


def set_case_deadline(
    case: Case, process: Process, klasifikasi: str | None, now: datetime, pauses: Sequence[Pause] = ()
) -> None:
    """When the citizen must have an answer: so many hari kerja since the SOP lets them run.

    Unknown while no klasifikasi is chosen or nothing has started the count; untouched during a pause.
    """
    if timing.standing(pauses):
        return
    base = _days(case, process, klasifikasi, now)
    if base is None or case.deadline_from is None:
        case.deadline_at, case.deadline_sum = None, None
        return
    days = base + (timing.extra_days(process.deadline) if case.extended_at is not None else 0)
    calendar = calendars.get(deadline_calendar(process, now))
    found = timing.explain_case(calendar, case.deadline_from, days, pauses)
    set_deadline_sum(case, found, days=days, base=base, klasifikasi=klasifikasi)
    if case.deadline_at is not None and case.deadline_at >= now:
        case.deadline_breached_at = None  # more days than it was given before


def set_deadline_sum(case: Case, found: Explanation, **known: Any) -> None:
    """Write a computed deadline with its sum, and what the sum was made of."""
    case.deadline_at, case.deadline_sum = found.due.astimezone(UTC), {**found.as_dict(), **known}


def deadline_calendar(process: Process, now: datetime) -> str:
    """Slug of the calendar on which the working days of a case are counted."""
    own = process.deadline.calendar if process.deadline is not None else None
    return own or str(settings.get("deadline_calendar", calendars.local_day(now)))


def _days(case: Case, process: Process, klasifikasi: str | None, now: datetime) -> int | None:
    """The days before any extension. A case keeps the limit it was given, also when the setting has changed
    by the time it is reckoned again."""
    known = case.deadline_sum or {}
    if klasifikasi is not None and known.get("klasifikasi") == klasifikasi:
        return int(known.get("base", known["days"]))
    return timing.case_days(process.deadline, klasifikasi, _limits(klasifikasi, now))


def _limits(klasifikasi: str | None, now: datetime) -> dict[str, int]:
    if klasifikasi is None:
        return {}
    return dict(settings.get("deadline_days", calendars.local_day(now)))
