"""Many rows of one table in one statement: they travel as one text, and the database takes it apart."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Table, Text, bindparam, cast, column, func, select
from sqlalchemy.dialects.postgresql import Insert, insert

ROWS = bindparam("rows", type_=Text())


def insert_rows(table: Table, names: Iterable[str]) -> Insert:
    """INSERT of rows with these columns; executed with `packed(rows)`.

    Row by row, the driver and the database spend more on each statement than on what is in it.
    """
    columns: list[Column[Any]] = [table.c[name] for name in names]
    found = func.json_to_recordset(cast(ROWS, JSON)).table_valued(*(column(c.name, c.type) for c in columns))
    row = found.render_derived(name="row", with_types=True)
    return insert(table).from_select([c.name for c in columns], select(*(row.c[c.name] for c in columns)))


def packed(rows: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """The parameter of such a statement."""
    return {ROWS.key: json.dumps(list(rows), default=_text)}


def _text(value: Any) -> str:
    """Moments and bytes as PostgreSQL reads them."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"{value!r} cannot travel as text")
