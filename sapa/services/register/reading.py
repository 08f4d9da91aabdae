"""Reading the register: lines with what became of their matters, for the page and for the folio."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, exists, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, aggregate_order_by
from sqlalchemy.orm import aliased

from sapa.db import db
from sapa.models import Case, Complainant, Complaint, Forward, Opd, RegisterBook, RegisterLine, Ticket
from sapa.services.calendars import local_day
from sapa.services.desk.keyset import USUAL, Found, Place, page, sorting, stretches
from sapa.services.figures.scope import month_end
from sapa.services.register import lines
from sapa.services.register.rules import COMPLAINTS, REQUESTS, book_of, in_book

#: "12" and "12/2026" are register numbers, the rest is the number of a ticket, an account, or words.
_REGISTER = re.compile(r"(\d{1,7})(?:/\d{4})?")
_TICKET = re.compile(r"[A-Za-z]{1,8}-\d{4}-\d{1,9}")
_HANDLE = re.compile(r"@\w{1,30}")
Corrected = aliased(RegisterLine)


@dataclass(frozen=True)
class Wish:
    """What somebody looks for in the register of one SOP in one year; everything else may be left open."""

    sop: str
    year: int
    month: int | None = None
    book: str = ""
    text: str = ""
    place: Place | None = None
    size: int = USUAL


@dataclass(frozen=True)
class Row:
    """One line. Of a confidential matter (`excluded`) nothing is known here but its place and number."""

    id: int
    seq: int
    number: int | None
    kind: str
    day: date
    at: datetime
    month: date | None
    excluded: bool
    words: dict[str, Any]
    book: str = COMPLAINTS
    ticket: str = ""
    klasifikasi: str | None = None
    channel: str = ""
    #: The local date on which the citizen said it, which may lie in an earlier month.
    received: date | None = None
    agencies: str = ""
    deadline_at: datetime | None = None
    breached: bool = False
    extended: bool = False
    outcome: str | None = None
    closed_at: datetime | None = None
    complainant_id: int | None = None
    #: What a correction corrects.
    of_number: int | None = None
    of_year: int | None = None
    #: Places of the lines that correct this one.
    corrected_at: tuple[int, ...] = ()


@dataclass(frozen=True)
class Shelf:
    """The books there are: SOP codes with their years, the newest first."""

    years: dict[str, list[int]] = field(default_factory=dict)


def shelf() -> Shelf:
    """All books that have a line."""
    rows = db.session.execute(
        select(RegisterBook.sop_code, RegisterBook.year).order_by(
            RegisterBook.sop_code, RegisterBook.year.desc()
        )
    )
    years: dict[str, list[int]] = {}
    for sop, year in rows:
        years.setdefault(sop, []).append(year)
    return Shelf(years)


def find(wish: Wish) -> Found[Row]:
    """One page of lines, the newest first."""
    query = _chosen(wish)
    parts = stretches(query, RegisterLine.at, RegisterLine.seq, wish.place, wish.size, descending=True)
    back = wish.place is not None and wish.place.back
    order = sorting(RegisterLine.at, RegisterLine.seq, down=not back)
    ids = [each.id for part in parts for each in db.session.execute(part)]
    rows = _rows(db.session.execute(_told().where(RegisterLine.id.in_(ids)).order_by(*order)))
    return page(rows, wish.place, wish.size, lambda row: (row.at, row.seq))


def of_month(sop: str, month: date) -> list[Row]:
    """The lines that stand in a month, in their order, and the line that closed it, wherever that stands."""
    within = and_(RegisterLine.day >= month, RegisterLine.day < month_end(month))
    query = _told().where(RegisterLine.sop_code == sop, or_(within, RegisterLine.month == month))
    return _rows(db.session.execute(query.order_by(RegisterLine.year, RegisterLine.seq)))


def until(sop: str, month: date) -> list[Row]:
    """The entries of the year before a month, for the sums that are carried over."""
    query = _told().where(
        RegisterLine.sop_code == sop,
        RegisterLine.year == month.year,
        RegisterLine.kind == "entry",
        RegisterLine.day < month,
    )
    return _rows(db.session.execute(query), opened=False)


def one(line_id: int) -> Row | None:
    """One line."""
    return next(iter(_rows(db.session.execute(_told().where(RegisterLine.id == line_id)))), None)


def corrections(entry: Row) -> list[Row]:
    """The lines that correct an entry, in their order."""
    query = _told().where(RegisterLine.corrects_id == entry.id)
    return _rows(db.session.execute(query.order_by(RegisterLine.id)))


def corrections_of(rows: Iterable[Row]) -> dict[int, dict[str, str]]:
    """What was written into each entry later: line id -> column -> text, the newest counts."""
    ids = [row.id for row in rows if row.corrected_at]
    if not ids:
        return {}
    found: dict[int, dict[str, str]] = {}
    query = select(RegisterLine.corrects_id, RegisterLine.words_sealed).where(
        RegisterLine.corrects_id.in_(ids)
    )
    for entry, sealed in db.session.execute(query.order_by(RegisterLine.id)):
        said = lines.words(sealed)
        found.setdefault(entry, {})[said["column"]] = said["new"]
    return found


def _chosen(wish: Wish) -> Select[Any]:
    query = (
        select(RegisterLine.id, RegisterLine.at, RegisterLine.seq)
        .outerjoin(Ticket, Ticket.id == RegisterLine.ticket_id)
        .where(RegisterLine.sop_code == wish.sop, RegisterLine.year == wish.year)
    )
    if wish.month:
        first = date(wish.year, wish.month, 1)
        query = query.where(RegisterLine.day >= first, RegisterLine.day < month_end(first))
    if wish.book == REQUESTS:
        query = query.where(in_book(REQUESTS), Ticket.confidential.is_(False))
    elif wish.book == COMPLAINTS:
        query = query.where(or_(in_book(COMPLAINTS), Ticket.confidential))
    return query.where(_text(wish.text.strip())) if wish.text.strip() else query


def _text(text: str) -> ColumnElement[bool]:
    """A register number finds its line and its corrections; nothing else finds a confidential matter."""
    if number := _REGISTER.fullmatch(text):
        corrected = select(Corrected.id).where(
            Corrected.id == RegisterLine.corrects_id, Corrected.number == int(number[1])
        )
        return or_(RegisterLine.number == int(number[1]), corrected.exists())
    return and_(Ticket.confidential.is_(False), _said(text))


def _said(text: str) -> ColumnElement[bool]:
    if _TICKET.fullmatch(text):
        return Ticket.number == text.upper()
    if _HANDLE.fullmatch(text):
        return exists().where(
            Complaint.ticket_id == Ticket.id,
            Complainant.id == Complaint.complainant_id,
            func.lower(Complainant.handle) == text.lower(),
        )
    found: ColumnElement[bool] = Ticket.search.op("@@")(func.websearch_to_tsquery("indonesian", text))
    return found


def _told() -> Select[Any]:
    """Lines with their matters as they stand now."""
    names = (
        select(func.string_agg(Opd.short_name.distinct(), ", "))
        .join(Forward, Forward.opd_id == Opd.id)
        .where(Forward.ticket_id == Ticket.id)
        .scalar_subquery()
    )
    first = (
        select(Complaint.complainant_id)
        .where(Complaint.ticket_id == Ticket.id)
        .order_by(Complaint.said_at, Complaint.id)
        .limit(1)
        .scalar_subquery()
    )
    later = aliased(RegisterLine)
    places = (
        select(func.array_agg(aggregate_order_by(later.seq, later.id), type_=ARRAY(Integer)))
        .where(later.corrects_id == RegisterLine.id)
        .scalar_subquery()
    )
    return (
        select(
            *RegisterLine.__table__.c,
            Ticket.number.label("ticket"), Ticket.klasifikasi, Ticket.channel, Ticket.confidential,
            Ticket.opened_at, Ticket.outcome, Ticket.closed_at,
            Case.deadline_at, Case.deadline_breached_at, Case.extended_at,
            Corrected.number.label("of_number"), Corrected.year.label("of_year"),
            names.label("agencies"), first.label("complainant_id"), places.label("corrected_at"),
        )
        .select_from(RegisterLine)
        .outerjoin(Ticket, Ticket.id == RegisterLine.ticket_id)
        .outerjoin(Case, Case.ticket_id == Ticket.id)
        .outerjoin(Corrected, Corrected.id == RegisterLine.corrects_id)
    )  # fmt: skip


def _rows(found: Iterable[Any], *, opened: bool = True) -> list[Row]:
    return [_row(each, opened) for each in found]


def _row(row: Any, opened: bool) -> Row:
    own = (row.id, row.seq, row.number, row.kind, row.day, row.at, row.month)
    if row.confidential:
        return Row(*own, True, {}, of_number=row.of_number, of_year=row.of_year)
    return Row(
        *own, False, lines.words(row.words_sealed) if opened else {},
        book=book_of(row.klasifikasi),
        ticket=row.ticket or "",
        klasifikasi=row.klasifikasi,
        channel=row.channel or "",
        received=local_day(row.opened_at) if row.kind == "entry" else None,
        agencies=row.agencies or "",
        deadline_at=row.deadline_at,
        breached=row.deadline_breached_at is not None,
        extended=row.extended_at is not None,
        outcome=row.outcome,
        closed_at=row.closed_at,
        complainant_id=row.complainant_id,
        of_number=row.of_number,
        of_year=row.of_year,
        corrected_at=tuple(row.corrected_at or ()),
    )  # fmt: skip
