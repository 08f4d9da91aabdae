"""The e-mail that takes a signed letter to its agency, with the meeting for its calendar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from urllib.parse import urlsplit

from flask import render_template

from sapa.clock import next_open
from sapa.db import db
from sapa.models import Letter, Opd, Ticket
from sapa.reports import words
from sapa.services import calendars, settings, uploads
from sapa.services.figures import city as figures_city
from sapa.services.house import house
from sapa.services.letters import meetings
from sapa.services.outgoing import outbox

CALENDAR = "text/calendar"


def invite(letter: Letter, tickets: Sequence[Ticket], now: datetime) -> None:
    """Order the e-mail to the OPD; it leaves when the office opens. Nothing where the OPD has no address."""
    opd = db.session.get_one(Opd, letter.opd_id)
    if not opd.email:
        return
    assert letter.signed_sha256 is not None
    entry = uploads.keep(entry_of(letter, now), CALENDAR, now)
    outbox.post(
        f"letter:{letter.id}",
        opd.email,
        f"{letter.hal} ({letter.number})",
        _body(letter, opd, tickets, now),
        now=now,
        not_before=next_open(meetings.office(), now),
        opd_id=opd.id,
        attachments=[(letter.signed_sha256, pdf_name(letter)), (entry, "undangan.ics")],
    )


def entry_of(letter: Letter, now: datetime) -> bytes:
    """The meeting as a file for calendars."""
    assert letter.meet_at is not None
    host = urlsplit(house().config.public_url).hostname or "sapa"
    return meetings.calendar_entry(
        f"undangan-{letter.id}@{host}",
        letter.meet_at,
        now,
        summary=letter.agenda,
        place=letter.place,
        text=f"{letter.hal}\nNomor {letter.number}",
    )


def pdf_name(letter: Letter) -> str:
    """The file name people save it under."""
    tail = re.sub(r"[^A-Za-z0-9]+", "-", letter.number or f"konsep-{letter.id}").strip("-")
    return f"surat-undangan-{tail}.pdf"


def _body(letter: Letter, opd: Opd, tickets: Sequence[Ticket], now: datetime) -> str:
    city = figures_city.city(calendars.local_day(now))
    assert letter.meet_at is not None
    starts = words.local(letter.meet_at, city.tz)
    return render_template(
        "letters/email.txt",
        letter=letter,
        opd=opd,
        tickets=tickets,
        when=f"{words.full_day(starts.date())} pukul {words.clock(starts)} {city.tz_label}",
        city=settings.get("city_name", calendars.local_day(now)),
        address=f"{house().config.public_url}/letters/{letter.id}",
    )
