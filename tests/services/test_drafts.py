"""Unfinished typing: sealed, one person's, and not for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Draft
from sapa.services import drafts
from tests.support import seeds
from tests.support.seeds import NOW, City


@pytest.fixture
def city(session: scoped_session) -> City:
    return seeds.lay()


def test_it_comes_back_as_typed_to_the_same_person_only(city: City) -> None:
    drafts.save("intake", {"text": ["lampu mati"]}, city.actor("operator"), NOW)
    assert drafts.of("intake", city.actor("operator"), NOW)["intake"].fields == {"text": ["lampu mati"]}
    assert drafts.of("intake", city.actor("operator2"), NOW) == {}


def test_it_lies_sealed_in_its_row(city: City) -> None:
    drafts.save("intake", {"text": ["nomor saya 0811"]}, city.actor("operator"), NOW)
    assert "0811" not in str(db.session.scalars(select(Draft)).one().fields)


def test_a_secret_is_never_kept(city: City) -> None:
    assert not drafts.save("task:1:sign", {"passphrase": ["rahasia"]}, city.actor("utama"), NOW)


def test_the_newer_typing_replaces_the_older(city: City) -> None:
    for text in ("lampu", "lampu mati"):
        drafts.save("intake", {"text": [text]}, city.actor("operator"), NOW)
    assert len(db.session.scalars(select(Draft)).all()) == 1


def test_it_is_forgotten_after_a_week(city: City) -> None:
    drafts.save("intake", {"text": ["lampu mati"]}, city.actor("operator"), NOW - timedelta(days=8))
    assert drafts.of("intake", city.actor("operator"), NOW) == {}
    assert drafts.forget_old(NOW) == 1


def test_a_sign_of_the_database_in_a_name_finds_nothing_else(city: City) -> None:
    drafts.save("task:1:answer", {"answer": ["ya"]}, city.actor("operator"), NOW)
    assert drafts.of("%", city.actor("operator"), NOW) == {}
