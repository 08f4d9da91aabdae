"""Periodic work is done once, whoever rings and however often."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Case, JobRun, Task
from sapa.services import periods, shifts
from tests.services import town as t


def test_a_period_is_claimed_once(session):
    with transaction():
        assert periods.claim("uji", "2026-10-01", t.START)
        assert not periods.claim("uji", "2026-10-01", t.START)
        assert periods.claim("uji", "2026-10-02", t.START)


def test_a_failure_is_rolled_back_kept_for_the_admin_and_tried_again(session):
    def fail() -> None:
        raise RuntimeError("disk penuh")

    assert not periods.once("uji", "x", t.START, fail)
    row = db.session.scalars(select(JobRun)).one()
    assert (row.failed_at, row.error) == (t.START, "RuntimeError: disk penuh")
    assert periods.once("uji", "x", t.START + timedelta(minutes=1), lambda: None)
    db.session.refresh(row)
    assert (row.failed_at, row.attempts) == (None, 2)


def test_the_shift_opens_with_the_day_and_only_once(session):
    early = t.START - timedelta(hours=2)
    assert shifts.open_due(early) == 0
    assert shifts.next_due(early).isoformat() == "2026-10-01T07:30:00+07:00"
    assert shifts.open_due(t.START) >= 1
    assert shifts.open_due(t.START) == 0
    assert db.session.scalars(select(Task.step).join(Case).where(Case.process == "shift")).first() == "T01"


def test_a_weekend_has_no_shift(session):
    saturday = t.START + timedelta(days=2)
    assert shifts.open_due(saturday) == 0
    assert shifts.next_due(saturday).date().isoformat() == "2026-10-05"
