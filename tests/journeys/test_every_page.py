"""A tour of everything that each role can open: the rules of `audit` hold at a desk and on a phone."""

from __future__ import annotations

import re
from collections import deque

import pytest

from tests.journeys import audit
from tests.journeys.doors import DESK, PHONE, Doors
from tests.journeys.house import House
from tests.journeys.navigators.person import Person

pytestmark = pytest.mark.browser
ROLES = ("operator", "koordinator", "pelaksana", "kppid", "utama", "dishub", "admin")
#: Not pages: files, pictures, downloads and fragments.
NOT_PAGES = re.compile(
    r"/(files|static|papers|attachments|lembar)/|/pdf$|/preview$|\.pdf$|\.csv$|/print$|/pages/\d+$"
)
#: Of pages that differ only in a number, so many are enough.
ALIKE = 1
LINKS = (
    "all => all.map(each => each.pathname + (/[?&](tab|view|kind)=/.test(each.search) ? each.search : ''))"
)


def shape(path: str) -> str:
    return re.sub(r"=[^&]*|\d+", "*", path)


def tour(person: Person, starts: list[str]) -> tuple[list[str], list[str]]:
    """Follow every link; (pages seen, what was wrong with them)."""
    waiting, seen, alike, found = deque(starts), set(starts), dict[str, int](), list[str]()
    while waiting:
        path = waiting.popleft()
        answer = person.page.goto(person.house.url + path)
        if answer is None or answer.status != 200:
            found.append(f"{path}: {answer and answer.status}")
            continue
        found += at_both_widths(person)
        for link in person.page.locator("a[href^='/']:not([download])").evaluate_all(LINKS):
            if link not in seen and not NOT_PAGES.search(link) and alike.get(shape(link), 0) < ALIKE:
                seen.add(link)
                alike[shape(link)] = alike.get(shape(link), 0) + 1
                waiting.append(link)
    return sorted(seen), found


def at_both_widths(person: Person) -> list[str]:
    found = audit.faults(person.page)
    person.page.locator("details:not(.more, .who)").evaluate_all(
        "all => all.forEach(each => each.open = true)"
    )
    person.page.set_viewport_size(PHONE["viewport"])
    found += audit.faults(person.page)
    person.page.set_viewport_size(DESK["viewport"])
    return found + audit.focus_faults(person.page)


@pytest.mark.parametrize("login", ROLES)
def test_every_page_of_a_role(doors: Doors, house: House, login: str):
    person = doors.enter(Person, login=login)
    cases = [f"/tickets/{each}" for each in house.city.cases.values()] if login == "operator" else []

    seen, found = tour(person, ["/desk/", "/profile/", *cases])

    assert found == [], "\n".join(found)
    assert len(seen) > 5, seen


def test_the_pages_for_everybody(doors: Doors):
    visitor = doors.stranger(Person)
    for path, status in (("/login/", 200), ("/verify/", 200), ("/verify/tidak-ada", 404), ("/apa-saja", 404)):
        visitor.opens(path, status=status)
        assert at_both_widths(visitor) == []


def test_the_rules_find_what_is_wrong(doors: Doors):
    page = doors.window()
    page.set_content(
        "<html lang=fr><style>button { font-size: 4px; padding: 0 } a { outline: none }</style>"
        "<h1>Satu</h1><h1>Dua</h1><p>Please read the page</p><div style='width: 2000px'>lebar</div>"
        "<input name=tanpa><a href=/a>a</a> <button>Save</button><button>b</button>"
    )
    found = " ".join(audit.faults(page) + audit.focus_faults(page))
    for fault in (
        "lang is fr",
        "2 h1",
        '"the"',
        '"Save"',
        "sideways",
        "no label: tanpa",
        "target",
        "focus cannot",
    ):
        assert fault in found


def test_the_dark_desk(doors: Doors, house: House):
    person = doors.enter(Person, login="operator")
    person.page.emulate_media(color_scheme="dark")
    for path in ("/desk/", f"/tickets/{house.city.cases['silent']}"):
        person.opens(path)
        dark = person.page.evaluate(
            "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number)"
        )
        assert max(dark[:3]) < 80
