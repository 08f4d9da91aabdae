"""Ids that cannot be, signs that a database cannot hold, far too much of everything: never a crash."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from sapa.views.frame import wording
from tests.security.doors import NOBODY, Door, doors
from tests.security.rights import LETTERS, PUBLIC, RIGHTS
from tests.support.seeds import City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]
#: In a path, percent-encoded where need be.
IDS = (
    "-1",
    "9" * 30,
    "%EF%BC%99" * 9,
    "a%00b",
    "%FF%FE",
    "'%20OR%201=1--",
    "..%2f..%2fetc%2fpasswd",
    "x" * 3000,
)
WORDS = (
    "\0",
    "-1",
    "9" * 40,
    "１２",
    "\U0001f600" * 60,
    "%s%n{0}",
    "<script>alert(1)</script>",
    "x" * 10_000,
)
#: Everything that a list of ours reads from its address.
ARGUMENTS = (
    "q",
    "tab",
    "after",
    "before",
    "view",
    "channel",
    "step",
    "opd",
    "kecamatan",
    "psize",
    "count",
    "kind",
    "page",
    "state",
    "since",
    "subject",
    "next",
    "key",
    "day",
    "sop",
)
SEARCHES = (
    "'",
    "''",
    "\\",
    "&",
    "|",
    "!",
    "a & | b",
    "(a",
    ":*",
    "a:*",
    "<->",
    "a <-> ",
    "%",
    "_",
    "*",
    '"',
    '"a b',
    "--",
    ";",
    "'; DROP TABLE ticket; --",
    "' OR '1'='1",
    "\\x00",
    "$1",
    ":x",
    "%(x)s",
    "{0}",
    "@",
    "#",
    "+62",
    "0811-",
    "!!!",
    "DPK-2026-",
    "\u202e",
    "\U0001f600",
    "x" * 5000,
    "a " * 2000,
)


@pytest.fixture
def keys(browser: Sign) -> Callable[[str], Browser]:
    """Somebody who may open that endpoint; each person signs in once."""
    known: dict[str, Browser] = {}

    def person(endpoint: str) -> Browser:
        letter = "a" if endpoint in PUBLIC or endpoint not in RIGHTS else RIGHTS[endpoint][0]
        if letter not in known:
            known[letter] = browser(LETTERS[letter])
        return known[letter]

    return person


def crashed(answer: TestResponse) -> bool:
    return answer.status_code >= 500


def with_ids(door: Door, strange: str) -> str:
    path = door.path
    for word in (str(NOBODY), "DPK-2026-99999", "0" * 64, "tidakada", "tidak-ada", "complaint"):
        path = path.replace(word, strange)
    return path


def test_no_strange_id_crashes_a_page(app: Flask, keys: Callable[[str], Browser]) -> None:
    wrong = []
    for door in doors(app):
        if door.places and door.endpoint not in ("static", "appbuilder.static"):
            someone = keys(door.endpoint)
            for strange in IDS:
                path = with_ids(door, strange)
                answer = someone.get(path) if door.method == "GET" else someone.post(path)
                if crashed(answer) or (answer.status_code == 200 and "/settings" not in path):
                    wrong.append((str(door), strange[:20], answer.status_code))
    assert wrong == []


def test_no_strange_argument_crashes_a_list(app: Flask, keys: Callable[[str], Browser]) -> None:
    wrong = []
    for door in doors(app, "GET"):
        if not door.places:
            view = door.endpoint.split(".")[0]
            names = (
                *ARGUMENTS,
                f"psize_{view}",
                f"_oc_{view}",
                f"_od_{view}",
                "_flt_0_name",
                "_flt_0_handle",
            )
            for word in WORDS:
                query = "&".join(f"{name}={quote(word)}" for name in names)
                if crashed(keys(door.endpoint).get(f"{door.path}?{query[:100_000]}")):
                    wrong.append((str(door), word[:20]))
    assert wrong == []


@pytest.mark.parametrize("place", ["tickets", "complainants", "contacts"])
def test_no_search_is_a_command_to_the_database(browser: Sign, place: str) -> None:
    someone = browser("operator")
    path = {
        "tickets": "/tickets/?view=all&q=",
        "complainants": "/complainants/list/?_flt_0_handle=",
        "contacts": "/contacts/list/?_flt_0_name=",
    }[place]
    for words in SEARCHES:
        answer = someone.get(path + quote(words))
        assert answer.status_code == 200, words


def test_a_search_counts_as_well(busy: City, browser: Sign) -> None:
    someone = browser("operator")
    for words in SEARCHES:
        assert someone.get(f"/tickets/?view=all&count=1&q={quote(words)}").status_code == 200, words


def fields_of(page: str) -> set[str]:
    return set(re.findall(r'name="([A-Za-z_][\w-]*)"', html.unescape(page))) - {
        "csrf_token",
        "viewport",
        "referrer",
    }


def refusals(someone: Browser, page: str, target: str = "") -> Iterator[tuple[str, str, int]]:
    """Fill every field of the form of a page with each of the words; what crashed."""
    names = fields_of(someone.get(page).text)
    assert names, page
    for word in WORDS:
        answer = someone.post(target or page, **dict.fromkeys(names, word))
        if crashed(answer):
            yield target or page, word[:20], answer.status_code


def test_no_form_crashes_on_strange_words(app: Flask, keys: Callable[[str], Browser]) -> None:
    wrong = []
    for door in doors(app, "POST"):
        if not door.places and "GET" in door.methods and door.endpoint != "DeskAuthView.login":
            wrong += refusals(keys(door.endpoint), door.path)
    assert wrong == []


@pytest.mark.parametrize("page", ["/profile/", "/keys/", "/settings/kop", "/settings/city_name"])
def test_no_other_form_crashes_either(browser: Sign, page: str) -> None:
    login = "utama" if page == "/keys/" else "admin"
    target = {"/profile/": "/profile/habits", "/keys/": "/keys/issue"}.get(page, "")
    assert list(refusals(browser(login), page, target)) == []


def test_no_move_crashes_on_strange_words(busy: City, browser: Sign) -> None:
    someone, wrong = browser("operator"), []
    for number in (busy.cases["fresh"], busy.cases["sorted"], busy.cases["answered"], busy.cases["paused"]):
        task, page = busy.task(number), someone.get(f"/tickets/{number}").text
        targets = set(re.findall(rf"/tasks/{task.id}/moves/\w+", page))
        assert targets
        for target in targets:
            for word in WORDS[:-1]:
                answer = someone.post(target, **dict.fromkeys(wording.FIELDS, word))
                if crashed(answer):
                    wrong.append((target, word, answer.status_code))
    assert wrong == []


def test_bytes_that_are_no_text_are_no_crash(browser: Sign) -> None:
    someone = browser("operator")
    body = b"csrf_token=" + someone.token.encode() + b"&text=\xff\xfe&handle=%ff%fe&day=%00"
    kind = "application/x-www-form-urlencoded"
    assert someone.client.post("/intake/", data=body, content_type=kind).status_code in (400, 422)
    for kind in (
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/json",
        "text/xml",
        "\xff",
    ):
        assert someone.client.post("/intake/", data=body, content_type=kind).status_code in (400, 422)
    assert someone.client.get("/tickets/?q=%ff%fe&after=%80").status_code == 200


def test_many_fields_are_refused_and_not_counted_for_ever(browser: Sign) -> None:
    someone = browser("operator")
    answer = someone.post("/tasks/drafts", draft_form="x", **{f"f{n}": "x" for n in range(3000)})
    assert answer.status_code in (200, 400, 413)
    assert someone.client.post("/intake/", data={"text": "x" * 3_000_000}).status_code in (400, 413)
