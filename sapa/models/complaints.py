"""What citizens said (never edited) and the ticket under which the house handles it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, TSVECTOR
from sqlalchemy.orm import Mapped, deferred, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, Sha256, Slug, one_of

#: Klasifikasi of SP4N-LAPOR! (four classes).
KLASIFIKASI = ("pengaduan", "berkadar_pengawasan", "permintaan_informasi", "aspirasi")
#: How a ticket may end; the engine's outcome slugs that belong to complaints.
OUTCOMES = (
    "answered",
    "not_complaint",
    "spam",
    "duplicate",
    "out_of_authority",
    "emergency",
    "incomplete",
    "false_identity",
    "confidential",
    "not_confidential",
)


class RawMessage(Model):
    """A message as it arrived; unique on channel and external id, so a second delivery changes nothing."""

    __tablename__ = "raw_message"
    __table_args__ = (UniqueConstraint("channel", "external_id", name="uq_raw_message"),)

    id: Mapped[Id]
    channel: Mapped[Slug]
    external_id: Mapped[str] = mapped_column(String(200))
    #: The payload may name people: it is sealed like every other personal field.
    payload_sealed: Mapped[LongText]
    received_at: Mapped[Instant]


class Complainant(Model):
    """The one who complains. Name, numbers and address are sealed; the index finds an exact number."""

    __tablename__ = "complainant"
    __table_args__ = (
        # @Warga is @warga.
        Index(
            "uq_complainant_handle",
            "channel",
            text("lower(handle)"),
            unique=True,
            postgresql_where="handle <> ''",
        ),
        Index("ix_complainant_phone", "phone_index"),
        Index("ix_complainant_nik", "nik_index"),
    )

    id: Mapped[Id]
    channel: Mapped[Slug]
    handle: Mapped[str] = mapped_column(String(120), default="", server_default="")
    name_sealed: Mapped[str | None]
    phone_sealed: Mapped[str | None]
    phone_index: Mapped[str | None] = mapped_column(String(64))
    phone_mask: Mapped[str] = mapped_column(String(32), default="", server_default="")
    nik_sealed: Mapped[str | None]
    nik_index: Mapped[str | None] = mapped_column(String(64))
    nik_mask: Mapped[str] = mapped_column(String(20), default="", server_default="")
    address_sealed: Mapped[str | None]
    email_sealed: Mapped[str | None]
    created_at: Mapped[Instant]

    def __str__(self) -> str:
        return self.handle


class Ticket(Model):
    """Our handling of one matter; several complaints may share it."""

    __tablename__ = "ticket"
    __table_args__ = (
        one_of("klasifikasi", KLASIFIKASI, "ck_ticket_klasifikasi"),
        one_of("outcome", OUTCOMES, "ck_ticket_outcome"),
        CheckConstraint("(closed_at IS NULL) = (outcome IS NULL)", name="ck_ticket_closed"),
        CheckConstraint("outcome <> 'duplicate' OR merged_into_id IS NOT NULL", name="ck_ticket_duplicate"),
        Index("ix_ticket_search", "search", postgresql_using="gin"),
        Index("ix_ticket_open", "opened_at", "id", postgresql_where="closed_at IS NULL"),
        Index("ix_ticket_opened", "opened_at", "id"),
        Index("ix_ticket_closed", "closed_at", "id", postgresql_where="closed_at IS NOT NULL"),
        Index("ix_ticket_merged", "merged_into_id", postgresql_where="merged_into_id IS NOT NULL"),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(String(32), unique=True)
    #: Our own short heading; empty until T02, when the first words of the complaint stand in.
    title: Mapped[str] = mapped_column(String(200))
    channel: Mapped[Slug]
    klasifikasi: Mapped[str | None] = mapped_column(String(32))
    category_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("category.id"))
    kecamatan_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("kecamatan.id"))
    kelurahan_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("kelurahan.id"))
    #: True where T02 chose "tidak diketahui" for the place, NULL before T02.
    place_unknown: Mapped[bool | None]
    #: The moment the (first) complaint was made: the case clock runs from here.
    opened_at: Mapped[Instant]
    #: The moment it was entered here; the gap is "jeda pencatatan".
    entered_at: Mapped[Instant]
    #: True while a confidential process handles it: nobody sees it but the people named for that process.
    confidential: Mapped[bool] = mapped_column(default=False, server_default="false")
    closed_at: Mapped[OptInstant]
    outcome: Mapped[str | None] = mapped_column(String(32))
    merged_into_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    #: Highest rung reached: 0 operator, 1 koordinator, 2 PPID Utama, 3 undangan.
    level: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    search: Mapped[Any] = deferred(mapped_column(TSVECTOR, nullable=True))

    category = relationship("Category", lazy="raise_on_sql")
    kecamatan = relationship("Kecamatan", lazy="raise_on_sql")
    kelurahan = relationship("Kelurahan", lazy="raise_on_sql")
    complaints = relationship(
        "Complaint", back_populates="ticket", lazy="raise_on_sql", order_by="Complaint.said_at"
    )


class Complaint(Model):
    """What one citizen said once. A trigger refuses to change anything but the ticket it belongs to."""

    __tablename__ = "complaint"
    __table_args__ = (
        UniqueConstraint("channel", "external_id", name="uq_complaint_source"),
        Index("ix_complaint_ticket", "ticket_id"),
        Index("ix_complaint_complainant", "complainant_id"),
        CheckConstraint("entered_at >= said_at", name="ck_complaint_order"),
    )

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("ticket.id", deferrable=True, initially="DEFERRED")
    )
    raw_message_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("raw_message.id"))
    complainant_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("complainant.id"))
    channel: Mapped[Slug]
    external_id: Mapped[str] = mapped_column(String(200))
    url: Mapped[str] = mapped_column(String(500), default="", server_default="")
    text: Mapped[LongText]
    said_at: Mapped[Instant]
    entered_at: Mapped[Instant]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))

    ticket = relationship("Ticket", back_populates="complaints", lazy="raise_on_sql")
    complainant = relationship("Complainant", lazy="raise_on_sql")
    attachments = relationship("Attachment", lazy="raise_on_sql")


class StoredFile(Model):
    """A file of the content-addressed store; the bytes are on disk before this row exists."""

    __tablename__ = "stored_file"

    sha256: Mapped[Sha256] = mapped_column(primary_key=True)
    size: Mapped[int] = mapped_column(Integer)
    mime: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[Instant]


class Attachment(Model):
    """A picture that came with a complaint or with an answer of an OPD."""

    __tablename__ = "attachment"
    __table_args__ = (
        Index("ix_attachment_complaint", "complaint_id"),
        Index("ix_attachment_answer", "answer_id"),
        Index("ix_attachment_file", "sha256"),
        CheckConstraint("(complaint_id IS NULL) <> (answer_id IS NULL)", name="ck_attachment_owner"),
    )

    id: Mapped[Id]
    complaint_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("complaint.id"))
    answer_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("answer.id"))
    sha256: Mapped[Sha256] = mapped_column(ForeignKey("stored_file.sha256"))
    name: Mapped[str] = mapped_column(String(160))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)


class Note(Model):
    """A remark of a colleague on a ticket."""

    __tablename__ = "note"
    __table_args__ = (Index("ix_note_ticket", "ticket_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("ticket.id"))
    text: Mapped[LongText]
    at: Mapped[Instant]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))

    user = relationship("User", lazy="raise_on_sql")


class Draft(Model):
    """Unfinished typing of one person in one form, kept when a session ends or a move is refused."""

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("user_id", "form", name="uq_draft"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    form: Mapped[str] = mapped_column(String(160))
    fields: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[Instant]
