"""Sending a letter and holding its meeting: the SOP's moves of all its cases, in one piece."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Answer, Attendance, Letter, LetterCase, OutboxMessage
from sapa.services import moves
from sapa.services.errors import Conflict, Invalid, NotAllowed
from sapa.services.house import house
from sapa.services.letters import flow as letter_flow
from sapa.services.letters.meetings import Attendee
from sapa.services.outgoing import delivery
from tests.services.letters.world import World, build, days, on_letter

CAME = (
    Attendee("Kasi Demo", "Kepala Seksi", "DLHK"),
    Attendee("Demo Pelaksana", "Pemeriksa", "PPID"),
)
MINUTES = "Rapat membahas pengangkutan sampah; jadwal disepakati."


@pytest.fixture
def world(session: scoped_session) -> World:
    return build()


def hold(world: World, letter: Letter, results: dict[int, str | None], **changes) -> None:
    given = {"attendance": CAME, "minutes": MINUTES, "results": results} | changes
    letter_flow.hold(letter.id, world.writer, letter.meet_at, **given)


def result_of(letter: Letter, case_id: int) -> str | None:
    query = select(LetterCase.result).where(LetterCase.letter_id == letter.id, LetterCase.case_id == case_id)
    return db.session.scalar(query)


def test_sending_opens_the_meeting_of_every_case(world: World) -> None:
    cases = world.all_silent("dlhk", "dlhk")
    letter = world.sent()
    assert [world.steps(case_id) for case_id in cases] == [["T-X0"], ["T-X0"]]
    assert (letter.state, letter.sent_by) == ("sent", world.writer.user_id)


def test_the_agency_gets_the_paper_and_the_meeting_by_mail(world: World) -> None:
    world.silent()
    letter = world.sent()
    row = db.session.scalars(select(OutboxMessage).where(OutboxMessage.key == f"letter:{letter.id}")).one()
    envelope = delivery.opened(row)
    assert envelope["to"] == "dlhk@contoh.example"
    assert "005/131/Diskominfo" in envelope["body"]
    paper, entry = row.attachments
    assert (paper["sha256"], paper["name"]) == (letter.signed_sha256, "surat-undangan-005-131-Diskominfo.pdf")
    assert house().storage.get(entry["sha256"]).startswith(b"BEGIN:VCALENDAR\r\n")


def test_the_mail_names_paper_and_calendar_by_their_kind(world: World) -> None:
    world.silent()
    letter, mails = world.sent(), []
    delivery.deliver(letter.meet_at, mails.append, limit=50)
    mail = next(each for each in mails if "005/131/Diskominfo" in each["Subject"])
    kinds = [part.get_content_type() for part in mail.iter_attachments()]
    assert kinds == ["application/pdf", "text/calendar"]


def test_a_letter_is_sent_once(world: World) -> None:
    world.silent()
    letter = world.sent()
    with pytest.raises(Conflict, match="letter_is_sent"):
        letter_flow.send(letter.id, world.writer, world.now)


def test_an_unsigned_letter_is_not_sent(world: World) -> None:
    world.silent()
    letter = world.checked()
    with pytest.raises(Conflict, match="letter_is_checked"):
        letter_flow.send(letter.id, world.writer, world.now)


def test_the_move_alone_is_refused_while_no_letter_went_out(world: World) -> None:
    case_id = world.silent()
    with pytest.raises(Invalid) as refusal:
        moves.make(world.task(case_id).id, "send_letter", world.writer, world.now)
    assert refusal.value.fields["letter"].code == "letter_not_sent"


def test_a_case_that_was_answered_before_sending_stays_with_the_operator(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.signed()
    world.answer(first)
    letter_flow.send(letter.id, world.writer, world.now)
    assert (world.steps(first), world.steps(second)) == (["T-X1"], ["T-X0"])
    assert (on_letter(letter.id), result_of(letter, first)) == ([second], "answered_before")


def test_a_letter_without_an_open_case_is_not_sent(world: World) -> None:
    case_id = world.silent()
    letter = world.signed()
    world.answer(case_id)
    with pytest.raises(Conflict, match="letter_nothing_open"):
        letter_flow.send(letter.id, world.writer, world.now)


@pytest.mark.parametrize("role", ["operator", "koordinator", "ppid_utama", "ppid_pembantu", "admin"])
def test_only_the_pelaksana_harian_sends_and_holds(world: World, role: str) -> None:
    world.silent()
    letter = world.signed()
    with pytest.raises(NotAllowed):
        letter_flow.send(letter.id, world.people[role], world.now)
    letter_flow.send(letter.id, world.writer, world.now)
    with pytest.raises(NotAllowed):
        letter_flow.hold(letter.id, world.people[role], world.now, CAME, MINUTES, {})


def test_one_meeting_answers_many_cases(world: World) -> None:
    cases = world.all_silent("dlhk", "dlhk")
    letter = world.sent()
    hold(world, letter, dict.fromkeys(cases, "Diangkut setiap Selasa mulai pekan depan."))
    assert [world.steps(case_id) for case_id in cases] == [["T-X1"], ["T-X1"]]
    assert set(db.session.scalars(select(Answer.kind))) == {"meeting"}
    assert (letter.state, letter.minutes) == ("held", MINUTES)
    assert len(db.session.scalars(select(Attendance)).all()) == 2
    assert result_of(letter, cases[0]) == "answered"


def test_a_case_without_a_result_is_invited_again(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.sent()
    hold(world, letter, {first: "Sudah dijadwalkan.", second: None})
    assert (world.steps(first), world.steps(second)) == (["T-X1"], ["T09"])
    assert on_letter(world.letter().id) == [second]
    assert world.letter().id != letter.id
    assert result_of(letter, second) == "again"


def test_a_second_letter_ends_at_a_second_meeting(world: World) -> None:
    case_id = world.silent()
    letter = world.sent()
    hold(world, letter, {case_id: None})
    world.now = letter.meet_at + days(1)
    again = world.letter()
    letter_flow.save(again.id, world.writer, world.now, {"meet_at": world.now + days(7)})
    again = world.sent("132")
    hold(world, again, {case_id: "Akhirnya dijawab."})
    assert (world.steps(case_id), result_of(again, case_id)) == (["T-X1"], "answered")


def test_every_open_case_needs_a_decision(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.sent()
    with pytest.raises(Invalid) as refusal:
        hold(world, letter, {first: " "}, attendance=(), minutes="")
    codes = {name: wrong.code for name, wrong in refusal.value.fields.items()}
    assert codes == {
        "attendance": "required", "minutes": "required",
        f"answer_{first}": "required", f"answer_{second}": "case_undecided",
    }  # fmt: skip
    assert world.steps(first) == ["T-X0"]


def test_a_case_answered_before_the_meeting_needs_none(world: World) -> None:
    first, second = world.all_silent("dlhk", "dlhk")
    letter = world.sent()
    world.answer(first)
    hold(world, letter, {second: "Sudah dijadwalkan."})
    assert (result_of(letter, first), result_of(letter, second)) == ("answered_meanwhile", "answered")


def test_an_attendance_row_needs_name_and_jabatan(world: World) -> None:
    case_id = world.silent()
    letter = world.sent()
    with pytest.raises(Invalid) as refusal:
        hold(world, letter, {case_id: None}, attendance=[{"name": "Demo", "jabatan": ""}])
    assert refusal.value.fields["attendance"].code == "attendee_incomplete"


def test_a_meeting_is_recorded_once(world: World) -> None:
    case_id = world.silent()
    letter = world.sent()
    hold(world, letter, {case_id: "Sudah dijadwalkan."})
    with pytest.raises(Conflict, match="letter_is_held"):
        hold(world, letter, {case_id: "Sekali lagi."})
