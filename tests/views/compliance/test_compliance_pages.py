"""The pages of compliance: every figure is a link, and the list behind it has as many rows as it says."""

from __future__ import annotations

import html
import re

import pytest

from sapa.services.compliance.breakdowns import DIMENSIONS

LINK = re.compile(r'<a href="(/compliance/cases\?[^"]+)">([\d.]+)</a>')


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.get_data(as_text=True)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_the_count_on_the_page_is_the_count_of_the_list_behind_it(desk, by):
    client = desk("koordinator")
    found = set(LINK.findall(text(client.get(f"/compliance/?by={by}"))))
    assert len(found) > 5
    for address, shown in found:
        page = text(client.get(html.unescape(address)))
        said = re.search(r"<h2>([\d.]+) kunjungan langkah pada", page)
        assert said and said.group(1) == shown, address
        assert page.count('<td class="what">') == int(shown), address


def test_median_and_p90_lead_to_the_visits_that_they_are_of(desk):
    page = text(desk("koordinator").get("/compliance/?sop=depok-twitter"))
    row = re.search(r'<span class="id">T02</span>.*?</tr>', page, re.S).group(0)
    assert row.count("what=closed") == 3


@pytest.mark.parametrize(
    "name", ["koordinator", "pelaksana_harian", "koordinator_ppid", "ppid_utama", "dishub"]
)
def test_it_stands_in_the_menu_of_those_who_may_read_it(desk, name):
    assert "Kepatuhan" in text(desk(name).get("/compliance/"))


def test_the_operator_does_not_get_it(desk):
    assert desk("operator").get("/compliance/").status_code == 403


def test_an_agency_sees_its_own_and_is_refused_another(desk, august):
    client, own, other = desk("dishub"), august.opds["dishub"], august.opds["dlhk"]
    page = text(client.get("/compliance/?by=opd"))
    assert own.name in page
    assert other.name not in page
    for address in ("/compliance/", "/compliance/cases"):
        assert client.get(f"{address}?opd={other.id}").status_code == 403
    assert other.name not in text(client.get("/compliance/cases?what=closed"))
    assert client.get("/compliance/monitoring/").status_code == 403


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("", "Agustus 2026"),
        ("?kind=quarter", "Triwulan III 2026"),
        ("?kind=half&from=2026-02-01", "Semester I 2026"),
        ("?kind=free&from=2026-08-03&to=2026-08-05", "3 Agustus 2026 – 5 Agustus 2026"),
        ("?kind=nonsense&from=31-12-26&to=x", "Agustus 2026"),
    ],
)
def test_a_period_is_named(desk, query, words):
    assert words in text(desk("koordinator").get(f"/compliance/{query}"))


def test_a_period_without_anything_says_so(desk):
    assert "Tidak ada yang terhitung" in text(desk("koordinator").get("/compliance/?from=2026-01-01"))


@pytest.mark.parametrize("query", ["?what=nothing", "?what=%00"])
def test_a_figure_that_is_none_is_not_found(desk, query):
    assert desk("koordinator").get(f"/compliance/cases{query}").status_code == 404


def test_a_page_too_far_leads_back_to_the_first(desk):
    answer = desk("koordinator").get("/compliance/cases?what=closed&page=99")
    assert (answer.status_code, "page=" in answer.location) == (302, False)
