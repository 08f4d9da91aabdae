"""Who complains: the identity fields that the SOP asks for on a channel, sealed as they are written down."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sqlalchemy import exists, func, select

from sapa.db import db
from sapa.models import Complainant, Complaint, Ticket
from sapa.numbers import normal_nik, normal_phone
from sapa.services import complainants
from sapa.services.evidence.context import Context
from sapa.services.typed import is_email
from sapa.sop.definition import Definition
from sapa.sop.parts import IDENTITY

#: The form field of an identity field.
PREFIX = "identity_"
#: Longest text of each (characters).
LONGEST = {**complainants.SEALED, "handle": 120}
#: What is kept in one form only; None from it is not such a thing.
_FORMS: Mapping[str, tuple[Callable[[str], str | None], str]] = {
    "nik": (normal_nik, "not_a_nik"),
    "phone": (normal_phone, "not_a_phone"),
    "email": (lambda value: value if is_email(value) else None, "not_an_email"),
}


def complainant_of(ticket: Ticket) -> Complainant:
    """Whoever complained first under this ticket."""
    query = (
        select(Complainant)
        .join(Complaint, Complaint.complainant_id == Complainant.id)
        .where(Complaint.ticket_id == ticket.id)
        .order_by(Complaint.said_at, Complaint.id)
    )
    return db.session.scalars(query).first()  # type: ignore[return-value]  # a ticket has a complaint


def known(row: Complainant) -> frozenset[str]:
    """The identity fields that are written down already."""
    sealed = (name for name in complainants.SEALED if getattr(row, f"{name}_sealed") is not None)
    return frozenset((*sealed, *(("handle",) if row.handle else ())))


def missing(sop: Definition, ticket: Ticket) -> tuple[str, ...]:
    """The identity fields that this ticket's channel must bring and that nobody has written down yet."""
    return sop.missing_identity(ticket.channel, known(complainant_of(ticket)))


def check(context: Context) -> dict[str, str]:
    """What was typed, in its kept form; a field that the SOP asks for and nobody knows is required."""
    assert context.ticket is not None, "identity belongs to a complaint"
    typed = {name: value for name in IDENTITY if (value := _typed(context, name))}
    row = complainant_of(context.ticket)
    if "handle" in typed and _is_taken(row, typed["handle"]):
        context.fault(f"{PREFIX}handle", "taken")
    for name in context.run.sop.missing_identity(context.ticket.channel, {*known(row), *typed}):
        context.fault(f"{PREFIX}{name}", "required")
    return typed


def record(context: Context, value: dict[str, str]) -> None:
    """Seal what was typed over what was known before."""
    assert context.ticket is not None
    row = complainant_of(context.ticket)
    for name, text in value.items():
        columns = {"handle": text} if name == "handle" else complainants.sealed(name, text)
        for column, kept in columns.items():
            setattr(row, column, kept)


def _typed(context: Context, name: str) -> str:
    field = f"{PREFIX}{name}"
    value = context.text(field)
    if len(value) > LONGEST[name]:
        context.fault(field, "too_long", longest=LONGEST[name], length=len(value))
    if not value or name not in _FORMS:
        return value
    normal, code = _FORMS[name]
    found = normal(value)
    if found is None:
        context.fault(field, code)
    return found or value


def _is_taken(row: Complainant, handle: str) -> bool:
    other = exists().where(
        Complainant.channel == row.channel,
        func.lower(Complainant.handle) == func.lower(handle),
        Complainant.id != row.id,
    )
    return bool(db.session.scalar(select(other)))
