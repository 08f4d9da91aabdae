"""Rings: once for each cause and audience, never while the doors are closed, never for whoever did it."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Notice
from sapa.services import calendars, notices
from tests.clock.moments import at
from tests.support.world import World


def ring(cause: str, when: str, role: str = "operator", **words: object) -> None:
    notices.ring("turn", role, cause=cause, calendar=calendars.get("call_center"), now=at(when), **words)


def rung() -> list[Notice]:
    return list(db.session.scalars(select(Notice).order_by(Notice.id)))


@pytest.mark.parametrize(
    ("when", "visible"),
    [
        ("Mon 2026-08-03 09:00", "Mon 2026-08-03 09:00"),
        ("Mon 2026-08-03 12:30", "Mon 2026-08-03 13:00"),
        ("Mon 2026-08-03 16:00", "Mon 2026-08-03 16:00"),
        ("Mon 2026-08-03 16:01", "Tue 2026-08-04 07:30"),
        ("Fri 2026-08-14 23:00", "Tue 2026-08-18 07:30"),
        ("Thu 2026-05-14 09:00", "Mon 2026-05-18 07:30"),
    ],
)
def test_nothing_rings_while_the_doors_are_closed(world: World, when: str, visible: str) -> None:
    ring("x", when)
    assert [(row.created_at, row.visible_at) for row in rung()] == [(at(when), at(visible))]


def test_the_same_cause_rings_once(world: World) -> None:
    ring("x", "Mon 2026-08-03 09:00")
    ring("x", "Tue 2026-08-04 09:00")
    ring("y", "Tue 2026-08-04 09:00")
    ring("x", "Tue 2026-08-04 09:00", "koordinator")
    assert [row.key for row in rung()] == ["turn:x:operator:", "turn:y:operator:", "turn:x:koordinator:"]


def test_two_agencies_are_two_audiences(world: World) -> None:
    for opd in world.opds.values():
        ring("x", "Mon 2026-08-03 09:00", "ppid_pembantu", opd_id=opd.id)
    assert [row.opd_id for row in rung()] == [opd.id for opd in world.opds.values()]


def test_what_is_gathered_goes_out_at_the_end(world: World) -> None:
    with transaction(), notices.gathered():
        with notices.gathered():
            ring("x", "Mon 2026-08-03 09:00")
        assert rung() == []
        ring("x", "Mon 2026-08-03 09:00")
    assert len(rung()) == 1


def test_a_failure_rings_for_nobody(world: World) -> None:
    with pytest.raises(ValueError, match="no"), transaction(), notices.gathered():
        ring("x", "Mon 2026-08-03 09:00")
        raise ValueError("no")
    ring("y", "Mon 2026-08-03 09:00")
    assert [row.key for row in rung()] == ["turn:y:operator:"]


def test_who_did_it_is_not_told_of_it(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    story.complaint("Mon 2026-08-03 09:01")
    story.forward("Mon 2026-08-03 09:02", "dishub")
    story.do("A", "answer_received", "Mon 2026-08-03 10:00", who="operator")
    assert story.told() == [("turn", "ppid_pembantu")]


def test_each_agency_hears_of_its_own_turn_only(world: World) -> None:
    world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")
    told = db.session.execute(select(Notice.role, Notice.opd_id)).all()
    assert told == [("ppid_pembantu", world.opds["dishub"].id)]
