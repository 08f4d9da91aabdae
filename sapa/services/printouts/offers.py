"""Which papers a case page offers: what its steps print, from the moment the step was reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sapa.models import Task
from sapa.services.actors import Actor
from sapa.services.scope import sees_everything
from sapa.sop.definition import Definition

#: Papers that are drawn from one case; the folio of the register and the recap of a month are not.
OF_A_CASE = frozenset({"disposition", "complaint", "solution", "answer_report"})
#: The paper that the pages of the register print.
REGISTER = "register"


@dataclass(frozen=True)
class Offer:
    """One paper: its kind and the visit that it is about."""

    kind: str
    task: Task


def offers(sop: Definition, tasks: Iterable[Task], actor: Actor) -> tuple[Offer, ...]:
    """What may be printed of a case that the actor sees: the newest visit of each step and agency."""
    found: dict[tuple[str, int | None], Offer] = {}
    for task in tasks:
        step = sop.steps.get(task.step)
        kind = step.prints if step is not None else None
        if kind is not None and may_print(task, actor) and _is_there(kind, task):
            found[task.step, task.opd_id] = Offer(kind, task)
    return tuple(found.values())


def may_print(task: Task, actor: Actor) -> bool:
    """A paper about one agency is for that agency and for the house, not for another agency."""
    return task.opd_id is None or sees_everything(actor) or task.opd_id in actor.units


def _is_there(kind: str, task: Task) -> bool:
    """A folio has the matter's line only once it was entered."""
    return kind in OF_A_CASE or (kind == REGISTER and task.closed_at is not None)
