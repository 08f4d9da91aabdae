"""One story on the stage: which of its acts fits which open task, and when it is due."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import select

from sapa.clock import Basis, Calendar, Duration, add
from sapa.db import db
from sapa.demo.acts import Act, Story
from sapa.models import Case, Task


@dataclass
class Playing:
    """A story whose tweet is in: what is left to do, and when each act that fits is due."""

    story: Story
    ticket_id: int
    case_id: int
    number: str
    left: list[Act]
    due: dict[int, datetime] = field(default_factory=dict)
    last: dict[int, datetime] = field(default_factory=dict)

    def plan(self, tasks: list[Task], opds: dict[int, str], calendar: Calendar) -> None:
        """Give a due moment to the first act left for each open task; an agency's act keeps its own."""
        planned: dict[int, datetime] = {}
        for task in tasks:
            act = next((each for each in self.left if begins(each, task, opds)), None)
            if act is None:
                continue
            key = id(act)
            planned[key] = self.due.get(key) or _due(act, self.last.get(task.id, task.opened_at), calendar)
        kept = {id(act): self.due[id(act)] for act in self.left if act.agency and id(act) in self.due}
        self.due = kept | planned

    def next(self) -> tuple[datetime, Act] | None:
        """The act that is due first."""
        acts = [(self.due[id(act)], index, act) for index, act in enumerate(self.left) if id(act) in self.due]
        return min(acts)[::2] if acts else None  # type: ignore[return-value]

    def played(self, act: Act, task_id: int, now: datetime) -> None:
        """The act is done (or nobody could do it any more)."""
        self.left = [each for each in self.left if each is not act]
        self.due.pop(id(act), None)
        self.last[task_id] = now


def begins(act: Act, task: Task, opds: dict[int, str]) -> bool:
    """True where this task is the visit that the act was written for."""
    return act.step == task.step and act.unit == _unit(task, opds)


def fits(act: Act, task: Task, opds: dict[int, str]) -> bool:
    """True where the act can be made now: what an agency says fits wherever the ladder stands meanwhile."""
    return begins(act, task, opds) or (act.agency and task.agency_open and act.unit == _unit(task, opds))


def _unit(task: Task, opds: dict[int, str]) -> str | None:
    return opds.get(task.opd_id) if task.opd_id is not None else None


def open_tasks(case_ids: list[int]) -> dict[int, list[Task]]:
    """Open tasks by case; an ended case has none."""
    found: dict[int, list[Task]] = {case_id: [] for case_id in case_ids}
    rows = select(Task).where(Task.case_id.in_(case_ids), Task.closed_at.is_(None)).order_by(Task.id)
    for task in db.session.scalars(rows.execution_options(populate_existing=True)):
        found[task.case_id].append(task)
    return found


def case_of(ticket_id: int) -> int:
    """The case that handles a ticket."""
    return db.session.scalars(select(Case.id).where(Case.ticket_id == ticket_id)).one()


def _due(act: Act, base: datetime, calendar: Calendar) -> datetime:
    if act.basis is Basis.CALENDAR:
        return base + timedelta(minutes=act.minutes)
    return add(calendar, base, Duration(raw="", minutes=act.minutes, basis=Basis.WORKING))
