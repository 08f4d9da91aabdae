"""What the five SOPs do besides their times: who is told, who finds a case, what an answer is."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Answer
from sapa.services import intake
from sapa.services.desk import worklists
from tests.clock.moments import at
from tests.services.test_clocks import IDENTITY
from tests.support.world import Story, World

MORNING = "Mon 2026-08-03 09:00"


def said(world: World, channel: str, code: str) -> Story:
    world.set("routes", {channel: code}, "2026-01-01")
    words = Inbound(channel, f"pesan-{channel}", "Lampu jalan mati", at(MORNING))
    received = intake.receive(words, words.said_at, world.people["operator"])
    return Story(world, received.ticket_id, received.number)


def to(world: World, *codes: str) -> dict[str, list[str]]:
    return {"opd_ids": [str(world.opds[code].id) for code in codes]}


@pytest.fixture
def bogor(world: World) -> Story:
    """Verified and sent to the first agency."""
    story = said(world, "email", "bogor")
    story.do("B02", "receive", MORNING)
    story.do("B03", "complaint", MORNING, **IDENTITY, **to(world, "dishub"))
    return story


@pytest.fixture
def sms(world: World) -> Story:
    """Analysed by an Anggota: the catatan solusi is to be written."""
    story = said(world, "sms", "sms-wa")
    story.do("S02", "complaint", MORNING, **to(world, "dishub"))
    story.do("S03", "recommend", MORNING, who="dishub", note="Ganti lampu.")
    return story


def refuse(story: Story, code: str) -> None:
    story.do("B04", "dispose", MORNING, who=code)
    story.do("B05", "not_ours", MORNING, who=code, reason="Bukan kewenangan kami.")


def test_the_second_agency_that_sends_it_back_is_told_to_the_superior(world: World, bogor: Story) -> None:
    refuse(bogor, "dishub")
    assert bogor.told("repeated") == []
    bogor.do("B03", "complaint", MORNING, **to(world, "dlhk"))
    refuse(bogor, "dlhk")
    assert bogor.told("repeated") == [("repeated", "koordinator")]
    assert bogor.places() == ["B03"]


def test_the_third_time_the_superior_decides(world: World, bogor: Story) -> None:
    for code, following in (("dishub", "dlhk"), ("dlhk", "dishub")):
        refuse(bogor, code)
        bogor.do("B03", "complaint", MORNING, **to(world, following))
    refuse(bogor, "dishub")
    assert bogor.places() == ["B-K"]
    bogor.do("B-K", "forward", MORNING, who="koordinator", **to(world, "dlhk"))
    assert bogor.places() == ["B04 dlhk"]


def test_no_answer_goes_out_before_it_is_approved(world: World, bogor: Story) -> None:
    for step, action in (("B04", "dispose"), ("B05", "ours"), ("B06", "handled")):
        bogor.do(step, action, MORNING, who="dishub")
    bogor.do("B07", "answer_final", MORNING, who="dishub")
    bogor.do("B08", "accept", MORNING)
    with pytest.raises(Exception, match="refused_after"):
        bogor.do("B09", "deliver", MORNING)
    bogor.do("B09", "approve", MORNING)
    bogor.do("B09", "deliver", MORNING)
    assert bogor.ticket.outcome == "answered"


def test_an_agency_finds_what_it_has_to_receive(world: World, bogor: Story) -> None:
    rows = worklists.listed("mine", world.people["dishub"], at(MORNING)).rows
    assert [(row.number, row.step.id) for row in rows] == [(bogor.number, "B04")]


def test_the_desk_finds_a_case_that_waits_for_its_citizen(world: World) -> None:
    story = said(world, "email", "bogor")
    story.do("B02", "receive", MORNING)
    story.do("B03", "return_to_citizen", MORNING, question="Alamatnya di mana?")
    rows = worklists.listed("paused", world.people["operator"], at(MORNING)).rows
    assert [(row.number, row.step.id) for row in rows] == [(story.number, "B-M")]


def test_the_desk_is_reminded_of_a_citizen_who_stays_silent(world: World) -> None:
    story = said(world, "email", "bogor")
    story.do("B02", "receive", MORNING)
    story.do("B03", "return_to_citizen", MORNING, question="Alamatnya di mana?")
    world.sweep("Thu 2026-08-06 09:00")
    assert story.told("citizen_waiting") == [("citizen_waiting", "operator")]
    world.sweep("Thu 2026-08-13 09:00")
    assert story.ticket.outcome == "incomplete"


@pytest.mark.parametrize("who", ["dishub", "koordinator"])
def test_anggota_and_ketua_write_the_solution_for_the_unit(world: World, sms: Story, who: str) -> None:
    sms.do("S04", "draft", MORNING, who=who, answer="Lampu diganti besok.")
    (answer,) = db.session.scalars(select(Answer).where(Answer.kind == "final"))
    assert (world.code(answer.opd_id), answer.on_behalf, answer.medium) == ("dishub", False, "")
    assert sms.places() == ["S04 dishub"]


def test_the_ketua_may_refer_it_to_the_pengarah(world: World, sms: Story) -> None:
    sms.do("S04", "draft", MORNING, who="koordinator", answer="Lampu diganti besok.")
    sms.do("S04", "refer", MORNING, who="koordinator")
    assert ("moved", "ppid_utama") in sms.told()
    sms.do("S04", "approve_up", MORNING, who="ppid_utama")
    assert (sms.places(), sms.all_tasks("S04")[0].record) == (["S05"], "moderated")


def test_what_was_decided_first_is_the_outcome_once_the_citizen_was_told(world: World) -> None:
    story = said(world, "sms", "sms-wa")
    story.do("S02", "out_of_authority", MORNING, destination="Silakan ke PLN di 123.")
    story.do("S05", "deliver", MORNING, reply_text="Silakan ke PLN di 123.", reply_url="")
    story.do("S07", "received", MORNING)
    assert story.ticket.outcome == "out_of_authority"


def test_a_reply_without_a_receipt_ends_the_case_all_the_same(world: World) -> None:
    story = said(world, "sms", "sms-wa")
    fields = {"klasifikasi": "pengaduan", "category_id": world.category.id, "title": "Lampu mati"}
    story.do("S02", "available", MORNING, answer="Sudah diganti.", **fields)
    story.do("S05", "deliver", MORNING, reply_text="Sudah diganti.", reply_url="")
    world.sweep("Wed 2026-08-05 09:00")
    assert (story.ticket.outcome, story.all_tasks("S07")[0].record) == ("answered", "no_receipt")
