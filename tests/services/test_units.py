"""Lanes that stand for one unit: a Bidang of Kulon Progo works its own visit and no other."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Opd
from sapa.services import intake, moves, units
from sapa.services.admin import setting_edits, setting_shapes
from sapa.services.desk import casepage, worklists
from sapa.services.errors import NotAllowed
from sapa.sop.loader import shipped
from tests.clock.moments import at
from tests.services.test_clocks import IDENTITY
from tests.support.world import Story, World, person

NOW = "Mon 2026-08-03 10:00"


@pytest.fixture
def story(world: World) -> Story:
    """Kulon Progo asks two Bidang and one Dinas at once."""
    world.set("routes", {"sms": "kulon-progo"}, "2026-01-01")
    for code, opd in units.lay(next(each for each in shipped() if each.code == "kulon-progo")).items():
        world.opds[code] = opd
        world.people[code] = person(code, "ppid_pembantu", opd.id)
    words = Inbound("sms", "sms-1", "Minta data stunting", at("Mon 2026-08-03 09:00"))
    received = intake.receive(words, words.said_at, world.people["operator"])
    story = Story(world, received.ticket_id, received.number)
    story.do("K01", "accept", "Mon 2026-08-03 09:02", **IDENTITY)
    place = {"category_id": world.category.id, "place_unknown": "1"}
    story.do(
        "K02",
        "register",
        "Mon 2026-08-03 09:05",
        klasifikasi="permintaan_informasi",
        title="Data stunting",
        **place,
    )
    ids = [str(world.opds[code].id) for code in ("bidang-data", "bidang-ti", "dishub")]
    story.do("K03", "forward", "Mon 2026-08-03 09:10", opd_ids=ids)
    return story


def test_units_are_laid_once(world: World) -> None:
    sop = next(each for each in shipped() if each.code == "kulon-progo")
    first, again = units.lay(sop), units.lay(sop)
    assert {code: opd.id for code, opd in first.items()} == {code: opd.id for code, opd in again.items()}
    assert set(first) == {"bidang-data", "bidang-ti", "bidang-aduan"}
    assert first["bidang-ti"].name == "Bidang Pengelolaan Teknologi Informasi"


def test_units_are_laid_when_a_channel_is_led_to_their_sop(world: World) -> None:
    admin = replace(world.people["operator"], roles=frozenset({"admin"}))
    routes = {"routes": "", "valid_from": "2026-08-04"}
    codes = select(Opd.code).where(Opd.code.startswith("bidang-"))
    assert db.session.scalars(codes).all() == []
    shown = setting_shapes.shown(setting_shapes.shape_of("routes"), {"email": "kulon-progo"})
    setting_edits.change("routes", {**routes, **shown}, admin, at(NOW))
    assert set(db.session.scalars(codes)) == {"bidang-data", "bidang-ti", "bidang-aduan"}


def test_each_goes_to_the_step_and_lane_that_stand_for_it(story: Story) -> None:
    assert [(task.step, task.lane) for task in story.tasks()] == [
        ("K04", "bidang_data"),
        ("K04", "bidang_ti"),
        ("K04b", "skpd"),
    ]


def test_a_bidang_sees_and_works_its_own_visit(story: Story) -> None:
    bidang = story.world.people["bidang-ti"]
    work = worklists.listed("mine", bidang, at(NOW)).rows
    assert [(each.number, each.step.id) for each in work] == [(story.number, "K04")]
    assert len(casepage.load(story.number, bidang, at(NOW)).turns) == 1
    story.do("K04", "answer_final", NOW, who="bidang-ti", opd="bidang-ti")
    assert story.places() == ["K04 bidang-data", "K04b dishub"]


def test_a_bidang_does_not_work_that_of_another(story: Story) -> None:
    task = story.task("K04", "bidang-data")
    with pytest.raises(NotAllowed, match="not_your_lane"):
        moves.make(
            task.id, "answer_final", story.world.people["bidang-ti"], at(NOW), {"answer": "Ada di kami."}
        )


def test_the_decision_waits_for_all_of_them(story: Story) -> None:
    for code, step in (("bidang-ti", "K04"), ("dishub", "K04b"), ("bidang-data", "K04")):
        assert "K05" not in story.places()
        story.do(step, "answer_final", NOW, who=code, opd=code)
    assert story.places() == ["K05"]
