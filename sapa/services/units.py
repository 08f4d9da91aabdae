"""Units that an SOP knows by name: a lane that stands for one Bidang needs a row among the agencies."""

from __future__ import annotations

from datetime import date

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Opd
from sapa.services import sops, ways
from sapa.sop.definition import Definition


def lay_routed(day: date) -> None:
    """The units of every SOP to which a channel leads on *day*: before its first message comes, the Admin
    can open accounts for them. Part of the caller's transaction."""
    for code in sorted(set(ways.routes(day).values())):
        version = sops.in_force(sops.versions(), code, day)
        if version is not None:
            lay(sops.definition(version.id))


def lay(sop: Definition) -> dict[str, Opd]:
    """The agencies that lanes of *sop* stand for, by code; those that the city lacks are made."""
    labels = {lane.unit: lane.label for lane in sop.lanes if lane.unit is not None}
    with transaction():
        found = {row.code: row for row in db.session.scalars(select(Opd).where(Opd.code.in_(labels)))}
        for code, label in labels.items():
            if code not in found:
                found[code] = Opd(code=code, name=label, short_name=label[:60])
                db.session.add(found[code])
    return found
