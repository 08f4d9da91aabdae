"""Letters in the figures of a month: under the date on the paper, and only what became one."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy.orm import scoped_session

from sapa.services.figures import agencies as figures_agencies
from sapa.services.figures.agencies import Dealings
from sapa.services.figures.rows import Period
from sapa.services.letters import drafting as letters
from sapa.services.letters import flow as letter_flow
from tests.services.letters.world import PASSPHRASE, REAL, World, build


@pytest.fixture
def world(session: scoped_session) -> World:
    return build()


def counted(world: World) -> list[tuple[str | None, date | None, str]]:
    """The letters of the month as its report counts them."""
    start = datetime(2026, 11, 1, tzinfo=UTC)
    period = Period(("depok-twitter",), start, start + timedelta(days=30), world.now, world.now)
    names = {opd_id: code for code, opd_id in world.opds.items()}
    rows = figures_agencies.letters(Dealings(period, (), (), {}, names))
    return [(row.number, row.dated, row.status) for _opd, row in rows]


def test_the_month_counts_a_letter_under_the_date_on_its_paper(world: World) -> None:
    world.silent()
    letter = world.checked()
    dated = letter.dated
    world.now += timedelta(days=1)
    world.give_key()
    world.read(letter)
    letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)
    assert counted(world) == [("005/131/Diskominfo", dated, "Ditandatangani")]


def test_the_month_does_not_count_a_draft_that_came_to_nothing(world: World) -> None:
    case_id = world.silent()
    assert [status for _number, _dated, status in counted(world)] == ["Konsep"]
    world.answer(case_id)
    letters.tidy(world.now)
    assert counted(world) == []
