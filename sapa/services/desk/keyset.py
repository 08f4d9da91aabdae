"""Keyset pages for read models: page 2,000 costs what page 1 costs, rows are never skipped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, NamedTuple, TypeVar

from sqlalchemy import BigInteger, BindParameter, ColumnElement, Select, bindparam, literal, tuple_

from sapa.db import UtcDateTime

Row = TypeVar("Row")
LARGEST = 100
USUAL = 50
#: Where a kept statement leaves the place open.
AT: BindParameter[Any] = bindparam("at", type_=UtcDateTime())
AT_ID: BindParameter[Any] = bindparam("at_id", type_=BigInteger())


class Bearing(NamedTuple):
    """What of a place shapes a statement; its value and id are parameters."""

    back: bool
    null: bool

    @property
    def place(self) -> Place:
        """A place whose value and id are left open."""
        return Place(None if self.null else AT, AT_ID, self.back)


@dataclass(frozen=True)
class Place:
    """A place in a sorted list: sort value (None sorts last), id, and the direction of reading."""

    value: datetime | Any | None
    pk: int | Any
    back: bool = False


@dataclass(frozen=True)
class Found(Generic[Row]):
    """One page and the places of its neighbours."""

    rows: Sequence[Row]
    before: Place | None = None
    after: Place | None = None


def stretches(
    query: Select[Any],
    column: Any,
    pk: Any,
    place: Place | None,
    size: int,
    *,
    descending: bool = False,
    nullable: bool = False,
) -> list[Select[Any]]:
    """*query* from *place* on, sorted, each with one row more than a page; to be united and sorted again.

    Values and nulls are stretches of their own: each is one range of the index, an OR would be none.
    """
    back = place is not None and place.back
    down = descending != back
    ordered = query.order_by(*sorting(column, pk, down=down, nullable=nullable)).limit(size + 1)
    if place is None:
        return [ordered]
    further = pk < place.pk if down else pk > place.pk
    if place.value is None:
        rest = [ordered.where(column.is_(None), further)]
        return [*rest, ordered.where(column.is_not(None))] if back else rest
    mark = tuple_(_mark(place.value, column), _mark(place.pk, pk))
    beyond = tuple_(column, pk) < mark if down else tuple_(column, pk) > mark
    found = [ordered.where(beyond)]
    return [*found, ordered.where(column.is_(None))] if nullable and not back else found


def _mark(value: Any, column: Any) -> ColumnElement[Any]:
    return value if isinstance(value, BindParameter) else literal(value, column.type)


def bearing(place: Place | None) -> Bearing | None:
    """The shape of *place* for a statement that is kept."""
    return Bearing(place.back, place.value is None) if place else None


def values(place: Place | None) -> dict[str, Any]:
    """What fills the parameters of such a statement."""
    return {AT.key: place.value, AT_ID.key: place.pk} if place else {}


def sorting(column: Any, pk: Any, *, down: bool, nullable: bool = False) -> tuple[Any, Any]:
    """The ORDER BY of a page, as the indexes are sorted: nulls last upwards, first downwards."""
    first, second = (column.desc(), pk.desc()) if down else (column.asc(), pk.asc())
    if nullable:
        first = first.nulls_first() if down else first.nulls_last()
    return first, second


def page(
    rows: Sequence[Row], place: Place | None, size: int, at: Callable[[Row], tuple[Any, int]]
) -> Found[Row]:
    """Cut off the extra row, turn a page read backwards around, and say where its neighbours begin."""
    back = place is not None and place.back
    more, kept = len(rows) > size, list(rows[:size])
    if back:
        kept.reverse()
    if not kept:
        return Found(kept)
    before = Place(*at(kept[0]), True) if (more if back else place is not None) else None
    after = Place(*at(kept[-1])) if back or more else None
    return Found(kept, before, after)
