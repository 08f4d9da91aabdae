"""The main path of every role with scripts switched off."""

from __future__ import annotations

import pytest

from tests.journeys.doors import Doors
from tests.journeys.navigators.agency import Agency
from tests.journeys.navigators.operator import Operator
from tests.journeys.navigators.person import fill

pytestmark = pytest.mark.browser


def test_a_tweet_becomes_an_answer_without_scripts(doors: Doors):
    operator = doors.enter(Operator, scripts=False)
    agency = doors.enter(Agency, scripts=False, phone=True)
    number = operator.pastes_a_tweet("@pemkotdepok zebra cross depan Pasar Contoh pudar")
    operator.triages(number, "Zebra cross pudar depan Pasar Contoh")
    operator.forwards(number, "Dinas Perhubungan")

    agency.answers(number, "Dicat ulang malam ini.")
    operator.delivers(number)

    operator.reads("terjawab")


def test_signing_in_and_out_without_scripts(doors: Doors):
    visitor = doors.stranger(Operator, scripts=False)
    visitor.opens("/tickets/")
    visitor.signs_in()
    assert visitor.path == "/tickets/"

    visitor.signs_out()
    visitor.reads("Masuk ke sapa")


def test_searching_and_paging_without_scripts(doors: Doors):
    operator = doors.enter(Operator, scripts=False)
    operator.opens("/tickets/?view=all&psize=3")
    first = operator.page.locator("tbody .id").first.inner_text()
    with operator.arrives():
        operator.page.locator("a[rel=next]").click()
    assert operator.page.locator("tbody .id").first.inner_text() != first

    operator.opens("/tickets/")
    fill(operator.page.locator("form.toolbar"), q="drainase")
    operator.presses("Saring", within=operator.page.locator("form.toolbar"))
    operator.reads("Drainase tersumbat")
