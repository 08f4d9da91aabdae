"""The clock of a case stands and runs again; a dated promise lets the ladder of one agency sleep."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sapa.db import db
from sapa.models import Pause, Task
from sapa.services import deadlines, settings
from sapa.services.calendars import local_day
from sapa.services.runs import Run
from sapa.sop import timing


def begin(run: Run, task: Task, reason: str, question: str, now: datetime) -> None:
    """The case stands still; the pause hangs on the visit that asked, or on the waiting step it opened."""
    values = settings.everything(local_day(now))
    remind, end = timing.silence(now, values[f"{reason}_remind_days"], values[f"{reason}_end_days"])
    waiting = next((each for each in run.tasks if run.sop.steps[each.step].pause is not None), task)
    db.session.flush()  # the pause names a task that may be new
    run.pause = Pause(
        case_id=run.case.id,
        task_id=waiting.id,
        reason=reason,
        question=question,
        started_at=now,
        remind_at=remind,
        expires_at=end,
        next_at=min(remind, end),
    )
    run.pauses.append(run.pause)
    db.session.add(run.pause)
    for each in run.tasks:
        each.next_at = None


def end(run: Run, now: datetime) -> None:
    """The clock runs again: every open deadline moves by the open time that the pause took."""
    if run.pause is None:
        return
    run.pause.ended_at, run.pause.next_at, run.pause = now, None, None
    for task in run.tasks:
        step = run.sop.steps[task.step]
        deadlines.set_task_times(task, step, run.calendar_of(step), run.clock_pauses)
    if run.ticket is not None:
        deadlines.set_case_deadline(run.case, run.process, run.ticket.klasifikasi, now, run.clock_pauses)


def promise(run: Run, tasks: Iterable[Task], until: datetime) -> None:
    """Let the timers of these visits sleep until a promised moment."""
    for task in tasks:
        calendar = run.calendar_of(run.sop.steps[task.step])
        deadlines.suspend(task, until, calendar, run.clock_pauses)
        if run.paused:
            task.next_at = None
