"""The rules of the clock in a running case, each by its name."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Note, SopVersion
from sapa.models.sop import APPROVED
from sapa.services import counters, deadlines, intake, sops
from sapa.services.errors import Conflict, Invalid
from sapa.sop.loader import shipped
from tests.clock.moments import at
from tests.support.world import Story, World

IDENTITY = {
    "identity_name": "Warga Contoh",
    "identity_nik": "3276010101900001",
    "identity_address": "Jalan Contoh 1",
    "identity_phone": "0811-0000-0000",
    "identity_email": "warga@contoh.example",
}


@pytest.fixture
def bogor(world: World) -> Story:
    """A complaint by e-mail in Bogor."""
    world.set("routes", {"email": "bogor"}, "2026-01-01")
    return said(world, "email", "Mon 2026-08-03 09:00")


def said(world: World, channel: str, when: str) -> Story:
    words = Inbound(channel, f"pesan {when}", "Lampu jalan mati", at(when))
    received = intake.receive(words, at(when), world.people["operator"])
    return Story(world, received.ticket_id, received.number)


def verify(story: Story, when: str, *codes: str, **fields: Any) -> None:
    ids = [str(story.world.opds[code].id) for code in codes]
    story.do("B03", "complaint", when, opd_ids=ids, **{**IDENTITY, **fields})


def test_a_second_visit_counts_from_the_first_where_the_sop_says_so(bogor: Story) -> None:
    bogor.do("B02", "receive", "Mon 2026-08-03 09:10")
    bogor.do("B03", "return_to_citizen", "Mon 2026-08-03 09:30", question="Alamatnya di mana?")
    bogor.do("B-M", "citizen_replied", "Tue 2026-08-04 10:00", who="operator")
    again = bogor.task("B03")
    assert (again.visit_no, again.begun_at) == (2, at("Mon 2026-08-03 09:10"))
    assert again.due_at == at("Tue 2026-08-04 10:40")  # twenty of sixty minutes were used before the pause


def test_a_second_visit_counts_anew_where_the_sop_says_nothing(bogor: Story) -> None:
    bogor.do("B02", "receive", "Mon 2026-08-03 09:10")
    verify(bogor, "Mon 2026-08-03 09:30", "dishub")
    bogor.do("B04", "dispose", "Mon 2026-08-03 09:40", who="dishub")
    bogor.do("B05", "ours", "Mon 2026-08-03 09:50", who="dishub")
    bogor.do("B06", "handled", "Mon 2026-08-03 10:00", who="dishub")
    bogor.do("B07", "answer_final", "Mon 2026-08-03 10:10", who="dishub")
    bogor.do("B08", "return_to_opd", "Mon 2026-08-03 10:20")
    assert bogor.task("B06").begun_at == at("Mon 2026-08-03 10:20")


def test_the_days_of_a_case_run_from_the_move_that_starts_them(bogor: Story) -> None:
    bogor.do("B02", "receive", "Mon 2026-08-03 09:10")
    assert (bogor.case.deadline_from, bogor.case.deadline_at) == (None, None)
    verify(bogor, "Wed 2026-08-05 09:30", "dishub")
    assert bogor.case.deadline_from == at("Wed 2026-08-05 09:30")
    assert bogor.case.deadline_sum["days"] == 14


def test_a_merged_case_keeps_the_earliest_clock(world: World) -> None:
    later = world.tweet("Tue 2026-08-04 09:00")
    later.complaint("Tue 2026-08-04 09:05")
    first = world.tweet("Mon 2026-08-03 09:00", "Tue 2026-08-04 10:00")
    promised = later.case.deadline_at
    first.do("T02", "duplicate", "Tue 2026-08-04 10:05", duplicate_of=later.number)
    assert later.case.started_at == later.case.deadline_from == at("Mon 2026-08-03 09:00")
    assert later.case.deadline_at < promised


def test_a_merged_case_keeps_its_own_clock_where_that_is_the_earliest(world: World) -> None:
    first = world.tweet("Mon 2026-08-03 09:00")
    first.complaint("Mon 2026-08-03 09:05")
    promised = first.case.deadline_at
    later = world.tweet("Tue 2026-08-04 09:00")
    later.do("T02", "duplicate", "Tue 2026-08-04 09:05", duplicate_of=first.number)
    assert (first.case.started_at, first.case.deadline_at) == (at("Mon 2026-08-03 09:00"), promised)


def paused(world: World) -> Story:
    """Asked on Monday morning, answered on Thursday: two whole days do not count."""
    story = world.tweet("Mon 2026-08-03 09:00")
    story.do("T02", "ask_citizen", "Mon 2026-08-03 09:05")
    story.do("T02", "citizen_replied", "Thu 2026-08-06 09:05")
    return story


def test_a_pause_survives_reassignment(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00").sent_to("dishub", when="Mon 2026-08-03 09:05")
    story.do("A", "answer_final", "Mon 2026-08-03 10:00", opd="dishub")
    story.do("T-X1", "ask_citizen", "Mon 2026-08-03 10:05")
    story.do("T-X1", "citizen_replied", "Wed 2026-08-05 10:05")
    before = story.case.deadline_at
    story.do("T-X1", "return_to_opd", "Wed 2026-08-05 10:10")
    assert story.case.deadline_at == before == at("Wed 2026-08-26 16:00")
    assert [pause.end for pause in deadlines.pauses_of(story.case.id)] == [at("Wed 2026-08-05 10:05")]


def test_a_pause_survives_a_change_of_klasifikasi(world: World) -> None:
    story = paused(world)
    story.complaint("Thu 2026-08-06 09:08", klasifikasi="permintaan_informasi")
    assert story.case.deadline_at == at("Wed 2026-08-12 16:00")  # the fifth day was the tenth of August
    assert story.all_tasks("T02")[0].due_at == at("Thu 2026-08-06 09:10")


def test_a_pause_survives_a_new_version_of_the_sop(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    story.do("T02", "ask_citizen", "Mon 2026-08-03 09:05")
    publish(replace(shipped_sop("depok-twitter"), version=2))
    story.do("T02", "citizen_replied", "Tue 2026-08-04 09:05")
    assert story.task("T02").due_at == at("Tue 2026-08-04 09:10")
    assert sops.definition(story.case.sop_version_id).version == 1
    assert sops.definition(world.tweet("Tue 2026-08-04 09:10").case.sop_version_id).version == 2


def test_the_breach_of_a_step_is_not_that_of_its_case(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    story.complaint("Mon 2026-08-03 09:30")
    assert story.all_tasks("T02")[0].breached_at == at("Mon 2026-08-03 09:10")
    assert story.case.deadline_breached_at is None
    assert story.kinds().count("breached") == 1
    assert "overdue" not in story.kinds()


def test_the_breach_of_a_case_is_not_that_of_a_step(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00").sent_to("dishub", when="Mon 2026-08-03 09:05")
    story.do("A", "answer_promise", "Mon 2026-08-03 10:00", opd="dishub", promise_date="2026-09-10")
    world.sweep("Wed 2026-09-09 09:00")
    assert story.case.deadline_breached_at == story.case.deadline_at
    assert [task.breached_at for task in story.all_tasks()] == [None, None, None]
    overdue = [event for event in story.events() if event.kind == "overdue"]
    assert [event.at for event in overdue] == [story.case.deadline_at]


def test_a_case_that_stands_still_is_not_overdue(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    story.complaint("Mon 2026-08-03 09:05", klasifikasi="permintaan_informasi")
    story.do("T03", "ask_citizen", "Mon 2026-08-10 15:00")
    world.sweep("Wed 2026-08-12 09:00")
    assert story.case.deadline_breached_at is None


def test_the_deadline_is_extended_once_with_a_written_reason(world: World, kulon: Story) -> None:
    with pytest.raises(Invalid) as refusal:
        kulon.do("K03", "extend", "Mon 2026-08-10 09:00", reason="")
    assert refusal.value.fields["reason"].code == "required"
    before = kulon.case.deadline_at
    kulon.do("K03", "extend", "Mon 2026-08-10 09:00", reason="Dokumen masih dicari.")
    assert (before, kulon.case.deadline_at) == (at("Tue 2026-08-18 16:00"), at("Fri 2026-08-28 16:30"))
    assert kulon.case.deadline_sum["days"] == 17
    assert db.session.scalars(select(Note.text)).all() == ["Dokumen masih dicari."]
    with pytest.raises(Conflict, match="refused_extended"):
        kulon.do("K03", "extend", "Tue 2026-08-11 09:00", reason="Masih dicari juga.")


def test_the_deadline_is_not_extended_when_it_is_over(kulon: Story) -> None:
    with pytest.raises(Conflict, match="refused_too_late"):
        kulon.do("K03", "extend", "Thu 2026-08-20 09:00", reason="Dokumen masih dicari.")


@pytest.fixture
def kulon(world: World) -> Story:
    """A request by SMS in Kulon Progo, in the register since Monday morning."""
    world.set("routes", {"sms": "kulon-progo"}, "2026-01-01")
    story = said(world, "sms", "Mon 2026-08-03 09:00")
    story.do("K01", "accept", "Mon 2026-08-03 09:02", **IDENTITY)
    place = {"category_id": world.category.id, "kelurahan_id": world.kelurahan.id}
    story.do(
        "K02",
        "register",
        "Mon 2026-08-03 09:05",
        klasifikasi="permintaan_informasi",
        title="Minta data",
        **place,
    )
    return story


def publish(sop: Any) -> None:
    """Put a version in force."""
    row = SopVersion(
        code=sop.code, version=sop.version, title=sop.title, body=sop.to_json(), digest=sop.digest,
        state=APPROVED, loaded_at=at("Thu 2026-01-01 00:00"),
    )  # fmt: skip
    db.session.add(row)
    counters.touch(sops.STAMP)
    db.session.commit()


def shipped_sop(code: str) -> Any:
    return next(each for each in shipped() if each.code == code)
