"""What an actor may see of the tickets: all of them, or only those that were forwarded to its agencies."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, select, true

from sapa.db import db
from sapa.models import Forward, Ticket
from sapa.roles import SCOPED
from sapa.services.actors import Actor
from sapa.services.errors import NotAllowed, NotFound


def sees_everything(actor: Actor) -> bool:
    """True unless every role of the actor is bound to its own agencies."""
    return bool(actor.roles - SCOPED)


def is_named(actor: Actor, sop: str, lane: str) -> bool:
    """True where the settings name the account for a lane that goes by names and not by roles."""
    return False


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on Ticket: an agency sees a ticket because of a Forward row."""
    if sees_everything(actor):
        return true()
    return exists().where(Forward.ticket_id == Ticket.id, Forward.opd_id.in_(sorted(actor.units)))


def ticket(number: str, actor: Actor) -> Ticket:
    """The ticket of that number. Raises NotFound, or NotAllowed for another agency's ticket."""
    row = db.session.execute(
        select(Ticket, visible(actor).label("seen")).where(Ticket.number == number)
    ).first()
    if row is None:
        raise NotFound("ticket_unknown", number=number)
    if not row.seen:
        raise NotAllowed("not_your_ticket")
    found: Ticket = row[0]
    return found
