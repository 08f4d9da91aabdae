"""What leaves the house and what rings inside it: rows first, delivery later."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, Slug, one_of


class OutboxMessage(Model):
    """A message to the outside, committed with its cause; *key* makes a second delivery recognisable."""

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("key", name="uq_outbox_key"),
        one_of("kind", ("email",), "ck_outbox_kind"),
        CheckConstraint("sent_at IS NULL OR parked_at IS NULL", name="ck_outbox_state"),
        Index("ix_outbox_due", "not_before", "id", postgresql_where="sent_at IS NULL AND parked_at IS NULL"),
        Index("ix_outbox_case", "case_id"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str] = mapped_column(String(12))
    #: Address, subject and body may name people: sealed together as JSON {to, subject, body}.
    envelope_sealed: Mapped[LongText]
    #: SHA-256 of stored files that go along, with their names: [{sha256, name}].
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list, server_default="[]")
    case_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("cases.id"))
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    created_at: Mapped[Instant]
    not_before: Mapped[Instant]
    leased_until: Mapped[OptInstant]
    attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    last_error: Mapped[str | None]
    sent_at: Mapped[OptInstant]
    parked_at: Mapped[OptInstant]


class Notice(Model):
    """A ring for a role (or the people of one OPD); unique on its key, so nobody is told twice."""

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("key", name="uq_notice_key"),
        Index("ix_notice_role", "role", "visible_at"),
        Index("ix_notice_opd", "opd_id", "visible_at", postgresql_where="opd_id IS NOT NULL"),
    )

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(String(160))
    kind: Mapped[Slug]
    role: Mapped[Slug]
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    case_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("cases.id"))
    task_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("task.id"))
    data: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict, server_default="{}")
    created_at: Mapped[Instant]
    #: Never before the calendar opens: nothing rings at midnight.
    visible_at: Mapped[Instant]


class NoticeRead(Model):
    """One person has seen the notices up to this moment."""

    __tablename__ = "notice_read"

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True)
    read_until: Mapped[Instant]
