"""Who acts: an account with its roles, the offices it holds today, and the agencies it speaks for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import Role, User, assoc_user_role
from sqlalchemy import BigInteger, ColumnElement, String, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from sapa.db import db
from sapa.models import AccountUnit, Official
from sapa.roles import slugs
from sapa.services import settings


@dataclass(frozen=True)
class Actor:
    """A person at the moment of an act. *roles* are slugs of `sapa.roles`; *units* are ids of OPDs; *named*
    are lanes of SOPs ("sms-wa/pemeriksa") for which the settings name the account."""

    user_id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()
    named: frozenset[str] = frozenset()

    @property
    def is_timer(self) -> bool:
        """True for the clock itself, which makes moves when people are silent."""
        return self.user_id is None

    @property
    def reach(self) -> Actor:
        """The same rights without the person: what a statement that is kept for many may depend on."""
        return Actor(0, "", self.roles, self.units, self.named)


TIMER = Actor(user_id=None, name="timer")


def load_actor(user_id: int, today: date) -> Actor:
    """The actor behind an account: its roles, joined with offices held on *today* (definitif, Plt., Plh.).

    A request learns the same from the one query that asks for its account.
    """
    row = db.session.execute(
        select(
            User.id,
            User.first_name,
            User.last_name,
            roles_held(),
            offices_on(today),
            units_on(today),
            User.username,
        ).where(User.id == user_id)
    ).one()
    return Actor(
        user_id=row.id,
        name=" ".join(filter(None, (row.first_name, row.last_name))),
        roles=slugs(row[3]) | frozenset(row[4]),
        units=frozenset(row[5]),
        named=named_for(row.username, today),
    )


def named_for(username: str, today: date) -> frozenset[str]:
    """The lanes ("sms-wa/pemeriksa") for which the settings of *today* name the account of that login."""
    lines = (line.partition(":") for line in settings.get("named_people", today))
    named = (lane.strip() for lane, _, names in lines if username in names.replace(",", " ").split())
    return frozenset(lane for lane in named if "/" in lane)


def roles_held() -> ColumnElement[list[str]]:
    """A column beside `User`: the names of the roles that the account itself was given."""
    names = (
        select(Role.name)
        .join(assoc_user_role, assoc_user_role.c.role_id == Role.id)
        .where(assoc_user_role.c.user_id == User.id)
    )
    return func.array(names.scalar_subquery(), type_=ARRAY(String))


def offices_on(today: date) -> ColumnElement[tuple[str, ...]]:
    """A column beside `User`: the role slugs of the offices that the account holds on *today*."""
    held = select(Official.role).where(
        Official.user_id == User.id,
        Official.valid_from <= today,
        or_(Official.valid_to.is_(None), Official.valid_to >= today),
    )
    return func.array(held.scalar_subquery(), type_=ARRAY(String, as_tuple=True))


def units_on(today: date) -> ColumnElement[list[int]]:
    """A column beside `User`: the ids of the OPDs that the account speaks for on *today*."""
    spoken_for = select(AccountUnit.opd_id).where(
        AccountUnit.user_id == User.id,
        or_(AccountUnit.valid_from.is_(None), AccountUnit.valid_from <= today),
        or_(AccountUnit.valid_to.is_(None), AccountUnit.valid_to >= today),
    )
    return func.array(spoken_for.scalar_subquery(), type_=ARRAY(BigInteger))
