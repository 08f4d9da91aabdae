"""Rings inside the house: one row per cause and audience, never before the calendar opens."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy.dialects.postgresql import insert

from sapa.clock import Calendar, next_open
from sapa.db import db
from sapa.models import Notice


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
    statement = insert(Notice).values(
        key=f"{kind}:{cause}:{role}:{opd_id or ''}",
        kind=kind,
        role=role,
        opd_id=opd_id,
        case_id=case_id,
        task_id=task_id,
        data=data,
        created_at=now,
        visible_at=next_open(calendar, now),
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["key"]))
