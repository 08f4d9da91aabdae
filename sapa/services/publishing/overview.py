"""The SOPs with all their versions: what each is on a day, since when, and how many cases still run on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import defer

from sapa.db import db
from sapa.models import Case, SopVersion
from sapa.models.sop import DRAFT
from sapa.services import sops

EFFECTIVE, WAITING, OVER = "efektif", "disahkan", "dicabut"


@dataclass(frozen=True)
class Line:
    """One version. `state`: draf, disahkan (its day is to come), efektif, dicabut (replaced or withdrawn)."""

    id: int
    code: str
    version: int
    title: str
    state: str
    nomor: str | None
    approved_on: date | None
    approved_by: str
    effective_from: date | None
    #: The first day on which it is in force no more, as far as that is known today.
    until: date | None
    changed_at: datetime | None
    changed_by: str
    running: int


def lines(today: date) -> dict[str, list[Line]]:
    """All versions by code, the newest first."""
    rows = db.session.scalars(select(SopVersion).options(defer(SopVersion.body)).order_by(SopVersion.code))
    names, running = _names(), _running()
    found: dict[str, list[Line]] = {}
    for row in rows:
        found.setdefault(row.code, []).append(_line(row, today, names, running))
    return {code: sorted(each, key=lambda line: -line.version) for code, each in found.items()}


def line(row: SopVersion, today: date) -> Line:
    """One of them."""
    return _line(row, today, _names(), _running())


def state_on(row: SopVersion, day: date, known: Sequence[sops.Version]) -> str:
    """What a version is on a day: what is stored are drafts, approvals and withdrawals, the rest is dates."""
    if row.state == DRAFT:
        return DRAFT
    own = next((each for each in known if each.id == row.id), None)
    if own is None or own.called_off:
        return OVER
    if own.effective_from is not None and own.effective_from > day:
        return WAITING
    current = sops.in_force(known, own.code, day)
    return EFFECTIVE if current is not None and current.id == own.id else OVER


def until(row: SopVersion, known: Sequence[sops.Version]) -> date | None:
    """When another version takes its place, or its withdrawal; None as far as nothing ends it."""
    own = next((each for each in known if each.id == row.id), None)
    if own is None:
        return None
    later = [v for v in known if v.code == own.code and v.rank > own.rank and not v.called_off]
    ends = [v.effective_from for v in later if v.effective_from is not None]
    return min([*ends, *([own.withdrawn_on] if own.withdrawn_on else [])], default=None)


def _line(row: SopVersion, today: date, names: dict[int, str], running: dict[int, int]) -> Line:
    known = sops.versions()
    return Line(
        id=row.id,
        code=row.code,
        version=row.version,
        title=row.title,
        state=state_on(row, today, known),
        nomor=row.nomor,
        approved_on=row.approved_on,
        approved_by=names.get(row.approved_by or 0, ""),
        effective_from=row.effective_from,
        until=until(row, known),
        changed_at=row.changed_at,
        changed_by=names.get(row.changed_by or 0, ""),
        running=running.get(row.id, 0),
    )


def _names() -> dict[int, str]:
    """The people who made or approved versions."""
    rows = select(User.id, User.first_name, User.last_name).where(
        User.id.in_(select(SopVersion.approved_by)) | User.id.in_(select(SopVersion.changed_by))
    )
    return {pk: f"{first} {last}".strip() for pk, first, last in db.session.execute(rows)}


def _running() -> dict[int, int]:
    """Open cases by version."""
    counted = select(Case.sop_version_id, func.count()).where(Case.closed_at.is_(None))
    return {pk: count for pk, count in db.session.execute(counted.group_by(Case.sop_version_id))}  # noqa: C416
