"""`sapa register verify` finds what was changed, removed or renumbered behind the house's back."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import RegisterLine, Seal
from sapa.services import seals
from sapa.services.register import audit, lines
from tests.clock.moments import at

FIRST, SECOND = "Mon 2026-08-03 09:00", "Tue 2026-08-04 09:00"
LATER = at("Wed 2026-08-05 01:00")
NAME = "register depok-twitter tahun 2026"


@pytest.fixture
def book(world):
    """Three lines of Monday and two of Tuesday."""
    for when in (FIRST, FIRST, FIRST, SECOND, SECOND):
        world.tweet(when)
    return world


def faults() -> set[tuple[str, str]]:
    return set(audit.verify().faults)


def test_an_honest_register_is_whole(book):
    seals.make_due(LATER)
    found = audit.verify()
    assert (found.books, found.lines, found.seals, found.faults) == (1, 5, 2, [])
    assert audit.report(found)[-1] == "Register utuh."


def test_a_changed_line_is_found_before_and_after_the_seal(book, tamper):
    tamper("UPDATE register_line SET day = '2026-08-01' WHERE seq = 2")
    assert faults() == {("line", f"{NAME}, baris 2 (nomor 2)")}


def test_a_line_rewritten_with_its_hash_is_betrayed_by_the_seal(book, tamper):
    seals.make_due(LATER)
    row = db.session.scalars(select(RegisterLine).where(RegisterLine.seq == 2)).one()
    forged = lines.seal({"reporter": "@lain", "subject": "Lain"})
    line = lines.Line(
        "depok-twitter", "entry", row.day, row.at, forged, row.user_id, row.ticket_id, row.case_id
    )
    new = lines.link(line, 2, 2).hex()
    tamper(f"UPDATE register_line SET words_sealed = '{forged}', hash = '\\x{new}' WHERE seq = 2")
    assert faults() == {("sealed", f"{NAME}, baris 1 sampai 3")}


def test_a_missing_line_is_found(book, tamper):
    seals.make_due(LATER)
    number = book.tweet(SECOND).number
    tamper("DELETE FROM register_line WHERE seq = 6")
    assert faults() == {("missing", f"{NAME}, baris 6"), ("count", NAME), ("unentered", number)}


def test_a_missing_line_is_found_also_where_the_count_was_set_back(book, tamper):
    seals.make_due(LATER)
    tamper("DELETE FROM register_line WHERE seq = 5")
    tamper("UPDATE register_book SET lines = 4, numbers = 4")
    kinds = {kind for kind, _ in faults()}
    assert kinds == {"sealed", "unentered"}


def test_a_missing_line_in_the_middle_is_found(book, tamper):
    tamper("DELETE FROM register_line WHERE seq = 3")
    assert {("missing", f"{NAME}, baris 3"), ("number", f"{NAME}, baris 4 (nomor 4)")} <= faults()


def test_renumbered_lines_are_found(book, tamper):
    tamper("UPDATE register_line SET number = 9 WHERE number = 3")
    third = f"{NAME}, baris 3 (nomor 9)"
    assert {("number", third), ("number", f"{NAME}, baris 4 (nomor 4)"), ("line", third)} <= faults()


def test_two_lines_that_change_places_are_found(book, tamper):
    tamper("UPDATE register_line SET seq = seq + 100, number = number + 100 WHERE seq IN (1, 2)")
    tamper("UPDATE register_line SET seq = 103 - seq, number = 103 - number WHERE seq > 100")
    first, second = f"{NAME}, baris 1 (nomor 1)", f"{NAME}, baris 2 (nomor 2)"
    assert faults() == {("line", first), ("line", second), ("order", second)}


def test_a_whole_book_that_is_gone_is_found(book, tamper):
    seals.make_due(LATER)
    tamper("DELETE FROM register_line")
    tamper("DELETE FROM register_book")
    assert faults() == {("sealed", f"{NAME}, baris 1 sampai 3"), ("sealed", f"{NAME}, baris 4 sampai 5")}


@pytest.mark.parametrize(("statement", "told"), [
    ("UPDATE register_line SET words_sealed = words_sealed || 'x' WHERE seq = 2",
     "Baris diubah: register depok-twitter tahun 2026, baris 2 (nomor 2)"),
    ("UPDATE register_line SET number = 9 WHERE seq = 5",
     "Nomor register tidak urut: register depok-twitter tahun 2026, baris 5 (nomor 9)"),
    ("DELETE FROM register_line WHERE seq = 5",
     "Baris hilang: register depok-twitter tahun 2026, baris 5"),
    ("DELETE FROM register_line WHERE seq = 3",
     "Baris hilang: register depok-twitter tahun 2026, baris 3"),
    ("UPDATE register_line SET ticket_id = NULL, number = NULL, kind = 'closing', month = '2026-08-01' "
     "WHERE seq = 1",
     "Baris berbeda dari yang disegel: register depok-twitter tahun 2026, baris 1 sampai 3"),
    ("UPDATE register_line SET at = at + interval '1 second' WHERE seq = 1",
     "Baris berbeda dari yang disegel: register depok-twitter tahun 2026, baris 1 sampai 3"),
])  # fmt: skip
def test_every_fault_is_told_in_a_sentence_that_names_the_line(book, tamper, statement, told):
    seals.make_due(LATER)
    tamper(statement)
    assert told in audit.report(audit.verify())


def test_a_seal_whose_register_heads_were_changed_is_found(book, tamper):
    seals.make_due(LATER)
    tamper("ALTER TABLE seal DISABLE TRIGGER USER")
    tamper("UPDATE seal SET register_heads = '' WHERE day = '2026-08-03'")
    assert ("seal", "2026-08-03") in faults()
    assert "seal" in {kind for kind, _ in seals.verify_audit().faults}


def test_a_case_without_a_line_is_found(book, tamper):
    number = book.tweet(SECOND).number
    tamper("DELETE FROM register_line WHERE seq = 6")
    tamper("UPDATE register_book SET lines = 5, numbers = 5")
    assert faults() == {("unentered", number)}


def test_a_day_without_a_line_leaves_the_seal_as_it_was(world):
    story = world.tweet(FIRST)
    story.do("T02", "spam", SECOND)
    seals.make_due(LATER)
    first, second = db.session.scalars(select(Seal).order_by(Seal.day)).all()
    assert (bool(first.register_heads), bytes(second.register_heads)) == (True, b"")
    assert bytes(second.hash) == seals.link(second.day, bytes(second.prev), bytes(second.heads))
