"""What a case page reads."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import scoped_session

from sapa.services import moves
from sapa.services.desk import casepage
from sapa.services.errors import NotAllowed, NotFound
from sapa.services.runs import lock
from tests.support import seeds
from tests.support.seeds import NOW, City


@pytest.fixture
def city(session: scoped_session) -> City:
    return seeds.play(seeds.lay())


def test_it_offers_exactly_the_moves_that_the_service_would_take(city: City) -> None:
    for login in ("operator", "koordinator", "pelaksana", "utama", "dishub"):
        actor = city.actor(login)
        for number in city.cases.values():
            try:
                page = casepage.load(number, actor, NOW)
            except NotAllowed:
                continue
            run = lock(page.case.id)
            offered = {turn.task.id: [action.slug for action in turn.actions] for turn in page.turns}
            taken = {task.id: [each.slug for each in moves.choices(run, task, actor)] for task in run.tasks}
            assert offered == {task: slugs for task, slugs in taken.items() if slugs}


def test_another_agency_may_not_read_it(city: City) -> None:
    with pytest.raises(NotAllowed):
        casepage.load(city.cases["silent"], city.actor("dishub"), NOW)


def test_an_unknown_number_is_not_found(city: City) -> None:
    with pytest.raises(NotFound):
        casepage.load("DPK-1999-00001", city.actor("operator"), NOW)


def test_what_the_desk_says_for_an_agency_is_apart_from_its_own_moves(city: City) -> None:
    (turn,) = casepage.load(city.cases["koordinator"], city.actor("utama"), NOW).turns
    assert [action.slug for action in turn.own] == ["contacted"]
    (turn,) = casepage.load(city.cases["koordinator"], city.actor("koordinator"), NOW).turns
    assert turn.own == () and len(turn.others) == 4
    (turn,) = casepage.load(city.cases["koordinator"], city.actor("dishub"), NOW).turns
    assert turn.as_agency and turn.others == ()


def test_a_merged_ticket_names_where_it_went(city: City) -> None:
    second = city.tweet("lampu mati juga", NOW - timedelta(minutes=9))
    city.do(second, "duplicate", NOW - timedelta(minutes=5), duplicate_of=city.cases["answered"])
    assert casepage.load(second, city.actor("operator"), NOW).merged_into == city.cases["answered"]
