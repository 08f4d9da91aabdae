"""A month is closed after its last day was sealed, in order, once, and then takes no line."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from sapa.db import db
from sapa.models import Ticket
from sapa.services import seals
from sapa.services.errors import Conflict, Invalid, NotFound
from sapa.services.register import audit, closing, correcting, lines, reading
from tests.clock.moments import at

SOP, JULY, AUGUST = "depok-twitter", date(2026, 7, 1), date(2026, 8, 1)
IN_JULY, IN_AUGUST, IN_SEPTEMBER = "Wed 2026-07-15 09:00", "Mon 2026-08-03 09:00", "Tue 2026-09-01 09:00"
WRONG = {"column": "subject", "text": "Lampu jalan padam", "reason": "Salah ketik"}


@pytest.fixture
def book(world):
    for when in (IN_JULY, IN_JULY, IN_AUGUST):
        world.tweet(when)
    return world


def close(month: date, when: str, people) -> lines.Numbered:
    return closing.close(SOP, month, people["koordinator"], at(when))


def test_a_closing_is_a_line_that_tells_what_the_month_holds_and_names_its_seal(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    done = close(JULY, IN_SEPTEMBER, book.people)
    assert (done.seq, done.number) == (4, None)
    words = lines.words(written("closing")[0].words_sealed)
    assert (words["entries"], words["first"], words["last"], words["sealed"]) == (2, 1, 2, "2026-07-31")
    assert closing.is_closed(SOP, JULY)
    assert audit.verify().whole


def test_a_month_that_runs_cannot_be_closed(book):
    with pytest.raises(Conflict, match="register_month_runs"):
        close(AUGUST, "Mon 2026-08-31 23:00", book.people)


def test_a_month_is_closed_only_when_its_last_day_is_sealed(book):
    with pytest.raises(Conflict, match="register_not_sealed"):
        close(JULY, IN_SEPTEMBER, book.people)


def test_the_earlier_month_is_closed_first(book):
    seals.make_due(at(IN_SEPTEMBER))
    assert closing.closable(SOP, at(IN_SEPTEMBER)) == JULY
    with pytest.raises(Conflict, match="register_earlier_open"):
        close(AUGUST, IN_SEPTEMBER, book.people)
    close(JULY, IN_SEPTEMBER, book.people)
    assert closing.closable(SOP, at(IN_SEPTEMBER)) == AUGUST
    close(AUGUST, IN_SEPTEMBER, book.people)
    assert closing.closable(SOP, at(IN_SEPTEMBER)) is None


def test_a_month_is_closed_once(book):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    with pytest.raises(Conflict, match="register_closed"):
        close(JULY, IN_SEPTEMBER, book.people)


def test_a_month_without_lines_is_none(book):
    with pytest.raises(NotFound):
        close(date(2026, 6, 1), IN_SEPTEMBER, book.people)


def test_no_line_enters_a_closed_month(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    columns = "sop_code, year, kind, number, ticket_id, words_sealed, hash"
    with pytest.raises(IntegrityError, match="closed"):
        db.session.execute(
            text(
                f"INSERT INTO register_line ({columns}, seq, day, at) "
                f"SELECT {columns}, 99, day, at FROM register_line WHERE seq = 1"
            )
        )


def test_a_message_of_a_closed_month_is_entered_today(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    story = book.tweet(IN_JULY, IN_SEPTEMBER)
    line = written("entry")[-1]
    assert (line.ticket_id, line.day, line.number) == (story.ticket_id, date(2026, 9, 1), 4)
    assert reading.one(line.id).received == date(2026, 7, 15)


def test_what_is_dated_in_a_closed_month_by_a_clock_set_back_is_entered_in_the_open_month(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    stories = [book.tweet(IN_JULY), book.tweet(IN_JULY)]
    late = written("entry")[-2:]
    assert [line.ticket_id for line in late] == [story.ticket_id for story in stories]
    assert [(line.day, line.seq, line.number) for line in late] == [(AUGUST, 5, 4), (AUGUST, 6, 5)]
    assert closing.closable(SOP, at(IN_SEPTEMBER)) == AUGUST
    assert audit.verify().whole


def test_after_a_closed_december_the_open_month_is_in_the_next_book(world, written):
    december, later = "Mon 2026-12-14 09:00", "Mon 2027-01-04 09:00"
    world.tweet(december)
    seals.make_due(at(later))
    close(date(2026, 12, 1), later, world.people)
    world.tweet(december)
    line = written("entry")[-1]
    assert (line.year, line.day, line.number) == (2027, date(2027, 1, 1), 1)
    assert audit.verify().whole


def test_a_correction_by_a_clock_set_back_stands_in_the_open_month(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    correcting.correct(written("entry")[0].id, WRONG, book.people["operator"], at(IN_JULY))
    assert written("correction")[0].day == AUGUST


def test_a_correction_of_a_closed_month_stands_in_the_current_one(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    close(JULY, IN_SEPTEMBER, book.people)
    entry = written("entry")[0]
    done = correcting.correct(entry.id, WRONG, book.people["operator"], at(IN_SEPTEMBER))
    line = written("correction")[0]
    assert (line.day, line.seq, line.corrects_id) == (date(2026, 9, 1), done.seq, entry.id)
    assert audit.verify().whole


def test_a_correction_says_what_stood_there_and_why_and_the_line_stays(book, written):
    entry = written("entry")[0]
    before = entry.words_sealed
    for said in ("Lampu padam", "Lampu jalan padam, telepon 0812 3456 7890"):
        correcting.correct(entry.id, WRONG | {"text": said}, book.people["operator"], at(IN_AUGUST))
    assert lines.words(written("correction")[1].words_sealed) == {
        "column": "subject",
        "old": "Lampu padam",
        "new": "Lampu jalan padam, telepon 081******",
        "reason": "Salah ketik",
    }
    assert entry.words_sealed == before
    assert correcting.valid(entry)["subject"] == "Lampu jalan padam, telepon 081******"


@pytest.mark.parametrize(("typed", "field"), [
    ({"reason": ""}, "reason"),
    ({"reason": "ya"}, "reason"),
    ({"column": "nik"}, "column"),
    ({"text": "Lampu jalan mati min"}, "text"),
    ({"text": "x" * 241}, "text"),
])  # fmt: skip
def test_a_correction_needs_a_column_a_change_and_a_reason(book, written, typed, field):
    with pytest.raises(Invalid) as refused:
        correcting.correct(written("entry")[0].id, WRONG | typed, book.people["operator"], at(IN_AUGUST))
    assert set(refused.value.fields) == {field}


def test_only_entries_are_corrected(book, written):
    seals.make_due(at(IN_SEPTEMBER))
    done = close(JULY, IN_SEPTEMBER, book.people)
    with pytest.raises(NotFound):
        correcting.correct(done.id, WRONG, book.people["operator"], at(IN_SEPTEMBER))


def test_a_confidential_line_is_corrected_by_nobody(book, written):
    book_line = written("entry")[0]
    db.session.get_one(Ticket, book_line.ticket_id).confidential = True
    db.session.commit()
    with pytest.raises(NotFound):
        correcting.correct(book_line.id, WRONG, book.people["operator"], at(IN_AUGUST))
