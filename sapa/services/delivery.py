"""Delivering the outbox: claim with a lease, send without a transaction, settle; a second delivery has the same id."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from smtplib import SMTP, SMTP_SSL, SMTPException
from urllib.parse import parse_qs, unquote, urlsplit

from sqlalchemy import or_, select

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import OutboxMessage
from sapa.services.house import house

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
    """Send what is due at *now*, *limit* rows a claim, until nothing is left."""
    sent = failed = 0
    while claimed := _claim(now, limit):
        for message_id in claimed:
            if _one(message_id, now, send):
                sent += 1
            else:
                failed += 1
    return Delivered(sent, failed)


def transport(url: str | None) -> Send:
    """The way out that SMTP_URL names; without one a message stays readable in the application and counts as sent."""
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


def _claim(now: datetime, limit: int) -> list[int]:
    with transaction():
        rows = db.session.scalars(
            select(OutboxMessage)
            .where(
                OutboxMessage.sent_at.is_(None),
                OutboxMessage.parked_at.is_(None),
                OutboxMessage.not_before <= now,
                or_(OutboxMessage.leased_until.is_(None), OutboxMessage.leased_until <= now),
            )
            .order_by(OutboxMessage.not_before, OutboxMessage.id)
            .limit(limit)
            .with_for_update(skip_locked=True)
        ).all()
        for row in rows:
            row.leased_until, row.attempts = now + LEASE, row.attempts + 1
        return [row.id for row in rows]


def _one(message_id: int, now: datetime, send: Send) -> bool:
    row = db.session.get_one(OutboxMessage, message_id)
    message = _email(row)
    db.session.commit()  # no transaction spans the network
    crashpoints.reach("outbox-claimed")
    try:
        send(message)
    except (SMTPException, OSError) as fault:
        _failed(message_id, now, fault)
        return False
    crashpoints.reach("outbox-sent")
    with transaction():
        row = db.session.get_one(OutboxMessage, message_id)
        row.sent_at, row.leased_until, row.last_error = now, None, None
    return True


def _failed(message_id: int, now: datetime, fault: Exception) -> None:
    with transaction():
        row = db.session.get_one(OutboxMessage, message_id)
        row.last_error, row.leased_until = f"{type(fault).__name__}: {fault}"[:500], None
        if row.attempts >= MOST_ATTEMPTS:
            row.parked_at = now
        else:
            row.not_before = now + timedelta(minutes=2 ** (row.attempts - 1))


def _email(row: OutboxMessage) -> EmailMessage:
    envelope, config = opened(row), house().config
    host = urlsplit(config.public_url).hostname or "sapa"
    message = EmailMessage()
    message["From"] = f"sapa <sapa@{host}>"
    message["To"], message["Subject"] = envelope["to"], " ".join(envelope["subject"].split())
    message["Message-ID"] = f"<{row.key.replace(':', '.')}@{host}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(envelope["body"])
    for each in row.attachments:
        message.add_attachment(
            house().storage.get(each["sha256"]), maintype="application", subtype="pdf", filename=each["name"]
        )
    return message


def _keep(message: EmailMessage) -> None:
    """No way out is configured: the row itself is what people read."""


def _smtp(url: str, message: EmailMessage) -> None:
    parts = urlsplit(url)
    secure = parts.scheme == "smtps"
    server = SMTP_SSL if secure else SMTP
    with server(parts.hostname or "localhost", parts.port or (465 if secure else 25), timeout=20) as connection:
        if parse_qs(parts.query).get("tls") == ["starttls"]:
            connection.starttls()
        if parts.username:
            connection.login(unquote(parts.username), unquote(parts.password or ""))
        connection.send_message(message)
