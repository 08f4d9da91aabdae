"""The first page of every role."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser

Sign = Callable[[str], Browser]


def test_the_operator_sees_what_is_due_first_on_top(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/desk/").text
    assert page.index("Terlambat") < page.index("Kurang dari 30 menit") < page.index("Jeda, waktu berhenti")
    assert page.index(busy.cases["fresh"]) < page.index(busy.cases["answered"])


def test_an_empty_desk_says_so_and_leads_on(city: City, browser: Sign) -> None:
    page = browser("operator").get("/desk/").text
    assert "Tidak ada yang menunggu Anda" in page
    assert "Lihat semua kasus" in page


def test_the_tab_of_answers_holds_the_case_that_an_agency_answered(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/desk/?tab=answered").text
    assert busy.cases["answered"] in page
    assert busy.cases["fresh"] not in page


def test_the_tab_of_unsorted_cases_leaves_out_what_was_sorted(busy: City, browser: Sign) -> None:
    page = browser("operator").get("/desk/?tab=untriaged").text
    assert busy.cases["fresh"] in page
    assert busy.cases["sorted"] not in page


def test_an_unknown_tab_or_place_shows_the_first_page(busy: City, browser: Sign) -> None:
    assert browser("operator").get("/desk/?tab=zzz&after=%00zzz").status_code == 200


def test_an_agency_sees_the_tasks_from_which_it_may_answer(busy: City, browser: Sign) -> None:
    page = browser("dishub").get("/desk/").text
    assert busy.cases["koordinator"] in page
    assert busy.cases["silent"] not in page
    assert "menunggu jawaban Anda" in page


def test_an_agency_has_no_tab_of_other_agencies(busy: City, browser: Sign) -> None:
    assert "tab=waiting" not in browser("dishub").get("/desk/").text


def test_the_signer_has_five_minutes_with_the_late_call_in_the_first_line(busy: City, browser: Sign) -> None:
    page = browser("utama").get("/desk/").text
    assert "Lima menit hari ini" in page
    assert "1 telepon terlambat" in page
    assert "Tiga angka" in page


def test_the_admin_sees_troubles_and_accounts_and_no_case(busy: City, browser: Sign) -> None:
    page = browser("admin").get("/desk/").text
    assert "Tugas yang disisihkan jam" in page
    assert busy.cases["fresh"] not in page


def test_every_role_has_a_first_page(busy: City, browser: Sign) -> None:
    for login in ("operator", "koordinator", "pelaksana", "kppid", "utama", "dishub", "admin"):
        assert browser(login).get("/desk/").status_code == 200


def test_news_count_what_came_after_the_page(city: City, browser: Sign) -> None:
    desk = browser("operator")
    number = city.tweet("@pemkotdepok jalan berlubang", NOW - timedelta(minutes=5))
    newest = city.task(number).id
    assert desk.get(f"/desk/news?since={newest - 1}").json == {"newer": 1}
    assert desk.get(f"/desk/news?since={newest}").json == {"newer": 0}
    assert desk.get("/desk/news?since=x").json == {"newer": 0}


def test_nobody_in_particular_is_asked_to_sign_in(app, city: City) -> None:
    assert app.test_client().get("/desk/").status_code == 302


def test_notices_are_new_until_they_were_seen(busy: City, browser: Sign) -> None:
    bell = browser("koordinator")
    assert "Tandai semua sudah dilihat" in bell.get("/notices/").text
    assert bell.post("/notices/read").status_code == 302
    assert "Tandai semua sudah dilihat" not in bell.get("/notices/").text
    assert bell.get("/notices/read").status_code == 405


def test_an_agency_hears_only_its_own_notices(busy: City, browser: Sign) -> None:
    page = browser("dishub").get("/notices/").text
    assert busy.cases["koordinator"] in page
    assert busy.cases["silent"] not in page
