"""The daily seal and the walk through the whole history."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select, text

from sapa.db import db
from sapa.models import Case, Seal
from sapa.services import seals
from tests.services import town as t

#: 00.10 WIB on 3 October 2026.
AFTER_TWO_DAYS = t.START + timedelta(days=1, hours=15, minutes=10)


@pytest.fixture
def town(session):
    town = t.found()
    t.october(town)
    return town


def test_every_day_that_is_over_gets_one_seal(town):
    assert seals.make_due(AFTER_TWO_DAYS) == 2
    assert seals.make_due(AFTER_TWO_DAYS) == 0
    assert db.session.scalars(select(Seal.day).order_by(Seal.day)).all() == [
        date(2026, 10, 1),
        date(2026, 10, 2),
    ]


def test_a_day_is_sealed_only_when_its_last_moves_have_settled(town):
    midnight = t.START + timedelta(hours=15)
    assert seals.make_due(midnight + timedelta(minutes=4)) == 0
    assert seals.make_due(midnight + timedelta(minutes=5)) == 1
    assert seals.next_due(midnight) == midnight + timedelta(minutes=5)


def test_a_seal_holds_the_heads_of_that_day_and_the_seal_before_it(town):
    seals.make_due(AFTER_TWO_DAYS)
    first, second = db.session.scalars(select(Seal).order_by(Seal.day)).all()
    assert (first.cases_count, second.cases_count) == (1, 1)
    assert second.prev == first.hash


def test_missed_days_are_sealed_later_with_the_same_hash(town):
    seals.make_due(AFTER_TWO_DAYS)
    made = db.session.scalars(select(Seal.hash).order_by(Seal.day)).all()
    db.session.rollback()
    db.session.execute(text("ALTER TABLE seal DISABLE TRIGGER USER"))
    db.session.execute(text("DELETE FROM seal"))
    db.session.execute(text("DELETE FROM job_run"))
    seals.make_due(AFTER_TWO_DAYS + timedelta(days=1))
    assert db.session.scalars(select(Seal.hash).order_by(Seal.day).limit(2)).all() == made


def test_an_honest_history_is_whole(town):
    seals.make_due(t.NOVEMBER)
    audit = seals.verify_audit()
    assert audit.whole
    assert (audit.cases, audit.seals) == (4, 32)
    assert seals.lines(audit)[-1] == "Riwayat utuh."


def _tamper(statement: str) -> None:
    db.session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
    db.session.execute(text(statement))
    db.session.commit()
    db.session.expire_all()


def test_a_changed_entry_is_found(town):
    _tamper("""UPDATE event SET data = '{"step": "T99"}' WHERE kind = 'moved' AND seq = 2""")
    assert {kind for kind, _ in seals.verify_audit().faults} == {"event"}


def test_a_missing_last_entry_is_found(town):
    case = db.session.scalars(select(Case).where(Case.outcome == "answered")).one()
    _tamper(f"DELETE FROM event WHERE case_id = {case.id} AND seq = {case.events_count}")
    assert ("head", str(case.id)) in seals.verify_audit().faults


def test_a_history_rewritten_with_its_chain_is_betrayed_by_the_seal(town):
    seals.make_due(t.NOVEMBER)
    case = db.session.scalars(select(Case).where(Case.outcome == "spam")).one()
    _tamper(f"DELETE FROM event WHERE case_id = {case.id}")
    db.session.execute(
        text(
            f"UPDATE cases SET events_count = 0, head = decode(repeat('00', 32), 'hex') WHERE id = {case.id}"
        )
    )
    faults = seals.verify_audit().faults
    assert faults == [("sealed", f"2026-10-02: {case.id}")]
