"""The sheet as a PDF: its pages, its words, and what nobody should write into it."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import pytest
from pypdf import PdfReader

from sapa.reports import Drawn
from sapa.reports.sheet import SHEET, draw_sheet
from sapa.reports.sheet.facts import Row
from sapa.reports.sheet.page import Type, wrap
from tests.reports.reading import pages
from tests.reports.sheet import samples

HEADS = "No Kegiatan Pelaksana 0 Pelaksana 1 Pelaksana 2 Kelengkapan Waktu Output Ket Pelaksana Mutu Baku"


def size(drawn: Drawn) -> tuple[int, int]:
    box = PdfReader(BytesIO(drawn.pdf)).pages[-1].mediabox
    return round(float(box.width) * 25.4 / 72), round(float(box.height) * 25.4 / 72)


def test_the_same_facts_are_the_same_bytes():
    assert draw_sheet(samples.line(9)).pdf == draw_sheet(samples.line(9)).pdf


@pytest.mark.parametrize(("paper", "wide", "high"), [("F4", 330, 215), ("A4", 297, 210)])
def test_it_lies_on_its_side(paper, wide, high):
    assert size(draw_sheet(samples.line(3), replace(SHEET, format=paper))) == (wide, high)


def test_identity_flow_chart_and_proposals_stand_on_pages_of_their_own():
    identity, flow, proposals = pages(draw_sheet(samples.line(3)))
    assert "PEMERINTAH KOTA UJI" in identity and "Kegiatan ke-1" not in identity
    assert "Kegiatan ke-3" in flow and "asumsi" not in flow
    assert proposals.startswith("Usulan revisi") and "Menunggu. asumsi" in proposals


def test_the_identity_page_has_its_captions_with_and_without_a_value():
    identity = pages(draw_sheet(samples.line(3)))[0]
    parts = (
        "Nomor SOP : 001",
        "Tanggal Revisi :",
        "KEPALA DINAS UJI Pejabat Uji NIP. 0",
        "Judul SOP Uji coba",
        "Dasar Hukum: 1. Satu 2. Dua",
        "Peringatan: Awas.",
    )
    assert [part for part in parts if part not in identity] == []


def test_without_proposals_there_is_no_page_for_them():
    assert draw_sheet(replace(samples.line(3), proposals=())).pages == 2


def test_a_cover_comes_first():
    assert pages(draw_sheet(replace(samples.line(3), cover=("LAMPIRAN", "Juli"))))[0].startswith(
        "LAMPIRAN Juli"
    )


def test_the_heading_stands_on_every_page_of_the_flow_chart():
    drawn = pages(draw_sheet(samples.line(40)))[1:-1]
    assert len(drawn) > 3
    assert all(page.startswith(HEADS) for page in drawn)
    assert "Kaki." in drawn[-1] and "Kaki." not in drawn[0]


def test_pages_are_numbered_through():
    drawn = pages(draw_sheet(samples.line(12)))
    assert [page.rpartition("Halaman ")[2] for page in drawn] == [f"{n} dari 4" for n in range(1, 5)]


def test_every_row_of_a_long_sheet_is_there_once():
    whole = " ".join(pages(draw_sheet(samples.line(200))))
    assert [n for n in range(1, 201) if whole.count(f" {n} Kegiatan ke-{n} 1 jam") != 1] == []


@pytest.mark.parametrize("words", ["<b>&amp;", "\u202eterbalik", "a\x00b", "😀", "x" * 5000, "kata " * 3000])
def test_strange_words_are_drawn_as_words(words):
    rows = (Row("1", words, (0,), requires=words, note=words), Row("2", "Akhir", (1,)))
    assert "Akhir" in pages(draw_sheet(samples.sheet(rows)))[1]


def test_a_column_without_caption_and_words_is_left_out():
    facts = samples.line(3)
    bare = replace(facts.heading, requires="", standard="", performers="")
    flow = pages(draw_sheet(replace(facts, heading=bare)))[1]
    assert flow.startswith("No Kegiatan Pelaksana 0 Pelaksana 1 Pelaksana 2 Waktu Output Ket")


def test_column_numbers_stand_below_the_captions():
    facts = samples.line(2)
    numbered = replace(facts.heading, numbers=("1", "2", "3", "", "5"))
    assert "Mutu Baku 1 2 3 5 1 Kegiatan ke-1" in pages(draw_sheet(replace(facts, heading=numbered)))[1]


def test_sheets_without_rows_and_without_lanes_can_be_drawn():
    assert draw_sheet(samples.sheet(())).pages == 3
    assert draw_sheet(samples.sheet((Row("1", "Sendiri", ()),), lanes=0)).pages == 3


def test_a_numbered_cell_takes_a_line_for_each_number_and_keeps_its_letters():
    words = "1. NIK 2. Nama 3. No Telp"
    lines = wrap(words, Type(SHEET.face, 8), 500)
    assert lines == ["1. NIK", "2. Nama", "3. No Telp"]


def test_only_a_word_wider_than_its_cell_is_broken():
    lines = wrap("satu callcenterdepok.1500664@gmail.com dua", Type(SHEET.face, 8), 60)
    assert "".join(lines[1:]) == "callcenterdepok.1500664@gmail.com dua"
    assert lines[0] == "satu"
