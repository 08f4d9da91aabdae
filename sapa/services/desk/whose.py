"""Whose turn a task is, as conditions on `Task`: one for each stretch of an index."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, or_
from sqlalchemy.orm import aliased

from sapa.models import Case, Task
from sapa.roles import SCOPED
from sapa.services.actors import Actor
from sapa.services.desk import steplists
from sapa.sop.definition import Definition


def of(actor: Actor, known: dict[int, Definition]) -> list[ColumnElement[bool]]:
    """Whose turn it is: a role's own tasks, what it does for lanes without anybody or shares with another
    role, and for an agency its own steps and every rung from which it may answer. No task twice."""
    roles = sorted(actor.roles - SCOPED)
    found: list[ColumnElement[bool]] = [Task.role == role for role in roles]
    alone = steplists.unmanned(known.values(), roles)
    if alone:
        found.append(and_(Task.role.is_(None), Task.step.in_(alone)))
    for (role, step), first in steplists.referred(known.values(), roles).items():
        done = or_(*(Task.done.contains([move]) for move in sorted(first)))
        found.append(and_(Task.role == role, Task.step == step, done))
    found += [_named(*lane.split("/", 1)) for lane in sorted(actor.named)]
    if actor.roles & SCOPED and actor.units:
        theirs = or_(Task.agency_open.is_(True), Task.role.in_(sorted(SCOPED)))
        found.append(and_(Task.opd_id.in_(sorted(actor.units)), theirs))
    return found


def _named(code: str, lane: str) -> ColumnElement[bool]:
    """The tasks of a lane that goes by names."""
    run = aliased(Case)
    own = exists().where(run.id == Task.case_id, run.sop_code == code)
    return and_(Task.role.is_(None), Task.lane == lane, own)
