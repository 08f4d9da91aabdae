"""The history of a case: appended, free of personal data, each entry chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sapa.db import db
from sapa.models import Case, Event
from sapa.services.actors import Actor

GENESIS = bytes(32)


def append(
    case: Case,
    kind: str,
    actor: Actor,
    at: datetime,
    *,
    now: datetime,
    task_id: int | None = None,
    lane: str | None = None,
    **data: Any,
) -> Event:
    """Add one entry to *case*, whose row the caller has locked. *at* is when it happened, *now* when it is written."""
    event = Event(
        case_id=case.id,
        seq=case.events_count + 1,
        at=at,
        recorded_at=now,
        kind=kind,
        task_id=task_id,
        actor_id=actor.user_id,
        lane=lane,
        data=data,
        prev=case.head,
    )
    event.hash = link(event)
    case.head = event.hash
    case.events_count = event.seq
    db.session.add(event)
    return event


def link(event: Event) -> bytes:
    """SHA-256 over the previous link and the canonical content of *event*."""
    content: Mapping[str, Any] = {
        "case": event.case_id,
        "seq": event.seq,
        "at": _utc(event.at),
        "recorded_at": _utc(event.recorded_at),
        "kind": event.kind,
        "task": event.task_id,
        "actor": event.actor_id,
        "lane": event.lane,
        "data": event.data,
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(event.prev + canonical.encode()).digest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
