"""The monthly report as a PDF."""

import subprocess
import sys
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest

from sapa.reports import REPORT, Paper, draw_monthly
from sapa.reports.parts import Paraf
from tests.reports import samples
from tests.reports.city import PENDING
from tests.reports.reading import pages, reader, text

ROOT = Path(__file__).parents[2]
A4 = Paper(format="A4", size=10, top=20, right=20, bottom=20, left=25)


def test_the_same_facts_give_the_same_bytes_in_another_process():
    code = (
        "from hashlib import sha256; from sapa.reports import draw_monthly; "
        "from tests.reports import samples; print(sha256(draw_monthly(samples.monthly()).pdf).hexdigest())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    first, second = draw_monthly(samples.monthly()).pdf, draw_monthly(samples.monthly()).pdf
    assert first == second
    assert done.stdout.strip() == sha256(first).hexdigest()


@pytest.mark.parametrize("paper", [REPORT, A4], ids=["F4", "A4"])
def test_the_first_page_tells_the_month_in_words_and_figures(paper):
    first = pages(draw_monthly(samples.monthly(), paper))[0]
    for part in ("OKTOBER 2026", "diterima 412 pengaduan, 31 lebih banyak daripada September",
                 "89,2%", "Yth. Wali Kota Depok", "2 November 2026 pukul 10.20 WIB",
                 "Yang perlu perhatian"):  # fmt: skip
        assert part in first
    assert "1. Keadaan pengaduan" not in first


def test_every_page_bears_its_number_and_the_document_id():
    drawn = draw_monthly(samples.monthly())
    assert drawn.pages == len(reader(drawn).pages)
    for number, page in enumerate(pages(drawn), 1):
        assert f"Halaman {number} dari {drawn.pages}" in page
        assert "LB-2026-10-3" in page


def test_the_step_table_quotes_the_standard_and_both_counts():
    told = text(draw_monthly(samples.monthly()))
    assert "memilah dan menindaklanjuti tweet" in told
    assert "92% (379/412)" in told


def test_a_demo_says_so_on_every_page_and_a_real_city_does_not():
    facts = samples.monthly()
    assert all("CONTOH - BUKAN DOKUMEN RESMI" in page for page in pages(draw_monthly(facts)))
    real = replace(facts, document=replace(facts.document, demo=False))
    assert "CONTOH" not in text(draw_monthly(real))


def test_language_and_title_are_in_the_file():
    pdf = reader(draw_monthly(samples.monthly()))
    assert pdf.trailer["/Root"]["/Lang"] == "id"
    assert pdf.metadata.title == "Laporan Bulanan Call Center Oktober 2026, versi 3"
    assert pdf.metadata.author == "Kota Depok"


def test_its_own_fonts_are_embedded():
    fonts = [
        font.get_object()
        for font in reader(draw_monthly(samples.monthly())).pages[0]["/Resources"]["/Font"].values()
    ]
    ours = [font for font in fonts if "Liberation" in font["/BaseFont"]]
    assert len(ours) == 2
    assert all("/FontFile2" in font["/FontDescriptor"] for font in ours)


def test_the_signature_stands_on_the_last_page_inside_the_margins():
    drawn = draw_monthly(samples.monthly())
    page, x1, y1, x2, y2 = drawn.signature_box
    assert page == drawn.pages - 1
    assert 0 < x1 < x2 <= REPORT.page[0] - 50
    assert 50 < y1 < y2 < REPORT.page[1]


def test_a_pending_report_says_what_is_missing():
    told = text(draw_monthly(replace(samples.monthly(), paraf=PENDING, dated=None)))
    assert told.count("belum diparaf") == 2
    assert "belum ditandatangani" in told
    assert "Depok, …" in told


def test_a_complete_chain_leaves_the_field_clear():
    assert "belum" not in pages(draw_monthly(samples.monthly()))[-1].split("Lembar paraf")[1]


def test_a_waived_paraf_is_printed_with_its_reason():
    waived = Paraf("Koordinator PPID", "Paraf", "Demo", waived="Plh. memegang kedua jabatan")
    told = text(draw_monthly(replace(samples.monthly(), paraf=(PENDING[0], waived))))
    assert "Tidak diperlukan: Plh. memegang kedua jabatan" in told


def test_an_empty_month_is_told_plainly():
    told = text(draw_monthly(samples.empty()))
    for part in ("tidak ada pengaduan yang diterima", "belum ada pembanding",
                 "Tidak ada kendala yang dicatat", "Tidak ada yang lewat tenggat"):  # fmt: skip
        assert part in told
    assert "0%" not in told


def test_fifty_agencies_and_three_thousand_overdue_are_all_listed():
    names = tuple(f"Dinas Contoh {n:02d}" for n in range(50))
    facts = replace(
        samples.monthly(9000, 600), overdue=samples.overdue(3000), by_opd=samples.agencies(2000, names)
    )
    told = text(draw_monthly(facts))
    assert "39 lainnya" in told
    assert all(name in told for name in names)
    assert told.count("DPK-2026-0") == 3000


def test_january_is_compared_with_december():
    facts = replace(samples.monthly(), month=1, year=2027)
    assert "lebih banyak daripada Desember" in text(draw_monthly(facts))
