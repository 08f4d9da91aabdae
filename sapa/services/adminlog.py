"""Rows that a role owns: added, changed and removed together with the line in the administrators' log."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, time
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from sapa.db import db
from sapa.models import AdminEvent
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, NotFound, Wrong

Row = TypeVar("Row")


def note(kind: str, about: str, actor: Actor, now: datetime, /, **data: Any) -> None:
    """One line of the log: what kind of change, to what ("opd 12"), and its particulars without secrets."""
    event = AdminEvent(at=now, actor_id=actor.user_id, kind=kind, subject=about[:120], data=data)
    db.session.add(event)


def locked(model: type[Row], pk: int, code: str = "not_found") -> Row:
    """The row under its lock. NotFound where there is none."""
    statement = select(model).where(model.id == pk).with_for_update()  # type: ignore[attr-defined]
    row = db.session.scalars(statement.execution_options(populate_existing=True)).one_or_none()
    if row is None:
        raise NotFound(code)
    return row


def insert(
    row: Any, kind: str, actor: Actor, now: datetime, *, unique: str = "", quiet: Collection[str] = ()
) -> int:
    """Add *row* and log its values, but for the *quiet* ones; `unique` names the field of a duplicate."""
    with _only_one(unique):
        db.session.add(row)
        db.session.flush()
    hidden = {"id", *quiet}
    values = {name: _plain(value) for name, value in _columns(row).items() if name not in hidden}
    note(f"{kind}_added", subject(kind, row.id), actor, now, **values)
    return int(row.id)


def update(
    row: Any,
    values: Mapping[str, Any],
    kind: str,
    actor: Actor,
    now: datetime,
    *,
    unique: str = "",
    quiet: Collection[str] = (),
) -> bool:
    """Set *values*, and log what really changed as {field: [old, new]}; False where nothing did."""
    changed = {name: [_plain(getattr(row, name)), _plain(value)] for name, value in values.items()
               if getattr(row, name) != value}  # fmt: skip
    if not changed:
        return False
    with _only_one(unique):
        for name in changed:
            setattr(row, name, values[name])
        db.session.flush()
    told = {name: pair for name, pair in changed.items() if name not in quiet}
    hidden = sorted(changed.keys() - told.keys())
    note(f"{kind}_changed", subject(kind, row.id), actor, now, **told, **({"also": hidden} if hidden else {}))
    return True


def remove(row: Any, kind: str, actor: Actor, now: datetime, *, label: str = "") -> None:
    """Delete *row*. Conflict("in_use") where other rows name it."""
    pk = row.id
    try:
        db.session.delete(row)
        db.session.flush()
    except IntegrityError as fault:
        raise Conflict("in_use") from fault
    note(f"{kind}_removed", subject(kind, pk), actor, now, **({"label": label} if label else {}))


def subject(kind: str, pk: int) -> str:
    """What an entry is about: "opd 12"."""
    return f"{kind} {pk}"


@contextmanager
def _only_one(field: str) -> Iterator[None]:
    """A duplicate that the database refuses becomes a fault of its field."""
    try:
        yield
    except IntegrityError as fault:
        if not field:
            raise
        raise Invalid({field: Wrong("taken")}) from fault


def _columns(row: Any) -> dict[str, Any]:
    return {column.key: getattr(row, column.key) for column in row.__mapper__.column_attrs}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date | time) else value
