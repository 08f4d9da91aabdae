"""Surat undangan: one draft per agency, checked, numbered, signed once."""

from __future__ import annotations

from datetime import date, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Document, Letter, Notice, SigningKey
from sapa.services.errors import Conflict, Invalid, NotAllowed
from sapa.services.house import house
from sapa.services.letters import desk as letter_desk
from sapa.services.letters import drafting as letters
from sapa.services.letters import flow as letter_flow
from sapa.services.letters import meetings
from tests.services.letters.world import PASSPHRASE, REAL, World, build, days, official, on_letter


@pytest.fixture
def world(session: scoped_session) -> World:
    return build()


def paper(letter: Letter) -> str:
    pages = PdfReader(BytesIO(house().storage.get(letter.pdf_sha256))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_a_silent_agency_gets_a_draft(world: World) -> None:
    case_id = world.silent()
    letter = world.letter()
    assert on_letter(letter.id) == [case_id]
    assert (letter.recipient, letter.sifat) == ("Kepala Dinas Lingkungan Hidup dan Kebersihan", "Segera")
    assert letter.meet_at > world.now + days(1)


def test_the_next_silent_case_joins_the_draft(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    assert on_letter(world.letter().id) == sorted([first, second])
    assert db.session.scalar(select(func.count(Letter.id))) == 1


def test_another_agency_has_a_letter_of_its_own(world: World) -> None:
    world.all_silent("dlhk", "dishub")
    assert world.letter().id != world.letter(opd="dishub").id


def test_an_answered_case_is_not_printed(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    world.answer(first)
    letter = world.checked()
    assert on_letter(letter.id) == [second]
    assert "1 (satu) pengaduan" in paper(letter)


def test_an_empty_draft_is_withdrawn(world: World) -> None:
    case_id = world.silent()
    world.answer(case_id)
    assert letters.tidy(world.now) == 1
    assert world.letter() is None
    assert world.letter("withdrawn").withdrawn_at == world.now


def test_tidying_leaves_letters_alone_that_are_up_to_date(world: World) -> None:
    world.silent()
    assert letters.tidy(world.now) == 0


def test_a_draft_that_waited_too_long_proposes_another_meeting(world: World) -> None:
    world.silent()
    late = world.letter().meet_at + timedelta(minutes=1)
    assert letters.tidy(late) == 1
    assert world.letter().meet_at == meetings.proposed(late) > late
    assert letters.tidy(late) == 0


def test_a_checked_letter_with_an_answered_case_goes_back(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.checked()
    world.answer(first)
    letters.tidy(world.now)
    assert (world.letter().id, on_letter(letter.id)) == (letter.id, [second])


def test_a_checked_letter_waits_for_its_signer(world: World) -> None:
    world.silent()
    letter = world.checked()
    assert (letter.state, letter.number) == ("checked", "005/131/Diskominfo")
    assert letter.signer["name"] == "Demo Ppid Utama"
    notice = db.session.scalars(select(Notice).where(Notice.kind == "letter_to_sign")).one()
    assert (notice.role, notice.data) == ("ppid_utama", {"letter_id": letter.id})


def test_the_paper_says_what_was_typed(world: World) -> None:
    world.silent()
    copies = "Wali Kota Depok\nInspektorat Daerah"
    letter = world.checked(place="Aula Lantai 3", tembusan=copies, number="000.1.5/7/X")
    text = paper(letter)
    assert "000.1.5/7/X" in text
    assert "Aula Lantai 3" in text
    assert "2. Inspektorat Daerah." in text
    assert "CONTOH - BUKAN DOKUMEN RESMI" in text


def test_a_number_is_used_once(world: World) -> None:
    world.all_silent("dlhk", "dishub")
    world.checked("131")
    with pytest.raises(Invalid) as refusal:
        fields = {"number": "005/131/Diskominfo"}
        letter_flow.check(world.letter(opd="dishub").id, world.writer, world.now, fields)
    assert refusal.value.fields["number"].code == "number_used"


def test_a_number_is_asked_for(world: World) -> None:
    world.silent()
    with pytest.raises(Invalid) as refusal:
        letter_flow.check(world.letter().id, world.writer, world.now, {"number": " "})
    assert refusal.value.fields["number"].code == "required"


@pytest.mark.parametrize(("day", "hour", "field", "code"), [
    ("2026-11-02", "09:00", "meet_date", "meeting_past"),
    ("2026-11-21", "09:00", "meet_date", "meeting_weekend"),
    ("2026-11-19", "21:00", "meet_time", "meeting_hours"),
    ("2026-12-25", "09:00", "meet_date", "meeting_holiday"),
    ("besok", "09:00", "meet_date", "not_a_date"),
])  # fmt: skip
def test_the_meeting_is_in_office_hours(world: World, day: str, hour: str, field: str, code: str) -> None:
    world.silent()
    with pytest.raises(Invalid) as refusal:
        letter_flow.save(world.letter().id, world.writer, world.now, {"meet_date": day, "meet_time": hour})
    assert refusal.value.fields[field].code == code


def test_a_case_that_was_not_ticked_waits_on_the_next_draft(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.checked(case_ids=[str(first)])
    assert on_letter(letter.id) == [first]
    assert on_letter(world.letter().id) == [second]


def test_a_form_that_is_older_than_the_draft_is_refused(world: World) -> None:
    world.silent()
    version = world.letter().version
    world.silent()
    with pytest.raises(Invalid) as refusal:
        world.checked(version=str(version))
    assert refusal.value.fields["case_ids"].code == "letter_changed"


def test_the_signer_returns_a_letter_with_notes(world: World) -> None:
    world.silent()
    letter = world.checked()
    letter_flow.give_back(letter.id, world.signer, world.now, "Tempat rapat dipakai, pindah ke aula.")
    assert (letter.state, letter.return_reason) == ("draft", "Tempat rapat dipakai, pindah ke aula.")
    assert world.checked().id == letter.id


def test_a_returned_letter_takes_in_the_draft_that_came_meanwhile(world: World) -> None:
    first = world.silent()
    letter = world.checked()
    second = world.silent()
    assert on_letter(world.letter().id) == [second]
    letter_flow.give_back(letter.id, world.signer, world.now, "Gabungkan saja.")
    assert world.letter().id == letter.id
    assert on_letter(letter.id) == sorted([first, second])


def test_the_signature_is_put_once(world: World) -> None:
    world.silent()
    letter = world.signed()
    assert (letter.state, letter.signer_id) == ("signed", world.signer.user_id)
    with pytest.raises(Conflict) as refusal:
        letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)
    assert refusal.value.code == "letter_is_signed"
    document = db.session.scalars(select(Document)).one()
    assert document.signed_sha256 == letter.signed_sha256
    assert document.parafs[0]["name"] == "Demo Pelaksana Harian"
    assert house().storage.get(letter.signed_sha256).startswith(house().storage.get(letter.pdf_sha256))


@pytest.mark.parametrize(
    ("typed", "fault", "tries"), [("bukan kalimatnya", "wrong_passphrase", 1), ("", "required", 0)]
)
def test_a_wrong_passphrase_signs_nothing_and_an_empty_one_is_no_try(
    world: World, typed: str, fault: str, tries: int
) -> None:
    world.silent()
    letter = world.checked()
    world.give_key()
    world.read(letter)
    with pytest.raises(Invalid) as refusal:
        letter_flow.sign(letter.id, world.signer, world.now, REAL, typed)
    assert refusal.value.fields["passphrase"].code == fault
    assert world.letter("checked").signed_sha256 is None
    assert {key.failed_attempts for key in db.session.scalars(select(SigningKey))} == {tries}


def test_a_paper_that_was_not_read_is_not_signed(world: World) -> None:
    world.silent()
    letter = world.checked()
    with pytest.raises(Conflict, match="not_read"):
        letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)


def test_a_letter_with_an_answered_case_is_not_signed(world: World) -> None:
    first, _ = world.all_silent("dlhk", "dlhk")
    letter = world.checked()
    world.answer(first)
    with pytest.raises(Conflict) as refusal:
        letter_flow.sign(letter.id, world.signer, world.now, REAL, PASSPHRASE)
    assert refusal.value.code == "letter_case_answered"


def test_a_letter_to_a_meeting_that_is_past_is_not_signed(world: World) -> None:
    world.silent()
    letter = world.checked()
    with pytest.raises(Conflict, match="letter_meeting_past"):
        letter_flow.sign(letter.id, world.signer, letter.meet_at, REAL, PASSPHRASE)


def test_only_the_official_on_the_paper_signs(world: World) -> None:
    world.silent()
    letter = world.checked()
    for role in ("pelaksana_harian", "operator", "ppid_pembantu", "admin"):
        with pytest.raises(NotAllowed):
            letter_flow.sign(letter.id, world.people[role], world.now, REAL, PASSPHRASE)
        with pytest.raises(NotAllowed):
            letter_flow.give_back(letter.id, world.people[role], world.now, "Tidak boleh.")


def test_only_the_pelaksana_harian_checks(world: World) -> None:
    world.silent()
    for role in ("ppid_utama", "koordinator", "operator", "ppid_pembantu", "admin"):
        with pytest.raises(NotAllowed):
            letter_flow.check(world.letter().id, world.people[role], world.now, {"number": "1"})


def test_an_acting_official_signs_as_plh(world: World) -> None:
    world.silent()
    acting = world.people["koordinator_ppid"]
    term = {"valid_from": date(2026, 11, 1), "valid_to": date(2026, 11, 30)}
    db.session.add(official(acting.user_id, "ppid_utama", acting.name, standing="plh", **term))
    db.session.commit()
    letter = world.checked()
    assert letter.signer["prefix"] == "Plh."
    assert "Plh. PPID UTAMA" in paper(letter)
    with pytest.raises(NotAllowed):
        letter_flow.give_back(letter.id, world.signer, world.now, "Bukan giliran saya.")


def test_our_own_numbers_have_no_gaps(world: World) -> None:
    world.set("letter_numbering", "counter")
    world.give_key()
    world.all_silent("dlhk", "dishub")
    first, second = world.letter(), world.letter(opd="dishub")
    for letter in (first, second):
        letter_flow.check(letter.id, world.writer, world.now, {})
        assert letter.number is None
        world.read(letter)
    with pytest.raises(Invalid):
        letter_flow.sign(second.id, world.signer, world.now, REAL, "bukan kalimatnya")
    letter_flow.sign(second.id, world.signer, world.now, REAL, PASSPHRASE)
    letter_flow.sign(first.id, world.signer, world.now, REAL, PASSPHRASE)
    assert (second.number, first.number) == ("005/1/Diskominfo", "005/2/Diskominfo")
    assert "005/2/Diskominfo" in paper(first)


def test_a_signed_letter_that_is_recalled_keeps_its_number(world: World) -> None:
    case_id = world.silent()
    letter = world.signed()
    draft = letter_flow.recall(letter.id, world.writer, world.now)
    assert (letter.state, letter.number, on_letter(draft)) == ("withdrawn", "005/131/Diskominfo", [case_id])
    with pytest.raises(Invalid):
        world.checked("131")


def test_a_checked_letter_is_recalled_to_be_changed(world: World) -> None:
    world.silent()
    letter = world.checked()
    assert letter_flow.recall(letter.id, world.writer, world.now) == letter.id
    assert letter.state == "draft"


def test_the_list_goes_on_after_a_page(world: World) -> None:
    world.all_silent("dlhk", "dishub")
    first = letter_desk.listed("open", world.writer, size=1)
    second = letter_desk.listed("open", world.writer, first.after, size=1)
    assert [row.letter.id for row in (*first.rows, *second.rows)] == sorted(
        [world.letter().id, world.letter(opd="dishub").id], reverse=True
    )
    assert (first.before, second.after) == (None, None)


def test_each_sees_how_many_letters_wait_for_him(world: World) -> None:
    world.all_silent("dlhk", "dishub")
    world.checked()
    assert (letter_desk.tally(world.writer), letter_desk.tally(world.signer)) == (1, 1)
    assert letter_desk.tally(world.people["koordinator"]) == 0
