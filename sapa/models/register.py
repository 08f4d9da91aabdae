"""The buku register: a book for each SOP and year; lines are appended, numbered without gaps, sealed."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sapa.models.base import Digest, Id, Instant, LongText, Model, Slug, one_of

LINE_KINDS = ("entry", "correction", "closing")


class RegisterBook(Model):
    """How far a book is written; its row is locked while a line is added, so that no number is lost."""

    __tablename__ = "register_book"
    __table_args__ = (CheckConstraint("numbers >= 0 AND lines >= numbers", name="ck_register_book_counts"),)

    sop_code: Mapped[Slug] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    #: Lines of every kind, and register numbers given out.
    lines: Mapped[int] = mapped_column(Integer)
    numbers: Mapped[int] = mapped_column(Integer)


class RegisterLine(Model):
    """One line: a matter that was entered, a correction of such a line, or the closing of a month.

    A trigger refuses UPDATE and DELETE, and any line with a date in a month that is closed.
    """

    __tablename__ = "register_line"
    __table_args__ = (
        UniqueConstraint("sop_code", "year", "seq", name="uq_register_line_seq"),
        one_of("kind", LINE_KINDS, "ck_register_line_kind"),
        CheckConstraint("(kind = 'entry') = (number IS NOT NULL)", name="ck_register_line_number"),
        CheckConstraint("(kind = 'closing') = (ticket_id IS NULL)", name="ck_register_line_ticket"),
        CheckConstraint("(kind = 'closing') = (month IS NOT NULL)", name="ck_register_line_month"),
        CheckConstraint(
            "(kind = 'correction') = (corrects_id IS NOT NULL)", name="ck_register_line_corrects"
        ),
        CheckConstraint("octet_length(hash) = 32", name="ck_register_line_hash"),
        Index(
            "uq_register_line_number",
            "sop_code",
            "year",
            "number",
            unique=True,
            postgresql_where="number IS NOT NULL",
        ),
        Index("uq_register_line_ticket", "ticket_id", unique=True, postgresql_where="kind = 'entry'"),
        Index(
            "uq_register_line_month", "sop_code", "month", unique=True, postgresql_where="month IS NOT NULL"
        ),
        Index("ix_register_line_at", "sop_code", "year", "at", "seq"),
        Index("ix_register_line_corrects", "corrects_id", postgresql_where="corrects_id IS NOT NULL"),
    )

    id: Mapped[Id]
    sop_code: Mapped[Slug]
    year: Mapped[int] = mapped_column(Integer)
    #: The place in the book, from 1; every line has one.
    seq: Mapped[int] = mapped_column(Integer)
    #: The nomor register, from 1; one sequence for complaints and requests for information (K02).
    number: Mapped[int | None] = mapped_column(Integer)
    kind: Mapped[Slug]
    #: The local date under which it stands, and the moment.
    day: Mapped[date]
    at: Mapped[Instant]
    ticket_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    case_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("cases.id"))
    corrects_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("register_line.id"))
    #: First day of the month that a closing line closes.
    month: Mapped[date | None]
    #: What was written, as sealed JSON: it names people and may belong to a confidential matter.
    words_sealed: Mapped[LongText]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    #: SHA-256 over the line's content and its numbers; the daily seal holds the sum of all of them.
    hash: Mapped[Digest]
