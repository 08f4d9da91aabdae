"""Rows that keep the house in order: jobs that claim their period, counters, and the administrators' log."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sapa.models.base import Id, Instant, Json, LongText, Model, OptInstant, Slug


class JobRun(Model):
    """A periodic job claimed one period; a double fire finds the row and does nothing."""

    __tablename__ = "job_run"
    __table_args__ = (
        UniqueConstraint("job", "period", name="uq_job_run"),
        Index("ix_job_run_failed", "failed_at", postgresql_where="failed_at IS NOT NULL"),
    )

    id: Mapped[Id]
    job: Mapped[Slug]
    period: Mapped[str] = mapped_column(String(40))
    started_at: Mapped[Instant]
    leased_until: Mapped[OptInstant]
    finished_at: Mapped[OptInstant]
    failed_at: Mapped[OptInstant]
    error: Mapped[str | None]
    attempts: Mapped[int] = mapped_column(Integer, default=1, server_default="1")


class Counter(Model):
    """A gap-free number: the row is locked last in the transaction that uses it."""

    __tablename__ = "counter"
    __table_args__ = (CheckConstraint("value >= 0", name="ck_counter_value"),)

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    value: Mapped[int] = mapped_column(Integer, default=0)


class AdminEvent(Model):
    """What an administrator or role owner changed outside a case; append-only like Event."""

    __tablename__ = "admin_event"
    __table_args__ = (Index("ix_admin_event_at", "at"),)

    id: Mapped[Id]
    at: Mapped[Instant]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    kind: Mapped[Slug]
    subject: Mapped[str] = mapped_column(String(120))
    data: Mapped[Json]


class Reveal(Model):
    """Somebody opened a masked field, and why (UU 27/2022: every processing is recorded)."""

    __tablename__ = "reveal"
    __table_args__ = (CheckConstraint("length(reason) >= 5", name="ck_reveal_reason"),)

    id: Mapped[Id]
    complainant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("complainant.id"))
    field: Mapped[Slug]
    reason: Mapped[LongText]
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
