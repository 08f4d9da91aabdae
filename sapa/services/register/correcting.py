"""A correction is a line of its own: it names the line that it corrects, what stood there, and the reason."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import RegisterLine, Ticket
from sapa.services.actors import Actor
from sapa.services.errors import NotFound
from sapa.services.register import lines
from sapa.services.register.entering import mask_numbers
from sapa.services.typed import Typed

#: What an entry says of itself, and what PPID practice adds to it (Perki 1/2010, register of requests).
COLUMNS = (
    "reporter", "subject", "address", "job", "purpose", "held", "form", "copy", "decision", "refusal",
    "fee", "remark",
)  # fmt: skip
LONGEST_TEXT, SHORTEST_REASON, LONGEST_REASON = 240, 5, 300


def correct(line_id: int, typed: Mapping[str, Any], actor: Actor, now: datetime) -> lines.Numbered:
    """Write what a column (`column`) should say (`text`) and why (`reason`); it stands under today's date.

    The line itself and its month stay as they are. Numbers that name somebody are masked.
    Raises NotFound (no entry of that id, or a confidential one), Invalid.
    """
    with transaction():
        entry = entry_of(line_id, lock=True)
        words = _words(valid(entry), Typed(typed))
        about = {"ticket": entry.ticket_id, "case": entry.case_id, "corrects": entry.id}
        return lines.append(entry.sop_code, "correction", words, actor.user_id, now, **about)


def _words(said: Mapping[str, str], typed: Typed) -> dict[str, str]:
    """What a correction line says. Raises Invalid."""
    column = typed.choice("column", COLUMNS)
    text = mask_numbers(typed.text("text", LONGEST_TEXT, required=False))
    reason = mask_numbers(typed.text("reason", LONGEST_REASON, shortest=SHORTEST_REASON))
    old = said.get(column, "")
    if column and text == old:
        typed.fault("text", "register_unchanged")
    typed.check()
    return {"column": column, "old": old, "new": text, "reason": reason}


def entry_of(line_id: int, *, lock: bool = False) -> RegisterLine:
    """The entry of that id. NotFound for any other line, and for what is confidential."""
    query = (
        select(RegisterLine)
        .join(Ticket, Ticket.id == RegisterLine.ticket_id)
        .where(RegisterLine.id == line_id, RegisterLine.kind == "entry", Ticket.confidential.is_(False))
    )
    entry = db.session.scalars(query.with_for_update(of=RegisterLine) if lock else query).one_or_none()
    if entry is None:
        raise NotFound("register_line_unknown")
    return entry


def valid(entry: RegisterLine) -> dict[str, str]:
    """What the entry says when every correction so far is read."""
    query = select(RegisterLine.words_sealed).where(RegisterLine.corrects_id == entry.id)
    said = lines.words(entry.words_sealed)
    for sealed in db.session.scalars(query.order_by(RegisterLine.id)):
        correction = lines.words(sealed)
        said[correction["column"]] = correction["new"]
    return said
