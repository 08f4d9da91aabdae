"""Gap-free counters and change stamps: rows that are locked, so take them last in a transaction."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from sqlalchemy import bindparam, event, func, select
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlalchemy.orm import Session, SessionTransaction

from sapa.db import db
from sapa.models import Counter

_STAMPS = "sapa.stamps"
_ROWS = Counter.__table__
TAKE = (
    insert(_ROWS)
    .values(name=bindparam("name"), year=bindparam("year"), value=1)
    .on_conflict_do_update(index_elements=["name", "year"], set_={"value": _ROWS.c.value + 1})
    .returning(_ROWS.c.value)
)
READ_STAMPS = select(_ROWS.c.name, _ROWS.c.value).where(_ROWS.c.year == 0)
#: All change stamps as one value, for a query that has something else to ask as well.
stamps_query = (
    select(func.jsonb_object_agg(Counter.name, Counter.value, type_=JSONB))
    .where(Counter.year == 0)
    .scalar_subquery()
)


def take(name: str, year: int) -> int:
    """The next number of *name* in *year*, from 1, without gaps: a rollback gives it back."""
    return db.session.execute(TAKE, {"name": name, "year": year}).scalar_one()


def fresh_ids(sequence: str, chunk: int) -> Iterator[int]:
    """Ids for rows that are not written yet, *chunk* a query, so that a whole batch is written in one go."""
    numbers = select(func.nextval(sequence)).select_from(func.generate_series(1, chunk))
    while True:
        with db.session.no_autoflush:
            drawn = db.session.scalars(numbers).all()
        yield from drawn


def stamp(name: str) -> int:
    """The change stamp of *name*; caches compare it. All stamps are read at once, once a transaction."""
    kept: dict[str, int] | None = db.session().info.get(_STAMPS)
    if kept is None:
        rows = db.session.execute(READ_STAMPS)
        kept = db.session().info[_STAMPS] = {each: value for each, value in rows}  # noqa: C416 - rows, not pairs
    return kept.get(name, 0)


def know(found: dict[str, int] | None) -> None:
    """Take what `stamps_query` found in this transaction for its stamps."""
    db.session().info[_STAMPS] = found or {}


def touch(name: str) -> None:
    """Change the stamp of *name*: every process reloads what it cached under it.

    A random number and not the next one: what was cached inside a transaction that is rolled back must
    not be taken for what the next one commits.
    """
    fresh = 1 + secrets.randbelow(2**31 - 1)
    statement = insert(Counter).values(name=name, year=0, value=fresh)
    db.session.execute(
        statement.on_conflict_do_update(index_elements=["name", "year"], set_={"value": fresh})
    )
    db.session().info.pop(_STAMPS, None)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    # A savepoint that was rolled back may have taken a change with it.
    session.info.pop(_STAMPS, None)
