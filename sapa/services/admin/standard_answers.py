"""Keeping the folder of standard answers, which the Operators own; each edit is a new version."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sapa.db import transaction
from sapa.models import Category, StandardAnswer
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.typed import Typed

LONGEST = 4000


def add(data: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """A new answer, version 1; returns its id. Raises Invalid."""
    with transaction():
        return adminlog.insert(StandardAnswer(**_values(data)), "answer", actor, now, quiet=("text",))


def edit(answer_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Change it; an edit that changes anything raises the version. Raises NotFound, Invalid."""
    with transaction():
        row = adminlog.locked(StandardAnswer, answer_id)
        values = _values(data)
        if any(getattr(row, name) != value for name, value in values.items()):
            values["version"] = row.version + 1
            adminlog.update(row, values, "answer", actor, now, quiet=("text",))


def delete(answer_id: int, actor: Actor, now: datetime) -> None:
    """Take it out of the folder. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(StandardAnswer, answer_id)
        adminlog.remove(row, "answer", actor, now, label=row.title)


def _values(data: Mapping[str, Any]) -> dict[str, Any]:
    typed = Typed(data)
    values = {
        "title": typed.text("title", 160),
        "category_id": typed.row("category_id", Category, required=False),
        "text": typed.text("text", LONGEST, shortest=5),
        "active": typed.flag("active"),
    }
    typed.check()
    return values
