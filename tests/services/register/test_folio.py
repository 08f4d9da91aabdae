"""What is printed: every number, masks instead of people, nothing of what is confidential."""

from __future__ import annotations

import re
from datetime import date

import pypdfium2
import pytest

from sapa.db import db
from sapa.models import Ticket
from sapa.services import seals
from sapa.services.errors import NotFound
from sapa.services.register import closing, correcting, folio, reading
from sapa.services.register.reading import Wish
from tests.clock.moments import at

SOP, AUGUST = "depok-twitter", date(2026, 8, 1)
JULY, MORNING, LATER = "Wed 2026-07-15 09:00", "Mon 2026-08-03 09:00", "Tue 2026-09-01 09:00"


def words(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    pages = [" ".join(page.get_textpage().get_text_range().split()) for page in document]
    return "\f".join(pages)


@pytest.fixture
def book(world):
    world.tweet(JULY)
    stories = [world.tweet(MORNING, handle=f"@warga{n}", text=f"Perkara {word}, telepon 0812 3456 7890")
               for n, word in enumerate(("lampu", "anggaran", "rahasia"), 1)]  # fmt: skip
    stories[0].do("T02", "spam", MORNING)
    stories[1].complaint(MORNING, klasifikasi="permintaan_informasi", title="Anggaran 2026")
    db.session.get_one(Ticket, stories[2].ticket_id).confidential = True
    db.session.commit()
    return world


def test_each_book_prints_its_own_lines_and_the_month_carries_the_earlier_sums(book):
    complaints = words(folio.draw(SOP, AUGUST, at(LATER), "pengaduan").pdf)
    requests = words(folio.draw(SOP, AUGUST, at(LATER), "permohonan").pdf)
    assert "REGISTER PENGADUAN" in complaints and "REGISTER PERMOHONAN INFORMASI" in requests
    assert "Perkara lampu" in complaints and "Perkara anggaran" not in complaints
    assert "Perkara anggaran" in requests and "Perkara lampu" not in requests
    assert "Pindahan dari bulan-bulan sebelumnya: terdaftar 1, dijawab 0" in complaints
    assert "terdaftar 3, dijawab 0, selesai tanpa jawaban pokok 1, terbuka 1" in complaints
    assert "1 nomor bulan ini tercetak dalam Register Permohonan Informasi" in complaints


def test_both_books_are_one_paper_with_one_count_of_pages(book):
    drawn = folio.draw(SOP, AUGUST, at(LATER))
    assert re.findall(r"Halaman \d dari \d", words(drawn.pdf)) == ["Halaman 1 dari 2", "Halaman 2 dari 2"]


def test_a_confidential_matter_is_a_number_and_one_word(book):
    printed = words(folio.draw(SOP, AUGUST, at(LATER)).pdf)
    assert "4 dikecualikan" in printed
    assert "rahasia" not in printed and "@warga3" not in printed


def test_no_number_of_a_person_is_printed(book):
    assert "7890" not in words(folio.draw(SOP, AUGUST, at(LATER)).pdf)


def test_a_correction_is_printed_in_the_month_in_which_it_was_written(book):
    row = next(row for row in reading.find(Wish(SOP, 2026)).rows if row.number == 2)
    typed = {"column": "subject", "text": "Lampu jalan", "reason": "Salah ketik"}
    correcting.correct(row.id, typed, book.people["operator"], at(LATER))
    later = words(folio.draw(SOP, date(2026, 9, 1), at(LATER)).pdf)
    assert "Koreksi 1 Sep 2026 atas nomor 2, kolom Pokok pengaduan" in later
    assert "“Lampu jalan”. Alasan: Salah ketik" in later
    assert "lihat koreksi, baris 5" in words(folio.draw(SOP, AUGUST, at(LATER)).pdf)


def test_a_closed_month_prints_its_closing_and_an_open_one_says_so(book):
    assert "belum ditutup" in words(folio.draw(SOP, AUGUST, at(LATER)).pdf)
    seals.make_due(at(LATER))
    for month in (date(2026, 7, 1), AUGUST):
        closing.close(SOP, month, book.people["koordinator"], at(LATER))
    printed = words(folio.draw(SOP, AUGUST, at(LATER)).pdf)
    assert "ditutup pada 1 September 2026 pukul 09.00 WIB oleh Koordinator Uji dengan 3 (tiga)" in printed
    assert "nomor 2 sampai dengan 4" in printed


def test_what_is_printed_outside_production_is_marked(book):
    assert "CONTOH - BUKAN DOKUMEN RESMI" in words(folio.draw(SOP, AUGUST, at(LATER)).pdf)


def test_a_month_without_lines_has_no_folio(book):
    with pytest.raises(NotFound):
        folio.draw(SOP, date(2026, 1, 1), at(LATER))
