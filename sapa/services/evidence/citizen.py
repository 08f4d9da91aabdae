"""Evidence that faces the citizen: questions asked, what came back, and the reply with its proof."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from sqlalchemy import exists, select

from sapa.db import db
from sapa.models import Complaint, Delivery, Ticket
from sapa.numbers import holds_nik
from sapa.services import settings
from sapa.services.calendars import local_day
from sapa.services.errors import Wrong
from sapa.services.evidence import moderation
from sapa.services.evidence.agency import remark
from sapa.services.evidence.context import Context

#: The link of a reply on X: /<account>/status/<id>.
REPLY_HOSTS = {"x.com", "twitter.com", "mobile.twitter.com", "www.x.com", "www.twitter.com", "mobile.x.com"}
#: Channels on which a reply is a post of its own, short and with an address that proves it.
LINKED = frozenset({"twitter"})
#: The longest text elsewhere (characters).
LETTER = 5000
LONGEST_LINK = 500
STATUS = re.compile(r"/[A-Za-z0-9_]{1,15}/status/\d{5,20}/?")


def check_question(context: Context) -> str:
    """What the citizen is asked to complete; it has to fit into one reply."""
    return context.need_text("question", longest=limit(context), shortest=5)


def check_note(context: Context) -> str:
    return context.need_text("note", longest=2000)


def record_note(context: Context, value: str) -> None:
    remark(context, value)


def check_reply(context: Context) -> tuple[str, str]:
    """The text that went out (within the channel's limit) and the link of the posted reply, where the
    channel has such."""
    text, url = context.text("reply_text"), context.text("reply_url")
    for name, wrong in reply_faults(text, url, _channel(context), context.now).items():
        own = wrong.code == "holds_nik" and "answer" in context.action.needs
        context.fault("answer" if own else name, wrong.code, **wrong.params)
    return text, url


def reply_faults(text: str, url: str, channel: str, now: datetime) -> dict[str, Wrong]:
    """What is wrong with a reply on *channel*, by its two fields reply_text and reply_url."""
    linked, longest = channel in LINKED, limit_on(channel, now)
    found = {}
    if not text:
        found["reply_text"] = Wrong("required")
    elif len(text) > longest:
        found["reply_text"] = Wrong("too_long", {"longest": longest, "length": len(text)})
    elif holds_nik(text, local_day(now)):
        found["reply_text"] = Wrong("holds_nik")
    if linked and not url:
        found["reply_url"] = Wrong("required")
    elif len(url) > LONGEST_LINK:
        found["reply_url"] = Wrong("too_long", {"longest": LONGEST_LINK, "length": len(url)})
    elif url and not (is_reply_link(url) if linked else is_link(url)):
        found["reply_url"] = Wrong("not_a_reply_link" if linked else "not_a_link")
    return found


def record_reply(context: Context, value: tuple[str, str]) -> None:
    assert context.ticket is not None
    assert context.actor.user_id is not None
    text, url = value
    complaint = first_unanswered(context.ticket)
    for answer in moderation.approved(context):
        answer.delivered_at = context.now
    db.session.add(
        Delivery(
            complaint_id=complaint.id,
            task_id=context.task.id,
            text=text,
            reply_url=url,
            at=context.now,
            user_id=context.actor.user_id,
        )
    )


def first_unanswered(ticket: Ticket) -> Complaint:
    """The earliest complaint of the ticket that has no reply yet; the earliest of all where each has one."""
    said = select(Complaint).where(Complaint.ticket_id == ticket.id).order_by(Complaint.said_at, Complaint.id)
    answered = exists().where(Delivery.complaint_id == Complaint.id)
    return db.session.scalars(said.where(~answered)).first() or db.session.scalars(said).first()  # type: ignore[return-value]


def is_reply_link(url: str) -> bool:
    """True for the address of a post on X."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and parts.hostname in REPLY_HOSTS
        and bool(STATUS.fullmatch(parts.path))
    )


def is_link(url: str) -> bool:
    """True for an address in the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def limit(context: Context) -> int:
    """How long a text for the citizen may be on his channel (characters)."""
    return limit_on(_channel(context), context.now)


def limit_on(channel: str, now: datetime) -> int:
    """The same for a channel."""
    return int(settings.get("answer_limit", local_day(now))) if channel in LINKED else LETTER


def _channel(context: Context) -> str:
    return context.ticket.channel if context.ticket is not None else ""
