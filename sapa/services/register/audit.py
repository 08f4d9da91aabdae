"""`sapa register verify`: every line at its place, no number missing, all as the daily seals hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, exists, func, or_, select, tuple_

from sapa.db import db
from sapa.models import Case, RegisterBook, RegisterLine, Ticket
from sapa.services import seals, sops
from sapa.services.register.heads import Book, Head, digest, unpack
from sapa.services.register.lines import Line, link
from sapa.services.register.rules import entering_moves

#: Lines and numbers of a book.
Counts = tuple[int, int]


@dataclass
class Audit(seals.Findings):
    """What a walk through all registers found."""

    books: int = 0
    lines: int = 0


@dataclass
class _Reading:
    """One book while it is read: the sealed stretches of it that are still to be compared."""

    book: Book
    heads: list[Head]
    faults: list[tuple[str, str]]
    seq: int = 0
    number: int = 0
    last_id: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def line(self, row: Any) -> None:
        self._in_order(row)
        found = link(_line(row), row.seq, row.number)
        if found != bytes(row.hash):
            self.faults.append(("line", self.place(row.seq, row.number)))
        self._sealed(row.seq, found)

    def _in_order(self, row: Any) -> None:
        if row.seq != self.seq + 1:
            self.faults.append(("missing", self.places(self.seq + 1, row.seq - 1)))
        if row.number is not None:
            if row.number != self.number + 1:
                self.faults.append(("number", self.place(row.seq, row.number)))
            self.number = row.number
        # The id is drawn while the book is locked, so it rises with the place.
        if row.id < self.last_id:
            self.faults.append(("order", self.place(row.seq, row.number)))
        self.seq, self.last_id = row.seq, row.id

    def _sealed(self, seq: int, found: bytes) -> None:
        while self.heads and self.heads[0].last < seq:
            self._compare(self.heads.pop(0))
        self.hashes.append(found)
        if self.heads and self.heads[0].last == seq:
            self._compare(self.heads.pop(0))

    def _compare(self, head: Head) -> None:
        if digest(self.hashes) != head.digest:
            self.faults.append(("sealed", self.places(head.first, head.last)))
        self.hashes = []

    def end(self, before: Counts, after: Counts) -> None:
        """The book is read: nothing that was counted before it, or sealed, may be left over.

        Lines may have been added meanwhile: they lie between the two counts.
        """
        for head in self.heads:
            self._compare(head)
        if before[0] > self.seq:
            self.faults.append(("missing", self.places(self.seq + 1, before[0])))
        if self.seq > after[0] or not before[1] <= self.number <= after[1]:
            self.faults.append(("count", self.name))

    @property
    def name(self) -> str:
        return _("register %(sop)s of %(year)s", sop=self.book[0], year=self.book[1])

    def place(self, seq: int, number: int | None = None) -> str:
        """In words: which line, and under which register number it can be looked up."""
        told = _("%(book)s, line %(seq)s", book=self.name, seq=seq)
        return told if number is None else _("%(line)s (number %(number)s)", line=told, number=number)

    def places(self, first: int, last: int) -> str:
        if first >= last:
            return self.place(first)
        return _("%(book)s, lines %(first)s to %(last)s", book=self.name, first=first, last=last)


def verify() -> Audit:
    """Walk all books, their seals, and the cases that must stand in one; nothing is changed."""
    audit = Audit()
    sealed, before = _seals(audit), _counts()
    rows = {book: _Reading(book, sealed.get(book, []), audit.faults) for book in {*before, *sealed}}
    for book, lines in groupby(_rows(), key=lambda row: (row.sop_code, row.year)):
        reading = rows.setdefault(book, _Reading(book, [], audit.faults))
        for line in lines:
            reading.line(line)
            audit.lines += 1
    after = _counts()
    for book, reading in sorted(rows.items()):
        reading.end(before.get(book, (0, 0)), after.get(book, (0, 0)))
    audit.books = len(rows)
    audit.faults += (("unentered", number) for number in _unentered())
    return audit


def report(audit: Audit) -> list[str]:
    """The result for the shell."""
    counted = _(
        "%(books)d registers, %(lines)d lines and %(seals)d seals checked.",
        books=audit.books, lines=audit.lines, seals=audit.seals,
    )  # fmt: skip
    words = {
        "line": _("The line was changed: %(where)s"),
        "missing": _("Lines are missing: %(where)s"),
        "order": _("The line stands in another place than it was written: %(where)s"),
        "number": _("The register number does not follow the one before it: %(where)s"),
        "count": _("The book's own count differs from its lines: %(where)s"),
        "sealed": _("The lines differ from what was sealed: %(where)s"),
        "seal": _("The seal does not fit the one before it: %(where)s"),
        "unentered": _("This case has no line: %(where)s"),
    }
    return audit.told(counted, _("The register is whole."), words)


def _counts() -> dict[Book, Counts]:
    rows = db.session.execute(
        select(RegisterBook.sop_code, RegisterBook.year, RegisterBook.lines, RegisterBook.numbers)
    )
    return {(sop, year): (lines, numbers) for sop, year, lines, numbers in rows}


def _rows() -> Iterator[Any]:
    """All lines, book by book, without keeping them."""
    query = select(*RegisterLine.__table__.c).order_by(
        RegisterLine.sop_code, RegisterLine.year, RegisterLine.seq
    )
    return iter(db.session.execute(query, execution_options={"yield_per": 2000}))


def _line(row: Any) -> Line:
    return Line(
        row.sop_code, row.kind, row.day, row.at, row.words_sealed, row.user_id,
        row.ticket_id, row.case_id, row.corrects_id, row.month,
    )  # fmt: skip


def _seals(audit: Audit) -> dict[Book, list[Head]]:
    """The sealed stretches of every book in their order; a broken one is a fault and proves nothing."""
    found: dict[Book, list[Head]] = {}
    for seal, _fits in seals.walked(audit):
        for head in unpack(bytes(seal.register_heads)):
            found.setdefault(head.book, []).append(head)
    return found


def _unentered() -> list[str]:
    """Tickets that their SOP should have entered, since it keeps a register, and that have no line."""
    begun = (
        select(RegisterLine.sop_code, func.min(RegisterLine.at).label("at"))
        .where(RegisterLine.kind == "entry")
        .group_by(RegisterLine.sop_code)
        .subquery()
    )
    at_once = [
        (version, process)
        for version, sop in sops.every().items()
        for process in sop.processes
        if not entering_moves(sop, process)
    ]
    ended = and_(Case.closed_at.is_not(None), Ticket.merged_into_id.is_(None))
    query = (
        select(Ticket.number)
        .join(Case, Case.ticket_id == Ticket.id)
        .join(begun, begun.c.sop_code == Case.sop_code)
        .where(
            Ticket.entered_at >= begun.c.at,
            or_(ended, tuple_(Case.sop_version_id, Case.process).in_(at_once)),
            ~exists().where(RegisterLine.ticket_id == Ticket.id, RegisterLine.kind == "entry"),
        )
    )
    return list(db.session.scalars(query.order_by(Ticket.number)))
