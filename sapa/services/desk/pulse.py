"""Three figures for whoever signs: answered on time, still open, climbed that far; week by week."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Integer, cast, func, literal, select

from sapa.db import db
from sapa.models import AccountProfile, Case, Ticket
from sapa.services import sops
from sapa.services.actors import Actor

WEEKS = 8
WEEK = timedelta(days=7)
#: Nobody reads a larger number of open cases as a number.
BOUND = 10_000


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
    still_open = select(Ticket.id).where(Ticket.closed_at.is_(None)).limit(BOUND).subquery()
    overdue = select(Case.id).where(Case.closed_at.is_(None), Case.deadline_at < now).limit(BOUND).subquery()
    counted = db.session.execute(
        select(
            select(func.count()).select_from(still_open).scalar_subquery(),
            select(func.count()).select_from(overdue).scalar_subquery(),
        )
    ).one()
    return Pulse(_weeks(level, now), counted[0], counted[1], level)


def _weeks(level: int, now: datetime) -> tuple[Week, ...]:
    back = cast(
        func.floor(func.extract("epoch", literal(now) - Case.closed_at) / WEEK.total_seconds()), Integer
    )
    rows = db.session.execute(
        select(
            back.label("back"),
            func.count(),
            func.count().filter(Case.deadline_breached_at.is_(None)),
            func.count().filter(Case.level >= level),
        )
        .where(
            Case.closed_at > now - WEEKS * WEEK,
            Case.closed_at <= now,
            Case.ticket_id.is_not(None),
            Case.deadline_at.is_not(None),
        )
        .group_by("back")
    )
    found = {row[0]: Week(*row) for row in rows}
    return tuple(found.get(number, Week(number)) for number in range(WEEKS - 1, -1, -1))


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
