"""Whom to call at an agency, and who stands in for its PPID Pembantu; an agency keeps its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import or_, select

from sapa import roles
from sapa.crypto import mask_phone
from sapa.db import db, transaction
from sapa.models import AccountUnit, Opd, OpdContact
from sapa.numbers import normal_phone
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import NotFound
from sapa.services.house import house
from sapa.services.typed import Typed

PHONE = "opd_contact.phone"
_QUIET = ("name", "email", "phone_sealed")


def own_agencies(actor: Actor) -> frozenset[int] | None:
    """The agencies whose contacts the actor may see; None for all of them."""
    return actor.units if actor.roles <= roles.SCOPED else None


def phone_of(contact: OpdContact) -> str:
    """The number in full, for who may call."""
    return opened(contact.phone_sealed)


def opened(sealed: str) -> str:
    """A sealed number in full, "" for none."""
    return house().vault.decrypt(sealed, PHONE) if sealed else ""


def masked(sealed: str) -> str:
    """A sealed number as a list shows it."""
    return mask_phone(opened(sealed))


def add_contact(data: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """A new contact. Raises Invalid, also for an agency that is not the actor's."""
    with transaction():
        return adminlog.insert(OpdContact(**_contact(data, actor)), "contact", actor, now, quiet=_QUIET)


def edit_contact(contact_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Change it. Raises NotFound, also where it belongs to another agency, and Invalid."""
    with transaction():
        row = _own(contact_id, actor)
        values = _contact(data, actor)
        if values["phone_sealed"] and phone_of(row) == opened(values["phone_sealed"]):
            del values["phone_sealed"]  # the same number, only sealed anew
        adminlog.update(row, values, "contact", actor, now, quiet=_QUIET)


def delete_contact(contact_id: int, actor: Actor, now: datetime) -> None:
    """Remove it; contact records of past calls keep their own words. Raises NotFound."""
    with transaction():
        adminlog.remove(_own(contact_id, actor), "contact", actor, now)


def _own(contact_id: int, actor: Actor) -> OpdContact:
    row = adminlog.locked(OpdContact, contact_id)
    units = own_agencies(actor)
    if units is not None and row.opd_id not in units:
        raise NotFound("not_found")
    return row


def _contact(data: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    typed = Typed(data)
    opd_id = typed.row("opd_id", Opd)
    units = own_agencies(actor)
    if opd_id is not None and units is not None and opd_id not in units:
        typed.fault("opd_id", "unknown_choice")
    raw = typed.text("phone", 40, required=False)
    phone = normal_phone(raw) if raw else ""
    if phone is None:
        typed.fault("phone", "not_a_phone")
    values = {
        "opd_id": opd_id,
        "name": typed.text("name", 160),
        "jabatan": typed.text("jabatan", 160),
        "phone_sealed": house().vault.encrypt(phone, PHONE) if phone else "",
        "email": typed.email("email"),
        "active": typed.flag("active"),
    }
    typed.check()
    return values


def member_agencies(user_id: int | None, today: date) -> frozenset[int]:
    """The agencies that an account speaks for in its own right, not as a substitute."""
    rows = select(AccountUnit.opd_id).where(
        AccountUnit.user_id == user_id,
        AccountUnit.kind == "member",
        or_(AccountUnit.valid_from.is_(None), AccountUnit.valid_from <= today),
        or_(AccountUnit.valid_to.is_(None), AccountUnit.valid_to >= today),
    )
    return frozenset(db.session.scalars(rows))


def stand_ins() -> list[User]:
    """Accounts that may stand in: whoever has a role that speaks for one agency."""
    names = [role.name for role in roles.ROLES if role.slug in roles.SCOPED]
    rows = select(User).where(User.active, User.roles.any(Role.name.in_(names)))
    return list(db.session.scalars(rows.order_by(User.first_name, User.id)))


def add_substitute(data: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """Somebody speaks for the actor's agency between two days. Raises Invalid."""
    with transaction():
        row = AccountUnit(kind="substitute", **_substitute(data, actor, now, None))
        return adminlog.insert(row, "substitute", actor, now)


def edit_substitute(unit_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Change person or dates. Raises NotFound, Invalid."""
    with transaction():
        row = _own_substitute(unit_id, actor, now)
        adminlog.update(row, _substitute(data, actor, now, row), "substitute", actor, now)


def delete_substitute(unit_id: int, actor: Actor, now: datetime) -> None:
    """End it at once. Raises NotFound."""
    with transaction():
        adminlog.remove(_own_substitute(unit_id, actor, now), "substitute", actor, now)


def _own_substitute(unit_id: int, actor: Actor, now: datetime) -> AccountUnit:
    row = adminlog.locked(AccountUnit, unit_id)
    if row.kind != "substitute" or row.opd_id not in member_agencies(actor.user_id, local_day(now)):
        raise NotFound("not_found")
    return row


def _substitute(
    data: Mapping[str, Any], actor: Actor, now: datetime, row: AccountUnit | None
) -> dict[str, Any]:
    typed, today = Typed(data), local_day(now)
    opd_id = typed.row("opd_id", Opd)
    if opd_id is not None and opd_id not in member_agencies(actor.user_id, today):
        typed.fault("opd_id", "unknown_choice")
    user_id = typed.row("user_id", User)
    if user_id is not None and user_id not in {user.id for user in stand_ins()}:
        typed.fault("user_id", "unknown_choice")
    if user_id is not None and opd_id is not None and opd_id in member_agencies(user_id, today):
        typed.fault("user_id", "already_member")
    first, last = typed.period(required=("valid_from", "valid_to"))
    if last is not None and last < today:
        typed.fault("valid_to", "in_the_past")
    typed.check()
    if _overlaps(user_id, opd_id, first, last, row):
        typed.fault("valid_from", "overlaps")
    typed.check()
    return {"opd_id": opd_id, "user_id": user_id, "valid_from": first, "valid_to": last}


def _overlaps(user_id: Any, opd_id: Any, first: Any, last: Any, row: AccountUnit | None) -> bool:
    same = select(AccountUnit.id).where(
        AccountUnit.user_id == user_id,
        AccountUnit.opd_id == opd_id,
        AccountUnit.kind == "substitute",
        AccountUnit.valid_from <= last,
        AccountUnit.valid_to >= first,
        AccountUnit.id != (row.id if row is not None else 0),
    )
    return db.session.scalar(same.limit(1)) is not None
