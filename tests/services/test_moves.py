"""Moves at the desk: every way out of T02 and T03, who may, who was first."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer, Delivery, Forward, OutboxMessage
from sapa.services import cases, moves
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.clock.moments import at
from tests.support.world import Story, World


@pytest.fixture
def story(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")


def test_a_complaint_goes_on_to_the_next_step(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05")
    assert story.places() == ["T03"]
    ticket = story.ticket
    assert (ticket.klasifikasi, ticket.title, ticket.place_unknown) == (
        "pengaduan",
        "Lampu jalan mati di Beji",
        False,
    )
    assert (ticket.kecamatan_id, ticket.kelurahan_id) == (story.world.kecamatan.id, story.world.kelurahan.id)


@pytest.mark.parametrize(
    ("klasifikasi", "due"),
    [
        # Counted from the day after the tweet (Mon 3 Aug); Mon 17 and Tue 25 August are holidays.
        ("permintaan_informasi", "Mon 2026-08-10 16:00"),
        ("pengaduan", "Mon 2026-08-24 16:00"),
        ("aspirasi", "Mon 2026-08-24 16:00"),
        ("berkadar_pengawasan", "Wed 2026-10-28 16:00"),
    ],
)
def test_the_klasifikasi_sets_the_deadline(story: Story, klasifikasi: str, due: str) -> None:
    story.complaint("Mon 2026-08-03 09:05", klasifikasi=klasifikasi)
    assert story.case.deadline_at == at(due)


def test_a_city_may_set_other_deadlines(story: Story) -> None:
    story.world.set("deadline_days", {"pengaduan": 10}, "2026-08-01")
    story.complaint("Mon 2026-08-03 09:05")
    assert story.case.deadline_at == at("Tue 2026-08-18 16:00")


def test_the_place_may_be_unknown(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05", place_unknown="1", kelurahan_id="")
    assert (story.ticket.place_unknown, story.ticket.kecamatan_id) == (True, None)


def test_every_fault_of_a_form_is_named_at_once(story: Story) -> None:
    with pytest.raises(Invalid) as fault:
        story.do(
            "T02",
            "complaint",
            "Mon 2026-08-03 09:05",
            klasifikasi="x",
            category_id="",
            kelurahan_id="",
            title="a",
        )
    codes = {name: wrong.code for name, wrong in fault.value.fields.items()}
    assert codes == {
        "klasifikasi": "unknown_choice", "category_id": "required", "kecamatan_id": "place_required",
        "title": "too_short",
    }  # fmt: skip
    assert story.places() == ["T02"]
    assert story.ticket.klasifikasi is None


@pytest.mark.parametrize("wrong", ["9999999", "abc", "-1", "1; DROP TABLE ticket", "٣", "9" * 30])
def test_a_category_that_is_not_on_the_list_is_refused(story: Story, wrong: str) -> None:
    with pytest.raises(Invalid):
        story.complaint("Mon 2026-08-03 09:05", category_id=wrong)


@pytest.mark.parametrize("action", ["not_complaint", "spam"])
def test_what_is_no_complaint_ends_at_once(story: Story, action: str) -> None:
    moved = story.do("T02", action, "Mon 2026-08-03 09:05")
    assert moved.outcome == story.ticket.outcome == story.case.outcome == action
    assert story.places() == []
    assert story.kinds() == ["opened", "moved", "closed"]


@pytest.mark.parametrize(("action", "step"), [("out_of_authority", "T-X1"), ("emergency", "T-X1")])
def test_the_citizen_is_told_before_such_a_case_ends(story: Story, action: str, step: str) -> None:
    story.do("T02", action, "Mon 2026-08-03 09:05")
    assert story.places() == [step]
    assert story.ticket.outcome is None
    story.do("T-X1", "deliver", "Mon 2026-08-03 09:10")
    assert story.ticket.outcome == story.case.outcome == action


def test_an_emergency_is_told_the_number_to_call(story: Story) -> None:
    story.do("T02", "emergency", "Mon 2026-08-03 09:05")
    answer = db.session.scalars(select(Answer).where(Answer.ticket_id == story.ticket_id)).one()
    assert "112" in answer.text
    assert (answer.kind, answer.opd_id) == ("own", None)


def test_an_emergency_that_is_merged_ends_as_a_duplicate(world: World, story: Story) -> None:
    other = world.tweet("Mon 2026-08-03 08:55", "Mon 2026-08-03 09:00")
    other.do("T02", "emergency", "Mon 2026-08-03 09:05")
    other.do("T-X1", "duplicate", "Mon 2026-08-03 09:06", duplicate_of=story.number)
    assert other.ticket.outcome == "duplicate"


def test_the_operator_answers_himself(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05")
    story.do("T03", "answer", "Mon 2026-08-03 09:12")
    task = story.task("T-X1")
    assert (task.due_at, task.warn_at) == (at("Mon 2026-08-03 10:12"), at("Mon 2026-08-03 09:42"))
    story.do("T-X1", "deliver", "Mon 2026-08-03 09:20")
    assert story.ticket.outcome == "answered"
    delivery = db.session.scalars(select(Delivery)).one()
    assert (delivery.text, delivery.at) == ("Lampu sudah menyala.", at("Mon 2026-08-03 09:20"))


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("reply_text", "x" * 281, "too_long"),
        ("reply_text", "", "required"),
        ("reply_text", "NIK 3276010101900001 sudah aktif.", "holds_nik"),
        ("reply_url", "https://x.com/pemkotdepok", "not_a_reply_link"),
        ("reply_url", "https://penipu.example/a/status/123456", "not_a_reply_link"),
        ("reply_url", "https://x.com/a/status/123456?" + "s" * 480, "too_long"),
    ],
)
def test_a_reply_has_at_most_280_characters_and_its_link(
    story: Story, field: str, value: str, code: str
) -> None:
    story.complaint("Mon 2026-08-03 09:05")
    story.do("T03", "answer", "Mon 2026-08-03 09:12")
    with pytest.raises(Invalid) as fault:
        story.do("T-X1", "deliver", "Mon 2026-08-03 09:20", **{field: value})
    assert fault.value.fields[field].code == code
    story.do("T-X1", "deliver", "Mon 2026-08-03 09:20", reply_text="x" * 280)


def test_it_is_forwarded_to_one_agency(story: Story) -> None:
    story.sent_to("dishub")
    assert story.places() == ["A dishub"]
    assert story.told("turn") == [("turn", "operator"), ("turn", "ppid_pembantu")][1:]
    assert db.session.scalars(select(Forward.opd_id)).all() == [story.world.opds["dishub"].id]


def test_it_is_forwarded_to_two_agencies(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05")
    moved = story.forward("Mon 2026-08-03 09:08", "dishub", "dlhk")
    assert len(moved.opened) == 2
    assert story.places() == ["A dishub", "A dlhk"]
    assert {task.due_at for task in story.tasks()} == {at("Thu 2026-08-06 09:08")}
    addresses = db.session.scalars(select(OutboxMessage.opd_id).order_by(OutboxMessage.id)).all()
    assert addresses == [opd.id for opd in story.world.opds.values()]


def test_nothing_is_forwarded_to_nobody(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05")
    for wrong in ([], ["999999"], ["abc"]):
        with pytest.raises(Invalid):
            story.do("T03", "forward", "Mon 2026-08-03 09:08", opd_ids=wrong)
    assert story.places() == ["T03"]


def test_an_agency_that_was_asked_is_not_asked_again(story: Story) -> None:
    story.sent_to("dishub", "dlhk")
    story.do("A", "not_ours", "Mon 2026-08-03 10:00", opd="dlhk")
    with pytest.raises(Invalid) as fault:
        story.forward("Mon 2026-08-03 10:05", "dishub")
    assert fault.value.fields["opd_ids"].code == "opd_waiting"
    assert len(db.session.scalars(select(Forward)).all()) == 2


@pytest.mark.parametrize("who", ["koordinator", "ppid_utama", "dishub", "pelaksana_harian"])
def test_another_role_may_not_triage(story: Story, who: str) -> None:
    with pytest.raises(NotAllowed):
        story.do("T02", "spam", "Mon 2026-08-03 09:05", who=who)
    assert story.places() == ["T02"]


def test_another_agency_may_not_answer(story: Story) -> None:
    story.sent_to("dishub")
    with pytest.raises(NotAllowed):
        story.do("A", "answer_final", "Mon 2026-08-03 10:00", who="dlhk")


def test_nobody_makes_the_clocks_move(story: Story) -> None:
    story.sent_to("dishub")
    with pytest.raises(NotAllowed):
        story.do("A", "climb", "Mon 2026-08-03 10:00", who="operator")


def test_the_choices_are_those_of_the_role_and_the_agency(story: Story) -> None:
    story.sent_to("dishub")
    run, people = cases.lock(story.case.id), story.world.people
    offered = {
        who: [a.slug for a in moves.choices(run, run.tasks[0], people[who])]
        for who in ("dishub", "dlhk", "operator", "ppid_utama")
    }
    said = ["answer_final", "answer_promise", "answer_received", "not_ours"]
    assert offered == {"dishub": said, "dlhk": [], "operator": said, "ppid_utama": []}


@pytest.mark.parametrize(("task_id", "action"), [(99_999_999, "spam"), (None, "fly")])
def test_what_does_not_exist_is_not_found(story: Story, task_id: int | None, action: str) -> None:
    with pytest.raises(NotFound):
        moves.make(
            task_id or story.task("T02").id,
            action,
            story.world.people["operator"],
            at("Mon 2026-08-03 09:05"),
        )


def test_a_colleague_was_first(story: Story) -> None:
    task = story.task("T02")
    story.do("T02", "spam", "Mon 2026-08-03 09:05")
    with pytest.raises(Conflict) as fault:
        moves.make(
            task.id,
            "complaint",
            story.world.people["operator2"],
            at("Mon 2026-08-03 09:06"),
            {"title": "typed"},
        )
    assert fault.value.code == "colleague_first"
    assert fault.value.params == {
        "action": "complaint", "step": "T02", "done": "spam", "at": at("Mon 2026-08-03 09:05"),
        "actor_id": story.world.people["operator"].user_id,
    }  # fmt: skip


def test_the_timer_was_first(story: Story) -> None:
    story.sent_to("dishub")
    task = story.task("A")
    story.world.sweep("Thu 2026-08-06 09:00")
    with pytest.raises(Conflict) as fault:
        moves.make(
            task.id,
            "answer_final",
            story.world.people["dishub"],
            at("Thu 2026-08-06 09:01"),
            {"answer": "Sudah."},
        )
    assert fault.value.code == "timer_first"
    assert (fault.value.params["done"], fault.value.params["at"]) == ("climb", at("Thu 2026-08-06 09:00"))
    assert fault.value.params["actor_id"] is None


def test_a_double_click_is_one_move(story: Story) -> None:
    task = story.task("T02")
    story.do("T02", "spam", "Mon 2026-08-03 09:05")
    with pytest.raises(Conflict):
        moves.make(task.id, "spam", story.world.people["operator"], at("Mon 2026-08-03 09:05"))
    assert story.kinds() == ["opened", "moved", "closed"]


def test_a_move_after_its_time_is_late_also_where_no_sweep_saw_it(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:11")
    assert story.all_tasks("T02")[0].breached_at == at("Mon 2026-08-03 09:10")
    assert story.kinds() == ["opened", "breached", "moved"]


def test_a_move_in_the_last_second_is_in_time(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:10")
    assert story.all_tasks("T02")[0].breached_at is None


def test_a_case_closed_after_its_deadline_says_so(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:05", klasifikasi="permintaan_informasi")
    story.do("T03", "answer", "Tue 2026-08-11 08:00")
    story.do("T-X1", "deliver", "Tue 2026-08-11 08:10")
    assert story.case.deadline_breached_at == at("Mon 2026-08-10 16:00")


def test_a_refused_move_changes_nothing(story: Story) -> None:
    story.sent_to("dishub")
    before = (story.kinds(), story.case.used)
    with pytest.raises(Invalid):
        story.do("A", "answer_final", "Mon 2026-08-03 10:00", answer="")
    db.session.rollback()
    assert (story.kinds(), story.case.used) == before
