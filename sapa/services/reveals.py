"""Opening a masked field of a complainant: only with a reason, and never without a record (UU 27/2022)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from sapa.db import db, transaction
from sapa.models import Complainant, Complaint, Reveal
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, NotAllowed, NotFound, Wrong
from sapa.services.house import house

FIELDS = ("name", "phone", "nik", "address", "email")
SHORTEST_REASON = 5
LONGEST_REASON = 500


def open_field(number: str, complainant_id: int, field: str, reason: str, actor: Actor, now: datetime) -> str:
    """The plain text of one sealed field, "" where none is kept; the record is written first.

    Raises NotFound (no such person in this ticket), NotAllowed, Invalid (field "reveal_reason").
    """
    reason = " ".join(reason.split())
    if field not in FIELDS:
        raise NotFound("field_unknown")
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid({"reveal_reason": _too(reason)})
    if actor.user_id is None:
        raise NotAllowed("may_not_reveal")
    with transaction():
        sealed = getattr(_person(number, complainant_id, actor), f"{field}_sealed")
        db.session.add(
            Reveal(complainant_id=complainant_id, field=field, reason=reason, at=now, user_id=actor.user_id)
        )
    return house().vault.decrypt(sealed, f"complainant.{field}") if sealed else ""


def _person(number: str, complainant_id: int, actor: Actor) -> Complainant:
    ticket = scope.ticket(number, actor)
    said = exists().where(Complaint.ticket_id == ticket.id, Complaint.complainant_id == Complainant.id)
    person = db.session.scalars(select(Complainant).where(Complainant.id == complainant_id, said)).first()
    if person is None:
        raise NotFound("complaint_unknown")
    return person


def _too(reason: str) -> Wrong:
    if not reason:
        return Wrong("required")
    if len(reason) < SHORTEST_REASON:
        return Wrong("too_short", {"shortest": SHORTEST_REASON})
    return Wrong("too_long", {"longest": LONGEST_REASON})
