"""Several calendars in one case: what changes one of them moves only what runs by it."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import WorkCalendar
from sapa.services import counters, intake, sops
from sapa.services.admin import calendar_edits
from sapa.services.evidence import identity
from tests.clock.moments import at
from tests.services.test_clocks import publish, shipped_sop
from tests.support.world import Story, World, build

CLOSES_LATER = {
    "weekdays": ["0", "1", "2", "3", "4"],
    "opens": "07:30",
    "closes": "20:00",
    "valid_from": "2026-08-03",
}


@pytest.fixture
def world(session: scoped_session) -> World:
    return build()


@pytest.fixture
def story(world: World) -> Story:
    """Two agencies are asked by telephone late on Monday; one answer lies with the Operator already."""
    world.set("routes", {"telepon": "depok-telepon"}, "2026-01-01")
    ladder = shipped_sop("depok-telepon").switched("silence_ladder", True).to_json() | {"version": 2}
    publish(sops.Definition.from_json(ladder))
    words = Inbound("telepon", "telepon-1", "Lampu jalan mati", at("Mon 2026-08-03 14:00"))
    received = intake.receive(words, words.said_at, world.people["operator"])
    for name in ("name", "phone", "address"):
        setattr(identity.complainant_of(Story(world, received.ticket_id, "").ticket), f"{name}_sealed", "x")
    db.session.commit()
    story = Story(world, received.ticket_id, received.number)
    story.do("P02", "pick_up", "Mon 2026-08-03 14:01")
    place = {"category_id": world.category.id, "place_unknown": "1"}
    story.do("P03", "complaint", "Mon 2026-08-03 14:02", **place)
    story.do("P04", "cannot_answer", "Mon 2026-08-03 14:03")
    story.do("P06", "not_found", "Mon 2026-08-03 14:04")
    ids = [str(world.opds[code].id) for code in ("dishub", "dlhk")]
    story.do("P07", "forward", "Mon 2026-08-03 14:05", opd_ids=ids)
    story.do("P08", "answer_final", "Mon 2026-08-03 15:57", opd="dishub")
    story.do("P09", "accept", "Mon 2026-08-03 15:58")
    return story


def later_closing(story: Story) -> calendar_edits.Shift:
    call_center = db.session.scalars(select(WorkCalendar).where(WorkCalendar.slug == "call_center")).one()
    operator = story.world.people["operator"]
    return calendar_edits.add_hours(call_center.id, CLOSES_LATER, operator, at("Mon 2026-08-03 15:59"))


def test_each_task_runs_by_the_hours_of_its_lane(story: Story) -> None:
    before = story.task("P08", "dlhk").due_at
    shift = later_closing(story)
    assert story.task("P10").due_at == at("Mon 2026-08-03 17:58")  # the call centre is open until eight now
    assert story.task("P08", "dlhk").due_at == before
    assert (shift.cases, shift.tasks) == (1, 1)


def test_the_deadline_keeps_its_days_its_reason_and_its_calendar(story: Story) -> None:
    before, told = story.case.deadline_at, story.case.deadline_sum
    counters.touch("calendars")
    later_closing(story)
    assert (story.case.deadline_at, story.case.deadline_sum) == (before, told)
    assert (told["days"], told["base"], told["klasifikasi"]) == (14, 14, "pengaduan")
