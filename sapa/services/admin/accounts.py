"""Accounts: created with a password for one use, given roles and agencies, closed; never deleted."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import delete, func, select

from sapa import roles
from sapa.db import db, transaction
from sapa.models import AccountProfile, AccountUnit, Opd
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.signin import hash_password, profile_of
from sapa.services.typed import Typed

#: Without letters and digits that are read wrongly from a slip of paper.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def create(data: Mapping[str, Any], actor: Actor, now: datetime) -> tuple[int, str]:
    """A new account: its id and a password that must be changed at the first sign-in. Raises Invalid."""
    password = one_time_password()
    with transaction():
        values, units, typed = _read(data)
        username = typed.account_name("username")
        typed.check()
        _unused(username, values["email"], None)
        granted = values.pop("roles")
        user = User(
            username=username, password=hash_password(password), last_name="", roles=granted, **values
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(AccountProfile(user_id=user.id, must_change_password=True))
        _set_units(user.id, units)
        adminlog.note("account_added", adminlog.subject("user", user.id), actor, now, username=username,
                      roles=sorted(role.name for role in granted), units=units)  # fmt: skip
        return user.id, password


def edit(user_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Name, address, roles, agencies and whether it is open; closing it ends its sessions.

    Raises NotFound, Invalid; Conflict where no Admin would be left.
    """
    with transaction():
        user = adminlog.locked(User, user_id)
        values, units, typed = _read(data)
        typed.check()
        _unused("", values["email"], user_id)
        before = _state(user)
        closing = user.active and not values["active"]
        for name, value in values.items():
            setattr(user, name, value)
        _set_units(user_id, units)
        db.session.flush()
        _keep_an_admin()
        if closing:
            profile_of(user_id).session_epoch += 1
        after = _state(user)
        changed = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
        adminlog.note("account_changed", adminlog.subject("user", user_id), actor, now, **changed)


def reset_password(user_id: int, actor: Actor, now: datetime) -> str:
    """A new password for one use; the old one, every session and a lock are over. Raises NotFound."""
    password = one_time_password()
    with transaction():
        user = adminlog.locked(User, user_id)
        user.password = hash_password(password)
        profile = profile_of(user_id)
        profile.session_epoch += 1
        profile.must_change_password = True
        profile.failed_logins, profile.locked_until = 0, None
        adminlog.note("password_reset", adminlog.subject("user", user_id), actor, now)
    return password


def end_sessions(user_id: int, actor: Actor, now: datetime) -> None:
    """Sign the account out everywhere, as after a lost telephone. Raises NotFound."""
    with transaction():
        adminlog.locked(User, user_id)
        profile_of(user_id).session_epoch += 1
        adminlog.note("sessions_ended", adminlog.subject("user", user_id), actor, now)


def one_time_password() -> str:
    """Three groups of four letters, about 59 bits: enough for what is used once."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
    return "-".join(groups)


def units_of(user_ids: Sequence[int]) -> dict[int, list[str]]:
    """The short names of the agencies that accounts belong to, by account."""
    rows = db.session.execute(
        select(AccountUnit.user_id, Opd.short_name)
        .join(Opd, Opd.id == AccountUnit.opd_id)
        .where(AccountUnit.user_id.in_(user_ids), AccountUnit.kind == "member")
        .order_by(Opd.short_name)
    )
    found: dict[int, list[str]] = {}
    for user_id, name in rows:
        found.setdefault(user_id, []).append(name)
    return found


class _Account(Typed):
    """The fields of an account's form."""

    def account_name(self, name: str) -> str:
        """An account name: letters, digits, dot, hyphen, underscore; at least three."""
        value = self.text(name, 64, shortest=3).lower()
        if value and not all(sign.isascii() and (sign.isalnum() or sign in "._-") for sign in value):
            self.fault(name, "not_an_account")
        return value

    def granted(self) -> list[Role]:
        """The chosen roles; an agency's role needs an agency."""
        ids = self.rows("roles", Role, required=True)
        found = list(db.session.scalars(select(Role).where(Role.id.in_(ids), Role.name.in_(roles.BY_NAME))))
        if len(found) != len(ids):
            self.fault("roles", "unknown_choice")
        return found


def _read(data: Mapping[str, Any]) -> tuple[dict[str, Any], list[int], _Account]:
    typed = _Account(data)
    granted, units = typed.granted(), typed.rows("units", Opd)
    if roles.slugs([role.name for role in granted]) & roles.SCOPED and not units:
        typed.fault("units", "unit_needed")
    values = {
        "first_name": typed.text("name", 64),
        "email": typed.email("email", required=True),
        "roles": granted,
        "active": typed.flag("active"),
    }
    return values, units, typed


def _unused(username: str, email: str, own_id: int | None) -> None:
    """Raise Invalid where another account has the name or the address."""
    wrong = {}
    for name, column, value in (("username", User.username, username), ("email", User.email, email)):
        same = select(User.id).where(func.lower(column) == value.lower(), User.id != (own_id or 0))
        if value and db.session.scalar(same.limit(1)) is not None:
            wrong[name] = Wrong("taken")
    if wrong:
        raise Invalid(wrong)


def _state(user: User) -> dict[str, Any]:
    """What the log compares; names and addresses are nobody's business there."""
    names = sorted(role.name for role in user.roles)
    return {"roles": names, "units": _units(user.id), "active": user.active}


def _units(user_id: int) -> list[int]:
    rows = select(AccountUnit.opd_id).where(AccountUnit.user_id == user_id, AccountUnit.kind == "member")
    return sorted(db.session.scalars(rows))


def _set_units(user_id: int, wanted: Sequence[int]) -> None:
    """Memberships exactly as chosen; substitutes are the agency's own affair and stay."""
    present = set(_units(user_id))
    gone = present - set(wanted)
    db.session.execute(
        delete(AccountUnit).where(
            AccountUnit.user_id == user_id, AccountUnit.kind == "member", AccountUnit.opd_id.in_(gone)
        )
    )
    db.session.add_all(AccountUnit(user_id=user_id, opd_id=pk) for pk in wanted if pk not in present)


def _keep_an_admin() -> None:
    admins = select(User.id).where(User.active, User.roles.any(Role.name == roles.ADMIN))
    if db.session.scalar(admins.limit(1)) is None:
        raise Conflict("last_admin")
