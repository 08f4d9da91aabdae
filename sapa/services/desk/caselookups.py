"""Small look-ups around a case: its letters, whom to call, what a form offers, how things are called."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Case, Category, Letter, LetterCase, Opd, OpdContact, Task, Ticket
from sapa.services import sops
from sapa.services.house import house

#: The name of a colleague in a query.
NAME = func.trim(func.concat_ws(" ", User.first_name, User.last_name))


def number_of(task_id: int) -> str | None:
    """The number of the ticket that a task belongs to; None for a task of a report or a working day."""
    return db.session.scalar(
        select(Ticket.number)
        .join(Case, Case.ticket_id == Ticket.id)
        .join(Task, Task.case_id == Case.id)
        .where(Task.id == task_id)
    )


def letters_of(case_id: int) -> list[Letter]:
    """The letters that are about this case, newest first; asked for only where a move needs one."""
    query = select(Letter).join(LetterCase).where(LetterCase.case_id == case_id).order_by(Letter.id.desc())
    return list(db.session.scalars(query))


def contacts_of(opd_id: int) -> list[tuple[OpdContact, str]]:
    """Whom to call at an agency, with the number opened: it is an official one, and the caller needs it."""
    rows = db.session.scalars(
        select(OpdContact)
        .where(OpdContact.opd_id == opd_id, OpdContact.active.is_(True))
        .order_by(OpdContact.id)
    )
    vault = house().vault
    return [
        (row, vault.decrypt(row.phone_sealed, "opd_contact.phone") if row.phone_sealed else "")
        for row in rows
    ]


def numbers_of(opd_ids: Iterable[int]) -> dict[int, str]:
    """The first telephone number known for each agency."""
    rows = db.session.execute(
        select(OpdContact.opd_id, OpdContact.phone_sealed)
        .where(
            OpdContact.opd_id.in_(set(opd_ids)), OpdContact.active.is_(True), OpdContact.phone_sealed != ""
        )
        .order_by(OpdContact.id.desc())
    )
    return {opd_id: house().vault.decrypt(sealed, "opd_contact.phone") for opd_id, sealed in rows}


def person(sealed: str | None, column: str) -> str:
    """The name in an answer or a contact record: an official's, readable by whoever may read the case."""
    return house().vault.decrypt(sealed, column) if sealed else ""


def choices_of(evidence: str) -> list[Any]:
    """The rows that a form lets one choose from: agencies or categories."""
    model = {"opds": Opd, "category": Category}[evidence]
    query = select(model)
    query = (
        query.where(Category.active.is_(True)) if model is Category else query.where(Opd.valid_to.is_(None))
    )
    return list(db.session.scalars(query.order_by(model.name)))


def bound_codes() -> frozenset[str]:
    """Codes of the units that a lane of some SOP stands for: no agencies of the others."""
    return frozenset(lane.unit for sop in sops.every().values() for lane in sop.lanes if lane.unit)


def labels(step: str, done: str, action: str) -> dict[str, str]:
    """What two actions of a step are called on their buttons, under "done" and "action"."""
    actions = {
        slug: each.label
        for sop in sops.every().values()
        if step in sop.steps
        for slug, each in sop.steps[step].actions.items()
    }
    return {"done": actions.get(done, done), "action": actions.get(action, action)}


def name_of(user_id: int | None) -> str:
    """A colleague's name; "" for the clock."""
    if user_id is None:
        return ""
    name = select(NAME).where(User.id == user_id)
    return db.session.scalar(name) or ""
