"""SOPs that register at a step of their own, and what becomes confidential after it was entered."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Case, RegisterLine
from sapa.services import intake
from sapa.services.register import audit, lines, reading, rules
from sapa.services.register.reading import Wish
from tests.clock.moments import at
from tests.support.world import Story

MORNING, LATER = "Mon 2026-08-03 09:00", "Tue 2026-08-04 10:00"
WHO = {"name": "Budi Santoso", "address": "Jalan Contoh 1"}


@pytest.fixture
def take_in(world):
    """A message that comes by SMS, handled by the SOP of that code."""

    def receive(code: str, text: str = "Minta salinan anggaran 2026") -> Story:
        if "sms" not in taken:
            world.set("routes", {"twitter": "depok-twitter", "sms": code}, "2020-01-01")
        taken.append("sms")
        said = Inbound("sms", f"pesan-{len(taken)}", text, at(MORNING), identity=WHO)
        received = intake.receive(said, at(MORNING), world.people["operator"])
        return Story(world, received.ticket_id, received.number)

    taken: list[str] = []
    return receive


def entered() -> list[tuple[str, int | None]]:
    rows = db.session.scalars(select(RegisterLine).order_by(RegisterLine.id))
    return [(row.sop_code, row.number) for row in rows]


def registered(story: Story, klasifikasi: str = "permintaan_informasi") -> None:
    story.do("K01", "accept", LATER)
    place = {"category_id": story.world.category.id, "kelurahan_id": story.world.kelurahan.id}
    story.do("K02", "register", LATER, klasifikasi=klasifikasi, title="Anggaran", **place)


def test_kulon_progo_gives_the_number_at_the_step_that_registers(take_in):
    story = take_in("kulon-progo")
    assert entered() == []
    registered(story)
    assert entered() == [("kulon-progo", 1)]
    line = db.session.scalars(select(RegisterLine)).one()
    assert line.at == at(LATER)
    assert lines.words(line.words_sealed)["reporter"] == "B*** S***"
    assert audit.verify().whole


def test_its_two_books_share_one_sequence_and_have_the_clock_from_the_entry(take_in):
    request, complaint = take_in("kulon-progo"), take_in("kulon-progo", "Jalan rusak")
    registered(request)
    registered(complaint, "pengaduan")
    wish = Wish("kulon-progo", 2026)
    rows = {row.number: row for row in reading.find(wish).rows}
    assert [rows[1].book, rows[2].book] == [rules.REQUESTS, rules.COMPLAINTS]
    case = db.session.scalars(select(Case).where(Case.ticket_id == request.ticket_id)).one()
    assert (rows[1].deadline_at, case.deadline_from) == (case.deadline_at, at(LATER))


def test_a_false_identity_at_the_door_stays_in_the_register(take_in):
    story = take_in("kulon-progo")
    story.do("K01", "false_identity", LATER, reason="NIK milik orang lain")
    assert entered() == [("kulon-progo", 1)]
    row = reading.find(Wish("kulon-progo", 2026)).rows[0]
    assert (row.outcome, row.excluded) == ("false_identity", False)


def test_what_is_merged_before_it_was_entered_has_no_line_and_is_not_missed(take_in):
    first, second = take_in("kulon-progo"), take_in("kulon-progo", "Minta salinan anggaran lagi")
    registered(first)
    second.do("K01", "accept", LATER)
    second.do("K02", "duplicate", LATER, duplicate_of=first.number)
    assert entered() == [("kulon-progo", 1)]
    assert audit.verify().whole


def test_an_ethics_matter_keeps_its_number_and_nothing_else(take_in):
    story = take_in("sms-wa")
    assert entered() == [("sms-wa", 1)]
    story.do("S02", "ethics", LATER, reason="Menyangkut petugas")
    assert entered() == [("sms-wa", 1)]
    row = reading.find(Wish("sms-wa", 2026)).rows[0]
    assert (row.number, row.excluded, row.words) == (1, True, {})
    assert audit.verify().whole
