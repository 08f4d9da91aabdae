"""A dated promise: once, and until that date the ladder sleeps."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer
from sapa.services.errors import Conflict, Invalid
from tests.clock.moments import at
from tests.services.test_ladder import climb_to
from tests.support.world import Story, World


@pytest.fixture
def story(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")


def promise(
    story: Story, day: str, when: str = "Tue 2026-08-04 10:00", step: str = "A", **words: str
) -> None:
    story.do(step, "answer_promise", when, promise_date=day, **words)


def test_the_ladder_sleeps_until_the_promised_day_is_over(story: Story) -> None:
    promise(story, "2026-08-11")
    story.world.sweep("Thu 2026-08-06 09:00")
    story.world.sweep("Tue 2026-08-11 23:58")
    assert story.places() == ["A dishub"]
    story.world.sweep("Tue 2026-08-11 23:59")
    assert story.places() == ["T04 dishub"]
    assert story.task("T04").due_at == at("Wed 2026-08-12 07:40")


def test_until_the_promised_day_nobody_is_late_or_warned(story: Story) -> None:
    promise(story, "2026-08-11")
    task = story.task("A")
    assert task.due_at == at("Tue 2026-08-11 23:59")
    assert task.warn_at > at("Mon 2026-08-10 00:00")
    assert story.world.sweep("Mon 2026-08-10 07:00").looked == 0
    story.world.sweep("Tue 2026-08-11 23:59")
    assert story.all_tasks("A")[0].breached_at == at("Tue 2026-08-11 23:59")


def test_a_promise_within_the_wait_makes_nothing_earlier(story: Story) -> None:
    promise(story, "2026-08-04")
    assert story.world.sweep("Wed 2026-08-05 00:00").climbed == 0
    assert story.task("A").due_at == at("Thu 2026-08-06 09:00")


def test_a_promise_is_made_once(story: Story) -> None:
    promise(story, "2026-08-05")
    with pytest.raises(Conflict) as fault:
        promise(story, "2026-08-20", "Wed 2026-08-05 10:00")
    assert fault.value.code == "refused_once"


def test_also_after_the_ladder_climbed_it_is_made_once(story: Story) -> None:
    promise(story, "2026-08-05")
    story.world.sweep("Thu 2026-08-06 09:00")
    with pytest.raises(Conflict):
        promise(story, "2026-08-20", "Thu 2026-08-06 09:05", "T04")


def test_each_agency_has_a_promise_of_its_own(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 08:50").sent_to("dishub", "dlhk")
    for code in ("dishub", "dlhk"):
        story.do("A", "answer_promise", "Tue 2026-08-04 10:00", opd=code, promise_date="2026-08-11")
    assert {task.suspended_until for task in story.tasks()} == {at("Tue 2026-08-11 23:59")}


def test_the_other_agencys_ladder_does_not_sleep(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 08:50").sent_to("dishub", "dlhk")
    story.do("A", "answer_promise", "Tue 2026-08-04 10:00", opd="dishub", promise_date="2026-08-11")
    story.world.sweep("Thu 2026-08-06 09:00")
    assert story.places() == ["A dishub", "T04 dlhk"]


def test_a_promise_at_the_top_of_the_ladder_is_kept_without_a_timer(story: Story) -> None:
    climb_to(story, "T09")
    promise(story, "2026-08-14", "Tue 2026-08-11 10:00", "T09")
    swept = story.world.sweep("Sat 2026-08-15 00:00")
    assert (swept.parked, swept.climbed, swept.breached) == (0, 0, 1)
    assert story.places() == ["T09 dishub"]


def test_a_promise_outlives_a_pause(story: Story) -> None:
    world = story.world
    story.do("A", "not_ours", "Tue 2026-08-04 10:00")
    story.forward("Tue 2026-08-04 10:05", "dishub", "dlhk")
    story.do("A", "answer_promise", "Tue 2026-08-04 11:00", opd="dishub", promise_date="2026-08-20")
    story.do("A", "not_ours", "Tue 2026-08-04 11:05", opd="dlhk")
    story.do("T03", "ask_citizen", "Wed 2026-08-05 09:00")
    story.do("T03", "citizen_replied", "Thu 2026-08-06 09:00")
    assert story.task("A", "dishub").due_at == at("Thu 2026-08-20 23:59")
    assert world.sweep("Thu 2026-08-20 12:00").climbed == 0


@pytest.mark.parametrize(
    ("day", "code"),
    [("2026-08-03", "in_the_past"), ("2026-10-04", "too_far"), ("besok", "not_a_date"), ("", "required")],
)
def test_a_promise_has_a_date_that_can_be_meant(story: Story, day: str, code: str) -> None:
    with pytest.raises(Invalid) as fault:
        promise(story, day)
    assert fault.value.fields["promise_date"].code == code


def test_today_and_sixty_days_can_be_promised(story: Story, world: World) -> None:
    promise(story, "2026-08-04")
    other = world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")
    promise(other, "2026-10-03")
    assert other.task("A").suspended_until == at("Sat 2026-10-03 23:59")


def test_a_promise_says_what_and_until_when(story: Story) -> None:
    promise(story, "2026-08-11", answer="Menunggu suku cadang.")
    said = db.session.scalars(select(Answer)).one()
    assert (said.kind, said.text, said.promised_until) == (
        "promise",
        "Menunggu suku cadang.",
        at("Tue 2026-08-11 23:59"),
    )
    assert story.told("moved") == [("moved", "operator")]
