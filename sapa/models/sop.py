"""The SOP versions that run: what an auditor reads is what the engine reads."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sapa.models.base import Id, Instant, Json, Model, Sha256, Slug, one_of


class SopVersion(Model):
    """One version of one SOP, frozen; a case stays on the version that it began with."""

    __tablename__ = "sop_version"
    __table_args__ = (
        UniqueConstraint("code", "version", name="uq_sop_version"),
        one_of("state", ("draf", "disahkan", "efektif", "dicabut"), "ck_sop_version_state"),
    )

    id: Mapped[Id]
    code: Mapped[Slug]
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(240))
    body: Mapped[Json]
    digest: Mapped[Sha256]
    state: Mapped[str] = mapped_column(String(12))
    effective_from: Mapped[date | None]
    loaded_at: Mapped[Instant]
