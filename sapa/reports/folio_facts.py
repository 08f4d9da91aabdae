"""What a folio of the buku register prints: one book of one month, line by line, and the carried sums."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sapa.reports.parts import City, Document


@dataclass(frozen=True)
class Sums:
    """How many matters stand in the book so far, and what became of them by the day of printing."""

    entered: int = 0
    answered: int = 0
    ended: int = 0
    open: int = 0
    late: int = 0
    excluded: int = 0

    def __add__(self, other: Sums) -> Sums:
        pairs = zip(self.values, other.values, strict=True)
        return Sums(*(one + two for one, two in pairs))

    @property
    def values(self) -> tuple[int, ...]:
        return self.entered, self.answered, self.ended, self.open, self.late, self.excluded


@dataclass(frozen=True)
class Matter:
    """An entry as it stands: `more` holds what was completed later, by the name of the column.

    It was received on the day of `received`, which may lie before the one under which it was entered.
    """

    received: date
    reporter: str
    address: str
    contact: str
    channel: str
    subject: str
    ticket: str
    klasifikasi: str
    agencies: str
    due: date | None
    extended: bool
    result: str
    ended: date | None
    late: bool
    remark: str
    more: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Correction:
    """What a correction line says: the column, what stood there, what stands now, and why."""

    of: str
    column: str
    old: str
    new: str
    reason: str


@dataclass(frozen=True)
class Line:
    """One line: an entry has a number and, unless it is excluded from everybody's eyes, its matter."""

    seq: int
    day: date
    number: int | None = None
    matter: Matter | None = None
    correction: Correction | None = None
    sums: Sums = Sums()


@dataclass(frozen=True)
class Closing:
    """The line that closed the month: what it counted and the daily seal on which it rides."""

    at: datetime
    by: str
    entries: int
    first: int
    last: int
    sealed: date
    seal: str


@dataclass(frozen=True)
class FolioFacts:
    """One book ("pengaduan" or "permohonan") of one SOP in the month that begins on `month`."""

    city: City
    document: Document
    sop: str
    title: str
    book: str
    month: date
    printed: datetime
    carried: Sums
    lines: tuple[Line, ...]
    others: int
    closing: Closing | None = None
