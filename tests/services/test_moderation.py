"""What nobody approved does not go out, also where a definition or a request passes the approval over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer, Delivery, SopVersion
from sapa.models.sop import APPROVED
from sapa.services import counters, sops
from sapa.services.errors import Conflict
from tests.clock.moments import at
from tests.services.test_clocks import IDENTITY
from tests.services.test_five_sops import MORNING, said, to
from tests.support.world import Story, World

REPLY = {"reply_text": "Lampu sudah menyala.", "reply_url": ""}


def rewritten(code: str, step: str, action: str, **changes: Any) -> None:
    """A version in force with one action changed, as somebody may write it past the linter."""
    row = db.session.scalars(select(SopVersion).where(SopVersion.code == code)).one()
    body: dict[str, Any] = sops.definition(row.id).to_json()
    actions = next(each["actions"] for each in body["steps"] if each["id"] == step)
    found = next(each for each in actions if each["slug"] == action)
    changed = {key: value for key, value in (found | changes).items() if value is not None}
    found.clear()
    found.update(changed)
    about = {"code": code, "version": 9, "title": row.title, "body": body, "digest": "0" * 64}
    version = SopVersion(**about, state=APPROVED, loaded_at=at(MORNING), effective_from=date(2026, 1, 1))
    db.session.add(version)
    counters.touch(sops.STAMP)
    db.session.commit()


def bogor(world: World, *codes: str) -> Story:
    story = said(world, "email", "bogor")
    story.do("B02", "receive", MORNING)
    story.do("B03", "complaint", MORNING, **IDENTITY, **to(world, *codes))
    return story


def answered(story: Story, code: str) -> None:
    story.do("B04", "dispose", MORNING, opd=code, who=code)
    story.do("B05", "ours", MORNING, opd=code, who=code)
    story.do("B06", "handled", MORNING, opd=code, who=code)
    story.do("B07", "answer_final", MORNING, opd=code, who=code)


def told(story: Story) -> list[bool]:
    """Of each answer in turn, whether it went out."""
    query = select(Answer.delivered_at).where(Answer.ticket_id == story.ticket_id).order_by(Answer.id)
    return [moment is not None for moment in db.session.scalars(query)]


def test_a_definition_without_the_order_does_not_let_an_answer_out(world: World) -> None:
    rewritten("bogor", "B09", "deliver", after=None)
    story = bogor(world, "dishub")
    answered(story, "dishub")
    story.do("B08", "accept", MORNING)
    with pytest.raises(Conflict, match="not_moderated"):
        story.do("B09", "deliver", MORNING, **REPLY)
    assert db.session.scalars(select(Delivery.id)).first() is None and told(story) == [False]
    story.do("B09", "approve", MORNING)
    story.do("B09", "deliver", MORNING, **REPLY)
    assert (story.case.outcome, told(story)) == ("answered", [True])


def test_words_of_our_own_are_approved_as_well(world: World) -> None:
    rewritten("bogor", "B09", "deliver", after=None)
    story = said(world, "email", "bogor")
    story.do("B02", "receive", MORNING)
    story.do("B03", "out_of_authority", MORNING)
    with pytest.raises(Conflict, match="not_moderated"):
        story.do("B09", "deliver", MORNING, **REPLY)


def test_an_answer_that_joins_an_approved_one_is_approved_anew(world: World) -> None:
    story = bogor(world, "dishub", "dlhk")
    answered(story, "dishub")
    story.do("B08", "accept", MORNING)
    story.do("B09", "approve", MORNING)
    answered(story, "dlhk")
    story.do("B08", "accept", MORNING)
    with pytest.raises(Conflict, match="refused_after"):
        story.do("B09", "deliver", MORNING, **REPLY)
    story.do("B09", "approve", "Mon 2026-08-03 09:05")
    story.do("B09", "deliver", "Mon 2026-08-03 09:05", **REPLY)
    assert told(story) == [True, True]


def test_an_answer_that_nobody_looked_at_stays_when_another_goes_out(world: World) -> None:
    story = bogor(world, "dishub", "dlhk")
    answered(story, "dishub")
    story.do("B08", "accept", MORNING)
    story.do("B09", "approve", MORNING)
    answered(story, "dlhk")
    story.do("B09", "deliver", MORNING, **REPLY)
    assert (told(story), story.places()) == ([True, False], ["B08"])


def test_a_draft_that_the_ketua_did_not_approve_stays(world: World) -> None:
    story = said(world, "sms", "sms-wa")
    story.do("S02", "complaint", MORNING, **to(world, "dishub", "dlhk"))
    for code in ("dishub", "dlhk"):
        story.do("S03", "recommend", MORNING, opd=code, who=code, note="Ganti lampu.")
        story.do("S04", "draft", MORNING, opd=code, who=code, answer="Lampu diganti.")
    story.do("S04", "approve", MORNING, opd="dishub", who="koordinator")
    story.do("S05", "deliver", MORNING, **REPLY)
    assert told(story) == [True, False]


def test_a_sheet_that_leads_past_the_ketua_does_not_send_a_draft(world: World) -> None:
    rewritten("sms-wa", "S04", "draft", closes="unit", to=["S05"])
    story = said(world, "sms", "sms-wa")
    story.do("S02", "complaint", MORNING, **to(world, "dishub"))
    story.do("S03", "recommend", MORNING, who="dishub", note="Ganti lampu.")
    story.do("S04", "draft", MORNING, who="dishub", answer="Lampu diganti.")
    with pytest.raises(Conflict, match="not_moderated"):
        story.do("S05", "deliver", MORNING, **REPLY)
    assert told(story) == [False]
