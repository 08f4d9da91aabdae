"""The printed sheet of each shipped SOP against its definition and its seed, letter by letter."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from sapa.reports.sheet import SHEET
from sapa.reports.sheet.facts import NO, YES
from sapa.services.sheets import flow as sop_sheet_flow
from sapa.services.sheets import sheet as sop_sheets
from sapa.sop.definition import Definition
from sapa.sop.loader import shipped
from tests.sop.depok import seed

SOPS = {sop.code: sop for sop in shipped()}
CODES = sorted(SOPS)
VERBATIM = ("activity", "requires", "time_raw", "output", "note")
SCAN = re.compile(r"<[^>]*>|[|]|-{2,}")
#: What a page has of its own: answers, connectors, and the captions of a form that its source does not fill.
FURNITURE = {YES, NO, "A", "B", "C"}
CAPTIONS = (*sop_sheets.FIELDS.values(), *sop_sheets.LEFT.values(), *sop_sheets.RIGHT.values())
FORM = set(" ".join((*CAPTIONS, sop_sheets.APPROVAL, sop_sheets.TITLE)).split())
TORN = {"dokumentas", "i"}  # "dokumentasi", broken by the table of Kulon Progo


@cache
def pages(code: str) -> list[str]:
    """The text of each page on one line, without its footer."""
    read = PdfReader(BytesIO(sop_sheets.draw(SOPS[code]).pdf)).pages
    texts = (" ".join(page.extract_text().split()) for page in read)
    return [re.sub(rf" ?{code}, versi \d+ Halaman \d+ dari \d+$", "", text) for text in texts]


def source_pages(code: str) -> list[str]:
    first = next(n for n, page in enumerate(pages(code)) if page.startswith("Usulan revisi"))
    return pages(code)[:first]


def proposed(code: str) -> str:
    return " ".join(pages(code)[len(source_pages(code)) :])


def flow(sop: Definition) -> set[tuple[str, str, str]]:
    rows = sop_sheet_flow.printed(sop)
    return {
        (rows[each.source].id, "end" if each.target is None else rows[each.target].id, each.answer)
        for each in sop_sheet_flow.arrows(sop)
    }


@pytest.mark.parametrize("code", CODES)
def test_each_row_has_the_words_of_the_definition_in_their_order(code):
    text = " ".join(source_pages(code))
    for step in sop_sheet_flow.printed(SOPS[code]):
        said = ["" if step.assumes(name) else getattr(step, name) for name in VERBATIM]
        row = " ".join(" ".join((step.no, *said)).split())
        _, found, text = text.partition(row)
        assert found, f"{step.id}: {row}"


@pytest.mark.parametrize("code", CODES)
def test_no_word_of_the_seed_is_missing(code):
    printed = Counter(" ".join(source_pages(code)).split())
    missing = Counter(SCAN.sub(" ", seed(SOPS[code])).split()) - printed
    assert set(missing) <= TORN


@pytest.mark.parametrize("code", CODES)
def test_no_word_is_added_to_those_of_the_seed(code):
    said = set(SCAN.sub(" ", seed(SOPS[code])).split()) | {"dokumentasi"}
    blank = FORM if not any(vars(SOPS[code].labels).values()) else set()
    assert set(" ".join(source_pages(code)).split()) - said - FURNITURE - blank == set()


@pytest.mark.parametrize("code", CODES)
def test_additions_stand_in_the_proposals_only(code):
    rows = {step.activity for step in sop_sheet_flow.printed(SOPS[code])}
    ours = [step.activity for step in SOPS[code].rows.values() if step.no is None]
    text = " ".join(source_pages(code))
    assert [each for each in ours if each not in proposed(code)] == []
    assert [each for each in ours if each in text and each not in rows] == []
    assert "asumsi" not in text


@pytest.mark.parametrize("code", CODES)
def test_every_proposal_is_marked_as_an_assumption(code):
    count = sum(len(part.lines) for part in sop_sheets.facts(SOPS[code]).proposals)
    assert count and len(re.findall(r"\basumsi (?=\d|[A-Z]|$)|\basumsi$", proposed(code))) >= count


@pytest.mark.parametrize("code", CODES)
def test_the_same_definition_is_the_same_bytes(code):
    again = Definition.from_json(SOPS[code].to_json())
    assert sop_sheets.draw(SOPS[code]).pdf == sop_sheets.draw(again).pdf


def test_additions_of_the_twitter_sop_are_all_proposed():
    parts = ("T-X0", "T-X1", "3 x 24 jam", "Rapat pembahasan", "Gabung sebagai duplikat", "Judul: Penanganan")
    assert [part for part in parts if part not in proposed("depok-twitter")] == []


def test_the_flow_of_the_twitter_sop():
    ladder = [f"T{n:02}" for n in range(1, 10)] + ["T10a", "T10b", "T11", "T12", "T13"]
    answers = {"T03": NO, "T11": YES, "T12": YES}
    down = {(one, two, answers.get(one, "")) for one, two in pairwise(ladder)}
    assert flow(SOPS["depok-twitter"]) == down | {
        ("T03", "end", YES),
        ("T11", "T10b", NO),
        ("T12", "T11", NO),
    }


def test_bogor_sends_back_to_the_citizen_and_to_the_operator():
    found = flow(SOPS["bogor"])
    assert {("B03", "B04", YES), ("B03", "B01", NO)} <= found
    assert {("B05", "B06", YES), ("B05", "B03", NO)} <= found


def test_the_telephone_sop_decides_twice_in_one_row():
    found = flow(SOPS["depok-telepon"])
    assert {("P04", "end", YES), ("P04", "P05", YES), ("P04", "P06", NO), ("P13", "P14", "")} <= found
    assert len(sop_sheet_flow.answers(SOPS["depok-telepon"].steps["P04"])) == 2


def test_row_six_of_the_sms_sop_stands_for_itself():
    found = flow(SOPS["sms-wa"])
    assert ("S05", "S07", "") in found
    assert [each for each in found if "S06" in each[:2]] == []


def test_kulon_progo_asks_three_bidang_and_the_skpd_at_once():
    found = flow(SOPS["kulon-progo"])
    assert {("K03", "K05", YES), ("K03", "K04", NO), ("K03", "K04b", NO), ("K04b", "K05", "")} <= found
    rows = sop_sheets.facts(SOPS["kulon-progo"]).rows
    assert next(row for row in rows if row.no == "4").lanes == (2, 3, 4)


def test_a_cell_that_we_filled_ourselves_stays_blank():
    rows = sop_sheets.facts(SOPS["kulon-progo"]).rows
    assert next(row for row in rows if row.activity.startswith("SKPD")).time == ""


@pytest.mark.parametrize(
    ("code", "name", "nip"),
    [
        ("bogor", "Asep Zaenal Rahmat, S.Pd", "NIP. 19650604 198612 1 003"),
        ("depok-telepon", "Dr. Ir. Sidik Mulyono, M. Eng", "NIP. 196701241986021000"),
        ("depok-twitter", "", ""),
    ],
)
def test_the_approval_has_jabatan_name_and_nip(code, name, nip):
    found = sop_sheets.facts(SOPS[code]).identity.approval
    assert (found.name, found.nip) == (name, nip)
    assert f"{found.jabatan} {name} {nip}".split() == SOPS[code].identity.pengesahan.split()


def test_a_title_of_ours_is_not_printed_on_the_identity_page():
    assert sop_sheets.facts(SOPS["depok-twitter"]).identity.title.value == ""
    assert SOPS["depok-twitter"].title not in " ".join(source_pages("depok-twitter"))


def test_an_addition_that_is_switched_off_is_still_proposed():
    assert "P-L1" in proposed("depok-telepon") and "Belum dijalankan" in proposed("depok-telepon")
    on = sop_sheets.facts(SOPS["depok-telepon"].switched("silence_ladder", True))
    assert any("Dijalankan." in line.text for part in on.proposals for line in part.lines)
    assert on.rows == sop_sheets.facts(SOPS["depok-telepon"]).rows


def test_the_city_sets_format_and_font(session):
    paper = sop_sheets.city_paper(date(2026, 10, 1))
    assert paper.sides == SHEET.sides
    assert paper.size == SHEET.size
