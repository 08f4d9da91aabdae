"""An agency's duties of today: what is open, done by one click, and the receipts for what was done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from sapa.db import db
from sapa.models import Case, Opd, Task
from sapa.services import moves, sops
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.desk.caselookups import name_of
from sapa.services.duties import opening
from sapa.services.errors import NotFound
from sapa.sop.definition import Action, Definition
from sapa.sop.parts import TIMER


@dataclass(frozen=True)
class Receipt:
    """One duty of one day: open, done or missed. The number is the case's, with the head of its history."""

    task_id: int
    agency: str
    label: str
    activity: str
    due_at: datetime | None
    done_at: datetime | None
    by: str
    missed: bool
    number: str
    action: Action | None = None
    #: Nobody could do it: the house was not running in its time.
    slept: bool = False


def today(actor: Actor, now: datetime) -> list[Receipt]:
    """The duties of the actor's agencies on the local day of *now*; none for anybody else."""
    if not actor.units:
        return []
    rows = db.session.execute(
        select(Case, Task, Opd.name)
        .join(Task, Task.case_id == Case.id)
        .join(Opd, Opd.id == Case.opd_id)
        .where(Case.opd_id.in_(sorted(actor.units)), Case.duty != "", Case.subject_date == local_day(now))
        .order_by(Case.started_at, Opd.name, Task.id)
    )
    return [_receipt(case, task, agency) for case, task, agency in rows]


def do(task_id: int, actor: Actor, now: datetime) -> Receipt:
    """The one click of an agency. Raises NotFound for anything but a duty, NotAllowed for another agency's,
    Conflict where a colleague or the clock was first."""
    found = _duty(task_id)
    if found is None:
        raise NotFound("task_unknown", id=task_id)
    sop = sops.definition(found.Case.sop_version_id)
    action = by_hand(sop, found.Task.step)
    moves.make(task_id, action.slug, actor, now)
    db.session.refresh(found.Case)
    db.session.refresh(found.Task)
    return _receipt(found.Case, found.Task, found.name)


def receipt(task_id: int) -> Receipt | None:
    """The receipt of a duty that somebody just did; None for any other task."""
    found = _duty(task_id)
    return _receipt(found.Case, found.Task, found.name) if found is not None else None


def _duty(task_id: int) -> Row[Any] | None:
    return db.session.execute(
        select(Case, Task, Opd.name)
        .join(Task, Task.case_id == Case.id)
        .join(Opd, Opd.id == Case.opd_id)
        .where(Task.id == task_id, Case.duty != "")
    ).first()


def by_hand(sop: Definition, step: str) -> Action:
    """The move of a duty's step that a person makes."""
    return next(action for action in sop.steps[step].actions.values() if TIMER not in action.by)


def label_of(sop: Definition, process: str, duty: str) -> str:
    """What the SOP calls a duty ("Setelah apel pagi")."""
    return next((each.label for each in sop.processes[process].duties if each.name == duty), duty)


def _receipt(case: Case, task: Task, agency: str) -> Receipt:
    sop = sops.definition(case.sop_version_id)
    done = task.closed_at if not task.by_timer else None
    return Receipt(
        task_id=task.id,
        agency=agency,
        label=label_of(sop, case.process, case.duty),
        activity=sop.steps[task.step].activity,
        due_at=task.due_at,
        done_at=done,
        by=name_of(task.actor_id),
        missed=task.by_timer,
        number=f"{case.id}-{case.head.hex()[:8].upper()}",
        action=by_hand(sop, task.step) if task.closed_at is None else None,
        slept=opening.slept(task),
    )
