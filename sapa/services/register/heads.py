"""The register's part of the daily seal: how far each book was written, and one hash over its new lines."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import RegisterLine

Book = tuple[str, int]


@dataclass(frozen=True)
class Head:
    """The lines of one book from *first* to *last* as they were when they were sealed."""

    sop: str
    year: int
    first: int
    last: int
    digest: str

    @property
    def book(self) -> Book:
        return self.sop, self.year


def new_heads(end: datetime, sealed: Iterable[bytes]) -> bytes:
    """What a seal of the lines written before *end* holds beyond those that *sealed* ones hold; b"" for none.

    The lines of a book are written in the order of their places, so a last place says all before it.
    """
    reached = {head.book: head.last for packed in sealed for head in unpack(packed)}
    rows = db.session.execute(
        select(RegisterLine.sop_code, RegisterLine.year, func.max(RegisterLine.seq))
        .where(RegisterLine.at < end)
        .group_by(RegisterLine.sop_code, RegisterLine.year)
        .order_by(RegisterLine.sop_code, RegisterLine.year)
    )
    found = [
        Head(sop, year, first, last, digest(_hashes(sop, year, first, last)))
        for sop, year, last in rows
        if (first := reached.get((sop, year), 0) + 1) <= last
    ]
    return pack(found)


def digest(hashes: Iterable[bytes]) -> str:
    """One hash (hexadecimal) over the hashes of lines, in the order of their places."""
    whole = hashlib.sha256()
    for each in hashes:
        whole.update(each)
    return whole.hexdigest()


def pack(heads: list[Head]) -> bytes:
    """Heads as a seal keeps them."""
    rows: list[Any] = [[head.sop, head.year, head.first, head.last, head.digest] for head in heads]
    return json.dumps(rows, separators=(",", ":")).encode() if rows else b""


def unpack(packed: bytes) -> list[Head]:
    """Raises ValueError for bytes that no seal of ours holds."""
    try:
        return [Head(*row) for row in json.loads(packed)] if packed else []
    except TypeError as fault:
        raise ValueError("no heads of a register") from fault


def _hashes(sop: str, year: int, first: int, last: int) -> list[bytes]:
    query = select(RegisterLine.hash).where(
        RegisterLine.sop_code == sop, RegisterLine.year == year, RegisterLine.seq.between(first, last)
    )
    return [bytes(each) for each in db.session.scalars(query.order_by(RegisterLine.seq))]
