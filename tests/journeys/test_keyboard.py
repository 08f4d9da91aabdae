"""The keys of the desk, and their silence while somebody types."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.doors import Doors
from tests.journeys.navigators.operator import Operator

pytestmark = pytest.mark.browser


def press(page: Page, keys: str) -> None:
    for key in keys.split():
        page.keyboard.press(key)


def test_j_and_k_walk_through_the_work_list_and_enter_opens(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/desk/")
    page, rows = operator.page, operator.page.locator("a.work")
    expect(rows.nth(0)).to_have_attribute("aria-current", "true")

    press(page, "j")
    expect(rows.nth(1)).to_be_focused()
    title = rows.nth(1).locator("b").inner_text().partition(":")[2]
    expect(page.locator("[data-pane] h2")).to_have_text(title.strip())
    press(page, "k j")
    with operator.arrives():
        press(page, "Enter")

    assert operator.path.startswith("/tickets/DPK-")


def test_the_letters_of_a_move_open_its_form(doors: Doors):
    operator = doors.enter(Operator)
    operator.pastes_a_tweet("@pemkotdepok tes pintasan")
    page = operator.page

    press(page, "b")
    expect(page.locator("form[action$='/not_complaint'] [name=reason]")).to_be_focused()
    page.keyboard.type("p d b ? /")

    expect(page.locator("form[action$='/not_complaint'] [name=reason]")).to_have_value("p d b ? /")
    expect(page.locator("#pintasan")).to_be_hidden()


def test_the_letter_of_the_open_move_does_not_fold_it(doors: Doors):
    operator = doors.enter(Operator)
    operator.pastes_a_tweet("@pemkotdepok tes pintasan utama")
    press(operator.page, "p")
    expect(operator.page.locator("form[action$='/complaint'] [name=klasifikasi]")).to_be_focused()


def test_the_question_mark_shows_all_keys(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/desk/")
    press(operator.page, "?")
    expect(operator.page.get_by_role("dialog")).to_be_visible()
    operator.reads("kasus berikut, kasus sebelum")
    press(operator.page, "Escape")
    expect(operator.page.locator("#pintasan")).to_be_hidden()


def test_slash_searches_and_c_records(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/desk/")
    press(operator.page, "/")
    expect(operator.page.locator("#cari")).to_be_focused()
    operator.page.keyboard.type("drainase")
    with operator.arrives():
        press(operator.page, "Enter")
    operator.reads("Drainase tersumbat")

    operator.opens("/desk/")
    with operator.arrives():
        press(operator.page, "c")
    assert operator.path == "/intake/"
    expect(operator.page.locator("[name=url]")).to_be_focused()


def test_the_keys_can_be_switched_off(doors: Doors):
    operator = doors.enter(Operator, login="operator2")
    operator.opens("/profile/")
    operator.page.locator("#shortcuts").uncheck()
    operator.presses("Simpan")

    operator.opens("/desk/")
    press(operator.page, "?")
    expect(operator.page.locator("#pintasan")).to_be_hidden()

    operator.opens("/profile/")
    operator.page.locator("#shortcuts").check()
    operator.presses("Simpan")


def test_the_skip_link_comes_first(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/tickets/")
    press(operator.page, "Tab")
    expect(operator.page.get_by_role("link", name="Lompat ke isi")).to_be_focused()
