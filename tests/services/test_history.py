"""The history of a case: appended, chained, free of what people said."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Event
from sapa.services import history
from tests.support.laws import broken_laws
from tests.support.world import Story, World


@pytest.fixture
def story(world: World) -> Story:
    story = world.tweet("Mon 2026-08-03 08:50", text="Nama saya Rahasia", handle="@rahasia").sent_to("dishub")
    story.do("A", "answer_final", "Mon 2026-08-03 10:00", who="operator", answer="Kata Rahasia")
    story.do("T-X1", "deliver", "Mon 2026-08-03 10:10", reply_text="Halo Rahasia")
    return story


def test_every_event_follows_the_one_before(story: Story) -> None:
    events = story.events()
    assert [event.seq for event in events] == [1, 2, 3, 4, 5, 6]
    assert [event.prev for event in events] == [history.GENESIS, *(event.hash for event in events[:-1])]
    assert (story.case.head, story.case.events_count) == (events[-1].hash, 6)


def test_the_links_are_right_after_a_round_through_the_database(story: Story) -> None:
    db.session.expire_all()
    assert all(history.link(event) == event.hash for event in story.events())
    assert broken_laws() == []


@pytest.mark.parametrize(
    "change",
    [
        "at = at + interval '1 microsecond'",
        "kind = 'lain'",
        "actor_id = NULL",
        'data = data || \'{"step": "T09"}\'',
        "recorded_at = now()",
    ],
)
def test_any_change_breaks_the_chain(story: Story, session: scoped_session, change: str) -> None:
    session.execute(text("ALTER TABLE event DISABLE TRIGGER USER"))
    session.execute(text(f"UPDATE event SET {change} WHERE seq = 3"))
    db.session.expire_all()
    assert f"case {story.case.id}: event 3 was changed" in broken_laws()


@pytest.mark.parametrize("statement", ["UPDATE event SET kind = 'x'", "DELETE FROM event", "TRUNCATE event"])
def test_the_database_refuses_to_rewrite_it(story: Story, session: scoped_session, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), session.begin_nested():
        session.execute(text(statement))


def test_nobody_is_named_and_nothing_said_is_repeated(story: Story) -> None:
    kept = json.dumps([event.data for event in db.session.scalars(select(Event))])
    for word in ("Rahasia", "rahasia", "Kabid"):
        assert word not in kept


def test_it_says_who_where_and_by_which_agency(story: Story) -> None:
    event = story.events()[3]
    assert (event.kind, event.lane) == ("moved", "operator")
    assert event.actor_id == story.world.people["operator"].user_id
    assert event.data == {"step": "A", "action": "answer_final", "opd": story.world.opds["dishub"].id}
