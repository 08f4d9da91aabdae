"""Surat undangan as a PDF."""

from dataclasses import replace

import pytest

from sapa.reports import LETTER, Paper, draw_letter
from sapa.reports.blocks import office_lines
from sapa.reports.facts import LetterCase, Signer
from tests.reports import letters
from tests.reports.reading import pages, text


def test_it_has_every_part_of_the_tata_naskah():
    first, lampiran = pages(draw_letter(letters.letter()))
    parts = ("PEMERINTAH KOTA DEPOK", "DINAS KOMUNIKASI DAN INFORMATIKA", "005/131/Diskominfo",
             "Depok, 10 November 2026", "Segera", "1 (satu) lembar", "Yth. Kepala Dinas Lingkungan Hidup",
             "Kamis", "12 November 2026", "pukul 09.00 WIB sampai dengan selesai", "PPID UTAMA,", "NIP 0",
             "1. Wali Kota Depok (sebagai laporan); dan", "2. Sekretaris Daerah Kota Depok.")  # fmt: skip
    assert [part for part in parts if part not in first] == []
    assert "LAMPIRAN" in lampiran
    assert "DPK-2026-04703" in lampiran


def test_a_missing_number_and_meeting_are_holes():
    facts = replace(letters.letter(), number=None, dated=None, meeting=None)
    first = pages(draw_letter(facts))[0]
    assert "005/…/Diskominfo" in first
    assert "Depok, …" in first
    assert "belum ditandatangani" in first


def test_the_field_is_clear_once_numbered_and_initialled():
    assert "belum" not in pages(draw_letter(letters.letter()))[0].split("PPID UTAMA,")[1]


def test_the_box_is_on_the_letter_not_on_the_lampiran():
    assert draw_letter(letters.letter()).signature_box.page == 0


def test_a_long_list_of_cases_counts_its_own_pages():
    case = letters.letter().cases[0]
    many = tuple(LetterCase(f"DPK-{n}", case.title, case.received, case.forwarded) for n in range(90))
    drawn = draw_letter(replace(letters.letter(), cases=many))
    assert drawn.pages == 4
    assert "3 (tiga) lembar" in pages(drawn)[0]


def test_the_lampiran_names_a_place_once():
    case = letters.letter().cases[0]
    cases = (replace(case, title="Sampah di Jl. Contoh, Bedahan", place="Bedahan"),
             replace(case, title="Lampu mati", place="Kukusan"))  # fmt: skip
    lampiran = " ".join(pages(draw_letter(replace(letters.letter(), cases=cases)))[1].split())
    assert lampiran.count("Bedahan") == 1
    assert "Lampu mati, Kukusan" in lampiran


def test_without_cases_there_is_no_lampiran():
    drawn = draw_letter(replace(letters.letter(), cases=()))
    assert drawn.pages == 1
    assert "LAMPIRAN" not in text(drawn)


def test_many_recipients_move_to_the_lampiran():
    first, lampiran = pages(
        draw_letter(replace(letters.letter(), recipients=tuple(f"Kepala Dinas {n}" for n in range(6))))
    )
    assert "Yth. (daftar terlampir)" in first
    assert "6. Kepala Dinas 5" in lampiran


@pytest.mark.parametrize(
    ("signer", "lines"),
    [
        (Signer("Kepala Dinas Contoh", "Demo", prefix="Plt."), ["Plt. KEPALA DINAS CONTOH,"]),
        (Signer("Sekretaris Daerah", "Demo", on_behalf="Wali Kota Depok"),
         ["a.n. WALI KOTA DEPOK", "SEKRETARIS DAERAH,"]),
        (Signer("Asisten Contoh", "Demo", on_behalf="Wali Kota Depok", under="Sekretaris Daerah"),
         ["a.n. WALI KOTA DEPOK", "SEKRETARIS DAERAH,", "u.b.", "ASISTEN CONTOH,"]),
    ],
)  # fmt: skip
def test_the_signers_form_follows_the_delegation(signer, lines):
    assert office_lines(signer) == lines


@pytest.mark.parametrize(
    "paper", [LETTER, Paper(format="A4", font="Times New Roman", size=12)], ids=["F4", "A4"]
)
def test_it_fits_the_papers_a_city_uses(paper):
    assert draw_letter(letters.letter(), paper).pages == 2
