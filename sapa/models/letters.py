"""Surat undangan: the letter that calls a silent agency to the table (T09), and what came of it (T-X0)."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, one_of

LETTER_STATES = ("draft", "checked", "signed", "sent", "held", "withdrawn")
#: What became of a case: answered before the letter went out or before the meeting, at it, or invited again.
RESULTS = ("answered_before", "answered_meanwhile", "answered", "again")


class Letter(Model):
    """One surat undangan to one OPD about one or more overdue cases."""

    __tablename__ = "letter"
    __table_args__ = (
        one_of("kind", ("undangan",), "ck_letter_kind"),
        one_of("state", LETTER_STATES, "ck_letter_state"),
        CheckConstraint(
            "state IN ('draft', 'checked', 'withdrawn') OR (number IS NOT NULL AND signed_sha256 IS NOT NULL"
            " AND signer_id IS NOT NULL AND signed_at IS NOT NULL)",
            name="ck_letter_signed",
        ),
        CheckConstraint(
            "state <> 'checked' OR (checked_at IS NOT NULL AND checked_by IS NOT NULL"
            " AND pdf_sha256 IS NOT NULL AND signer IS NOT NULL AND meet_at IS NOT NULL)",
            name="ck_letter_checked",
        ),
        CheckConstraint("state NOT IN ('sent', 'held') OR sent_at IS NOT NULL", name="ck_letter_sent"),
        CheckConstraint("state <> 'held' OR (held_at IS NOT NULL AND minutes <> '')", name="ck_letter_held"),
        CheckConstraint("(state = 'withdrawn') = (withdrawn_at IS NOT NULL)", name="ck_letter_withdrawn"),
        CheckConstraint("(returned_at IS NULL) = (return_reason IS NULL)", name="ck_letter_returned"),
        UniqueConstraint("number", name="uq_letter_number"),
        Index("ix_letter_drafted", "drafted_at", "id"),
        Index("ix_letter_opd", "opd_id"),
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
    #: Typed from the agenda / SRIKANDI when it is checked, or by our yearly counter when it is signed.
    number: Mapped[str | None] = mapped_column(String(120))
    #: The date on the paper: the local day on which it was numbered.
    dated: Mapped[date | None]
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
    #: The last return of the signer with his notes, or of the house when a listed case was answered.
    returned_at: Mapped[OptInstant]
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    return_reason: Mapped[str | None]
    #: The one drawing that is read and signed.
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_pages: Mapped[int | None] = mapped_column(Integer)
    #: Where the visible signature goes: {page, x1, y1, x2, y2}.
    signature_box: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    signed_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_at: Mapped[OptInstant]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    #: The official printed on the paper: {role, user_id, name, jabatan, pangkat, nip, prefix, on_behalf}.
    signer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    sent_at: Mapped[OptInstant]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    held_at: Mapped[OptInstant]
    withdrawn_at: Mapped[OptInstant]
    minutes: Mapped[LongText] = mapped_column(default="", server_default="")

    opd = relationship("Opd", lazy="raise_on_sql")
    cases = relationship("LetterCase", back_populates="letter", lazy="raise_on_sql")
    attendances = relationship("Attendance", lazy="raise_on_sql")


class LetterCase(Model):
    """A case that a letter is about, and what the meeting decided for it."""

    __tablename__ = "letter_case"
    __table_args__ = (
        UniqueConstraint("letter_id", "case_id", name="uq_letter_case"),
        one_of("result", RESULTS, "ck_letter_case_result"),
        Index("ix_letter_case_task", "task_id"),
    )

    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("letter.id"))
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    included: Mapped[bool] = mapped_column(default=True, server_default="true")
    result: Mapped[str | None] = mapped_column(String(24))

    letter = relationship("Letter", back_populates="cases", lazy="raise_on_sql")


class Attendance(Model):
    """Who came to the meeting."""

    __tablename__ = "attendance"
    __table_args__ = (Index("ix_attendance_letter", "letter_id"),)

    id: Mapped[Id]
    letter_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("letter.id"))
    name: Mapped[str] = mapped_column(String(160))
    jabatan: Mapped[str] = mapped_column(String(160))
    agency: Mapped[str] = mapped_column(String(200), default="", server_default="")
