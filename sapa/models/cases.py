"""Runs of SOP processes: cases, tasks, pauses, and the history that proves them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Digest, Id, Instant, Json, LongText, Model, OptInstant, Slug


class Case(Model):
    """One run of one process of one SOP version; a Ticket, a Report or a working day owns it."""

    __tablename__ = "cases"
    __table_args__ = (
        CheckConstraint(
            "num_nonnulls(former_ticket_id, ticket_id, report_id, subject_date) = 1", name="ck_cases_owner"
        ),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="ck_cases_closed"),
        CheckConstraint("octet_length(head) = 32", name="ck_cases_head"),
        Index("uq_cases_ticket", "ticket_id", unique=True, postgresql_where="ticket_id IS NOT NULL"),
        Index("uq_cases_report", "report_id", unique=True, postgresql_where="report_id IS NOT NULL"),
        Index(
            "uq_cases_day",
            "sop_code",
            "process",
            "subject_date",
            unique=True,
            postgresql_where="subject_date IS NOT NULL AND opd_id IS NULL",
        ),
        Index(
            "uq_cases_duty",
            "sop_code",
            "process",
            "subject_date",
            "opd_id",
            "duty",
            unique=True,
            postgresql_where="opd_id IS NOT NULL",
        ),
        Index("ix_cases_former", "former_ticket_id", postgresql_where="former_ticket_id IS NOT NULL"),
        Index("ix_cases_papers", "id", postgresql_where="report_id IS NOT NULL AND closed_at IS NULL"),
        Index("ix_cases_deadline", "deadline_at", postgresql_where="closed_at IS NULL"),
        Index(
            "ix_cases_overdue",
            "deadline_at",
            "id",
            postgresql_where="closed_at IS NULL AND deadline_breached_at IS NULL",
        ),
        # The signer's weekly figures are read from this index alone.
        Index(
            "ix_cases_closed",
            "closed_at",
            postgresql_where="closed_at IS NOT NULL AND ticket_id IS NOT NULL",
            postgresql_include=["deadline_at", "deadline_breached_at", "level"],
        ),
    )

    id: Mapped[Id]
    sop_version_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("sop_version.id"))
    sop_code: Mapped[Slug]
    process: Mapped[Slug]
    # The ticket may be written behind it: its number is taken last (services/intake).
    ticket_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("ticket.id", deferrable=True, initially="DEFERRED")
    )
    #: The ticket that this case handled until another case went on with it (a process that "begins" another).
    former_ticket_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    report_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("report.id"))
    subject_date: Mapped[date | None]
    #: Whose daily duty it is, and which one; NULL and "" for everything else.
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    duty: Mapped[str] = mapped_column(String(64), default="", server_default="")
    #: The case clock starts here (for a complaint: when it was said).
    started_at: Mapped[Instant]
    #: From when the days of the deadline are counted; NULL until the SOP's move that starts them.
    deadline_from: Mapped[OptInstant]
    #: When the one extension of the deadline was given.
    extended_at: Mapped[OptInstant]
    #: When the citizen must have an answer; NULL while the days are not known or not counted yet.
    deadline_at: Mapped[OptInstant]
    deadline_sum: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    deadline_breached_at: Mapped[OptInstant]
    #: Outcome that T02 decided and that the closing step will give (out_of_authority, emergency).
    verdict: Mapped[str | None] = mapped_column(String(32))
    closed_at: Mapped[OptInstant]
    outcome: Mapped[str | None] = mapped_column(String(32))
    level: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    #: How often each action was used, per unit: {"answer_promise:12": 1}. The engine's memory.
    used: Mapped[Json] = mapped_column(default=dict)
    #: Head of this case's own hash chain and the number of events behind it.
    head: Mapped[Digest] = mapped_column(default=bytes(32))
    events_count: Mapped[int] = mapped_column(Integer, default=0, server_default="0")

    sop_version = relationship("SopVersion", lazy="raise_on_sql")
    ticket = relationship("Ticket", lazy="raise_on_sql", foreign_keys=[ticket_id])
    tasks = relationship("Task", back_populates="case", lazy="raise_on_sql", order_by="Task.id")


class Task(Model):
    """One visit to one step. Every work list is a query on open tasks."""

    __tablename__ = "task"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (action IS NULL)", name="ck_task_closed"),
        CheckConstraint("breached_at IS NULL OR due_at IS NOT NULL", name="ck_task_breach"),
        CheckConstraint("closed_at IS NULL OR by_timer OR actor_id IS NOT NULL", name="ck_task_actor"),
        Index("ix_task_case", "case_id"),
        Index(
            "ix_task_work",
            "role",
            "due_at",
            "id",
            postgresql_where="closed_at IS NULL",
            postgresql_include=["case_id"],
        ),
        Index(
            "ix_task_turn",
            "role",
            "step",
            "due_at",
            "id",
            postgresql_where="closed_at IS NULL",
            postgresql_include=["case_id"],
        ),
        Index(
            "ix_task_opd",
            "opd_id",
            "due_at",
            "id",
            postgresql_where="closed_at IS NULL AND opd_id IS NOT NULL",
        ),
        Index("ix_task_due", "due_at", "id", postgresql_where="closed_at IS NULL"),
        Index("ix_task_next", "next_at", "id", postgresql_where="closed_at IS NULL AND parked_at IS NULL"),
        Index("ix_task_parked", "parked_at", postgresql_where="parked_at IS NOT NULL"),
        Index("ix_task_closed", "closed_at", "step", postgresql_where="closed_at IS NOT NULL"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"))
    step: Mapped[Slug]
    #: Column of the SOP sheet, and the role that works it (for Masyarakat the desk; NULL where names count).
    lane: Mapped[Slug]
    role: Mapped[str | None] = mapped_column(String(64))
    #: The OPD this rung of the ladder is about.
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    #: True where that OPD may answer from here or has to do something else.
    agency_open: Mapped[bool] = mapped_column(default=False, server_default="false")
    visit_no: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    opened_at: Mapped[Instant]
    #: From when the clock runs, where that is an earlier visit's opening; NULL = opened_at.
    counts_from: Mapped[OptInstant]
    #: That plus the step's time (for a wait: plus the wait limit); NULL = no limit in the SOP.
    due_at: Mapped[OptInstant]
    due_sum: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: due_at plus the wait: when the timer makes the step's timeout move; NULL = it never does.
    wait_until: Mapped[OptInstant]
    #: Set by a dated promise: the ladder sleeps until then.
    suspended_until: Mapped[OptInstant]
    warn_at: Mapped[OptInstant]
    warned_at: Mapped[OptInstant]
    breached_at: Mapped[OptInstant]
    #: The next moment at which the sweep must look at this task; NULL = never (or paused).
    next_at: Mapped[OptInstant]
    #: Actions done in this visit that left it open.
    done: Mapped[list[str]] = mapped_column(JSONB, default=list, server_default="[]")
    closed_at: Mapped[OptInstant]
    action: Mapped[str | None] = mapped_column(String(64))
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    by_timer: Mapped[bool] = mapped_column(default=False, server_default="false")
    #: What the closing move recorded, such as "not_contacted" ("tidak dihubungi").
    record: Mapped[str | None] = mapped_column(String(32))
    parked_at: Mapped[OptInstant]
    park_reason: Mapped[str | None]

    @property
    def begun_at(self) -> datetime:
        """From when this visit's clock runs."""
        return self.counts_from or self.opened_at

    case = relationship("Case", back_populates="tasks", lazy="raise_on_sql")
    opd = relationship("Opd", lazy="raise_on_sql")


class Pause(Model):
    """An interval in which the clock of a case stands, with its reason; never a counter."""

    __tablename__ = "pause"
    __table_args__ = (
        Index("uq_pause_open", "case_id", unique=True, postgresql_where="ended_at IS NULL"),
        Index("ix_pause_case", "case_id"),
        Index("ix_pause_next", "next_at", postgresql_where="ended_at IS NULL"),
        CheckConstraint("ended_at IS NULL OR ended_at >= started_at", name="ck_pause_order"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    reason: Mapped[Slug]
    question: Mapped[LongText]
    started_at: Mapped[Instant]
    remind_at: Mapped[OptInstant]
    reminded_at: Mapped[OptInstant]
    expires_at: Mapped[Instant]
    next_at: Mapped[OptInstant]
    ended_at: Mapped[OptInstant]


class Event(Model):
    """Appended, never edited, no personal data; chained per case by hash (trigger: no UPDATE, no DELETE)."""

    __tablename__ = "event"
    __table_args__ = (
        UniqueConstraint("case_id", "seq", name="uq_event_seq"),
        Index("ix_event_at", "at"),
    )

    id: Mapped[Id]
    case_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("cases.id"))
    seq: Mapped[int] = mapped_column(Integer)
    #: When it happened, and when it was written down.
    at: Mapped[Instant]
    recorded_at: Mapped[Instant]
    kind: Mapped[Slug]
    task_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    lane: Mapped[str | None] = mapped_column(String(64))
    data: Mapped[Json]
    prev: Mapped[Digest]
    hash: Mapped[Digest]

    case = relationship("Case", lazy="raise_on_sql")


class Seal(Model):
    """One hash a day over all heads of all cases, chained to yesterday's."""

    __tablename__ = "seal"

    day: Mapped[date] = mapped_column(primary_key=True)
    made_at: Mapped[Instant]
    cases_count: Mapped[int] = mapped_column(Integer)
    #: The heads that went in, as {case id: [events, head]}, packed; `sapa audit verify` reads it.
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    #: How far every buku register was written that day, as JSON; empty where no line was.
    register_heads: Mapped[bytes] = mapped_column(LargeBinary, default=b"", server_default="")
    prev: Mapped[Digest]
    hash: Mapped[Digest]
