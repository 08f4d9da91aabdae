"""An office held today (definitif, Plt., Plh.) opens the role's screens, and only while it is held."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy.orm import scoped_session

from sapa import timekeeper
from sapa.models import Official
from sapa.views.frame.words import ZONE
from tests.views.frame.conftest import Person

Make = Callable[..., Person]
TODAY = timekeeper.now().astimezone(ZONE).date()
DAY = timedelta(days=1)


@pytest.fixture
def plh(person: Make, session: scoped_session) -> Callable[..., Person]:
    """A Koordinator PPID who is Plh. PPID Utama for a while."""

    def make(first: object, last: object = None) -> Person:
        someone = person("Koordinator PPID")
        office = Official(role="ppid_utama", user_id=someone.user_id, name="Demo", jabatan="Sekretaris")
        office.standing, office.valid_from, office.valid_to = "plh", first, last
        session.add(office)
        session.commit()
        assert someone.sign_in().status_code == 302
        return someone

    return make


def test_a_plh_opens_the_screens_of_the_office(plh: Callable[..., Person]):
    someone = plh(TODAY, TODAY)
    assert someone.client.get("/contacts/list/").status_code == 200
    assert "PPID Utama" in someone.client.get("/profile/").text


def test_the_menu_is_the_menu_of_both(plh: Callable[..., Person]):
    assert 'href="/contacts/list/"' in plh(TODAY - DAY).client.get("/profile/").text


@pytest.mark.parametrize(("first", "last"), [(TODAY - 2 * DAY, TODAY - DAY), (TODAY + DAY, None)])
def test_an_office_of_another_day_opens_nothing(plh: Callable[..., Person], first: object, last: object):
    someone = plh(first, last)
    assert someone.client.get("/contacts/list/").status_code == 403
    assert "PPID Utama" not in someone.client.get("/profile/").text
