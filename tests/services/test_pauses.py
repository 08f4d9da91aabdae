"""Waiting for the citizen: the clock stands, the house is reminded, and at last the case ends."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Notice
from sapa.services import sweep
from sapa.services.errors import Conflict, Invalid
from tests.clock.moments import at
from tests.support.world import Story, World

ASKED = "Mon 2026-08-03 09:04"


@pytest.fixture
def story(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")


@pytest.fixture
def asked(story: Story) -> Story:
    story.do("T02", "ask_citizen", ASKED)
    return story


def test_nothing_is_due_while_the_citizen_is_asked(asked: Story) -> None:
    assert asked.places() == ["T02"]
    assert asked.task("T02").next_at is None
    assert asked.world.sweep("Tue 2026-08-04 09:00").looked == 0
    assert asked.task("T02").breached_at is None


def test_the_reply_gives_the_rest_of_the_time(asked: Story) -> None:
    """Six of ten minutes were left; they run from the reply on Wednesday."""
    asked.do("T02", "citizen_replied", "Wed 2026-08-05 11:57")
    assert asked.task("T02").due_at == at("Wed 2026-08-05 13:03")
    assert (asked.pause.started_at, asked.pause.ended_at) == (at(ASKED), at("Wed 2026-08-05 11:57"))
    assert asked.task("T02").done == ["ask_citizen", "citizen_replied"]


def test_a_pause_at_night_takes_no_time(asked: Story) -> None:
    asked.do("T02", "citizen_replied", "Mon 2026-08-03 09:05")
    asked.do("T02", "ask_citizen", "Mon 2026-08-03 16:30")
    asked.do("T02", "citizen_replied", "Tue 2026-08-04 06:00")
    # One minute of the first pause, none of the second: eleven minutes after nine it was over.
    assert asked.task("T02").due_at == at("Mon 2026-08-03 09:11")


def test_the_desk_is_reminded_once_and_the_case_ends_after_ten_days(asked: Story) -> None:
    assert sweep.next_due(at(ASKED)) == at("Thu 2026-08-06 09:04")
    assert asked.world.sweep("Thu 2026-08-06 09:04").reminded == 1
    assert asked.world.sweep("Thu 2026-08-06 09:05").reminded == 0
    assert asked.told("citizen_waiting") == [("citizen_waiting", "operator")]
    assert sweep.next_due(at(ASKED)) == at("Thu 2026-08-13 09:04")
    assert asked.world.sweep("Thu 2026-08-13 09:04").ended == 1
    assert (asked.ticket.outcome, asked.places()) == ("incomplete", [])
    assert asked.pause.ended_at == at("Thu 2026-08-13 09:04")


def test_a_case_that_waited_in_vain_was_never_late(asked: Story) -> None:
    asked.world.sweep("Thu 2026-08-13 09:04")
    assert asked.all_tasks("T02")[0].breached_at is None
    assert asked.all_tasks("T02")[0].by_timer
    assert asked.case.deadline_breached_at is None


def test_the_case_deadline_moves_by_the_days_of_the_pause(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:02", klasifikasi="permintaan_informasi")
    assert story.case.deadline_at == at("Mon 2026-08-10 16:00")
    story.do("T03", "ask_citizen", "Tue 2026-08-04 09:00")
    story.do("T03", "citizen_replied", "Thu 2026-08-06 09:00")
    # Tuesday and Wednesday closed inside the pause and do not count.
    assert story.case.deadline_at == at("Wed 2026-08-12 16:00")


def test_a_deadline_keeps_its_rule_although_the_setting_changes_meanwhile(story: Story) -> None:
    story.complaint("Mon 2026-08-03 09:02", klasifikasi="permintaan_informasi")
    story.do("T03", "ask_citizen", "Tue 2026-08-04 09:00")
    story.world.set("deadline_days", {"permintaan_informasi": 20}, "2026-08-05")
    story.do("T03", "citizen_replied", "Thu 2026-08-06 09:00")
    assert story.case.deadline_at == at("Wed 2026-08-12 16:00")


def test_an_agency_may_answer_during_the_pause(story: Story) -> None:
    """The ladder of one agency runs while the other matter waits for the citizen."""
    story.sent_to("dishub", "dlhk")
    story.do("A", "not_ours", "Mon 2026-08-03 10:00", opd="dlhk")
    story.do("T03", "ask_citizen", "Mon 2026-08-03 10:05")
    story.do("A", "answer_final", "Fri 2026-08-07 10:00", opd="dishub")
    # Its three days were not over when the clock stopped.
    assert next(task for task in story.all_tasks("A") if task.action == "answer_final").breached_at is None
    assert (story.task("T-X1").due_at, story.task("T-X1").next_at) == (None, None)
    story.do("T03", "citizen_replied", "Mon 2026-08-10 09:00")
    assert story.task("T-X1").due_at == at("Mon 2026-08-10 10:00")


def test_the_ladder_waits_with_the_citizen(story: Story) -> None:
    story.sent_to("dishub", "dlhk")
    story.do("A", "not_ours", "Mon 2026-08-03 10:00", opd="dlhk")
    story.do("T03", "ask_citizen", "Mon 2026-08-03 10:05")
    story.world.sweep("Thu 2026-08-06 09:30")
    assert "A dishub" in story.places()
    story.do("T03", "citizen_replied", "Tue 2026-08-04 10:05", who="operator2")
    # Wall time: 24 hours of pause move three days by one.
    assert story.task("A", "dishub").due_at == at("Fri 2026-08-07 09:00")


@pytest.mark.parametrize(
    ("action", "code"),
    [("ask_citizen", "refused_paused"), ("complaint", "refused_paused"), ("spam", "refused_paused")],
)
def test_nothing_else_moves_while_the_case_waits(asked: Story, action: str, code: str) -> None:
    with pytest.raises(Conflict) as fault:
        asked.do("T02", action, "Mon 2026-08-03 09:06")
    assert fault.value.code == code


def test_a_reply_without_a_question_is_refused(story: Story) -> None:
    with pytest.raises(Conflict) as fault:
        story.do("T02", "citizen_replied", "Mon 2026-08-03 09:06")
    assert fault.value.code == "refused_not_paused"


@pytest.mark.parametrize("question", ["", "Apa?"[:3], "x" * 281])
def test_a_question_fits_into_one_reply(story: Story, question: str) -> None:
    with pytest.raises(Invalid):
        story.do("T02", "ask_citizen", ASKED, question=question)


def test_the_waiting_times_are_settings(story: Story) -> None:
    story.world.set("citizen_remind_days", 1, "2026-08-01")
    story.world.set("citizen_end_days", 2, "2026-08-01")
    story.do("T02", "ask_citizen", ASKED)
    assert (story.pause.remind_at, story.pause.expires_at) == (
        at("Tue 2026-08-04 09:04"),
        at("Wed 2026-08-05 09:04"),
    )


def test_the_citizen_may_be_asked_at_every_step_of_the_desk(story: Story) -> None:
    for step, action, after in (
        ("T02", "complaint", "T03"),
        ("T03", "answer", "T-X1"),
        ("T-X1", "deliver", ""),
    ):
        story.do(step, "ask_citizen", "Mon 2026-08-03 10:00")
        story.do(step, "citizen_replied", "Mon 2026-08-03 11:00")
        story.do(step, action, "Mon 2026-08-03 11:01")
        assert story.places() == ([after] if after else [])


def test_a_reminder_at_the_weekend_rings_on_monday(story: Story) -> None:
    story.do("T02", "ask_citizen", "Wed 2026-08-05 09:00")
    story.world.sweep("Sat 2026-08-08 09:00")
    rung = db.session.scalars(select(Notice).where(Notice.kind == "citizen_waiting")).one()
    assert rung.visible_at == at("Mon 2026-08-10 07:30")
