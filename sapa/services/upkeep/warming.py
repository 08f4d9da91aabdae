"""What every job needs, read once by the process that forks them: a child begins with it in memory."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy.orm import configure_mappers

from sapa.db import db
from sapa.services import calendars, sops, sweep

#: Nothing was due then.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def warm() -> None:
    """Read SOPs and calendars, and put the statements together that look for work. Changes nothing.

    A sweep that finds work in a fresh process would spend as long on this as on a hundred cases.
    """
    configure_mappers()
    sops.every()
    calendars.everything()
    for kind in sweep.KINDS:
        kind.claim(LONG_AGO, 1)
    db.session.remove()
