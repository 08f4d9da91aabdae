"""The rows behind a case page, each kind in one query with what it points at."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from sapa.db import db
from sapa.models import Answer, Case, Complaint, ContactRecord, Delivery, Event, Note, Task, Ticket
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
    rows = db.session.execute(
        select(Complaint, Delivery)
        .outerjoin(Delivery, Delivery.complaint_id == Complaint.id)
        .where(Complaint.ticket_id == ticket.id)
        .order_by(Complaint.said_at, Complaint.id, Delivery.id)
        .options(joinedload(Complaint.complainant), joinedload(Complaint.attachments))
    ).unique()
    return [Said(complaint, delivery) for complaint, delivery in rows]


def tasks(case: Case) -> list[Task]:
    return list(
        db.session.scalars(
            select(Task).where(Task.case_id == case.id).order_by(Task.id).options(joinedload(Task.opd))
        )
    )


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
    query = select(Case.id, Case.process, Case.started_at, Case.closed_at)
    rows = db.session.execute(query.where(Case.former_ticket_id == ticket.id)).all()
    hidden = [row for row in rows if sop.processes[row.process].confidential and not trusted]
    return Former(
        tuple(row.id for row in rows if row not in hidden),
        tuple((row.started_at, row.closed_at) for row in hidden),
    )


def events(case_ids: Collection[int]) -> list[Happened]:
    rows = db.session.execute(
        select(Event, NAME)
        .outerjoin(User, User.id == Event.actor_id)
        .where(Event.case_id.in_(case_ids))
        .order_by(Event.case_id, Event.seq)
    )
    return [Happened(event, actor or "") for event, actor in rows]


def answers(ticket: Ticket) -> list[Answer]:
    return _with_people(Answer, ticket)


def contacts(ticket: Ticket) -> list[ContactRecord]:
    return _with_people(ContactRecord, ticket)


def _with_people(rows: type[Told], ticket: Ticket) -> list[Told]:
    """The rows of a ticket, each with its agency and the name of who wrote it down."""
    names = joinedload(rows.user).load_only(User.first_name, User.last_name)
    query = select(rows).where(rows.ticket_id == ticket.id).order_by(rows.id)
    return list(db.session.scalars(query.options(joinedload(rows.opd), names)))


def notes(ticket: Ticket) -> list[Remark]:
    rows = db.session.execute(
        select(Note, NAME)
        .join(User, User.id == Note.user_id)
        .where(Note.ticket_id == ticket.id)
        .order_by(Note.id)
    )
    return [Remark(note, author) for note, author in rows]
