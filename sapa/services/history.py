"""The history of a case: appended, free of personal data, each entry chained to the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, cast

from sqlalchemy import Table, event, exists, select
from sqlalchemy.orm import Session, SessionTransaction, UOWTransaction

from sapa.db import db
from sapa.models import Case, Event
from sapa.services.actors import Actor
from sapa.services.bulk import insert_rows, packed

GENESIS = bytes(32)
_WAITING = "sapa.events"
_LINKED = ("case_id", "seq", "at", "recorded_at", "kind", "task_id", "actor_id", "lane", "data", "prev")
_WRITE = insert_rows(cast(Table, Event.__table__), (*_LINKED, "hash"))


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
) -> None:
    """Add one entry to *case*, whose row the caller has locked; it happened *at*, and is written *now*.

    The rows of a flush are written in one go behind the cases that they belong to: an entry is never read
    back as an object by whoever appends it, and many of them are the most of what a sweep writes.
    """
    row = {
        "case_id": case.id,
        "seq": case.events_count + 1,
        "at": at,
        "recorded_at": now,
        "kind": kind,
        "task_id": task_id,
        "actor_id": actor.user_id,
        "lane": lane,
        "data": data,
        "prev": case.head,
    }
    row["hash"] = case.head = _digest(row)
    case.events_count += 1
    db.session().info.setdefault(_WAITING, []).append(row)


def said_since(case: Case, task_id: int, action: str, actor: Actor, since: datetime) -> bool:
    """True where *actor* made this move on the task after *since* and left it open."""
    said = exists().where(
        Event.case_id == case.id,
        Event.task_id == task_id,
        Event.kind == "moved",
        Event.actor_id == actor.user_id,
        Event.at > since,
        Event.data["action"].astext == action,
    )
    return bool(db.session.scalar(select(said)))


def link(entry: Event) -> bytes:
    """SHA-256 over the previous link and the canonical content of *entry*."""
    return _digest({name: getattr(entry, name) for name in _LINKED})


def _digest(row: Mapping[str, Any]) -> bytes:
    content = {
        "case": row["case_id"],
        "seq": row["seq"],
        "at": _utc(row["at"]),
        "recorded_at": _utc(row["recorded_at"]),
        "kind": row["kind"],
        "task": row["task_id"],
        "actor": row["actor_id"],
        "lane": row["lane"],
        "data": row["data"],
    }
    canonical = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(row["prev"] + canonical.encode()).digest()


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


@event.listens_for(Session, "after_flush")
def _write(session: Session, flush: UOWTransaction) -> None:
    # An entry changes the head of its case, so there is always a flush to come behind.
    rows = session.info.pop(_WAITING, None)
    if rows:
        session.execute(_WRITE, packed(rows))


@event.listens_for(Session, "after_soft_rollback")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    session.info.pop(_WAITING, None)
