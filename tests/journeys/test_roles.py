"""Every role comes home after signing in, and reaches nothing that is not its own."""

from __future__ import annotations

import re

import pytest

from tests.journeys.doors import Doors
from tests.journeys.house import House
from tests.journeys.navigators.person import Person
from tests.support import seeds

pytestmark = pytest.mark.browser

HOMES = {
    "operator": "Meja saya", "koordinator": "Meja saya", "pelaksana": "Meja saya", "kppid": "Meja saya",
    "utama": "Lima menit hari ini", "dishub": "Meja saya", "admin": "Meja saya",
}  # fmt: skip
#: House -> login -> addresses in the menu.
_menus: dict[str, dict[str, set[str]]] = {}


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
@pytest.mark.parametrize("login", HOMES)
def test_each_role_signs_in_to_its_own_home(doors: Doors, login: str, phone: bool):
    visitor = doors.stranger(Person, phone=phone)
    visitor.opens("/")
    assert visitor.path.startswith("/login/")

    visitor.signs_in(login)

    assert visitor.path == "/desk/"
    assert visitor.heading == HOMES[login]
    visitor.reads(seeds.PEOPLE[login][0])


def test_a_wrong_password_says_one_sentence_and_keeps_the_name(doors: Doors):
    visitor = doors.stranger(Person)
    visitor.opens("/login/")
    visitor.signs_in("operator", "bukan ini")

    visitor.reads("Nama akun atau kata sandi salah, atau akun sedang terkunci.")
    assert visitor.page.locator("[name=username]").input_value() == "operator"
    assert visitor.page.locator("[name=password]").input_value() == ""


def test_signing_out_ends_the_session_of_the_old_page(doors: Doors):
    visitor = doors.stranger(Person)
    visitor.opens("/login/")
    visitor.signs_in("operator2")
    old = visitor.page.context.cookies()
    visitor.signs_out()

    visitor.page.context.add_cookies(old)
    visitor.opens("/desk/")
    assert visitor.path.startswith("/login/")


def menus(doors: Doors) -> dict[str, set[str]]:
    """What stands in everybody's menu."""
    found = _menus.setdefault(doors.house.url, {})
    for login in HOMES.keys() - found.keys():
        visitor = doors.enter(Person, login=login)
        visitor.opens("/profile/")
        found[login] = set(
            visitor.page.locator(".mainnav a").evaluate_all("all => all.map(each => each.pathname)")
        )
    return found


def of_others(house: House) -> dict[str, dict[str, int]]:
    """Login -> addresses that are in no menu, and their answer."""
    case = house.city.cases
    letter = f"/letters/{house.rows('SELECT min(id) FROM letter')[0][0]}"
    of_dlhk, of_dishub = f"/tickets/{case['silent']}", f"/tickets/{case['koordinator']}"
    return {
        "operator": {letter: 403, f"{letter}/pdf": 403},
        "koordinator": {"/intake/": 403},
        "pelaksana": {"/intake/": 403},
        "kppid": {"/intake/": 403},
        "utama": {"/intake/": 403},
        "dishub": {of_dlhk: 403, f"{of_dlhk}/preview": 403, "/intake/": 403, letter: 404,
                   f"{letter}/pdf": 404},
        "dlhk": {of_dishub: 403, f"{of_dishub}/preview": 403, "/intake/": 403, "/reports/": 403},
        "admin": {of_dlhk: 403, f"{of_dlhk}/preview": 403, "/intake/": 403, letter: 403},
    }  # fmt: skip


@pytest.mark.parametrize("login", [*HOMES, "dlhk"])
def test_nobody_reaches_what_is_not_theirs(doors: Doors, house: House, login: str):
    everybodys = menus(doors)
    own = everybodys.get(login, everybodys["dishub"])
    wanted = dict.fromkeys(set().union(*everybodys.values()) - own, 403) | of_others(house)[login]
    visitor = doors.enter(Person, login=login)

    found = {path: visitor.page.request.get(house.url + path, max_redirects=0).status for path in wanted}

    assert found == wanted


@pytest.mark.parametrize("login", HOMES)
def test_the_menu_on_a_phone_is_the_menu_of_the_desk(doors: Doors, login: str):
    visitor = doors.enter(Person, login=login, phone=True)
    visitor.opens("/desk/")
    visitor.page.locator(".mainnav").evaluate(
        "all => all.querySelectorAll('details').forEach(each => each.open = true)"
    )

    shown = [each for each in visitor.page.locator(".mainnav a").all() if each.is_visible()]

    assert {each.evaluate("each => each.pathname") for each in shown} == menus(doors)[login]


POSTS = {
    "operator": ("/keys/issue", "/letters/1/check", "/letters/1/send"),
    "koordinator": ("/intake/", "/letters/1/check", "/letters/1/send"),
    "pelaksana": ("/intake/", "/tickets/{silent}/reveal"),
    "kppid": ("/intake/", "/tasks/{task}/moves/answer_final", "/tickets/{silent}/notes", "/letters/1/check"),
    "utama": ("/intake/", "/letters/1/check", "/tickets/{silent}/reveal"),
    "dishub": (
        "/intake/",
        "/tickets/{silent}/notes",
        "/tasks/{task}/moves/answer_final",
        "/reports/1/move/paraf",
    ),
    "admin": ("/intake/", "/tasks/{task}/moves/answer_final", "/tickets/{silent}/notes", "/keys/issue"),
}


@pytest.mark.parametrize("login", POSTS)
def test_a_post_that_no_button_of_theirs_sends_is_refused(doors: Doors, house: House, login: str):
    silent = house.city.cases["silent"]
    task = house.do(lambda city: city.task(silent).id)
    visitor = doors.enter(Person, login=login)
    visitor.opens("/profile/")
    token = visitor.page.locator("[name=csrf_token]").first.input_value()
    before = house.rows("SELECT count(*) FROM event")

    for path in POSTS[login]:
        url = house.url + path.format(silent=silent, task=task)
        form = {"csrf_token": token, "answer": "Selesai.", "note": "Catatan.", "reason": "Ingin tahu"}
        answer = visitor.page.request.post(url, form=form, max_redirects=0)
        assert answer.status in (403, 404), f"{login} posted {path}: {answer.status}"
        assert not re.search(r"Access is Denied", answer.text())

    assert house.rows("SELECT count(*) FROM event") == before
