"""Open deadlines after a change of hours or holidays: computed anew, and told in each history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select

from sapa.clock import Calendar, Pause
from sapa.db import db
from sapa.models import Case, Task
from sapa.models import Pause as PauseRow
from sapa.services import deadlines, history, sops
from sapa.services.actors import Actor
from sapa.sop import timing

CHUNK = 200
_TIMES = ("due_at", "wait_until")


@dataclass(frozen=True)
class Touched:
    """Which moments read differently now: deadlines at or after *since* of what began before *until*."""

    since: datetime | None = None
    until: datetime | None = None
    #: Calendars concerned; None for all of them.
    slugs: frozenset[str] | None = None


@dataclass
class Shift:
    """What a change moves: cases, tasks and case deadlines; how many are late at once, or late no more."""

    cases: int = 0
    tasks: int = 0
    deadlines: int = 0
    later: int = 0
    earlier: int = 0
    late_now: int = 0
    late_no_more: int = 0
    #: The first few moves: {case, what, old, new}.
    examples: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class _Round:
    """What every case of one recomputation shares."""

    calendars: Mapping[str, Calendar]
    touched: Touched
    actor: Actor
    now: datetime
    cause: Mapping[str, Any]
    shift: Shift = field(default_factory=Shift)


def run(
    calendars: Mapping[str, Calendar], touched: Touched, actor: Actor, now: datetime, cause: Mapping[str, Any]
) -> Shift:
    """Move every open deadline that *calendars* place elsewhere; commits nothing.

    What is closed, and what stands still in a pause, stays as it is: the end of a pause computes anew anyway.
    """
    found = _Round(calendars, touched, actor, now, cause)
    for ids in _chunks(_candidates(touched), CHUNK):
        _some(found, ids)
    return found.shift


def _chunks(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    return (ids[start : start + size] for start in range(0, len(ids), size))


def _candidates(touched: Touched) -> list[int]:
    """Ids of open cases with a deadline in reach, in the order in which they are locked."""
    begun = func.coalesce(Task.counts_from, Task.opened_at)
    moved = _reach(touched, begun, Task.due_at, Task.wait_until)
    tasks = select(Task.case_id).where(Task.closed_at.is_(None), moved)
    own = select(Case.id).where(Case.closed_at.is_(None), _reach(touched, Case.started_at, Case.deadline_at))
    return sorted({*db.session.scalars(tasks), *db.session.scalars(own)})


def _reach(touched: Touched, begun: Any, *ends: Any) -> ColumnElement[bool]:
    late = or_(*(end >= touched.since if touched.since is not None else end.is_not(None) for end in ends))
    return late & (begun < touched.until) if touched.until is not None else late


def _some(found: _Round, ids: Sequence[int]) -> None:
    cases = db.session.scalars(
        select(Case)
        .where(Case.id.in_(ids), Case.closed_at.is_(None))
        .order_by(Case.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    tasks: dict[int, list[Task]] = defaultdict(list)
    rows = select(Task).where(Task.case_id.in_(ids), Task.closed_at.is_(None)).order_by(Task.id)
    for task in db.session.scalars(rows.execution_options(populate_existing=True)):
        tasks[task.case_id].append(task)
    pauses = _pauses(ids)
    for case in cases:
        _one(found, case, tasks[case.id], tuple(pauses[case.id]))
    db.session.flush()


def _pauses(ids: Sequence[int]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    rows = select(PauseRow).where(PauseRow.case_id.in_(ids)).order_by(PauseRow.id)
    for row in db.session.scalars(rows):
        found[row.case_id].append(Pause(row.started_at, row.ended_at, row.reason))
    return found


def _one(found: _Round, case: Case, tasks: Sequence[Task], pauses: tuple[Pause, ...]) -> None:
    if any(pause.end is None for pause in pauses):
        return
    moved = [pair for task in tasks if (pair := _task(found, case, task, pauses)) is not None]
    deadline = _deadline(found, case, pauses)
    if not moved and deadline is None:
        return
    found.shift.cases += 1
    data: dict[str, Any] = {**found.cause, "tasks": moved}
    if deadline is not None:
        data["deadline"] = deadline
    history.append(case, "recomputed", found.actor, found.now, now=found.now, **data)


def _task(found: _Round, case: Case, task: Task, pauses: tuple[Pause, ...]) -> dict[str, Any] | None:
    sop = sops.definition(case.sop_version_id)
    step = sop.steps[task.step]
    slug = sop.calendar_of(step)
    if found.touched.slugs is not None and slug not in found.touched.slugs:
        return None
    before = {name: getattr(task, name) for name in _TIMES}
    deadlines.set_task_times(task, step, found.calendars[slug], pauses)
    if all(getattr(task, name) == value for name, value in before.items()):
        return None
    _settle_breach(found, task)
    found.shift.tasks += 1
    _count(found, case, task.step, before["due_at"] or before["wait_until"], task.due_at or task.wait_until)
    return {"task": task.id, "step": task.step, "old": _iso(before["due_at"]), "new": _iso(task.due_at)}


def _settle_breach(found: _Round, task: Task) -> None:
    """A breach is the moment a promise broke: it moves with the promise, and goes where that still holds."""
    if task.warn_at is not None and task.warn_at > found.now:
        task.warned_at = None
    if task.breached_at is not None and task.due_at is not None:
        if task.due_at > found.now:
            task.breached_at = None
            found.shift.late_no_more += 1
        else:
            task.breached_at = task.due_at
    elif task.due_at is not None and task.due_at <= found.now:
        found.shift.late_now += 1
    deadlines.set_next_look(task)


def _deadline(found: _Round, case: Case, pauses: tuple[Pause, ...]) -> dict[str, Any] | None:
    """The citizen's deadline keeps the number of days that was promised, whatever the settings say today."""
    process = sops.definition(case.sop_version_id).processes[case.process]
    slug, promised = deadlines.deadline_calendar(process, found.now), case.deadline_sum or {}
    before, since = case.deadline_at, case.deadline_from
    if before is None or since is None or "days" not in promised or not _concerns(found, slug):
        return None
    sum_ = timing.explain_case(found.calendars[slug], since, promised["days"], pauses)
    kept = {name: promised[name] for name in ("days", "base", "klasifikasi") if name in promised}
    deadlines.set_deadline_sum(case, sum_, **kept)
    due = case.deadline_at
    if due is None or due == before:
        return None
    if case.deadline_breached_at is not None:
        case.deadline_breached_at = due if due <= found.now else None
    found.shift.deadlines += 1
    _count(found, case, "deadline", before, case.deadline_at)
    return {"old": _iso(before), "new": _iso(case.deadline_at)}


def _concerns(found: _Round, slug: str) -> bool:
    return slug in found.calendars and (found.touched.slugs is None or slug in found.touched.slugs)


def _count(found: _Round, case: Case, what: str, old: datetime | None, new: datetime | None) -> None:
    if old is not None and new is not None and old != new:
        found.shift.later += new > old
        found.shift.earlier += new < old
    if len(found.shift.examples) < 5:
        about = {"case": case.id, "ticket": case.ticket_id, "what": what}
        found.shift.examples.append({**about, "old": old, "new": new})


def _iso(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment is not None else None
