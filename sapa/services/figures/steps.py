"""Figures of the SOP's steps: standard, median, 90th percentile and share on time, in open time."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from sapa.clock import Calendar, Pause, between
from sapa.reports.facts import Rung, StepFacts
from sapa.services.deadlines import process_calendar
from sapa.services.figures.rows import Climb, Done, Open
from sapa.services.figures.scope import HANDLING
from sapa.services.figures.words import RUNGS
from sapa.sop.definition import Definition, Step

Pauses = dict[int, tuple[Pause, ...]]
Spent = Callable[[int, datetime, datetime], float]


def clock_of(calendar: Calendar, pauses: Pauses) -> Spent:
    """A function that tells the open minutes of a case between two moments, its pauses taken out."""

    def spent(case_id: int, start: datetime, end: datetime) -> float:
        # A pause that has not ended stands until the end of what is measured.
        return between(calendar, start, end, pauses.get(case_id, ())).total_seconds() / 60

    return spent


def percentile(values: Iterable[float], share: float) -> float | None:
    """The value that *share* of the values do not exceed, between neighbours by proportion; None for none."""
    ordered = sorted(values)
    if not ordered:
        return None
    place = (len(ordered) - 1) * share
    low = math.floor(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 1)


def steps(
    sops: Sequence[Definition],
    done: Sequence[Done],
    still_open: Sequence[Open],
    pauses: Pauses,
    cutoff: datetime,
) -> tuple[StepFacts, ...]:
    """One line for each step of the handling process, in the order of the sheet; waits are not work."""
    closed: dict[tuple[str, str], list[Done]] = {}
    for task in done:
        closed.setdefault((task.sop, task.step), []).append(task)
    late: dict[tuple[str, str], int] = {}
    for each in still_open:
        if each.due_at is not None and each.due_at <= cutoff:
            late[each.sop, each.step] = late.get((each.sop, each.step), 0) + 1
    found = []
    for sop in sops:
        spent = clock_of(process_calendar(sop, HANDLING), pauses)
        for step in sop.step_line(HANDLING):
            if step.kind == "step":
                where = (sop.code, step.id)
                found.append(_step(sop, step, closed.get(where, []), late.get(where, 0), spent))
    return tuple(found)


def _step(sop: Definition, step: Step, tasks: list[Done], late: int, spent: Spent) -> StepFacts:
    minutes = [spent(task.case_id, task.opened_at, task.closed_at) for task in tasks]
    timed = step.time is not None
    on_time = sum(task.due_at is not None and task.closed_at <= task.due_at for task in tasks)
    return StepFacts(
        id=step.id,
        activity=step.activity,
        lane=sop.lane(step.lane).label,
        standard=step.time_raw or None,
        limit_minutes=step.time.minutes if step.time else None,
        closed=len(tasks),
        on_time=on_time if timed else None,
        overdue_open=late if timed else 0,
        median_minutes=percentile(minutes, 0.5),
        p90_minutes=percentile(minutes, 0.9),
        assumed=step.assumes("activity"),
    )


def rungs(sops: Sequence[Definition], climbs: Sequence[Climb]) -> tuple[Rung, ...]:
    """How often each level of the ladder was reached, by a person's move or by silence."""
    found = []
    for sop in sops:
        for step in ladder(sop):
            reached = [climb for climb in climbs if (climb.sop, climb.step) == (sop.code, step.id)]
            silent = sum(climb.by_timer for climb in reached)
            label = RUNGS.get(step.level, sop.lane(step.lane).label)
            found.append(Rung(step.level, step.id, label, len(reached) - silent, silent))
    return tuple(found)


def ladder(sop: Definition) -> list[Step]:
    """The steps that raise a case to a higher level."""
    return [step for step in sop.step_line(HANDLING) if step.level > 0]
