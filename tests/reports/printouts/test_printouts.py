"""Papers that steps put out, as PDFs: their words, their empty parts, long names, many rows."""

from dataclasses import replace

import pytest

from sapa.reports import Paper
from sapa.reports.paper import WATERMARK
from sapa.reports.printouts import (
    draw_answer_report,
    draw_complaint,
    draw_disposition,
    draw_duties,
    draw_recap,
    draw_solution,
)
from sapa.reports.printouts.facts import DispositionFacts, RecapFacts
from tests.reports.printouts import samples
from tests.reports.reading import pages, text

ALL = [
    (draw_disposition, samples.disposition),
    (draw_complaint, samples.complaint),
    (draw_solution, samples.solution),
    (draw_answer_report, samples.answer_report),
    (draw_recap, samples.recap),
    (draw_duties, samples.duties),
]
NAMES = [draw.__name__ for draw, _ in ALL]
each_paper = pytest.mark.parametrize(("draw", "facts"), ALL, ids=NAMES)
of_a_case = pytest.mark.parametrize(("draw", "facts"), ALL[:4], ids=NAMES[:4])
LONG = "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu " * 8


def lacks(drawn, *words):
    whole = text(drawn)
    return [word for word in words if word not in whole]


@each_paper
def test_the_same_facts_are_the_same_bytes(draw, facts):
    assert draw(facts()).pdf == draw(facts()).pdf


@each_paper
def test_facts_survive_json(draw, facts):
    again = type(facts()).from_json(facts().to_json())
    assert draw(again).pdf == draw(facts()).pdf


@each_paper
def test_it_bears_letterhead_page_number_origin_and_the_mark_of_a_demo(draw, facts):
    drawn = draw(facts())
    first = pages(drawn)[0]
    assert f"Halaman 1 dari {drawn.pages}" in first
    assert lacks(drawn, "PEMERINTAH KOTA DEPOK", "DINAS KOMUNIKASI DAN INFORMATIKA", "bogor versi 1",
                 "Dicetak 3 Agustus 2026 pukul 12.00 WIB oleh Petugas Demo Dishub",
                 WATERMARK) == []  # fmt: skip


@each_paper
def test_an_official_paper_bears_no_mark(draw, facts):
    given = facts()
    document = replace(given.frame.document, demo=False)
    assert WATERMARK not in text(draw(replace(given, frame=replace(given.frame, document=document))))


def test_a_disposition_has_every_part_of_the_tata_naskah():
    drawn = draw_disposition(samples.disposition())
    assert lacks(drawn, "LEMBAR DISPOSISI", "Surat dari : Operator Call Center", "No. surat : DPK-2026-00012",
                 "No. agenda : 12/2026", "Sangat Segera", "Rahasia", "Diteruskan kepada Sdr.",
                 "Dengan hormat harap", "Catatan / isi disposisi", "Paraf dan tanggal",
                 "Dari pengirim: Mohon dijawab sebelum Jumat.",
                 "Dicatat di aplikasi oleh Petugas Demo Dishub, 3 Agustus 2026") == []  # fmt: skip
    assert drawn.pages == 1


def test_a_disposition_that_nobody_took_names_nobody():
    assert "Dicatat di aplikasi" not in text(draw_disposition(replace(samples.disposition(), done=None)))


def test_a_sifat_of_the_citys_own_is_printed_too():
    assert "Sangat Rahasia" in text(draw_disposition(replace(samples.disposition(), sifat="Sangat Rahasia")))


def test_the_complaint_is_printed_as_it_went_to_the_agencies():
    drawn = draw_complaint(samples.complaint())
    assert lacks(drawn, "PENGADUAN MASYARAKAT", "PPID Pembantu Dinas Perhubungan",
                 "PPID Pembantu Dinas Kependudukan dan Pencatatan Sipil", "Mohon segera.",
                 "[DPK-2026-00012] Lampu jalan mati", "terkirim 3 Agustus 2026 pukul 09.05 WIB",
                 "Kepala Seksi Contoh (WhatsApp)", "Lampu sudah menyala kembali.",
                 "Lampiran: 2 gambar") == []  # fmt: skip


def test_a_solution_tells_analysis_proposal_decision_and_who_initials():
    drawn = draw_solution(samples.solution())
    assert lacks(drawn, "CATATAN SOLUSI", "Tiang nomor 12 putus", "Diganti lampu LED hari ini.",
                 "Setujui: Ketua, Ketua Demo, Senin, 3 Agustus 2026", "Pengarah") == []  # fmt: skip


def test_a_report_of_an_answer_tells_what_was_done_and_what_not_yet():
    drawn = draw_answer_report(samples.answer_report())
    assert lacks(drawn, "LAPORAN JAWABAN PENGADUAN", "Kepada : Operator Call Center", "B05 Menganalisa",
                 "B06 Menindaklanjuti", "belum selesai", "PPID Pembantu Dinas Perhubungan") == []  # fmt: skip


def test_a_recap_of_three_hundred_complaints_has_them_all_with_their_sum():
    drawn = draw_recap(samples.recap())
    assert lacks(drawn, "DPK-2026-00001", "DPK-2026-00300", "Bulan Agustus 2026", "301 (tiga ratus satu)",
                 "dikecualikan 1", "terbuka, lewat tenggat", "Listrik padam.", "Ketua") == []  # fmt: skip
    assert all("Penyelesaian" in page for page in pages(drawn)[:-1])


def test_a_month_without_complaints_says_so():
    empty = replace(samples.recap(0), states=(), excluded=0, kendala="", saran="")
    drawn = draw_recap(empty)
    assert lacks(drawn, "Tidak ada pengaduan dalam bulan ini.", "Tidak ada kendala yang dicatat.") == []
    assert drawn.pages == 1


@of_a_case
def test_empty_parts_are_said_to_be_empty(draw, facts):
    given = facts()
    matter = replace(given.matter, register="", klasifikasi="", category="", place="", reporter=(), due=None,
                     pictures=0)  # fmt: skip
    bare = replace(given, matter=matter, **{
        name: () for name in ("sent", "answers", "analysis", "solutions", "steps") if hasattr(given, name)
    })  # fmt: skip
    assert "Lokasi : –" in text(draw(bare))
    assert "None" not in text(draw(bare))


@of_a_case
@pytest.mark.parametrize("size", ["F4", "A4"])
def test_long_names_and_texts_stay_on_the_paper(draw, facts, size):
    given = facts()
    matter = replace(given.matter, title=LONG, category=LONG, place=LONG, text=f"{LONG}\n\n" * 30)
    names = {name: LONG for name in ("agency", "unit", "sender", "note") if hasattr(given, name)}
    drawn = draw(replace(given, matter=matter, **names), Paper(format=size, size=10.5))
    assert "Dinas Penanaman Modal" in text(drawn)


@of_a_case
def test_hostile_words_are_words(draw, facts):
    given = facts()
    bad = "<b>tebal</b> & <img src='x'> " + "x" * 400 + "\x00\u202e😀"
    drawn = draw(replace(given, matter=replace(given.matter, title=bad, text=bad)))
    assert "<b>tebal</b> &" in text(drawn)


def test_what_is_kept_as_json_names_its_class():
    assert DispositionFacts.from_json(samples.disposition().to_json()) == samples.disposition()
    assert RecapFacts.from_json(samples.recap(3).to_json()) == samples.recap(3)


def test_the_list_of_duties_tells_who_missed_which_days():
    drawn = draw_duties(samples.duties())
    assert lacks(drawn, "REKAPITULASI KEWAJIBAN HARIAN", "55 dari 60 kewajiban dilakukan (91,7%)",
                 "2 Perangkat Daerah pernah tidak melakukannya", "3, 4, 10, 14") == []  # fmt: skip


def test_a_month_without_duties_says_so():
    assert "Tidak ada kewajiban harian" in text(draw_duties(replace(samples.duties(), lines=())))
