"""The letters of the outbox: what an agency reads when a complaint comes to it."""

from __future__ import annotations

from datetime import datetime

from flask import render_template

from sapa.clock import next_open
from sapa.models import Case, Forward, Opd, Ticket
from sapa.services import calendars
from sapa.services.house import house
from sapa.services.outgoing import outbox


def forwarded(ticket: Ticket, case: Case, opd: Opd, forward: Forward, now: datetime) -> None:
    """Tell the OPD that a complaint waits for its answer. It leaves when the office opens."""
    if not opd.email:
        return
    subject = f"[{ticket.number}] {ticket.title}"
    body = render_template(
        "mail/forwarded.txt",
        ticket=ticket,
        opd=opd,
        note=forward.note,
        address=f"{house().config.public_url}/tickets/{ticket.number}",
    )
    outbox.post(
        f"forward:{forward.id}",
        opd.email,
        subject,
        body,
        now=now,
        not_before=next_open(calendars.get("office"), now),
        case_id=case.id,
        opd_id=opd.id,
    )
