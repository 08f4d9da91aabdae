"""Periodic work is done once a period: the claim is a row, committed together with what was done."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from sapa.db import db, transaction
from sapa.models import JobRun

log = logging.getLogger(__name__)


def claim(job: str, period: str, now: datetime) -> bool:
    """True for the first who asks, in whose transaction the claim stands; a failed run may be claimed again.

    Another process that asks at the same time waits for this transaction and then hears False.
    """
    fresh = insert(JobRun).values(job=job, period=period, started_at=now, finished_at=now, attempts=1)
    again = fresh.on_conflict_do_update(
        index_elements=["job", "period"],
        set_={
            "started_at": now,
            "finished_at": now,
            "failed_at": None,
            "error": None,
            "attempts": JobRun.attempts + 1,
        },
        where=JobRun.failed_at.is_not(None),
    )
    return db.session.execute(again.returning(JobRun.id)).scalar_one_or_none() is not None


def once(job: str, period: str, now: datetime, work: Callable[[], object]) -> bool:
    """Do *work* and claim its period in one transaction; False where it was done before or has failed now.

    A failure is rolled back, logged and left in the row, where the Admin sees it; the next ring tries again.
    """
    try:
        with transaction():
            if not claim(job, period, now):
                return False
            work()
        return True
    except Exception as fault:
        log.error("%s failed for %s", job, period, exc_info=fault)
        _failed(job, period, now, fault)
        return False


def _failed(job: str, period: str, now: datetime, fault: Exception) -> None:
    found = {"failed_at": now, "finished_at": None, "error": f"{type(fault).__name__}: {fault}"[:500]}
    fresh = insert(JobRun).values(job=job, period=period, started_at=now, attempts=1, **found)
    with transaction():
        db.session.execute(fresh.on_conflict_do_update(index_elements=["job", "period"], set_=found))
