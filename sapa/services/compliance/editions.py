"""Finished editions of a monitoring form that was reopened: kept as printed, with who, when and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa.db import db
from sapa.models import Monitoring, MonitoringEdition
from sapa.reports.monitoring import Judgement, MonitoringLog
from sapa.services.desk.caselookups import NAME
from sapa.services.errors import NotFound


@dataclass(frozen=True)
class Edition:
    """One finished edition that holds no more."""

    edition: int
    finished_at: datetime
    reopened_at: datetime
    reopened_by: str
    reason: str
    content: dict[str, Any]

    @property
    def log(self) -> MonitoringLog:
        """The figures with which it was finished."""
        return MonitoringLog.from_json(self.content["log"])

    @property
    def judgements(self) -> tuple[Judgement, ...]:
        return tuple(Judgement(**each) for each in self.content["judgements"])


def of(row: Monitoring | None) -> tuple[Edition, ...]:
    """The editions of a form that were reopened, the first one first."""
    if row is None:
        return ()
    query = (
        select(MonitoringEdition, NAME)
        .join(User, User.id == MonitoringEdition.reopened_by)
        .where(MonitoringEdition.monitoring_id == row.id)
        .order_by(MonitoringEdition.edition)
    )
    return tuple(
        Edition(each.edition, each.finished_at, each.reopened_at, name, each.reason, each.content)
        for each, name in db.session.execute(query)
    )


def chosen(known: tuple[Edition, ...], number: int) -> Edition:
    """The edition of that number. Raises NotFound."""
    found = next((each for each in known if each.edition == number), None)
    if found is None:
        raise NotFound("monitoring_unknown")
    return found


def keep(
    row: Monitoring, number: int, judged: tuple[Judgement, ...], reason: str, user: int, now: datetime
) -> None:
    """Put the finished form aside as edition *number*. Commits nothing."""
    content = {
        "log": row.figures,
        "judgements": [asdict(each) for each in judged],
        "conclusion": row.conclusion,
        "assessor": row.assessor,
        "jabatan": row.jabatan,
    }
    db.session.add(
        MonitoringEdition(
            monitoring_id=row.id,
            edition=number,
            content=content,
            finished_at=row.finished_at,
            finished_by=row.finished_by,
            reopened_at=now,
            reopened_by=user,
            reason=reason,
        )
    )
