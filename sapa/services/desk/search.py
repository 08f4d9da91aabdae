"""Finding tickets: saved views, filters, text and exact numbers, in keyset pages and without counting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from sapa.db import UtcDateTime, db
from sapa.models import Case, Forward, Opd, Pause, Task, Ticket
from sapa.services import scope, sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists
from sapa.services.desk.keyset import (
    Bearing,
    Found,
    Place,
    bearing,
    page,
    sorting,
    stretches,
    values,
)
from sapa.services.desk.wishes import NUMBER, Wish, conditions, shape_of
from sapa.services.prepared import prepared
from sapa.sop.definition import Definition, Step

VIEWS = ("open", "late", "waiting", "all")
#: "Hitung jumlahnya" stops here.
MOST_COUNTED = 10_000
NOW = bindparam("now", type_=UtcDateTime())


@dataclass(frozen=True)
class Row:
    """One line of the list: the ticket and the earliest of its open tasks."""

    ticket_id: int
    number: str
    title: str
    channel: str
    opened_at: datetime
    closed_at: datetime | None
    outcome: str | None
    level: int
    task_id: int | None
    due_at: datetime | None
    step: Step | None
    lane: str
    agencies: str
    paused_at: datetime | None
    sop: str = ""


def find(wish: Wish, actor: Actor, now: datetime) -> Found[Row]:
    """One page of tickets that the actor may see, nearest deadline first; "all": the newest first."""
    known, (shape, typed) = sops.every(), shape_of(wish)
    found = db.session.execute(
        _page(shape, bearing(wish.place), actor.reach), {"now": now, **typed, **values(wish.place)}
    )
    rows = [_row(each, known) for each in found]
    return page(rows, wish.place, wish.size, _at_opening if wish.view == "all" else _at_due)


def count(wish: Wish, actor: Actor, now: datetime) -> int:
    """How many there are, counted up to MOST_COUNTED; asked for by a click only."""
    shape, typed = shape_of(wish)
    return int(db.session.scalar(_counted(shape, actor.reach), {"now": now, **typed}) or 0)


def exact(text: str, actor: Actor) -> str | None:
    """The number of the ticket that *text* names exactly, if the actor may see it."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    query = select(Ticket.number).where(Ticket.number == text.strip().upper(), scope.visible(actor))
    found: str | None = db.session.scalar(query)
    return found


@prepared
def _page(wish: Wish, at: Bearing | None, actor: Actor) -> Select[Any]:
    """A page of what is wished for, with the words, the moment and the place left open."""
    place = at and at.place
    if wish.view == "all":
        found = _tickets(wish, actor)
        parts = stretches(found, Ticket.opened_at, Ticket.id, place, wish.size, descending=True)
    else:
        parts = stretches(_tasks(wish, actor), Task.due_at, Task.id, place, wish.size, nullable=True)
    ids = union_all(*(select(part.subquery()) for part in parts)).subquery()
    query = _by_ticket(ids, place) if wish.view == "all" else _by_task(ids, place)
    return query.limit(wish.size + 1)


@prepared
def _counted(wish: Wish, actor: Actor) -> Select[Any]:
    query = _tickets(wish, actor) if wish.view == "all" else _tasks(wish, actor)
    return select(func.count()).select_from(query.limit(MOST_COUNTED + 1).subquery())


def _at_due(row: Row) -> tuple[datetime | None, int]:
    return row.due_at, row.task_id or 0


def _at_opening(row: Row) -> tuple[datetime | None, int]:
    return row.opened_at, row.ticket_id


def _tickets(wish: Wish, actor: Actor) -> Select[Any]:
    query = select(Ticket.id.label("ticket_id"), Ticket.opened_at).where(*conditions(wish, actor))
    if wish.step:
        open_at = exists().where(
            Case.ticket_id == Ticket.id,
            Task.case_id == Case.id,
            Task.closed_at.is_(None),
            Task.step == wish.step,
        )
        query = query.where(Ticket.closed_at.is_(None), open_at)
    return query


def _tasks(wish: Wish, actor: Actor) -> Select[Any]:
    """Open tasks of tickets, of each case only the one that is due first."""
    known = sops.every()
    narrow = conditions(wish, actor)
    if narrow:  # the few open tickets come first, and what is asked of them after
        narrow.append(Ticket.closed_at.is_(None))
    query = (
        select(Task.id.label("task_id"), Task.due_at, Ticket.id.label("ticket_id"))
        .join(Case, Case.id == Task.case_id)
        .join(Ticket, Ticket.id == Case.ticket_id)
        .where(Task.closed_at.is_(None), *narrow)
    )
    if wish.view == "late":
        held = exists().where(Pause.case_id == Task.case_id, Pause.ended_at.is_(None))
        query = query.where(Task.due_at < NOW, ~held)
    if wish.view == "waiting":
        query = query.where(Task.step.in_(_waits(known)))
    if wish.step:
        return query.where(Task.step == wish.step)
    return query.where(~_earlier(_waits(known) if wish.view == "waiting" else None))


def _waits(known: dict[int, Definition]) -> set[str]:
    return {
        step.id
        for sop in known.values()
        for step in sop.steps.values()
        if steplists.is_agency_turn(sop, step)
    }


def _earlier(steps: set[str] | None) -> ColumnElement[bool]:
    """Another open task of the same case (among *steps*) is due before this one."""
    other = aliased(Task)
    never = literal("infinity").cast(Task.due_at.type)
    condition = and_(
        other.case_id == Task.case_id,
        other.closed_at.is_(None),
        tuple_(func.coalesce(other.due_at, never), other.id)
        < tuple_(func.coalesce(Task.due_at, never), Task.id),
    )
    return exists().where(condition, other.step.in_(steps)) if steps else exists().where(condition)


def _by_task(ids: Any, place: Place | None) -> Select[Any]:
    back = place is not None and place.back
    query = _details(ids, Task).join(Task, Task.id == ids.c.task_id)
    return query.order_by(*sorting(Task.due_at, Task.id, down=back, nullable=True))


def _by_ticket(ids: Any, place: Place | None) -> Select[Any]:
    back = place is not None and place.back
    soonest = (
        select(Task.id)
        .where(Task.case_id == Case.id, Task.closed_at.is_(None))
        .order_by(Task.due_at.asc().nulls_last(), Task.id)
        .limit(1)
        .correlate(Case)
        .scalar_subquery()
    )
    shown = aliased(Task)
    query = _details(ids, shown).outerjoin(shown, shown.id == soonest)
    return query.order_by(*sorting(Ticket.opened_at, Ticket.id, down=not back))


def _details(ids: Any, task: Any) -> Select[Any]:
    names = (
        select(func.string_agg(Opd.short_name.distinct(), ", "))
        .join(Forward, Forward.opd_id == Opd.id)
        .where(Forward.ticket_id == Ticket.id)
        .scalar_subquery()
    )
    return (
        select(
            Ticket.id,
            Ticket.number,
            Ticket.title,
            Ticket.channel,
            Ticket.opened_at,
            Ticket.closed_at,
            Ticket.outcome,
            Ticket.level,
            Case.sop_version_id,
            Case.sop_code,
            task.id.label("task_id"),
            task.due_at,
            task.step,
            task.lane,
            names.label("agencies"),
            Pause.started_at.label("paused_at"),
        )
        .select_from(ids)
        .join(Ticket, Ticket.id == ids.c.ticket_id)
        .join(Case, Case.ticket_id == Ticket.id)
        .outerjoin(Pause, and_(Pause.case_id == Case.id, Pause.ended_at.is_(None)))
    )


def _row(row: Any, known: dict[int, Definition]) -> Row:
    sop = known[row.sop_version_id]
    step = sop.steps[row.step] if row.step else None
    return Row(
        ticket_id=row.id,
        number=row.number,
        title=row.title,
        channel=row.channel,
        opened_at=row.opened_at,
        closed_at=row.closed_at,
        outcome=row.outcome,
        level=row.level,
        task_id=row.task_id,
        due_at=row.due_at,
        step=step,
        lane=sop.lane(row.lane).label if step else "",
        agencies=row.agencies or "",
        paused_at=row.paused_at,
        sop=row.sop_code,
    )
