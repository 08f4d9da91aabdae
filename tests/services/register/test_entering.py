"""When a matter gets its line, and what the line says."""

from __future__ import annotations

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from sapa.db import db
from sapa.models import Complainant, RegisterBook, RegisterLine
from sapa.services.house import house
from sapa.services.register import entering, lines, rules
from sapa.sop.loader import shipped

MORNING = "Mon 2026-08-03 09:00"


def entries() -> list[RegisterLine]:
    query = select(RegisterLine).where(RegisterLine.kind == "entry").order_by(RegisterLine.seq)
    return list(db.session.scalars(query))


def test_every_complaint_that_arrives_gets_the_next_number(world):
    stories = [world.tweet(MORNING) for _ in range(3)]
    found = entries()
    assert [line.number for line in found] == [line.seq for line in found] == [1, 2, 3]
    assert [line.ticket_id for line in found] == [story.ticket_id for story in stories]


def test_a_line_tells_the_account_and_what_was_said_without_numbers_of_people(world):
    world.tweet(MORNING, handle="@warga", text="Hubungi saya 0812-3456-7890, NIK 3276010101900001")
    line = entries()[0]
    assert lines.words(line.words_sealed) == {
        "reporter": "@warga",
        "subject": "Hubungi saya 081******, NIK 327******",
    }
    assert "warga" not in line.words_sealed


def test_the_first_number_of_a_year_is_one(world):
    world.tweet("Thu 2026-12-31 10:00")
    world.tweet("Mon 2027-01-04 10:00")
    assert [(line.year, line.number) for line in entries()] == [(2026, 1), (2027, 1)]


def test_the_local_date_decides_the_year(world):
    world.tweet("Fri 2027-01-01 00:30")
    assert [(line.year, line.day.isoformat()) for line in entries()] == [(2027, "2027-01-01")]


def test_a_message_that_comes_twice_is_entered_once(world):
    for _ in range(2):
        world.tweet(MORNING, number=1_900_000_001)
    assert len(entries()) == 1


def test_a_case_that_ends_keeps_its_line(world):
    story = world.tweet(MORNING)
    story.do("T02", "spam", MORNING)
    assert [line.ticket_id for line in entries()] == [story.ticket_id]


def test_a_masked_name_stands_where_there_is_no_account(world):
    sealed = house().vault.encrypt("Budi Santoso", "complainant.name")
    person = Complainant(handle="", name_sealed=sealed, phone_mask="+62 811-***-**22", nik_mask="")
    assert entering.reporter(person) == "B*** S***"
    person.name_sealed = None
    assert entering.reporter(person) == "+62 811-***-**22"


@pytest.mark.parametrize("statement", [
    "UPDATE register_line SET number = 7",
    "DELETE FROM register_line",
    "TRUNCATE register_line",
])  # fmt: skip
def test_a_line_is_never_changed_or_removed(world, statement):
    world.tweet(MORNING)
    with pytest.raises(IntegrityError, match="append-only"):
        db.session.execute(text(statement))


def test_a_number_is_given_back_by_what_fails(world):
    world.tweet(MORNING)
    with db.session.begin_nested() as inner:
        lines.append("depok-twitter", "closing", {}, None, entries()[0].at, month=entries()[0].day)
        inner.rollback()
    assert db.session.scalars(select(RegisterBook.lines)).one() == 1


def test_the_sheet_decides_when_a_matter_is_entered():
    moves = {sop.code: rules.entering_moves(sop, "handling") for sop in shipped()}
    assert {step for step, _ in moves["kulon-progo"]} == {"K02"}
    assert [code for code, found in moves.items() if found] == ["kulon-progo"]


def test_requests_for_information_are_a_book_of_their_own():
    assert rules.book_of("permintaan_informasi") == rules.REQUESTS
    assert {rules.book_of(each) for each in (None, "pengaduan", "aspirasi")} == {rules.COMPLAINTS}
