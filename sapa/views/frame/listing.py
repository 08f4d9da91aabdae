"""Lists without COUNT(*): selected columns, eager loads, and pages that begin after a known row (keyset)."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_appbuilder.models.sqla.filters import SQLAFilterConverter
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy import and_, false, or_
from sqlalchemy.orm import Query, joinedload, load_only, selectinload

LARGEST_PAGE = 100
USUAL_PAGE = 50


class BadCursor(ValueError):
    """A cursor that we did not write."""


@dataclass(frozen=True)
class Cursor:
    """A place in a sorted list: the sort value and the id of a row, looking forward or back."""

    value: Any
    pk: int
    back: bool = False

    def dump(self) -> str:
        value = self.value
        kind = "d" if isinstance(value, datetime) else "t" if isinstance(value, date) else "v"
        plain = value.isoformat() if kind in "dt" else value
        raw = json.dumps([kind, plain, self.pk, self.back], separators=(",", ":"), default=str)
        return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")

    @classmethod
    def load(cls, text: str) -> Cursor:
        """Raises BadCursor for anything but what `dump` wrote."""
        try:
            padded = text + "=" * (-len(text) % 4)
            kind, plain, pk, back = json.loads(base64.urlsafe_b64decode(padded.encode()))
            value = datetime.fromisoformat(plain) if kind == "d" else plain
            value = date.fromisoformat(plain) if kind == "t" else value
            return cls(value, int(pk), bool(back))
        except (ValueError, TypeError) as fault:
            raise BadCursor(text) from fault


@dataclass(frozen=True)
class Page:
    """One page of rows and the cursors of its neighbours, "" where there is none."""

    rows: Sequence[Any]
    before: str = ""
    after: str = ""


def paged(
    query: Query[Any],
    column: Any,
    pk: Any,
    *,
    descending: bool = False,
    cursor: Cursor | None = None,
    size: int = USUAL_PAGE,
) -> Page:
    """One page of `query` sorted by `column`, then `pk`; empty values come last.

    Costs the same for page 2,000 as for page 1: rows are found through the index, never skipped.
    """
    back = cursor is not None and cursor.back
    if cursor is not None:
        query = query.filter(_beyond(column, pk, cursor, descending != back, nulls_beyond=not back))
    query = query.order_by(None).order_by(*_order(column, pk, descending != back, nulls_last=not back))
    rows = list(query.limit(size + 1))
    more, rows = len(rows) > size, rows[:size]
    if back:
        rows.reverse()
    return _page(rows, column.key, pk.key, before=more if back else cursor is not None, after=back or more)


def _order(column: Any, pk: Any, down: bool, nulls_last: bool) -> tuple[Any, ...]:
    first, second = (column.desc(), pk.desc()) if down else (column.asc(), pk.asc())
    if column is pk:
        return (second,)
    if not _nullable(column):
        return (first, second)
    return (first.nulls_last() if nulls_last else first.nulls_first(), second)


def _beyond(column: Any, pk: Any, cursor: Cursor, down: bool, nulls_beyond: bool) -> Any:
    further = pk < cursor.pk if down else pk > cursor.pk
    if column is pk:
        return further
    if cursor.value is None:
        same = and_(column.is_(None), further)
        return same if nulls_beyond else or_(same, column.isnot(None))
    step = column < cursor.value if down else column > cursor.value
    nulls = column.is_(None) if nulls_beyond and _nullable(column) else false()
    return or_(step, and_(column == cursor.value, further), nulls)


def _nullable(column: Any) -> bool:
    return any(part.nullable for part in getattr(column.property, "columns", ()))


def _page(rows: list[Any], column: str, pk: str, before: bool, after: bool) -> Page:
    if not rows:
        return Page(rows)

    def cursor(row: Any, back: bool) -> str:
        return Cursor(getattr(row, column), getattr(row, pk), back).dump()

    return Page(rows, cursor(rows[0], True) if before else "", cursor(rows[-1], False) if after else "")


class QuietConverter(SQLAFilterConverter):  # type: ignore[misc]
    """The framework makes filters of all columns, searched or not, and warns of kinds it does not know."""

    def convert(self, col_name: str) -> Any:
        known = any(getattr(self.datamodel, is_kind)(col_name) for is_kind, _ in self.conversion_table)
        return super().convert(col_name) if known else None


class KeysetInterface(SQLAInterface):  # type: ignore[misc]
    """The framework's data model with keyset pages in place of counted ones.

    `columns` names what a list shows; plain columns alone are selected, relations are loaded with their rows.
    """

    filter_converter_class = QuietConverter

    def page(
        self,
        filters: Any,
        order: str,
        descending: bool,
        *,
        columns: Sequence[str] = (),
        cursor: Cursor | None = None,
        size: int = USUAL_PAGE,
    ) -> Page:
        query = self.apply_filters(self.session.query(self.obj), filters)
        query = query.options(*self._loads(columns, order))
        column = getattr(self.obj, order or self.get_pk_name())
        return paged(query, column, self.get_pk(), descending=descending, cursor=cursor, size=size)

    def get_eager(self, pk: Any, filters: Any, columns: Sequence[str]) -> Any:
        """One row with the relations it shows, within `filters`; None for a strange id."""
        try:
            key = int(pk) if self.is_pk_int() else pk
        except (TypeError, ValueError):
            return None
        if isinstance(key, int) and not 0 < key < 2**63:
            return None
        query = self.apply_filters(self.session.query(self.obj), filters)
        return query.options(*self._relations(columns)).filter(self.get_pk() == key).one_or_none()

    def is_pk_int(self) -> bool:
        return bool(self.is_integer(self.get_pk_name()))

    def query(self, *args: Any, **kwargs: Any) -> tuple[int, list[Any]]:
        """For the framework's own callers (choices of a select): the rows and how many came."""
        rows = self.apply_all(self.session.query(self.obj), *args, **kwargs).all()
        return len(rows), rows

    def _loads(self, columns: Sequence[str], order: str) -> list[Any]:
        relations = self._relations(columns)
        roots = {name.split(".")[0] for name in columns}
        # A method of the row may read any column: then all of them are selected.
        if not all(root in self.list_columns or self.is_relation(root) for root in roots):
            return relations
        wanted = {*roots, self.get_pk_name(), order} & self.list_columns.keys() | self._foreign_keys(roots)
        return [load_only(*(getattr(self.obj, name) for name in sorted(wanted))), *relations]

    def _relations(self, columns: Sequence[str]) -> list[Any]:
        roots = sorted({name.split(".")[0] for name in columns})
        return [
            (joinedload if self._is_single(root) else selectinload)(getattr(self.obj, root))
            for root in roots
            if self.is_relation(root)
        ]

    def _is_single(self, name: str) -> bool:
        return bool(self.is_relation_many_to_one(name) or self.is_relation_one_to_one(name))

    def _foreign_keys(self, roots: set[str]) -> set[str]:
        return {
            column.key
            for root in roots
            if self.is_relation(root) and self._is_single(root)
            for column in getattr(self.obj, root).property.local_columns
            if column.key in self.list_columns
        }
