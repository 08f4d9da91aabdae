"""What the page of the register shows, finds and keeps to itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sapa.db import db
from sapa.models import Ticket
from sapa.services.register import correcting, reading, rules
from sapa.services.register.reading import Wish
from tests.clock.moments import at

MORNING = "Mon 2026-08-03 09:00"
ALL = Wish("depok-twitter", 2026)


@pytest.fixture
def book(world):
    """1 complaint, 2 request for information, 3 confidential, 4 not judged yet."""
    stories = [world.tweet(MORNING, handle=f"@warga{n}", text=f"Perkara {word}") for n, word in
               enumerate(("lampu", "anggaran", "rahasia", "sampah"), 1)]  # fmt: skip
    stories[0].complaint(MORNING)
    stories[1].complaint(MORNING, klasifikasi="permintaan_informasi", title="Anggaran 2026")
    db.session.get_one(Ticket, stories[2].ticket_id).confidential = True
    db.session.commit()
    world.stories = stories
    return world


def numbers(wish: Wish) -> list[int | None]:
    return [row.number for row in reading.find(wish).rows]


def test_the_newest_line_stands_first(book):
    assert numbers(ALL) == [4, 3, 2, 1]


def test_one_sequence_is_shown_as_two_books(book):
    assert numbers(replace(ALL, book=rules.REQUESTS)) == [2]
    assert numbers(replace(ALL, book=rules.COMPLAINTS)) == [4, 3, 1]


def test_of_a_confidential_matter_nothing_is_known_but_its_number(book):
    row = next(row for row in reading.find(ALL).rows if row.number == 3)
    assert row.excluded
    assert (row.words, row.ticket, row.channel, row.agencies, row.outcome) == ({}, "", "", "", None)


@pytest.mark.parametrize(("text", "found"), [
    ("lampu", [1]),
    ("rahasia", []),
    ("@warga2", [2]),
    ("@warga3", []),
    ("3", [3]),
    ("3/2026", [3]),
    ("tiada", []),
])  # fmt: skip
def test_words_accounts_and_numbers_find_lines_but_never_a_confidential_matter(book, text, found):
    assert numbers(replace(ALL, text=text)) == found


def test_a_ticket_number_finds_its_line(book):
    known, secret = book.stories[0].number, book.stories[2].number
    assert numbers(replace(ALL, text=known.lower())) == [1]
    assert numbers(replace(ALL, text=secret)) == []


def test_pages_follow_each_other_without_a_gap_in_both_directions(book):
    first = reading.find(replace(ALL, size=3))
    second = reading.find(replace(ALL, size=3, place=first.after))
    assert [row.number for row in (*first.rows, *second.rows)] == [4, 3, 2, 1]
    back = reading.find(replace(ALL, size=3, place=second.before))
    assert [row.number for row in back.rows] == [4, 3, 2]
    assert (first.before, second.after) == (None, None)


def test_a_month_shows_its_own_lines(book):
    book.tweet("Tue 2026-09-01 09:00")
    assert numbers(replace(ALL, month=9)) == [5]
    assert [row.number for row in reading.of_month("depok-twitter", date(2026, 8, 1))] == [1, 2, 3, 4]


def test_a_correction_stands_beside_what_it_corrects(book):
    entry = next(row for row in reading.find(ALL).rows if row.number == 1)
    typed = {"column": "job", "text": "Guru", "reason": "Dilengkapi pemohon"}
    done = correcting.correct(entry.id, typed, book.people["operator"], at(MORNING))
    correction, *_, entry = reading.find(ALL).rows
    assert (correction.kind, correction.of_number, correction.words["new"]) == ("correction", 1, "Guru")
    assert entry.corrected_at == (done.seq,)
    assert reading.corrections_of([entry]) == {entry.id: {"job": "Guru"}}
    assert numbers(replace(ALL, text="1")) == [None, 1]


def test_the_shelf_tells_which_books_there_are(book):
    book.tweet("Mon 2027-01-04 09:00")
    assert reading.shelf().years == {"depok-twitter": [2027, 2026]}
