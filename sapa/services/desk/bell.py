"""What rang for an actor: notices of its roles and agencies, and how far it has read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, BindParameter, Select, and_, bindparam, false, func, literal, or_, select
from sqlalchemy.dialects.postgresql import insert

from sapa.db import UtcDateTime, db, transaction
from sapa.models import Case, Notice, NoticeRead, Opd, Task, Ticket
from sapa.roles import SCOPED
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.prepared import prepared

MOST = 50
BOUND = 100


@dataclass(frozen=True)
class Ring:
    """One notice: what kind, about which case or task, and whether it is new to the reader."""

    kind: str
    at: datetime
    number: str | None
    title: str | None
    step: str
    agency: str | None
    is_new: bool
    report_id: int | None = None
    letter_id: int | None = None


def rings(actor: Actor, now: datetime) -> list[Ring]:
    """The latest notices, the newest first."""
    known, until = sops.every(), _read_until(actor)
    query = (
        _audible(actor, now)
        .outerjoin(Case, Case.id == Notice.case_id)
        .outerjoin(Ticket, Ticket.id == Case.ticket_id)
        .outerjoin(Task, Task.id == Notice.task_id)
        .outerjoin(Opd, Opd.id == func.coalesce(Notice.opd_id, Task.opd_id))
        .with_only_columns(
            Notice.kind,
            Notice.visible_at,
            Ticket.number,
            Ticket.title,
            Task.step,
            Case.sop_version_id,
            Opd.short_name,
            Case.report_id,
            Notice.data["letter_id"].as_integer().label("letter_id"),
        )
        .order_by(Notice.visible_at.desc(), Notice.id.desc())
        .limit(MOST)
    )
    return [_ring(row, known, until) for row in db.session.execute(query)]


def unread(actor: Actor, now: datetime) -> int:
    """How many notices are new, counted up to BOUND."""
    return db.session.scalar(_fresh(actor.reach), {"reader": actor.user_id, "now": now}) or 0


@prepared
def _fresh(actor: Actor) -> Select[tuple[int]]:
    reader, now = bindparam("reader", type_=BigInteger), bindparam("now", type_=UtcDateTime)
    until = select(NoticeRead.read_until).where(NoticeRead.user_id == reader).scalar_subquery()
    # One moment to compare with, never an OR: the index finds the new ones and passes the old ones by.
    since = func.coalesce(until, literal("-infinity").cast(Notice.visible_at.type))
    fresh = _audible(actor, now).where(Notice.visible_at > since).limit(BOUND).subquery()
    return select(func.count()).select_from(fresh)


def read(actor: Actor, now: datetime) -> None:
    """Everything that rang until now has been seen by this person."""
    statement = insert(NoticeRead).values(user_id=actor.user_id, read_until=now)
    with transaction():
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["user_id"], set_={"read_until": now})
        )


def _audible(actor: Actor, now: datetime | BindParameter[datetime]) -> Select[Any]:
    heard = []
    if actor.roles - SCOPED:
        heard.append(and_(Notice.role.in_(sorted(actor.roles - SCOPED)), Notice.opd_id.is_(None)))
    if actor.units:
        heard.append(and_(Notice.role.in_(sorted(actor.roles)), Notice.opd_id.in_(sorted(actor.units))))
    return select(Notice.id).where(or_(false(), *heard), Notice.visible_at <= now)


def _read_until(actor: Actor) -> datetime | None:
    return db.session.scalar(select(NoticeRead.read_until).where(NoticeRead.user_id == actor.user_id))


def _ring(row: Any, known: Any, until: datetime | None) -> Ring:
    step = known[row.sop_version_id].steps[row.step].short if row.step else ""
    return Ring(
        row.kind,
        row.visible_at,
        row.number,
        row.title,
        step,
        row.short_name,
        until is None or row.visible_at > until,
        row.report_id,
        row.letter_id,
    )
