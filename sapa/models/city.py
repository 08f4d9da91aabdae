"""Master data of a city: agencies, places, categories, channels, calendars and dated settings."""

from __future__ import annotations

from datetime import date, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, Slug, one_of


class Opd(Model):
    """A Perangkat Daerah. Names change with every reorganisation, so rows are dated and have successors."""

    __tablename__ = "opd"

    id: Mapped[Id]
    code: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    email: Mapped[str] = mapped_column(String(200), default="", server_default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    successor_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))

    contacts = relationship("OpdContact", back_populates="opd", lazy="raise_on_sql")
    successor = relationship("Opd", remote_side="Opd.id", lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class OpdContact(Model):
    """Whom the Koordinator calls at an OPD (SOP step T05: Kasi dan Kabid)."""

    __tablename__ = "opd_contact"
    __table_args__ = (Index("ix_opd_contact_opd", "opd_id"),)

    id: Mapped[Id]
    opd_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("opd.id"))
    name: Mapped[str] = mapped_column(String(160))
    jabatan: Mapped[str] = mapped_column(String(160))
    phone_sealed: Mapped[LongText] = mapped_column(default="", server_default="")
    email: Mapped[str] = mapped_column(String(200), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    opd = relationship("Opd", back_populates="contacts", lazy="raise_on_sql")

    def __str__(self) -> str:
        return f"{self.name}, {self.jabatan}"


class Kecamatan(Model):
    """A district of the city."""

    __tablename__ = "kecamatan"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80), unique=True)

    def __str__(self) -> str:
        return self.name


class Kelurahan(Model):
    """A village within a kecamatan; Depok has two called Curug, so the pair is the key."""

    __tablename__ = "kelurahan"
    __table_args__ = (UniqueConstraint("kecamatan_id", "name", name="uq_kelurahan_name"),)

    id: Mapped[Id]
    kecamatan_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("kecamatan.id"))
    name: Mapped[str] = mapped_column(String(80))

    kecamatan = relationship("Kecamatan", lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class Category(Model):
    """What a complaint is about."""

    __tablename__ = "category"

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(120))
    opd_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("opd.id"))
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    opd = relationship("Opd", lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class Channel(Model):
    """A way in. Account names and numbers change, so they are data."""

    __tablename__ = "channel"

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    label: Mapped[str] = mapped_column(String(60))
    account: Mapped[str] = mapped_column(String(120), default="", server_default="")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    def __str__(self) -> str:
        return self.label


class WorkCalendar(Model):
    """A named set of service hours in one time zone."""

    __tablename__ = "work_calendar"

    id: Mapped[Id]
    slug: Mapped[Slug] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(120))
    tz: Mapped[str] = mapped_column(String(40), default="Asia/Jakarta", server_default="Asia/Jakarta")
    always_open: Mapped[bool] = mapped_column(default=False, server_default="false")

    hours = relationship("WorkHours", back_populates="calendar", lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.name


class WorkHours(Model):
    """Opening hours of one weekday (0 = Monday), for a period such as Ramadan or for good."""

    __tablename__ = "work_hours"
    __table_args__ = (
        CheckConstraint("weekday BETWEEN 0 AND 6", name="ck_work_hours_weekday"),
        CheckConstraint("closes > opens", name="ck_work_hours_order"),
        CheckConstraint(
            "(break_from IS NULL) = (break_to IS NULL) AND "
            "(break_from IS NULL OR (break_from >= opens AND break_to > break_from AND break_to <= closes))",
            name="ck_work_hours_break",
        ),
        CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="ck_work_hours_period"
        ),
    )

    id: Mapped[Id]
    calendar_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("work_calendar.id"))
    weekday: Mapped[int] = mapped_column(SmallInteger)
    opens: Mapped[time]
    closes: Mapped[time]
    break_from: Mapped[time | None]
    break_to: Mapped[time | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]

    calendar = relationship("WorkCalendar", back_populates="hours", lazy="raise_on_sql")

    def __str__(self) -> str:
        return f"{self.opens:%H.%M}-{self.closes:%H.%M}"


class Holiday(Model):
    """A day that closes (national holiday, cuti bersama) or opens (make-up day) every calendar."""

    __tablename__ = "holiday"
    __table_args__ = (one_of("kind", ("holiday", "cuti_bersama", "make_up"), "ck_holiday_kind"),)

    id: Mapped[Id]
    day: Mapped[date] = mapped_column(unique=True)
    name: Mapped[str] = mapped_column(String(160))
    kind: Mapped[str] = mapped_column(String(16))
    #: The library's dates of moon-sighted feasts are estimates until the SKB is out.
    estimated: Mapped[bool] = mapped_column(default=False, server_default="false")

    def __str__(self) -> str:
        return self.name


class Setting(Model):
    """A value in force from a day on; the newest row whose day has come counts."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key", "valid_from", name="uq_setting_key_from"),)

    id: Mapped[Id]
    key: Mapped[Slug]
    value: Mapped[Any] = mapped_column(JSONB)
    valid_from: Mapped[date]
    set_at: Mapped[Instant]
    set_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))


class StandardAnswer(Model):
    """An answer kept in the folder for the next citizen who asks the same."""

    __tablename__ = "standard_answer"

    id: Mapped[Id]
    title: Mapped[str] = mapped_column(String(160))
    category_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("category.id"))
    text: Mapped[LongText]
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    uses: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    active: Mapped[bool] = mapped_column(default=True, server_default="true")

    category = relationship("Category", lazy="raise_on_sql")

    def __str__(self) -> str:
        return self.title
