"""The history of a case: appended, free of personal data, each entry chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sapa.db import db
from sapa.models import Case, Event
from sapa.services.actors import Actor
from sapa.services.counters import fresh_ids

_NUMBERS = "sapa.event_numbers"
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
    """Add one entry to *case*, whose row the caller has locked; it happened *at*, and is written *now*."""
    event = Event(
        **_number(),
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


@contextmanager
def in_bulk(count: int) -> Iterator[None]:
    """Number beforehand, *count* a query, what the block appends: so it is written in one statement."""
    info = db.session().info
    info[_NUMBERS] = fresh_ids("event_id_seq", count)
    try:
        yield
    finally:
        del info[_NUMBERS]


def _number() -> dict[str, int]:
    numbers = db.session().info.get(_NUMBERS)
    return {} if numbers is None else {"id": next(numbers)}


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
