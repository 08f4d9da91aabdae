"""The complaints behind a monthly report's figures are those that were frozen with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from sapa.db import db
from sapa.models import Ticket
from sapa.services.compliance.reportcases import behind
from sapa.services.errors import NotFound
from sapa.services.reporting import reading
from tests.services import town as t

LATER = t.NOVEMBER + timedelta(hours=3)


@pytest.fixture
def town(session):
    return t.found()


@pytest.fixture
def report(town):
    t.october(town)
    return t.drafted()


def found(town, report, figure, at=LATER):
    return behind(town.actor("koordinator"), report, figure, at)


def test_every_figure_of_the_page_has_as_many_complaints(town, report):
    facts = reading.page(town.actor("koordinator"), report, LATER).facts
    now = facts.received
    counted = {
        "received": now.received,
        "answered": now.answered,
        "open": now.open,
        "overdue": now.overdue,
        "closed": facts.closed.total,
        **{f"step.{step.id}": step.closed for step in facts.steps if step.closed},
    }
    assert counted["received"] == 4
    for figure, n in counted.items():
        assert (found(town, report, figure).counted, len(found(town, report, figure).rows)) == (n, n), figure


def test_a_frozen_report_keeps_its_complaints(town, report):
    t.act(town, report, "submit", LATER, "koordinator", kendala="", saran="")
    before = [row.number for row in found(town, report, "open").rows]
    t.sort(town, db.session.query(Ticket).filter_by(number=before[-1]).one().id, LATER + timedelta(hours=1))
    assert [row.number for row in found(town, report, "open", LATER + timedelta(days=3)).rows] == before


def test_a_confidential_complaint_is_counted_and_not_listed(town, report):
    first = found(town, report, "received").rows[0].number
    db.session.execute(update(Ticket).values(confidential=True).where(Ticket.number == first))
    again = found(town, report, "received")
    assert (again.counted, again.hidden, len(again.rows)) == (4, 1, 3)
    assert first not in {row.number for row in again.rows}


def test_an_unknown_figure_is_not_found(town, report):
    with pytest.raises(NotFound):
        found(town, report, "step.T99")
