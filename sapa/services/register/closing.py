"""Closing a month: one more line, after which the month takes no other; it rides on the daily seal."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from sapa.db import db, transaction
from sapa.models import RegisterLine, Seal
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict, NotFound
from sapa.services.figures.scope import midnight, month_end
from sapa.services.register import lines


def close(sop: str, month: date, actor: Actor, now: datetime) -> lines.Numbered:
    """Close the month that begins on *month* (its first day) in the register of *sop*.

    Corrections of its lines are written under a later date from then on. The line says how much the month
    holds and names the seal of its last day. Raises NotFound (no such month), Conflict: not over yet, not
    sealed yet, an earlier month still open, closed already.
    """
    with transaction():
        _check(sop, month, now)
        last = month_end(month) - timedelta(days=1)
        seal = db.session.scalars(select(Seal).where(Seal.day == last)).one_or_none()
        if seal is None:
            raise Conflict("register_not_sealed", day=last)
        told = {"by": actor.name, "sealed": last.isoformat(), "seal": bytes(seal.hash).hex()}
        words = {**_counts(sop, month), **told}
        try:
            return lines.append(sop, "closing", words, actor.user_id, now, month=month)
        except IntegrityError as fault:
            raise Conflict("register_closed") from fault


def is_closed(sop: str, month: date) -> bool:
    """True where the month takes no more lines."""
    query = select(RegisterLine.id).where(RegisterLine.sop_code == sop, RegisterLine.month == month)
    return db.session.scalar(query) is not None


def closable(sop: str, now: datetime) -> date | None:
    """The month whose turn it is to be closed: the oldest that is over and open; None where none is."""
    month = _oldest_open(sop)
    return month if month is not None and month_end(month) <= local_day(now) else None


def _check(sop: str, month: date, now: datetime) -> None:
    if month.day != 1 or _counts(sop, month)["lines"] == 0:
        raise NotFound("register_month_unknown")
    if is_closed(sop, month):
        raise Conflict("register_closed")
    if local_day(now) < month_end(month):
        raise Conflict("register_month_runs")
    oldest = _oldest_open(sop)
    if oldest is not None and oldest < month:
        raise Conflict("register_earlier_open", month=oldest)


def _oldest_open(sop: str) -> date | None:
    """The month of the first line after the last closed month; months are closed in their order."""
    query = select(RegisterLine.day).where(RegisterLine.sop_code == sop)
    closed = db.session.scalar(select(func.max(RegisterLine.month)).where(RegisterLine.sop_code == sop))
    if closed is not None:
        after = month_end(closed)
        query = query.where(RegisterLine.year >= after.year, RegisterLine.at >= midnight(after))
    found = db.session.scalar(query.order_by(RegisterLine.year, RegisterLine.at).limit(1))
    return found.replace(day=1) if found else None


def _counts(sop: str, month: date) -> dict[str, int]:
    """How many lines stand in the month, how many of them are entries, and from which number to which."""
    lines_, entries, first, last = db.session.execute(
        select(
            func.count(),
            func.count(RegisterLine.number),
            func.coalesce(func.min(RegisterLine.number), 0),
            func.coalesce(func.max(RegisterLine.number), 0),
        ).where(RegisterLine.sop_code == sop, RegisterLine.day >= month, RegisterLine.day < month_end(month))
    ).one()
    return {"lines": lines_, "entries": entries, "first": first, "last": last}
