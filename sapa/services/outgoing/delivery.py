"""Delivering the outbox: claim with a lease, send without a transaction, settle; sent twice is one id."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from mimetypes import guess_type
from smtplib import SMTP, SMTP_SSL
from ssl import create_default_context
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import or_, select

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import OutboxMessage
from sapa.services.house import house

log = logging.getLogger(__name__)

#: Seconds for each answer of the mail server.
PATIENCE = 20
#: Longer than any SMTP conversation; a worker that died gives its rows back after this.
LEASE = timedelta(minutes=5)
#: Waiting time doubles from one minute; after the last attempt the row is parked where the Admin sees it.
MOST_ATTEMPTS = 8

Send = Callable[[EmailMessage], None]


@dataclass(frozen=True)
class Delivered:
    """What one run did."""

    sent: int = 0
    failed: int = 0


def deliver(now: datetime, send: Send, limit: int = 20) -> Delivered:
    """Send what is due at *now*, at most *limit* rows, each under a claim of its own.

    One claim for many would end before the last of them is sent where the mail server is slow.
    """
    sent = failed = 0
    while sent + failed < limit and (message_id := _claim(now)) is not None:
        if _one(message_id, now, send):
            sent += 1
        else:
            failed += 1
    return Delivered(sent, failed)


def transport(url: str | None) -> Send:
    """The way out that SMTP_URL names; without one a message stays readable here and counts as sent."""
    return _keep if url is None else lambda message: _smtp(url, message)


def opened(row: OutboxMessage) -> dict[str, str]:
    """Address, subject and body of a message as plain text."""
    envelope: dict[str, str] = json.loads(house().vault.decrypt(row.envelope_sealed, "outbox.envelope"))
    return envelope


def retry(message_id: int, now: datetime) -> None:
    """Put a parked message back into the line."""
    with transaction():
        row = db.session.get_one(OutboxMessage, message_id)
        row.parked_at, row.attempts, row.not_before = None, 0, now


def _claim(now: datetime) -> int | None:
    """The next due row, leased; one that took its worker along every time is parked instead."""
    with transaction():
        while row := _next(now):
            if row.attempts < MOST_ATTEMPTS:
                row.leased_until, row.attempts = now + LEASE, row.attempts + 1
                return row.id
            row.parked_at, row.leased_until = now, None
            row.last_error = row.last_error or "every attempt was cut off"
    return None


def _next(now: datetime) -> OutboxMessage | None:
    return db.session.scalars(
        select(OutboxMessage)
        .where(
            OutboxMessage.sent_at.is_(None),
            OutboxMessage.parked_at.is_(None),
            OutboxMessage.not_before <= now,
            or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
        )
        .order_by(OutboxMessage.not_before, OutboxMessage.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    ).first()


def _one(message_id: int, now: datetime, send: Send) -> bool:
    try:
        message = _email(db.session.get_one(OutboxMessage, message_id))
        db.session.commit()  # no transaction spans the network
        crashpoints.reach("outbox-claimed")
        send(message)
    except Exception as fault:
        # Whatever is wrong, an address, an attachment or the server: it waits, and at last it is parked.
        db.session.rollback()
        log.warning("message %s could not be sent: %s", message_id, type(fault).__name__)
        _failed(message_id, now, fault)
        return False
    crashpoints.reach("outbox-sent")
    with transaction():
        row = db.session.get_one(OutboxMessage, message_id, with_for_update=True)
        row.sent_at, row.leased_until, row.last_error = now, None, None
        row.parked_at = None
    return True


def _failed(message_id: int, now: datetime, fault: Exception) -> None:
    with transaction():
        row = db.session.get_one(OutboxMessage, message_id, with_for_update=True)
        if row.sent_at is not None:
            return  # somebody else was slower to claim and quicker to send
        row.last_error, row.leased_until = _reason(fault), None
        if row.attempts >= MOST_ATTEMPTS:
            row.parked_at = now
        else:
            row.not_before = now + timedelta(minutes=2 ** (row.attempts - 1))


def _reason(fault: Exception) -> str:
    """What went wrong, for the Admin's page; a server quotes the address, which is kept sealed."""
    return re.sub(r"[^\s<>'\"]+@[^\s<>'\"]+", "...", f"{type(fault).__name__}: {fault}")[:500]


def _email(row: OutboxMessage) -> EmailMessage:
    envelope, config = opened(row), house().config
    host = urlsplit(config.public_url).hostname or "sapa"
    message = EmailMessage()
    message["From"] = f"sapa <sapa@{host}>"
    message["To"], message["Subject"] = envelope["to"], " ".join(envelope["subject"].split())
    message["Message-ID"] = f"<{row.key.replace(':', '.')}@{host}>"
    message["Date"] = format_datetime(row.created_at)
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope["body"])
    for each in row.attachments:
        data = house().storage.get(each["sha256"])
        kind, _, subtype = (guess_type(each["name"])[0] or "application/octet-stream").partition("/")
        message.add_attachment(data, maintype=kind, subtype=subtype, filename=each["name"])
    return message


def _keep(message: EmailMessage) -> None:
    """No way out is configured: the row itself is what people read."""


def _smtp(url: str, message: EmailMessage) -> None:
    """`smtp://`, `smtps://` or `smtp://...?tls=starttls`; the server's certificate must be genuine."""
    with _connected(url) as connection:
        parts = urlsplit(url)
        if parse_qs(parts.query).get("tls") == ["starttls"]:
            connection.starttls(context=create_default_context())
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)


def _connected(url: str) -> SMTP:
    parts = urlsplit(url)
    host = parts.hostname or "localhost"
    if parts.scheme == "smtps":
        return SMTP_SSL(host, parts.port or 465, timeout=PATIENCE, context=create_default_context())
    return SMTP(host, parts.port or 25, timeout=PATIENCE)
