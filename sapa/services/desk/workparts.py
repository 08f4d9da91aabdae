"""The open tasks behind each tab of a work list, as selects that the lists and the counts are made of."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, exists, func, select, union_all

from sapa.models import Answer, Case, Pause, Task
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists, whose
from sapa.services.scope import sees_everything
from sapa.sop.definition import Definition

#: Counts stop here: "99+".
BOUND = 100


def _open() -> Select[Any]:
    return select(Task.id, Task.due_at).where(Task.closed_at.is_(None))


def _running() -> Select[Any]:
    held = exists().where(Pause.case_id == Task.case_id, Pause.ended_at.is_(None))
    return _open().where(~held)


def parts(tab: str, actor: Actor, known: dict[int, Definition]) -> list[Select[Any]]:
    """One select for each role, so that each reads its own stretch of the index in order; never none."""
    found = _waiting(actor, known) if tab == "waiting" else _turns(tab, actor, known)
    return found or [_open().where(Task.id.is_(None))]


def _turns(tab: str, actor: Actor, known: dict[int, Definition]) -> list[Select[Any]]:
    turns = [_running().where(condition) for condition in whose.of(actor, known)]
    if tab == "untriaged":
        early = set().union(*map(steplists.before_triage, known.values()))
        return [part.where(Task.step.in_(early)) for part in turns]
    if tab == "answered":
        steps = steplists.with_answers(known.values())
        return [part.where(Task.step.in_(steps), _agency_spoke()) for part in turns]
    return turns


def _waiting(actor: Actor, known: dict[int, Definition]) -> list[Select[Any]]:
    if not sees_everything(actor):
        return []
    steps = [
        (sop.lane(each).role, step.id)
        for sop in known.values()
        for step in sop.steps.values()
        if steplists.is_agency_turn(sop, step)
        for each in (step.lane, *step.also)
    ]
    by_role: dict[str, set[str]] = {}
    for role, step in steps:
        if role is not None:
            by_role.setdefault(role, set()).add(step)
    return [
        _running().where(Task.role == role, Task.step.in_(names)) for role, names in sorted(by_role.items())
    ]


def _agency_spoke() -> ColumnElement[bool]:
    return exists().where(
        Case.id == Task.case_id,
        Answer.ticket_id == Case.ticket_id,
        Answer.opd_id.is_not(None),
        Answer.delivered_at.is_(None),
        Answer.returned_at.is_(None),
    )


def paused(actor: Actor) -> Select[Any]:
    """Paused tasks of the actor; of a case with several open tasks the one that asked."""
    own = whose.of(actor, sops.every())
    mine = own[0] if own else Task.id.is_(None)
    for each in own[1:]:
        mine = mine | each
    asked = Task.id == Pause.task_id if sees_everything(actor) else Task.case_id == Pause.case_id
    return (
        select(Task.id, Task.due_at)
        .join(Pause, asked)
        .where(Pause.ended_at.is_(None), Task.closed_at.is_(None), mine)
    )


def bounded(parts: list[Select[Any]]) -> Any:
    """A count that stops at so many rows as the parameter "bound" says."""
    # Each part stops early; together they may pass the bound, which the screen words alike.
    cut = union_all(
        *(select(part.with_only_columns(Task.id).limit(bindparam("bound")).subquery()) for part in parts)
    ).subquery()
    return select(func.count()).select_from(cut).scalar_subquery()
