"""The rows behind a case page, each kind in one query with what it points at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import joinedload

from sapa.db import db
from sapa.models import Answer, Case, Complaint, ContactRecord, Delivery, Event, Note, Pause, Task, Ticket
from sapa.services.actors import Actor
from sapa.services.desk.caselookups import NAME
from sapa.sop.definition import Definition

Told = TypeVar("Told", Answer, ContactRecord)


@dataclass(frozen=True)
class Said:
    """One complaint of the ticket and the reply it got."""

    complaint: Complaint
    delivery: Delivery | None


@dataclass(frozen=True)
class Happened:
    """One line of the history: an event with the name of whoever made it."""

    event: Event
    actor: str


@dataclass(frozen=True)
class Remark:
    """A note, with the name of whoever wrote it."""

    note: Note
    author: str


def complaints(ticket: Ticket) -> list[Said]:
    """What was said, the first one first, each with its reply."""
    rows = db.session.execute(_complaints(), {"ticket": ticket.id}).unique()
    return [Said(complaint, delivery) for complaint, delivery in rows]


@cache
def _complaints() -> Select[tuple[Complaint, Delivery]]:
    return (
        select(Complaint, Delivery)
        .outerjoin(Delivery, Delivery.complaint_id == Complaint.id)
        .where(Complaint.ticket_id == bindparam("ticket"))
        .order_by(Complaint.said_at, Complaint.id, Delivery.id)
        .options(joinedload(Complaint.complainant), joinedload(Complaint.attachments))
    )


def tasks(case: Case) -> list[Task]:
    """All visits of the case in the order of opening, closed ones too."""
    return list(db.session.scalars(_tasks(), {"case": case.id}))


@cache
def _tasks() -> Select[tuple[Task]]:
    return (
        select(Task).where(Task.case_id == bindparam("case")).order_by(Task.id).options(joinedload(Task.opd))
    )


def pauses(case: Case) -> list[Pause]:
    """All pauses of the case, the one that stands last."""
    return list(db.session.scalars(_pauses(), {"case": case.id}))


@cache
def _pauses() -> Select[tuple[Pause]]:
    return select(Pause).where(Pause.case_id == bindparam("case")).order_by(Pause.id)


@dataclass(frozen=True)
class Former:
    """Cases that handled the ticket before: those whose history is told, and the times (from, to) of which
    nothing is."""

    told: tuple[int, ...] = ()
    untold: tuple[tuple[datetime, datetime], ...] = ()


def former(ticket: Ticket, sop: Definition, actor: Actor) -> Former:
    """What came before, where one process goes on with another; of a confidential one only those who are
    named for it hear."""
    if not any(action.begins for step in sop.steps.values() for action in step.actions.values()):
        return Former()
    trusted = any(lane.startswith(f"{sop.code}/") for lane in actor.named)
    rows = db.session.execute(_former(), {"ticket": ticket.id}).all()
    hidden = [row for row in rows if sop.processes[row.process].confidential and not trusted]
    return Former(
        tuple(row.id for row in rows if row not in hidden),
        tuple((row.started_at, row.closed_at) for row in hidden),
    )


@cache
def _former() -> Select[Any]:
    query = select(Case.id, Case.process, Case.started_at, Case.closed_at)
    return query.where(Case.former_ticket_id == bindparam("ticket"))


def events(case_ids: Collection[int]) -> list[Happened]:
    """The histories of these cases, each in its order."""
    rows = db.session.execute(_events(), {"cases": list(case_ids)})
    return [Happened(event, actor or "") for event, actor in rows]


@cache
def _events() -> Select[tuple[Event, str]]:
    return (
        select(Event, NAME)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.case_id.in_(bindparam("cases", expanding=True)))
        .order_by(Event.case_id, Event.seq)
    )


def answers(ticket: Ticket) -> list[Answer]:
    """What agencies and the desk answered, returned ones too."""
    return _with_people(Answer, ticket)


def contacts(ticket: Ticket) -> list[ContactRecord]:
    """Whom somebody called or wrote to about the ticket."""
    return _with_people(ContactRecord, ticket)


def _with_people(rows: type[Told], ticket: Ticket) -> list[Told]:
    return list(db.session.scalars(_told(rows), {"ticket": ticket.id}))


@cache
def _told(rows: type[Told]) -> Select[tuple[Told]]:
    """The rows of a ticket, each with its agency and the name of who wrote it down."""
    names = joinedload(rows.user).load_only(User.first_name, User.last_name)
    query = select(rows).where(rows.ticket_id == bindparam("ticket")).order_by(rows.id)
    return query.options(joinedload(rows.opd), names)


def notes(ticket: Ticket) -> list[Remark]:
    """What colleagues wrote down for each other."""
    return [Remark(note, author) for note, author in db.session.execute(_notes(), {"ticket": ticket.id})]


@cache
def _notes() -> Select[tuple[Note, str]]:
    return (
        select(Note, NAME)
        .join(User, User.id == Note.user_id)
        .where(Note.ticket_id == bindparam("ticket"))
        .order_by(Note.id)
    )
