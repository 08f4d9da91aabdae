"""A suspected breach of the code of ethics: only the people named for it see it, and it may come back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Task
from sapa.services import actors, intake, moves, scope
from sapa.services.actors import Actor
from sapa.services.desk import casepage, search, worklists
from sapa.services.desk.wishes import Wish
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.clock.moments import at
from tests.support.world import Story, World

NOW = "Mon 2026-08-03 10:00"


@pytest.fixture
def world(world: World) -> World:
    world.set("routes", {"sms": "sms-wa", "twitter": "depok-twitter"}, "2026-01-01")
    world.set("named_people", ["sms-wa/pemeriksa: uji-operator2, orang.lain"], "2026-01-01")
    return world


@pytest.fixture
def named(world: World) -> Actor:
    return actors.load_actor(world.people["operator2"].user_id, at(NOW).date())


@pytest.fixture
def story(world: World) -> Story:
    words = Inbound("sms", "sms-1", "Petugas loket meminta uang", at("Mon 2026-08-03 09:00"))
    received = intake.receive(words, words.said_at, world.people["operator"])
    story = Story(world, received.ticket_id, received.number)
    story.do("S02", "ethics", "Mon 2026-08-03 09:05", reason="Petugas meminta uang.")
    return story


def everybody(world: World) -> list[Actor]:
    admin = replace(world.people["operator"], roles=frozenset({"admin"}))
    return [admin, *(actor for name, actor in world.people.items() if name != "operator2")]


def test_it_goes_on_as_a_case_of_its_own(story: Story) -> None:
    assert (story.case.process, story.places()) == ("kode_etik", ["S-E1"])
    assert (story.ticket.confidential, story.ticket.closed_at) == (True, None)


def test_nobody_else_opens_or_finds_it(world: World, story: Story) -> None:
    for actor in everybody(world):
        with pytest.raises(NotFound, match="ticket_unknown"):
            casepage.load(story.number, actor, at(NOW))
        with pytest.raises(NotFound, match="ticket_unknown"):
            scope.ticket(story.number, actor)
        assert search.exact(story.number, actor) is None
        assert found(actor) == []


def test_a_named_person_finds_it_in_his_list_and_works_it(story: Story, named: Actor) -> None:
    assert named.named == {"sms-wa/pemeriksa"}
    work = worklists.listed("mine", named, at(NOW)).rows
    assert [each.number for each in work] == [story.number]
    assert found(named) == [story.number]
    page = casepage.load(story.number, named, at(NOW))
    assert [action.slug for action in page.turns[0].actions] == ["refer", "examine", "open_again"]
    moves.make(story.task("S-E1").id, "examine", named, at(NOW), {"note": "Diperiksa."})
    done = {"reply_text": "Terima kasih, sudah diperiksa."}
    moves.make(story.task("S-E2").id, "conclude", named, at(NOW), done)
    assert (story.ticket.outcome, story.ticket.confidential) == ("answered", True)


def test_nobody_else_moves_it(world: World, story: Story) -> None:
    for actor in everybody(world):
        with pytest.raises(NotAllowed, match="not_your_lane"):
            moves.make(story.task("S-E1").id, "open_again", actor, at(NOW), {"reason": "Bukan kode etik."})


def test_the_step_that_it_left_tells_nobody_why(world: World, story: Story) -> None:
    left = db.session.scalars(select(Task).where(Task.step == "S02")).one()
    colleague = replace(world.people["operator"], user_id=world.people["koordinator"].user_id)
    with pytest.raises(NotFound, match="task_unknown"):
        moves.make(left.id, "not_complaint", colleague, at(NOW), {"reason": "Bukan pengaduan."})
    with pytest.raises(Conflict, match="colleague_first"):
        moves.make(left.id, "ethics", world.people["operator"], at(NOW), {"reason": "Sekali lagi."})


def test_a_closed_step_of_it_does_not_tell_its_number(world: World, story: Story, named: Actor) -> None:
    examined = story.task("S-E1").id
    moves.make(examined, "examine", named, at(NOW), {"note": "Diperiksa."})
    with pytest.raises(NotFound, match="task_unknown"):
        moves.make(examined, "examine", world.people["operator"], at(NOW), {"note": "Diperiksa."})


def test_no_other_ticket_is_merged_into_it(world: World, story: Story) -> None:
    other = world.tweet("Mon 2026-08-03 09:30")
    with pytest.raises(Invalid) as refusal:
        other.do("T02", "duplicate", NOW, duplicate_of=story.number)
    assert refusal.value.fields["duplicate_of"].code == "ticket_unknown"


def test_what_is_no_breach_comes_back_to_everybody(world: World, story: Story, named: Actor) -> None:
    moves.make(story.task("S-E1").id, "open_again", named, at(NOW), {"reason": "Bukan kode etik."})
    assert (story.case.process, story.places(), story.ticket.confidential) == ("handling", ["S02"], False)
    assert found(world.people["operator"]) == [story.number]
    assert casepage.load(story.number, world.people["operator"], at(NOW)).ticket.number == story.number


def found(actor: Actor) -> list[str]:
    rows = search.find(Wish(view="all"), actor, at(NOW)).rows
    return [each.number for each in rows]
