"""People of the house: what an account may see, who holds an office when, and whose key signs."""

from __future__ import annotations

from datetime import date

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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, Slug, one_of


class AccountProfile(Model):
    """What sapa keeps of an account beside the framework's user row: lock, session epoch, habits."""

    __tablename__ = "account_profile"
    __table_args__ = (one_of("theme", ("system", "light", "dark"), "ck_account_profile_theme"),)

    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"), primary_key=True)
    #: Raised by logout and by a new password; a session that carries an older number is over.
    session_epoch: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    failed_logins: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    locked_until: Mapped[OptInstant]
    must_change_password: Mapped[bool] = mapped_column(default=False, server_default="false")
    theme: Mapped[str] = mapped_column(String(8), default="system", server_default="system")
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default="true")


class AccountUnit(Model):
    """An account speaks for an OPD, as member or as a dated substitute."""

    __tablename__ = "account_unit"
    __table_args__ = (
        one_of("kind", ("member", "substitute"), "ck_account_unit_kind"),
        Index("ix_account_unit_user", "user_id"),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    opd_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("opd.id"))
    kind: Mapped[str] = mapped_column(String(12), default="member", server_default="member")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    user = relationship("User", lazy="raise_on_sql")
    opd = relationship("Opd", lazy="raise_on_sql")

    def __str__(self) -> str:
        return f"{self.valid_from} - {self.valid_to}"


class Official(Model):
    """A person holds an office between two dates; Plt. and Plh. are properties of that assignment."""

    __tablename__ = "official"
    __table_args__ = (
        one_of("standing", ("definitif", "plt", "plh", "pj"), "ck_official_standing"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="ck_official_period"),
        Index("ix_official_role", "role", "valid_from"),
    )

    id: Mapped[Id]
    role: Mapped[Slug]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    name: Mapped[str] = mapped_column(String(160))
    jabatan: Mapped[str] = mapped_column(String(200))
    pangkat: Mapped[str] = mapped_column(String(80), default="", server_default="")
    #: Text, never a number: a spreadsheet once cut a NIP after fifteen digits (seed 001).
    nip: Mapped[str] = mapped_column(String(32), default="", server_default="")
    standing: Mapped[str] = mapped_column(String(12), default="definitif", server_default="definitif")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]

    user = relationship("User", lazy="raise_on_sql")

    def __str__(self) -> str:
        return f"{self.name}, {self.jabatan}"


class Authority(Model):
    """The local certificate authority; its private key is kept encrypted."""

    __tablename__ = "authority"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(160))
    certificate_pem: Mapped[LongText]
    key_sealed: Mapped[LongText]
    crl: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[Instant]


class SigningKey(Model):
    """One encrypted PKCS#12 per signer; the passphrase is nowhere."""

    __tablename__ = "signing_key"
    __table_args__ = (
        UniqueConstraint("serial", name="uq_signing_key_serial"),
        Index(
            "uq_signing_key_live",
            "user_id",
            unique=True,
            postgresql_where="revoked_at IS NULL",
        ),
    )

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    authority_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("authority.id"))
    pkcs12: Mapped[bytes] = mapped_column(LargeBinary)
    certificate_pem: Mapped[LongText]
    serial: Mapped[str] = mapped_column(String(64))
    not_before: Mapped[Instant]
    not_after: Mapped[Instant]
    revoked_at: Mapped[OptInstant]
    #: The key was in other hands: no signature made with it counts any more.
    compromised: Mapped[bool] = mapped_column(default=False, server_default="false")
    failed_attempts: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    locked_until: Mapped[OptInstant]
    created_at: Mapped[Instant]
