"""Units that an SOP knows by name: a lane that stands for one Bidang needs a row among the agencies."""

from __future__ import annotations

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Opd
from sapa.sop.definition import Definition


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
