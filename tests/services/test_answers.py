"""What agencies say, what becomes of it, and how it reaches the citizen."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer, Delivery
from sapa.services.errors import Conflict, Invalid
from tests.clock.moments import at
from tests.support.world import Story, World


@pytest.fixture
def story(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")


@pytest.fixture
def both(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50").sent_to("dishub", "dlhk")


def answers(story: Story) -> list[Answer]:
    query = select(Answer).where(Answer.ticket_id == story.ticket_id).order_by(Answer.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def test_a_final_answer_stops_the_ladder_and_goes_to_the_desk(story: Story) -> None:
    story.do("A", "answer_final", "Tue 2026-08-04 10:00")
    assert story.places() == ["T-X1"]
    assert story.told("turn")[-1] == ("turn", "operator")
    assert story.world.sweep("Thu 2026-08-06 09:00").climbed == 0


def test_received_changes_nothing(story: Story) -> None:
    due = story.task("A").due_at
    story.do("A", "answer_received", "Tue 2026-08-04 10:00")
    assert (story.places(), story.task("A").due_at) == (["A dishub"], due)
    assert [each.kind for each in answers(story)] == ["received"]
    assert story.told("moved") == [("moved", "operator")]


def test_received_and_promised_are_told_apart(story: Story) -> None:
    story.do("A", "answer_received", "Tue 2026-08-04 10:00")
    story.do("A", "answer_promise", "Tue 2026-08-04 11:00", promise_date="2026-08-11")
    assert story.told("moved") == [("moved", "operator")] * 2


def test_not_ours_goes_back_to_the_desk(story: Story) -> None:
    story.do("A", "not_ours", "Tue 2026-08-04 10:00")
    assert story.places() == ["T03"]
    assert story.told("repeated") == []


def test_the_second_not_ours_is_told_to_the_koordinator(story: Story) -> None:
    story.do("A", "not_ours", "Tue 2026-08-04 10:00")
    story.forward("Tue 2026-08-04 10:05", "dlhk")
    story.do("A", "not_ours", "Tue 2026-08-04 11:00")
    assert story.told("repeated") == [("repeated", "koordinator")]


def test_the_desk_records_an_answer_on_an_agencys_behalf(story: Story) -> None:
    story.do("A", "answer_final", "Tue 2026-08-04 10:00", who="operator")
    said = answers(story)[0]
    assert (said.on_behalf, said.opd_id) == (True, story.world.opds["dishub"].id)
    assert (said.jabatan, said.medium) == ("Kabid", "whatsapp")
    assert "Kabid Contoh" not in said.person_sealed


def test_who_said_it_must_be_named(story: Story) -> None:
    with pytest.raises(Invalid) as fault:
        story.do(
            "A",
            "answer_final",
            "Tue 2026-08-04 10:00",
            who="operator",
            behalf_name="",
            behalf_medium="merpati",
        )
    assert {k: v.code for k, v in fault.value.fields.items()} == {
        "behalf_name": "required", "behalf_medium": "unknown_choice",
    }  # fmt: skip


def test_an_agencys_own_answer_is_not_on_behalf(story: Story) -> None:
    story.do("A", "answer_final", "Tue 2026-08-04 10:00")
    assert answers(story)[0].on_behalf is False


def test_a_returned_answer_reopens_the_wait(story: Story) -> None:
    story.do("A", "answer_final", "Tue 2026-08-04 10:00")
    story.do("T-X1", "return_to_opd", "Tue 2026-08-04 10:30")
    assert story.places() == ["A dishub"]
    task = story.task("A")
    assert (task.visit_no, task.due_at) == (2, at("Fri 2026-08-07 10:30"))
    said = answers(story)[0]
    assert (said.returned_at, said.return_reason) == (
        at("Tue 2026-08-04 10:30"),
        "Belum menjawab pertanyaan.",
    )


def test_a_returned_answer_is_never_told_to_the_citizen(story: Story) -> None:
    story.do("A", "answer_final", "Tue 2026-08-04 10:00")
    story.do("T-X1", "return_to_opd", "Tue 2026-08-04 10:30")
    story.do("A", "answer_received", "Tue 2026-08-04 10:45")
    story.do("A", "answer_final", "Tue 2026-08-04 11:00", answer="Tiang diganti besok.")
    story.do("T-X1", "deliver", "Tue 2026-08-04 11:10")
    told = [(each.kind, each.delivered_at is not None) for each in answers(story)]
    assert told == [("final", False), ("received", False), ("final", True)]


def test_two_answers_are_told_one_after_the_other(both: Story) -> None:
    both.do("A", "answer_final", "Tue 2026-08-04 10:00", opd="dishub")
    moved = both.do("T-X1", "deliver", "Tue 2026-08-04 10:10")
    assert (moved.outcome, both.places()) == (None, ["A dlhk"])
    both.do("A", "answer_final", "Tue 2026-08-04 11:00", opd="dlhk")
    both.do("T-X1", "deliver", "Tue 2026-08-04 11:10")
    assert both.ticket.outcome == "answered"
    assert len(db.session.scalars(select(Delivery)).all()) == 2


def test_a_second_answer_joins_the_one_that_lies_there(both: Story) -> None:
    both.do("A", "answer_final", "Tue 2026-08-04 10:00", opd="dishub")
    both.do("A", "answer_final", "Tue 2026-08-04 10:20", opd="dlhk")
    assert both.places() == ["T-X1"]
    both.do("T-X1", "deliver", "Tue 2026-08-04 10:30")
    assert both.ticket.outcome == "answered"
    assert all(each.delivered_at for each in answers(both))


@pytest.mark.parametrize(("chosen", "other"), [("dishub", "dlhk"), ("dlhk", "dishub")])
def test_one_of_two_answers_is_returned(both: Story, chosen: str, other: str) -> None:
    for code in ("dishub", "dlhk"):
        both.do("A", "answer_final", "Tue 2026-08-04 10:00", opd=code)
    both.do("T-X1", "return_to_opd", "Tue 2026-08-04 10:30", return_opd_id=str(both.world.opds[chosen].id))
    assert both.places() == ["T-X1", f"A {chosen}"]
    kept = [each.opd_id for each in answers(both) if each.returned_at is None]
    assert kept == [both.world.opds[other].id]


def test_without_a_choice_the_newest_answer_is_returned(both: Story) -> None:
    for code in ("dlhk", "dishub"):
        both.do("A", "answer_final", "Tue 2026-08-04 10:00", opd=code)
    both.do("T-X1", "return_to_opd", "Tue 2026-08-04 10:30")
    assert both.places() == ["T-X1", "A dishub"]


def test_an_answer_that_does_not_lie_here_is_not_returned(both: Story) -> None:
    both.do("A", "answer_final", "Tue 2026-08-04 10:00", opd="dishub")
    with pytest.raises(Conflict) as fault:
        both.do(
            "T-X1", "return_to_opd", "Tue 2026-08-04 10:30", return_opd_id=str(both.world.opds["dlhk"].id)
        )
    assert fault.value.code == "refused_needs_units"


def test_our_own_answer_is_not_returned_to_anybody(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    story.complaint("Mon 2026-08-03 09:05")
    story.do("T03", "answer", "Mon 2026-08-03 09:06")
    with pytest.raises(Conflict):
        story.do("T-X1", "return_to_opd", "Mon 2026-08-03 09:10")


def test_the_operator_answers_for_a_silent_agency(story: Story) -> None:
    story.world.sweep("Thu 2026-08-06 09:00")
    story.do("T04", "answer", "Thu 2026-08-06 09:05")
    assert story.places() == ["T-X1"]
    assert [(each.kind, each.opd_id) for each in answers(story)] == [("own", None)]


@pytest.mark.parametrize("text", ["", "ok", "x" * 5001, "\x00\x01"])
def test_an_answer_has_words(story: Story, text: str) -> None:
    with pytest.raises(Invalid):
        story.do("A", "answer_final", "Tue 2026-08-04 10:00", answer=text)
