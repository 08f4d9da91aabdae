"""Writing a line: its words are sealed, its number is taken last, and both in one statement."""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import RegisterLine
from sapa.services.calendars import local_day
from sapa.services.figures.scope import midnight, month_end
from sapa.services.house import house

CONTEXT = "register_line.words"
_NUMBERS = struct.Struct(">qq")

# As the driver takes it, for every complaint comes by here. The book's row is locked from here to the commit,
# and a transaction that fails gives its number back. In a month that is closed nothing is written.
_APPEND = """
WITH book AS (
    INSERT INTO register_book AS b (sop_code, year, lines, numbers)
    SELECT CAST(%(sop)s AS text), CAST(%(year)s AS int), 1, CAST(%(step)s AS int)
    WHERE NOT EXISTS (
        SELECT FROM register_line
        WHERE sop_code = %(sop)s AND month = CAST(date_trunc('month', CAST(%(day)s AS date)) AS date)
    )
    ON CONFLICT (sop_code, year) DO UPDATE SET lines = b.lines + 1, numbers = b.numbers + %(step)s
    RETURNING lines, CASE WHEN %(step)s = 1 THEN numbers END AS number
)
INSERT INTO register_line (sop_code, year, seq, number, kind, day, at, ticket_id, case_id, corrects_id,
    month, words_sealed, user_id, hash)
SELECT %(sop)s, %(year)s, lines, number, %(kind)s, %(day)s, %(at)s, CAST(%(ticket)s AS bigint),
    CAST(%(case)s AS bigint), CAST(%(corrects)s AS bigint), CAST(%(month)s AS date), %(words)s,
    CAST(%(user)s AS int),
    sha256(CAST(%(content)s AS bytea) || int8send(lines) || int8send(coalesce(number, 0)))
FROM book
RETURNING id, seq, number
"""


class Numbered(NamedTuple):
    """Where a line came to stand: its id, its place in the book, and its register number if it has one."""

    id: int
    seq: int
    number: int | None


@dataclass(frozen=True)
class Line:
    """What a line says before it has its place; the names are those of the columns."""

    sop: str
    kind: str
    day: date
    at: datetime
    words: str
    user: int | None
    ticket: int | None = None
    case: int | None = None
    corrects: int | None = None
    month: date | None = None


def append(
    sop: str,
    kind: str,
    words: Mapping[str, Any],
    user: int | None,
    now: datetime,
    day: date | None = None,
    **about: Any,
) -> Numbered:
    """Add one line to the book of *sop* under the date of *now* (*day*, where it is known). Commits nothing.

    Where that month is closed already (the clock was set back since), the line stands at the beginning of
    the month that is open.
    The rows that *about* names (ticket, case, corrects) are written already. Take it last: whoever else
    wants to write in this book waits for the commit.
    """
    line = Line(sop, kind, day or local_day(now), now, seal(words), user, **about)
    written = _write(line) or _write(_opened(line))
    assert written is not None, "months are closed in their order, so the one after the last is open"
    return written


def _write(line: Line) -> Numbered | None:
    """The place of a line that was written; None where its month is closed."""
    step = int(line.kind == "entry")
    values = vars(line) | {"year": line.day.year, "step": step, "content": content(line)}
    row = db.session.connection().exec_driver_sql(_APPEND, values).one_or_none()
    return Numbered(*row) if row is not None else None


def _opened(line: Line) -> Line:
    """The line as it stands in the month after the last closed one."""
    query = select(func.max(RegisterLine.month)).where(RegisterLine.sop_code == line.sop)
    first = month_end(db.session.execute(query).scalar_one())
    return replace(line, day=first, at=midnight(first))


def seal(words: Mapping[str, Any]) -> str:
    """The words of a line as they are kept."""
    return house().vault.encrypt(json.dumps(words, ensure_ascii=False, sort_keys=True), CONTEXT)


def words(sealed: str) -> dict[str, Any]:
    """The words of a line, opened."""
    found: dict[str, Any] = json.loads(house().vault.decrypt(sealed, CONTEXT))
    return found


def content(line: Line) -> bytes:
    """SHA-256 over all that a line says, but for its numbers."""
    told = {**vars(line), "at": line.at.astimezone(UTC).isoformat(timespec="microseconds")}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), default=date.isoformat)
    return hashlib.sha256(canonical.encode()).digest()


def link(line: Line, seq: int, number: int | None) -> bytes:
    """The hash of a line at its place, as `append` writes it."""
    return hashlib.sha256(content(line) + _NUMBERS.pack(seq, number or 0)).digest()
