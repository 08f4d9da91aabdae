"""Who acts: an account with its roles, the offices it holds today, and the agencies it speaks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from sapa.db import db
from sapa.models import AccountUnit, Official
from sapa.roles import slugs


@dataclass(frozen=True)
class Actor:
    """A person at the moment of an act. *roles* are slugs of `sapa.roles`; *units* are ids of OPDs."""

    user_id: int | None
    name: str
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = frozenset()

    @property
    def is_timer(self) -> bool:
        """True for the clock itself, which makes moves when people are silent."""
        return self.user_id is None


TIMER = Actor(user_id=None, name="timer")


def load_actor(user_id: int, today: date) -> Actor:
    """The actor behind an account: its roles, joined with offices held on *today* (definitif, Plt., Plh.)."""
    user = db.session.scalars(select(User).where(User.id == user_id).options(selectinload(User.roles))).one()
    roles = slugs([role.name for role in user.roles])
    return Actor(
        user_id=user.id,
        name=" ".join(filter(None, (user.first_name, user.last_name))),
        roles=roles | frozenset(_offices(user_id, today)),
        units=frozenset(_units(user_id, today)),
    )


def _offices(user_id: int, today: date) -> Iterable[str]:
    return db.session.scalars(
        select(Official.role).where(
            Official.user_id == user_id,
            Official.valid_from <= today,
            or_(Official.valid_to.is_(None), Official.valid_to >= today),
        )
    )


def _units(user_id: int, today: date) -> Iterable[int]:
    return db.session.scalars(
        select(AccountUnit.opd_id).where(
            AccountUnit.user_id == user_id,
            or_(AccountUnit.valid_from.is_(None), AccountUnit.valid_from <= today),
            or_(AccountUnit.valid_to.is_(None), AccountUnit.valid_to >= today),
        )
    )
