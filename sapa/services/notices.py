"""Rings inside the house: one row per cause and audience, never before the calendar opens."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table

from sapa.clock import Calendar, next_open
from sapa.db import db
from sapa.models import Notice
from sapa.services.bulk import insert_rows, packed

_GATHERED = "sapa.notices"
_COLUMNS = (
    "key", "kind", "role", "opd_id", "case_id", "task_id", "data", "created_at", "visible_at",
)  # fmt: skip
KEEP = insert_rows(cast(Table, Notice.__table__), _COLUMNS).on_conflict_do_nothing(index_elements=["key"])


def ring(
    kind: str,
    role: str,
    *,
    cause: str,
    calendar: Calendar,
    now: datetime,
    opd_id: int | None = None,
    case_id: int | None = None,
    task_id: int | None = None,
    **data: Any,
) -> None:
    """Tell *role* (of one OPD) about *cause*, once: a second ring for the same cause changes nothing."""
    row = {
        "key": f"{kind}:{cause}:{role}:{opd_id or ''}",
        "kind": kind,
        "role": role,
        "opd_id": opd_id,
        "case_id": case_id,
        "task_id": task_id,
        "data": data,
        "created_at": now,
        "visible_at": next_open(calendar, now),
    }
    waiting: list[dict[str, Any]] | None = db.session().info.get(_GATHERED)
    if waiting is None:
        _write([row])
    else:
        waiting.append(row)


@contextmanager
def gathered() -> Iterator[None]:
    """Rings inside the block are written together at its end, in one statement; none where it fails."""
    info = db.session().info
    if _GATHERED in info:
        yield
        return
    info[_GATHERED] = []
    try:
        yield
        _write(info[_GATHERED])
    finally:
        del info[_GATHERED]


@contextmanager
def silent() -> Iterator[None]:
    """Nobody is rung for what happens inside: it lies in the past."""
    info = db.session().info
    before = info.get(_GATHERED)
    info[_GATHERED] = []
    try:
        yield
    finally:
        del info[_GATHERED]
        if before is not None:
            info[_GATHERED] = before


def _write(rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    db.session.flush()  # the task that a ring is about may be new
    db.session.execute(KEEP, packed(rows))
