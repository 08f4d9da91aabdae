"""What an actor may see of the tickets: all of them, or only those that were forwarded to its agencies."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from sapa.db import db
from sapa.models import Case, Forward, Ticket
from sapa.roles import SCOPED
from sapa.services.actors import Actor
from sapa.services.errors import NotAllowed, NotFound


def sees_everything(actor: Actor) -> bool:
    """True unless every role of the actor is bound to its own agencies."""
    return bool(actor.roles - SCOPED)


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on Ticket: an agency sees a ticket because of a Forward row; what a confidential process
    handles is there for the people named for a lane of that SOP only, whatever their role."""
    open_: ColumnElement[bool] = Ticket.confidential.is_(False)
    if not sees_everything(actor):
        open_ &= exists().where(Forward.ticket_id == Ticket.id, Forward.opd_id.in_(sorted(actor.units)))
    return or_(open_, _trusted(actor)) if actor.named else open_


def _trusted(actor: Actor) -> ColumnElement[bool]:
    sops = sorted({lane.partition("/")[0] for lane in actor.named})
    run = aliased(Case)  # whoever asks may have joined the case already
    return exists().where(run.ticket_id == Ticket.id, run.sop_code.in_(sops), Ticket.confidential)


def ticket(number: str, actor: Actor) -> Ticket:
    """The ticket of that number. Raises NotFound, or NotAllowed for another agency's ticket."""
    row = db.session.execute(
        select(Ticket, visible(actor).label("seen")).where(Ticket.number == number)
    ).first()
    if row is None:
        raise NotFound("ticket_unknown", number=number)
    found: Ticket = row[0]
    if not row.seen:
        raise hidden(found)
    return found


def hidden(row: Ticket) -> NotAllowed | NotFound:
    """What somebody is told who may not see a ticket: of a confidential one not even that it exists."""
    if row.confidential:
        return NotFound("ticket_unknown", number=row.number)
    return NotAllowed("not_your_ticket")
