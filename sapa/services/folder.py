"""Folder jawaban: standard answers that fit a category, and how often each one helped."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import or_, select, update

from sapa.db import db
from sapa.models import StandardAnswer

MOST = 8


@dataclass(frozen=True)
class Suggestion:
    """One standard answer, its placeholders still open."""

    id: int
    title: str
    text: str
    version: int
    uses: int


def suggest(category_id: int | None) -> list[Suggestion]:
    """Answers of the category first, then those for every category; the most used on top."""
    fits = StandardAnswer.category_id == category_id
    rows = db.session.execute(
        select(
            StandardAnswer.id,
            StandardAnswer.title,
            StandardAnswer.text,
            StandardAnswer.version,
            StandardAnswer.uses,
        )
        .where(StandardAnswer.active.is_(True), or_(fits, StandardAnswer.category_id.is_(None)))
        .order_by(StandardAnswer.category_id.is_(None), StandardAnswer.uses.desc(), StandardAnswer.id)
        .limit(MOST)
    )
    return [Suggestion(*row) for row in rows]


def used(raw: object) -> None:
    """Count one use of the answer that a form named; a strange id counts nothing. Commits nothing."""
    text = str(raw or "").strip()
    if text.isascii() and text.isdigit() and len(text) <= 18:
        db.session.execute(
            update(StandardAnswer)
            .where(StandardAnswer.id == int(text))
            .values(uses=StandardAnswer.uses + 1)
            .execution_options(synchronize_session=False)
        )
