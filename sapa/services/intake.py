"""Intake: one raw message becomes one complaint, one ticket and one running case, in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, bindparam, func, select, update
from sqlalchemy.dialects.postgresql import insert

from sapa import crashpoints
from sapa.channels.inbound import Inbound
from sapa.db import db, transaction
from sapa.models import Attachment, Complainant, Complaint, RawMessage, Ticket
from sapa.services import calendars, cases, complainants, counters, notices, settings, uploads, ways
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, Wrong
from sapa.services.house import house
from sapa.services.register import entering

HEADING = 80

# Built once: whatever every complaint asks is not put together anew for each.
_RAW, _PEOPLE = RawMessage.__table__.c, Complainant.__table__.c
SEQUENCES = {
    "ticket": "ticket_id_seq",
    "complaint": "complaint_id_seq",
    "case": "cases_id_seq",
    "task": "task_id_seq",
}
KEEP_COMPLAINANT = insert(Complainant.__table__).on_conflict_do_nothing().returning(_PEOPLE.id)
FIND_COMPLAINANT = select(_PEOPLE.id).where(
    _PEOPLE.channel == bindparam("of_channel"),
    func.lower(_PEOPLE.handle) == func.lower(bindparam("of_handle", type_=String)),
    _PEOPLE.handle != "",
)
# The row of a new message answers at once with all that taking it in has to know.
KEEP_RAW = (
    insert(RawMessage.__table__)
    .on_conflict_do_nothing(index_elements=["channel", "external_id"])
    .returning(
        _RAW.id.label("raw"),
        *(func.nextval(sequence).label(name) for name, sequence in SEQUENCES.items()),
        FIND_COMPLAINANT.scalar_subquery().label("complainant"),
        counters.stamps_query.label("stamps"),
    )
)


@dataclass(frozen=True)
class Received:
    """The complaint that a message is; *created* is False where it was here already.

    *missing*: what the SOP asks of the citizen's identity and nobody has written down yet.
    """

    ticket_id: int
    number: str
    created: bool
    missing: tuple[str, ...] = ()


def receive(
    inbound: Inbound, now: datetime, actor: Actor, pictures: tuple[uploads.Picture, ...] = ()
) -> Received:
    """Take in one message. The same channel and external id a second time changes nothing.

    Raises Invalid for an empty text or a moment in the future, Conflict where no SOP handles the channel.
    """
    _check(inbound, now)
    inbound = _identified(inbound)
    with transaction():
        drawn = _raw(inbound, now)
        if drawn is None:
            return _known(inbound)
        counters.know(drawn.stamps)
        with notices.gathered():
            received = _take(inbound, drawn, now, actor, pictures)
        crashpoints.reach("intake-before-commit")
        return received


def _check(inbound: Inbound, now: datetime) -> None:
    wrong = {}
    if not inbound.text.strip():
        wrong["text"] = Wrong("required")
    if inbound.said_at > now:
        wrong["said_at"] = Wrong("in_the_future", {"now": now})
    if wrong:
        raise Invalid(wrong)


def _identified(inbound: Inbound) -> Inbound:
    """With an id. One of our own is keyed: a number must not be guessed from it, as it could from a hash."""
    if inbound.external_id:
        return inbound
    index = house().vault.index("\n".join(inbound.alike), "complaint.external_id")
    return replace(inbound, external_id=index)


def _raw(inbound: Inbound, now: datetime) -> Row[Any] | None:
    """The new message's id with the ids of what becomes of it; None where it was delivered before."""
    # In ASCII: half a sign, as a gateway may send it, has no other bytes.
    payload = json.dumps(inbound.raw, sort_keys=True)
    values = {
        "channel": inbound.channel,
        "external_id": inbound.external_id,
        "payload_sealed": house().vault.encrypt(payload, "raw_message.payload"),
        "received_at": now,
    }
    return db.session.execute(KEEP_RAW, values | _whose(inbound)).one_or_none()


def _known(inbound: Inbound) -> Received:
    ticket = db.session.scalars(
        select(Ticket)
        .join(Complaint, Complaint.ticket_id == Ticket.id)
        .where(Complaint.channel == inbound.channel, Complaint.external_id == inbound.external_id)
    ).one()
    return Received(ticket.id, ticket.number, created=False)


def _take(
    inbound: Inbound, drawn: Row[Any], now: datetime, actor: Actor, pictures: tuple[uploads.Picture, ...]
) -> Received:
    """All rows of one complaint. Ids are drawn first and the ticket is written last, so that its number and
    the line in the register, for which everybody queues, are held for as short a time as can be."""
    day = calendars.local_day(now)
    version = ways.version_for(inbound.channel, day)
    complainant_id = _complainant(drawn.complainant, inbound, now)
    with db.session.no_autoflush:
        for picture in pictures:
            db.session.add(_attachment(drawn.complaint, picture, now))
        ticket = _ticket(drawn.ticket, inbound, now)
        ids = cases.Ids(drawn.case, drawn.task)
        run = cases.open_case(
            version, ways.PROCESS, actor, at=inbound.said_at, now=now, ticket=ticket, ids=ids
        )
        db.session.add(_complaint(drawn, complainant_id, inbound, now, actor))
        db.session.flush()
        _number(ticket, inbound, day)
        db.session.add(ticket)
        db.session.flush()
        entering.arrived(run, inbound.handle, inbound.text, actor, now, day)
    return Received(ticket.id, ticket.number, created=True)


def _complainant(known: int | None, inbound: Inbound, now: datetime) -> int:
    """Who said it: the same handle on one channel is one complainant, also where two come in at once.

    Without a handle everybody is somebody new: a telephone, an address and a name may be shared.
    """
    sealed: dict[str, Any] = {}
    for name, value in inbound.identity.items():
        sealed |= complainants.sealed(name, value)
    if known is None:
        values = {"channel": inbound.channel, "handle": inbound.handle, "created_at": now, **sealed}
        created: int | None = db.session.execute(KEEP_COMPLAINANT, values).scalar_one_or_none()
        if created is not None:
            return created
        known = db.session.scalar(FIND_COMPLAINANT, _whose(inbound))
        assert known is not None, "whoever was first has committed by now"
    if sealed:
        db.session.execute(update(Complainant).where(Complainant.id == known).values(**sealed))
    return known


def _whose(inbound: Inbound) -> dict[str, str]:
    return {"of_channel": inbound.channel, "of_handle": inbound.handle}


def _complaint(
    drawn: Row[Any], complainant_id: int, inbound: Inbound, now: datetime, actor: Actor
) -> Complaint:
    return Complaint(
        id=drawn.complaint,
        ticket_id=drawn.ticket,
        raw_message_id=drawn.raw,
        complainant_id=complainant_id,
        channel=inbound.channel,
        external_id=inbound.external_id,
        url=inbound.url,
        text=inbound.text.strip(),
        said_at=inbound.said_at,
        entered_at=now,
        entered_by=actor.user_id,
    )


def _ticket(ticket_id: int, inbound: Inbound, now: datetime) -> Ticket:
    """The ticket before it has its number."""
    return Ticket(
        id=ticket_id,
        title=_heading(inbound.text),
        channel=inbound.channel,
        opened_at=inbound.said_at,
        entered_at=now,
        level=0,
    )


def _number(ticket: Ticket, inbound: Inbound, day: date) -> None:
    prefix = settings.get("ticket_prefix", day)
    ticket.number = f"{prefix}-{day.year}-{counters.take('ticket', day.year):05d}"
    ticket.search = func.to_tsvector("indonesian", f"{ticket.number} {inbound.handle} {inbound.text}")


def _heading(text: str) -> str:
    """The first words of what was said stand in until T02 writes a heading."""
    words = " ".join(text.split())
    return words if len(words) <= HEADING else words[: HEADING - 1].rsplit(" ", 1)[0] + "…"


def _attachment(complaint_id: int, picture: uploads.Picture, now: datetime) -> Attachment:
    uploads.remember(picture, now)
    return Attachment(
        complaint_id=complaint_id,
        sha256=picture.sha256,
        name=picture.name,
        width=picture.width,
        height=picture.height,
    )
