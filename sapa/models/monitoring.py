"""The half-yearly monitoring form of an SOP: what people judge beside the figures of the log."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from sapa.models.base import Id, Instant, LongText, Model, OptInstant, Slug, one_of

#: "Penilaian terhadap penerapan" of the form: it runs well, or it does not.
VERDICTS = ("baik", "tidak")


class Monitoring(Model):
    """One form: "Tabel 7 Monitoring Pelaksanaan SOP AP" (PermenPANRB 35/2012) of one SOP and half-year."""

    __tablename__ = "monitoring"
    __table_args__ = (
        UniqueConstraint("sop_code", "half_start", name="uq_monitoring_half"),
        CheckConstraint(
            "extract(day from half_start) = 1 AND extract(month from half_start) IN (1, 7)",
            name="ck_monitoring_half",
        ),
        CheckConstraint(
            "num_nonnulls(finished_at, finished_by, figures) IN (0, 3)", name="ck_monitoring_finished"
        ),
    )

    id: Mapped[Id]
    sop_code: Mapped[Slug]
    half_start: Mapped[date]
    #: Raised by every save: whoever saves over somebody else's words is told.
    version: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    assessor: Mapped[str] = mapped_column(String(160), default="", server_default="")
    jabatan: Mapped[str] = mapped_column(String(200), default="", server_default="")
    conclusion: Mapped[LongText] = mapped_column(default="", server_default="")
    saved_at: Mapped[Instant]
    saved_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    finished_at: Mapped[OptInstant]
    finished_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    #: The figures of the log as they stood when the form was finished; before that they are counted anew.
    figures: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))

    lines = relationship("MonitoringLine", lazy="raise_on_sql", order_by="MonitoringLine.id")


class MonitoringEdition(Model):
    """A finished edition of a form that was reopened, as it was printed (trigger: no UPDATE, no DELETE)."""

    __tablename__ = "monitoring_edition"
    __table_args__ = (
        UniqueConstraint("monitoring_id", "edition", name="uq_monitoring_edition"),
        CheckConstraint("edition > 0", name="ck_monitoring_edition"),
    )

    id: Mapped[Id]
    monitoring_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("monitoring.id"))
    #: From 1.
    edition: Mapped[int] = mapped_column(Integer)
    #: Figures, judgements, conclusion and assessor.
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    finished_at: Mapped[Instant]
    finished_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    reopened_at: Mapped[Instant]
    reopened_by: Mapped[int] = mapped_column(ForeignKey("ab_user.id"))
    reason: Mapped[LongText]


class MonitoringLine(Model):
    """What the assessor says of one step: it runs well or not, why, and what has to be done."""

    __tablename__ = "monitoring_line"
    __table_args__ = (
        UniqueConstraint("monitoring_id", "step", name="uq_monitoring_line"),
        one_of("verdict", VERDICTS, "ck_monitoring_line_verdict"),
    )

    id: Mapped[Id]
    monitoring_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("monitoring.id"))
    step: Mapped[Slug]
    verdict: Mapped[str | None] = mapped_column(String(8))
    note: Mapped[LongText] = mapped_column(default="", server_default="")
    action: Mapped[LongText] = mapped_column(default="", server_default="")
    remark: Mapped[LongText] = mapped_column(default="", server_default="")
