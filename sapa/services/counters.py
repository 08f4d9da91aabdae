"""Gap-free counters and change stamps: rows that are locked, so take them last in a transaction."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from sapa.db import db
from sapa.models import Counter


def take(name: str, year: int) -> int:
    """The next number of *name* in *year*, from 1, without gaps: a rollback gives it back."""
    statement = (
        insert(Counter)
        .values(name=name, year=year, value=1)
        .on_conflict_do_update(index_elements=["name", "year"], set_={"value": Counter.value + 1})
        .returning(Counter.value)
    )
    return db.session.execute(statement).scalar_one()


def stamp(name: str) -> int:
    """The present change stamp of *name*; caches compare it."""
    value = db.session.scalar(select(Counter.value).where(Counter.name == name, Counter.year == 0))
    return value or 0


def touch(name: str) -> None:
    """Raise the change stamp of *name*: every process reloads what it cached under it."""
    take(name, 0)


def stamps(*names: str) -> dict[str, int]:
    """Several change stamps in one query."""
    rows = db.session.execute(
        select(Counter.name, func.max(Counter.value))
        .where(Counter.name.in_(names), Counter.year == 0)
        .group_by(Counter.name)
    )
    found = {name: value for name, value in rows}
    return {name: found.get(name, 0) for name in names}
