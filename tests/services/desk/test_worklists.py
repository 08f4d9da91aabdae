"""Work lists: whose turn, in which order, on which page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import scoped_session

from sapa.services.desk import worklists
from sapa.services.desk.keyset import Place
from tests.support import seeds
from tests.support.seeds import NOW, City


@pytest.fixture
def city(session: scoped_session) -> City:
    return seeds.lay()


def _numbers(found) -> list[str]:
    return [work.number for work in found.rows]


def test_pages_meet_without_gap_or_repetition(city: City) -> None:
    numbers = [city.tweet(f"laporan {n}", NOW - timedelta(minutes=60 - n)) for n in range(7)]
    actor, place, seen = city.actor("operator"), None, []
    for _page in range(4):
        found = worklists.listed("mine", actor, NOW, place, size=2)
        seen += _numbers(found)
        place = found.after
    assert seen == numbers and place is None


def test_reading_back_gives_the_page_before(city: City) -> None:
    numbers = [city.tweet(f"laporan {n}", NOW - timedelta(minutes=60 - n)) for n in range(5)]
    actor = city.actor("operator")
    second = worklists.listed("mine", actor, NOW, worklists.listed("mine", actor, NOW, size=2).after, size=2)
    assert _numbers(second) == numbers[2:4]
    first = worklists.listed("mine", actor, NOW, second.before, size=2)
    assert _numbers(first) == numbers[:2] and first.before is None


def test_a_place_without_a_deadline_is_followed_by_nothing_that_has_one(city: City) -> None:
    city.tweet("laporan", NOW - timedelta(minutes=9))
    assert worklists.listed("mine", city.actor("operator"), NOW, Place(None, 1)).rows == []


def test_a_pause_takes_a_task_out_of_the_way(city: City) -> None:
    number = city.tweet("laporan", NOW - timedelta(minutes=9))
    city.do(number, "ask_citizen", NOW - timedelta(minutes=5), question="Di jalan apa?")
    actor = city.actor("operator")
    assert _numbers(worklists.listed("mine", actor, NOW)) == []
    assert _numbers(worklists.listed("paused", actor, NOW)) == [number]
    assert worklists.counts(actor, NOW).paused == 1


def test_an_agency_has_the_rungs_that_are_about_it(city: City) -> None:
    number = city.tweet("laporan", NOW - timedelta(minutes=30))
    city.sort(number, NOW - timedelta(minutes=25), "Lampu mati di Beji")
    city.forward(number, NOW - timedelta(minutes=22), "dishub")
    assert _numbers(worklists.listed("mine", city.actor("dishub"), NOW)) == [number]
    assert _numbers(worklists.listed("mine", city.actor("dlhk"), NOW)) == []
    assert _numbers(worklists.listed("waiting", city.actor("operator"), NOW)) == [number]
    assert worklists.listed("waiting", city.actor("dlhk"), NOW).rows == []


def test_counts_stop_at_their_bound(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklists, "BOUND", 2)
    for n in range(4):
        city.tweet(f"laporan {n}", NOW - timedelta(minutes=9))
    assert worklists.counts(city.actor("operator"), NOW).mine == 2
