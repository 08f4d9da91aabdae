"""Three figures for whoever signs: answered on time, still open, climbed that far; week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Integer, Select, bindparam, cast, func, select

from sapa.db import UtcDateTime, db
from sapa.models import AccountProfile, Case, Ticket
from sapa.services import sops
from sapa.services.actors import Actor

WEEKS = 8
WEEK = timedelta(days=7)
#: Nobody reads a larger number of open cases as a number.
BOUND = 10_000
NOW = bindparam("now", type_=UtcDateTime())


@dataclass(frozen=True)
class Week:
    """Tickets closed in seven days (0 = the latest): all, on time, and climbed to the level."""

    back: int
    closed: int = 0
    on_time: int = 0
    climbed: int = 0

    @property
    def share(self) -> float | None:
        """Share answered on time; None in a week without any."""
        return self.on_time / self.closed if self.closed else None


@dataclass(frozen=True)
class Pulse:
    """The figures of the page; *weeks* from the oldest to the latest."""

    weeks: tuple[Week, ...]
    open: int
    overdue: int
    level: int


def of(actor: Actor, now: datetime) -> Pulse:
    """The figures as of *now*, for the level of the ladder on which the actor stands."""
    level = _level(actor.roles)
    counted = db.session.execute(_open_now(), {"now": now}).one()
    return Pulse(_weeks(level, now), counted[0], counted[1], level)


@cache
def _open_now() -> Select[tuple[int, int]]:
    still_open = select(Ticket.id).where(Ticket.closed_at.is_(None)).limit(BOUND).subquery()
    overdue = select(Case.id).where(Case.closed_at.is_(None), Case.deadline_at < NOW).limit(BOUND).subquery()
    return select(
        select(func.count()).select_from(still_open).scalar_subquery(),
        select(func.count()).select_from(overdue).scalar_subquery(),
    )


def _weeks(level: int, now: datetime) -> tuple[Week, ...]:
    rows = db.session.execute(_closed(), {"now": now, "since": now - WEEKS * WEEK, "level": level})
    found = {row[0]: Week(*row) for row in rows}
    return tuple(found.get(number, Week(number)) for number in range(WEEKS - 1, -1, -1))


@cache
def _closed() -> Select[tuple[int, int, int, int]]:
    back = cast(func.floor(func.extract("epoch", NOW - Case.closed_at) / WEEK.total_seconds()), Integer)
    return (
        select(
            back.label("back"),
            func.count(),
            func.count().filter(Case.deadline_breached_at.is_(None)),
            func.count().filter(Case.level >= bindparam("level")),
        )
        .where(
            Case.closed_at > bindparam("since"),
            Case.closed_at <= NOW,
            Case.ticket_id.is_not(None),
            Case.deadline_at.is_not(None),
        )
        .group_by("back")
    )


def _level(roles: Iterable[str]) -> int:
    """The level that the SOP reaches when it first comes to one of these roles; 1 where it never does."""
    held = set(roles)
    levels = [
        step.level
        for sop in sops.every().values()
        for step in sop.steps.values()
        if step.level and sop.lane(step.lane).role in held
    ]
    return min(levels, default=1)


@dataclass(frozen=True)
class Accounts:
    """How the accounts stand."""

    active: int
    closed: int
    locked: int
    first_password: int


def accounts(now: datetime) -> Accounts:
    """Counted in one query; there are hundreds of accounts at most."""
    active = User.active.is_(True)
    row = db.session.execute(
        select(
            func.count().filter(active),
            func.count().filter(~active),
            func.count().filter(active, AccountProfile.locked_until > now),
            func.count().filter(active, AccountProfile.must_change_password.is_(True)),
        )
        .select_from(User)
        .outerjoin(AccountProfile, AccountProfile.user_id == User.id)
    ).one()
    return Accounts(*row)
