"""What was said back: by agencies, by telephone, and to the citizen."""

from __future__ import annotations

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, one_of

#: What an OPD may say (jawaban akhir, janji bertanggal, diterima, bukan kewenangan kami), and our own.
ANSWER_KINDS = ("final", "promise", "received", "not_ours", "own", "meeting")


class Forward(Model):
    """A ticket went to an OPD; an OPD sees a ticket because of this row."""

    __tablename__ = "forward"
    __table_args__ = (Index("ix_forward_opd", "opd_id", "ticket_id"), Index("ix_forward_ticket", "ticket_id"))

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    opd_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("opd.id"))
    note: Mapped[LongText] = mapped_column(default="", server_default="")
    at: Mapped[Instant]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    opd = relationship("Opd", lazy="raise_on_sql")


class Answer(Model):
    """One utterance about a ticket: of an OPD, of the Operator, or of a meeting."""

    __tablename__ = "answer"
    __table_args__ = (
        one_of("kind", ANSWER_KINDS, "ck_answer_kind"),
        CheckConstraint("kind <> 'promise' OR promised_until IS NOT NULL", name="ck_answer_promise"),
        CheckConstraint("(returned_at IS NULL) = (return_reason IS NULL)", name="ck_answer_returned"),
        CheckConstraint(
            "NOT on_behalf OR (person_sealed IS NOT NULL AND medium <> '')", name="ck_answer_behalf"
        ),
        Index("ix_answer_ticket", "ticket_id"),
    )

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[LongText]
    promised_until: Mapped[OptInstant]
    #: Recorded by our Operator for the OPD: who there said it, in which office, by which medium.
    on_behalf: Mapped[bool] = mapped_column(default=False, server_default="false")
    person_sealed: Mapped[str | None]
    jabatan: Mapped[str] = mapped_column(String(160), default="", server_default="")
    medium: Mapped[str] = mapped_column(String(40), default="", server_default="")
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    #: When the citizen was told; until then the answer lies with our Operator.
    delivered_at: Mapped[OptInstant]
    returned_at: Mapped[OptInstant]
    return_reason: Mapped[str | None]

    opd = relationship("Opd", lazy="raise_on_sql")
    user = relationship("User", lazy="raise_on_sql")


class ContactRecord(Model):
    """Who was called on a rung of the ladder, where, how, and what came of it (T05, T07)."""

    __tablename__ = "contact_record"
    __table_args__ = (Index("ix_contact_record_ticket", "ticket_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    opd_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("opd.id"))
    person_sealed: Mapped[LongText]
    jabatan: Mapped[str] = mapped_column(String(160))
    number_sealed: Mapped[LongText]
    medium: Mapped[str] = mapped_column(String(40))
    result: Mapped[LongText]
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))

    opd = relationship("Opd", lazy="raise_on_sql")
    user = relationship("User", lazy="raise_on_sql")


class Delivery(Model):
    """The reply one citizen got, with the link that proves it; once per complaint and text."""

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_complaint", "complaint_id"),
        Index("ix_delivery_task", "task_id"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("complaint.id"))
    task_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("task.id"))
    text: Mapped[LongText]
    reply_url: Mapped[str] = mapped_column(String(500))
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
