"""Intake: one raw message becomes one complaint, one ticket and one running case, in one transaction."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from sapa import crashpoints
from sapa.channels.inbound import Inbound
from sapa.db import db, transaction
from sapa.models import Attachment, Complainant, Complaint, RawMessage, Ticket
from sapa.services import calendars, cases, counters, notices, settings, sops, uploads
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, Wrong
from sapa.services.house import house

#: Which SOP and process receive a channel's complaints; the first of the city's SOPs is Depok's Twitter SOP.
ROUTES = {"twitter": ("depok-twitter", "handling")}
HEADING = 80


@dataclass(frozen=True)
class Received:
    """The complaint that a message is; *created* is False where it was here already."""

    ticket_id: int
    number: str
    created: bool


def receive(
    inbound: Inbound, now: datetime, actor: Actor, pictures: tuple[uploads.Picture, ...] = ()
) -> Received:
    """Take in one message. The same channel and external id a second time changes nothing.

    Raises Invalid for an empty text or a moment in the future.
    """
    _check(inbound, now)
    with transaction():
        raw_id = _raw(inbound, now)
        if raw_id is None:
            return _known(inbound)
        with notices.gathered():
            received = _take(inbound, raw_id, now, actor, pictures)
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


def _raw(inbound: Inbound, now: datetime) -> int | None:
    """The new raw message's id, or None where this message was delivered before."""
    statement = (
        insert(RawMessage)
        .values(
            channel=inbound.channel,
            external_id=inbound.external_id,
            payload_sealed=house().vault.encrypt(
                json.dumps(inbound.raw, ensure_ascii=False, sort_keys=True), "raw_message.payload"
            ),
            received_at=now,
        )
        .on_conflict_do_nothing(index_elements=["channel", "external_id"])
        .returning(RawMessage.id)
    )
    return db.session.execute(statement).scalar_one_or_none()


def _known(inbound: Inbound) -> Received:
    ticket = db.session.scalars(
        select(Ticket)
        .join(Complaint, Complaint.ticket_id == Ticket.id)
        .where(Complaint.channel == inbound.channel, Complaint.external_id == inbound.external_id)
    ).one()
    return Received(ticket.id, ticket.number, created=False)


def _take(
    inbound: Inbound, raw_id: int, now: datetime, actor: Actor, pictures: tuple[uploads.Picture, ...]
) -> Received:
    code, process = ROUTES[inbound.channel]
    version = sops.current(code)
    complainant = _complainant(inbound, now)
    ticket = _ticket(inbound, now)
    complaint = Complaint(
        ticket_id=ticket.id,
        raw_message_id=raw_id,
        complainant_id=complainant.id,
        channel=inbound.channel,
        external_id=inbound.external_id,
        url=inbound.url,
        text=inbound.text.strip(),
        said_at=inbound.said_at,
        entered_at=now,
        entered_by=actor.user_id,
    )
    db.session.add(complaint)
    db.session.flush()
    for picture in pictures:
        db.session.add(_attachment(complaint, picture, now))
    cases.open_case(version, process, actor, at=inbound.said_at, now=now, ticket_id=ticket.id)
    return Received(ticket.id, ticket.number, created=True)


def _complainant(inbound: Inbound, now: datetime) -> Complainant:
    """The same handle on the same channel is the same complainant, also where two come in at once."""
    if inbound.handle:
        known = _by_handle(inbound)
        if known is None:
            who = f"{inbound.channel}:{inbound.handle.lower()}"
            db.session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(who, 0))))
            known = _by_handle(inbound)
        if known is not None:
            return known
    fresh = Complainant(channel=inbound.channel, handle=inbound.handle, created_at=now)
    db.session.add(fresh)
    db.session.flush()
    return fresh


def _by_handle(inbound: Inbound) -> Complainant | None:
    return db.session.scalars(
        select(Complainant)
        .where(Complainant.channel == inbound.channel, Complainant.handle == inbound.handle)
        .order_by(Complainant.id)
        .limit(1)
    ).first()


def _ticket(inbound: Inbound, now: datetime) -> Ticket:
    """The ticket takes its number here: as late as the rows that point at it allow."""
    day = calendars.local_day(now)
    prefix = settings.get("ticket_prefix", day)
    number = f"{prefix}-{day.year}-{counters.take('ticket', day.year):05d}"
    heading = _heading(inbound.text)
    ticket = Ticket(
        number=number,
        title=heading,
        channel=inbound.channel,
        opened_at=inbound.said_at,
        entered_at=now,
        level=0,
        search=func.to_tsvector("indonesian", f"{number} {inbound.handle} {inbound.text}"),
    )
    db.session.add(ticket)
    db.session.flush()
    return ticket


def _heading(text: str) -> str:
    """The first words of what was said stand in until T02 writes a heading."""
    words = " ".join(text.split())
    return words if len(words) <= HEADING else words[: HEADING - 1].rsplit(" ", 1)[0] + "…"


def _attachment(complaint: Complaint, picture: uploads.Picture, now: datetime) -> Attachment:
    uploads.remember(picture, now)
    return Attachment(
        complaint_id=complaint.id,
        sha256=picture.sha256,
        name=picture.name,
        width=picture.width,
        height=picture.height,
    )
