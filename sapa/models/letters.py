"""Surat undangan: the letter that calls a silent agency to the table (T09), and what came of it (T-X0)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, one_of

LETTER_STATES = ("draft", "checked", "signed", "sent", "held")


class Letter(Model):
    """One surat undangan to one OPD about one or more overdue cases."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("kind", ("undangan",), "ck_letter_kind"),
        one_of("state", LETTER_STATES, "ck_letter_state"),
        CheckConstraint(
            "state IN ('draft', 'checked') OR (number IS NOT NULL AND signed_sha256 IS NOT NULL AND signer_id IS NOT NULL"
            " AND signed_at IS NOT NULL)",
            name="ck_letter_signed",
        ),
        CheckConstraint("state NOT IN ('sent', 'held') OR sent_at IS NOT NULL", name="ck_letter_sent"),
        UniqueConstraint("number", name="uq_letter_number"),
        Index(
            "uq_letter_draft",
            "opd_id",
            unique=True,
            postgresql_where="state = 'draft'",
        ),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(16), default="undangan")
    opd_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("opd.id"))
    state: Mapped[str] = mapped_column(String(12), default="draft")
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    #: Issued when it is signed: typed from the agenda / SRIKANDI, or our yearly gap-free counter.
    number: Mapped[str | None] = mapped_column(String(120))
    sifat: Mapped[str] = mapped_column(String(40))
    hal: Mapped[str] = mapped_column(String(200))
    recipient: Mapped[str] = mapped_column(String(240))
    meet_at: Mapped[OptInstant]
    place: Mapped[str] = mapped_column(String(240))
    agenda: Mapped[str] = mapped_column(String(240))
    opening: Mapped[LongText]
    closing: Mapped[LongText]
    tembusan: Mapped[list[str]] = mapped_column(JSONB, default=list)
    drafted_at: Mapped[Instant]
    checked_at: Mapped[OptInstant]
    checked_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    #: The one drawing that is read and signed.
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_at: Mapped[OptInstant]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    signer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    sent_at: Mapped[OptInstant]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    held_at: Mapped[OptInstant]
    minutes: Mapped[LongText] = mapped_column(default="", server_default="")

    opd = relationship("Opd", lazy="raise_on_sql")
    cases = relationship("LetterCase", back_populates="letter", lazy="raise_on_sql")
    attendances = relationship("Attendance", lazy="raise_on_sql")


class LetterCase(Model):
    """A case that a letter is about, and what the meeting decided for it."""

    __tablename__ = "letter_case"
    __table_args__ = (
        UniqueConstraint("letter_id", "case_id", name="uq_letter_case"),
        Index("ix_letter_case_task", "task_id"),
    )

    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("letter.id"))
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    included: Mapped[bool] = mapped_column(default=True, server_default="true")
    result: Mapped[str | None]

    letter = relationship("Letter", back_populates="cases", lazy="raise_on_sql")


class Attendance(Model):
    """Who came to the meeting."""

    __tablename__ = "attendance"

    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("letter.id"))
    name: Mapped[str] = mapped_column(String(160))
    jabatan: Mapped[str] = mapped_column(String(160))
    agency: Mapped[str] = mapped_column(String(200), default="", server_default="")
