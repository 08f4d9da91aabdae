"""Who holds which office when: definitif, Plt., Plh. and Pj. are dated assignments of a person to a role."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import or_, select

from sapa import roles
from sapa.db import db, transaction
from sapa.models import Official
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict
from sapa.services.typed import Typed

STANDINGS = ("definitif", "plt", "plh", "pj")
#: Roles that are offices: their holder's name and standing are printed on papers.
OFFICES = ("koordinator", "pelaksana_harian", "koordinator_ppid", "ppid_utama")


def add(data: Mapping[str, Any], actor: Actor, now: datetime) -> int:
    """A new assignment. Raises Invalid, also where the office has another definitive holder at that time."""
    with transaction():
        return adminlog.insert(Official(**_values(data, None)), "official", actor, now)


def edit(official_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Change it; papers that are signed keep what they say. Raises NotFound, Invalid."""
    with transaction():
        row = adminlog.locked(Official, official_id)
        adminlog.update(row, _values(data, row), "official", actor, now)


def delete(official_id: int, actor: Actor, now: datetime) -> None:
    """Only an assignment that has not begun; any other is ended by a date. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(Official, official_id)
        if row.valid_from <= local_day(now):
            raise Conflict("in_office")
        adminlog.remove(row, "official", actor, now, label=f"{row.role} {row.name}")


def _values(data: Mapping[str, Any], row: Official | None) -> dict[str, Any]:
    typed = Typed(data)
    first, last = typed.period(required=("valid_from",))
    values = {
        "role": typed.choice("role", [slug for slug in OFFICES if slug in roles.BY_SLUG]),
        "user_id": typed.row("user_id", User),
        "name": typed.text("name", 160),
        "jabatan": typed.text("jabatan", 200),
        "pangkat": typed.text("pangkat", 80, required=False),
        "nip": typed.text("nip", 32, required=False),
        "standing": typed.choice("standing", STANDINGS),
        "valid_from": first,
        "valid_to": last,
    }
    typed.check()
    if values["standing"] == "definitif" and first is not None:
        _alone(typed, values["role"], first, last, row)
    return values


def _alone(typed: Typed, role: str, first: date, last: date | None, row: Official | None) -> None:
    """Two people cannot hold one office definitively at a time; a Plt. or Plh. may stand beside one."""
    other = select(Official.name).where(
        Official.role == role,
        Official.standing == "definitif",
        Official.id != (row.id if row is not None else 0),
        or_(Official.valid_to.is_(None), Official.valid_to >= first),
        Official.valid_from <= (last or date.max),
    )
    name = db.session.scalar(other.limit(1))
    if name is not None:
        typed.fault("valid_from", "office_taken", name=name)
    typed.check()
