"""Everything that leaves the house is a row here first, committed with the change that caused it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from sapa.db import db
from sapa.models import OutboxMessage
from sapa.queue import ring as ring_queue
from sapa.services.house import house


def post(
    key: str,
    to: str,
    subject: str,
    body: str,
    *,
    now: datetime,
    not_before: datetime | None = None,
    case_id: int | None = None,
    opd_id: int | None = None,
    attachments: Sequence[tuple[str, str]] = (),
) -> None:
    """Order an e-mail. The same *key* a second time is the same e-mail and changes nothing."""
    envelope = json.dumps({"to": to, "subject": subject, "body": body}, ensure_ascii=False)
    statement = insert(OutboxMessage).values(
        key=key,
        kind="email",
        envelope_sealed=house().vault.encrypt(envelope, "outbox.envelope"),
        attachments=[{"sha256": sha256, "name": name} for sha256, name in attachments],
        case_id=case_id,
        opd_id=opd_id,
        created_at=now,
        not_before=not_before or now,
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
    ring_queue("sapa.jobs.outbox.deliver")
