"""Finding tickets: saved views, filters, text and exact numbers, in keyset pages and without counting."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    exists,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.orm import aliased

from sapa.db import db
from sapa.models import Case, Channel, Complainant, Complaint, Forward, Opd, Pause, Task, Ticket
from sapa.services import scope, sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists
from sapa.services.desk.keyset import USUAL, Found, Place, page, sorting, stretches
from sapa.services.house import house
from sapa.sop.definition import Definition, Step

VIEWS = ("open", "late", "waiting", "all")
#: "Hitung jumlahnya" stops here.
MOST_COUNTED = 10_000
NUMBER = re.compile(r"[A-Za-z]{1,8}-\d{4}-\d{1,9}")
HANDLE = re.compile(r"@[A-Za-z0-9_]{1,15}")
PHONE = re.compile(r"\+?[\d\s().-]{8,20}")


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; everything may be left open."""

    view: str = "open"
    text: str = ""
    channel: str = ""
    sop: str = ""
    step: str = ""
    opd_id: int | None = None
    kecamatan_id: int | None = None
    place: Place | None = None
    size: int = USUAL


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
    known = sops.every()
    by_task = wish.view != "all"
    if by_task:
        parts = stretches(
            _tasks(wish, actor, now, known), Task.due_at, Task.id, wish.place, wish.size, nullable=True
        )
    else:
        parts = stretches(
            _tickets(wish, actor), Ticket.opened_at, Ticket.id, wish.place, wish.size, descending=True
        )
    ids = union_all(*(select(part.subquery()) for part in parts)).subquery()
    query = _by_task(ids, wish.place) if by_task else _by_ticket(ids, wish.place)
    rows = [_row(each, known) for each in db.session.execute(query.limit(wish.size + 1))]
    return page(rows, wish.place, wish.size, _at_due if by_task else _at_opening)


def count(wish: Wish, actor: Actor, now: datetime) -> int:
    """How many there are, counted up to MOST_COUNTED; asked for by a click only."""
    query = _tickets(wish, actor) if wish.view == "all" else _tasks(wish, actor, now, sops.every())
    return int(
        db.session.scalar(select(func.count()).select_from(query.limit(MOST_COUNTED + 1).subquery())) or 0
    )


def exact(text: str, actor: Actor) -> str | None:
    """The number of the ticket that *text* names exactly, if the actor may see it."""
    if not NUMBER.fullmatch(text.strip()):
        return None
    query = select(Ticket.number).where(Ticket.number == text.strip().upper(), scope.visible(actor))
    found: str | None = db.session.scalar(query)
    return found


def _at_due(row: Row) -> tuple[datetime | None, int]:
    return row.due_at, row.task_id or 0


def _at_opening(row: Row) -> tuple[datetime | None, int]:
    return row.opened_at, row.ticket_id


def _tickets(wish: Wish, actor: Actor) -> Select[Any]:
    query = select(Ticket.id.label("ticket_id"), Ticket.opened_at).where(*_filters(wish, actor))
    if wish.step:
        open_at = exists().where(
            Case.ticket_id == Ticket.id,
            Task.case_id == Case.id,
            Task.closed_at.is_(None),
            Task.step == wish.step,
        )
        query = query.where(Ticket.closed_at.is_(None), open_at)
    return query


def _tasks(wish: Wish, actor: Actor, now: datetime, known: dict[int, Definition]) -> Select[Any]:
    """Open tasks of tickets, of each case only the one that is due first."""
    narrow = _filters(wish, actor)
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
        query = query.where(Task.due_at < now, ~held)
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


def _filters(wish: Wish, actor: Actor) -> list[ColumnElement[bool]]:
    found = [scope.visible(actor)]
    if wish.channel:
        found.append(Ticket.channel == wish.channel)
    if wish.sop:
        run = aliased(Case)
        found.append(exists().where(run.ticket_id == Ticket.id, run.sop_code == wish.sop))
    if wish.kecamatan_id is not None:
        found.append(Ticket.kecamatan_id == wish.kecamatan_id)
    if wish.opd_id is not None:
        found.append(exists().where(Forward.ticket_id == Ticket.id, Forward.opd_id == wish.opd_id))
    if wish.text.strip():
        found.append(_text(wish.text.strip()))
    return found


def _text(text: str) -> ColumnElement[bool]:
    """An exact number, account or telephone where it looks like one; words otherwise."""
    if NUMBER.fullmatch(text):
        return Ticket.number == text.upper()
    if HANDLE.fullmatch(text):
        channels = select(Channel.slug).scalar_subquery()
        return Ticket.id.in_(_by_citizen(Complainant.channel.in_(channels), Complainant.handle == text))
    if PHONE.fullmatch(text) and not text.isalpha():
        # Two indexes, so two selects: an OR of both would read every ticket.
        said, caller = aliased(Ticket), _by_citizen(Complainant.phone_index == _phone_index(text))
        return Ticket.id.in_(union_all(caller, select(said.id).where(_words(text, said))))
    return _words(text)


def _words(text: str, ticket: Any = Ticket) -> ColumnElement[bool]:
    found: ColumnElement[bool] = ticket.search.op("@@")(func.websearch_to_tsquery("indonesian", text))
    return found


def _by_citizen(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(Complaint.ticket_id)
        .join(Complainant, Complainant.id == Complaint.complainant_id)
        .where(*conditions)
    )


def _phone_index(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    national = digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")
    return house().vault.index(f"+62{national}", "complainant.phone")


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
