"""The other complaints of an answered ticket: each neighbour gets a reply of his own."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import exists, select

from sapa.db import db
from sapa.models import Complaint, Delivery, Ticket
from sapa.services import deliveries
from sapa.services.actors import Actor

WORDS = "Terima kasih laporannya. Hal yang sama sudah kami jawab dan sedang ditangani. No. {number}"


def answer_neighbours(number: str, actor: Actor, now: datetime) -> None:
    """Reply to everybody on the ticket who has no reply yet."""
    waiting = db.session.execute(
        select(Complaint.id, Complaint.external_id)
        .join(Ticket, Ticket.id == Complaint.ticket_id)
        .where(Ticket.number == number, ~exists().where(Delivery.complaint_id == Complaint.id))
    ).all()
    for complaint_id, tweet_id in waiting:
        fields = {
            "reply_text": WORDS.format(number=number),
            "reply_url": f"https://x.com/pemkotdepok/status/{int(tweet_id) + 3 * 10**16}",
        }
        deliveries.deliver_other(number, complaint_id, fields, actor, now)
