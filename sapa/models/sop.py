"""The SOP versions: drafts, what was approved with number and dates, and what was withdrawn."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from sapa.models.base import Id, Instant, Json, Model, OptInstant, Sha256, Slug, one_of

#: What somebody decided about a version. That one is in force ("efektif") follows from the dates alone.
DRAFT, APPROVED, WITHDRAWN = "draf", "disahkan", "dicabut"
STATES = (DRAFT, APPROVED, WITHDRAWN)


class SopVersion(Model):
    """One version of one SOP; a case stays on the version that it began with.

    A trigger keeps code, version, title, body and digest as they are once it is no draft any more, and lets
    only drafts be deleted.
    """

    __tablename__ = "sop_version"
    __table_args__ = (
        UniqueConstraint("code", "version", name="uq_sop_version"),
        one_of("state", STATES, "ck_sop_version_state"),
        CheckConstraint("state <> 'draf' OR effective_from IS NULL", name="ck_sop_version_draft"),
        CheckConstraint("(state = 'dicabut') = (withdrawn_on IS NOT NULL)", name="ck_sop_version_withdrawn"),
    )

    id: Mapped[Id]
    code: Mapped[Slug]
    version: Mapped[int] = mapped_column(Integer)
    title: Mapped[str] = mapped_column(String(240))
    #: What `Definition.to_json` wrote; of a draft, whatever was typed so far.
    body: Mapped[Json]
    #: Of the body, whatever the order of its keys.
    digest: Mapped[Sha256]
    state: Mapped[str] = mapped_column(String(12))
    #: The first day on which new cases run on it; NULL = since ever (what came with the house).
    effective_from: Mapped[date | None]
    #: The first day on which it is in force no more, by decision; being replaced needs no entry.
    withdrawn_on: Mapped[date | None]
    loaded_at: Mapped[Instant]
    #: Raised by each change of a draft: two people who edit it at once notice each other.
    revision: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    copied_from: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("sop_version.id", ondelete="SET NULL")
    )
    changed_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
    changed_at: Mapped[OptInstant]
    #: The paper behind the approval, and who entered it.
    nomor: Mapped[str | None] = mapped_column(String(120))
    approved_on: Mapped[date | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("ab_user.id"))
