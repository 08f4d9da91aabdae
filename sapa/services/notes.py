"""Remarks of colleagues on a ticket."""

from __future__ import annotations

from datetime import datetime

from sapa.db import db, transaction
from sapa.models import Note
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, NotAllowed, Wrong

LONGEST = 5000


def add(number: str, text: str, actor: Actor, now: datetime) -> None:
    """Keep a note on the ticket *number*. Raises NotFound, NotAllowed, Invalid (field "note")."""
    text = text.strip()
    if not text:
        raise Invalid({"note": Wrong("required")})
    if len(text) > LONGEST:
        raise Invalid({"note": Wrong("too_long", {"longest": LONGEST})})
    if actor.user_id is None:
        raise NotAllowed("not_your_lane")
    with transaction():
        ticket = scope.ticket(number, actor)
        db.session.add(Note(ticket_id=ticket.id, text=text, at=now, user_id=actor.user_id))
