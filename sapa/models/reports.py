"""Daily and monthly reports, their frozen versions, the paraf they collect, and signed papers."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, Slug, one_of

REPORT_STATES = ("drafting", "checking", "signed", "sent", "finished")


class Report(Model):
    """A daily or monthly report of one scope (a list of SOPs) for one period."""

    __tablename__ = "report"
    __table_args__ = (
        UniqueConstraint("kind", "scope", "period_start", name="uq_report_period"),
        one_of("kind", ("daily", "monthly"), "ck_report_kind"),
        one_of("state", REPORT_STATES, "ck_report_state"),
        CheckConstraint(
            "state NOT IN ('signed', 'sent') OR (signer_id IS NOT NULL AND signed_at IS NOT NULL"
            " AND signed_sha256 IS NOT NULL)",
            name="ck_report_signed",
        ),
        CheckConstraint("state <> 'sent' OR sent_at IS NOT NULL", name="ck_report_sent"),
    )

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(12))
    scope: Mapped[Slug]
    period_start: Mapped[date]
    #: First day after the period.
    period_end: Mapped[date]
    state: Mapped[str] = mapped_column(String(12), default="drafting")
    #: 0 until the first submission freezes version 1.
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    kendala: Mapped[LongText] = mapped_column(default="", server_default="")
    saran: Mapped[LongText] = mapped_column(default="", server_default="")
    drafted_at: Mapped[Instant]
    #: The final drawing: made once after the last paraf, read on the page, signed, never drawn again.
    pdf_sha256: Mapped[str | None] = mapped_column(String(64))
    pdf_pages: Mapped[int | None] = mapped_column(Integer)
    #: Where the visible signature goes: {page, x1, y1, x2, y2}.
    signature_box: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    signed_sha256: Mapped[str | None] = mapped_column(String(64))
    signed_at: Mapped[OptInstant]
    signer_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    sent_at: Mapped[OptInstant]
    sent_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    versions = relationship("ReportVersion", lazy="raise_on_sql", order_by="ReportVersion.version")


class ReportVersion(Model):
    """What was submitted: facts, text, and the digest that every paraf binds."""

    __tablename__ = "report_version"
    __table_args__ = (UniqueConstraint("report_id", "version", name="uq_report_version"),)

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report.id"))
    version: Mapped[int] = mapped_column(Integer)
    facts: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: The queries' parameters and the ids behind each figure, so that the month can be derived again.
    basis: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(String(64))
    preview_sha256: Mapped[str | None] = mapped_column(String(64))
    preview_pages: Mapped[int | None] = mapped_column(Integer)
    submitted_at: Mapped[Instant]
    submitted_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))


class Paraf(Model):
    """An initial under one version; void as soon as facts or text change."""

    __tablename__ = "paraf"
    __table_args__ = (
        CheckConstraint("NOT waived OR note <> ''", name="ck_paraf_waived"),
        Index(
            "uq_paraf_person",
            "report_id",
            "version",
            "user_id",
            unique=True,
            postgresql_where="voided_at IS NULL AND NOT waived",
        ),
        Index(
            "uq_paraf_step", "report_id", "version", "step", unique=True, postgresql_where="voided_at IS NULL"
        ),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report.id"))
    version: Mapped[int] = mapped_column(Integer)
    step: Mapped[Slug]
    role: Mapped[Slug]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    name: Mapped[str] = mapped_column(String(160))
    jabatan: Mapped[str] = mapped_column(String(200))
    digest: Mapped[str] = mapped_column(String(64))
    at: Mapped[Instant]
    note: Mapped[LongText] = mapped_column(default="", server_default="")
    #: True where a Plh. holds two roles and his lower paraf is waived; the paper says so.
    waived: Mapped[bool] = mapped_column(default=False, server_default="false")
    voided_at: Mapped[OptInstant]


class ReportReturn(Model):
    """A report went back one level, with notes."""

    __tablename__ = "report_return"

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report.id"))
    version: Mapped[int] = mapped_column(Integer)
    step: Mapped[Slug]
    reason: Mapped[LongText]
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))


class Document(Model):
    """The public identity of a paper: the QR opens it, and it says who signed what and when."""

    __tablename__ = "document"
    __table_args__ = (
        CheckConstraint("num_nonnulls(report_id, letter_id) = 1", name="ck_document_owner"),
        CheckConstraint("(signed_at IS NULL) = (signed_sha256 IS NULL)", name="ck_document_signed"),
    )

    #: Unguessable, short enough for a QR: 16 characters of a URL-safe alphabet.
    id: Mapped[str] = mapped_column(String(24), primary_key=True)
    report_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("report.id"))
    letter_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("letter.id"))
    title: Mapped[str] = mapped_column(String(240))
    #: Who signs: {name, jabatan, certificate serial}; the parafs as [{name, jabatan, at}].
    signer: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    parafs: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    created_at: Mapped[Instant]
    signed_at: Mapped[OptInstant]
    signed_sha256: Mapped[str | None] = mapped_column(String(64))


class PageRead(Model):
    """How far a person has read a paper; it counts as read when its last page was shown."""

    __tablename__ = "page_read"
    __table_args__ = (UniqueConstraint("user_id", "sha256", name="uq_page_read"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    last_page: Mapped[int] = mapped_column(Integer)
    finished_at: Mapped[OptInstant]
