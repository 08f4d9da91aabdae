"""Who complains: what the SOP asks of each channel, sealed as it is written down."""

from __future__ import annotations

import pytest

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Complainant
from sapa.services import intake, sops
from sapa.services.errors import Invalid
from sapa.services.evidence import identity
from sapa.services.house import house
from tests.clock.moments import at
from tests.services.test_clocks import IDENTITY
from tests.support.world import Story, World


@pytest.fixture
def world(world: World) -> World:
    world.set("routes", {"email": "bogor", "sms": "bogor", "surat_kabar": "bogor"}, "2026-01-01")
    return world


def received(world: World, channel: str) -> Story:
    """A complaint that is to be verified."""
    words = Inbound(channel, f"pesan-{channel}", "Lampu jalan mati", at("Mon 2026-08-03 09:00"))
    found = intake.receive(words, words.said_at, world.people["operator"])
    story = Story(world, found.ticket_id, found.number)
    story.do("B02", "receive", "Mon 2026-08-03 09:05")
    return story


def verify(story: Story, **fields: str) -> None:
    opds = [str(story.world.opds["dishub"].id)]
    story.do("B03", "complaint", "Mon 2026-08-03 09:10", opd_ids=opds, **fields)


def person(story: Story) -> Complainant:
    return identity.complainant_of(story.ticket)


def missing(story: Story) -> tuple[str, ...]:
    return identity.missing(sops.definition(story.case.sop_version_id), story.ticket)


def test_each_channel_asks_for_its_own(world: World) -> None:
    asked = {channel: missing(received(world, channel)) for channel in ("email", "sms", "surat_kabar")}
    assert asked == {
        "email": ("nik", "name", "address", "phone", "email"),
        "sms": ("nik", "name", "address", "phone"),
        "surat_kabar": (),
    }


def test_what_is_asked_for_is_required(world: World) -> None:
    story = received(world, "sms")
    with pytest.raises(Invalid) as refusal:
        verify(story, identity_name="Warga Contoh", identity_phone="0811-0000-0000")
    wrong = {name: fault.code for name, fault in refusal.value.fields.items()}
    assert wrong == {"identity_nik": "required", "identity_address": "required"}
    assert missing(story) == ("nik", "name", "address", "phone")


def test_it_is_kept_sealed_and_found_by_its_index(world: World) -> None:
    story = received(world, "email")
    verify(story, **IDENTITY)
    row = person(story)
    assert house().vault.decrypt(row.nik_sealed, "complainant.nik") == IDENTITY["identity_nik"]
    assert house().vault.decrypt(row.phone_sealed, "complainant.phone") == "+6281100000000"
    assert IDENTITY["identity_nik"] not in (row.nik_sealed, row.nik_mask)
    assert row.nik_index == house().vault.index(IDENTITY["identity_nik"], "complainant.nik")
    assert missing(story) == ()


def test_what_is_known_need_not_be_typed_again(world: World) -> None:
    story = received(world, "email")
    known = {"name_sealed": "x", "phone_sealed": "x", "email_sealed": "x"}
    row = person(story)
    for column, value in known.items():
        setattr(row, column, value)
    db.session.commit()
    verify(story, identity_nik=IDENTITY["identity_nik"], identity_address="Jalan Contoh 1")
    assert (story.places(), person(story).name_sealed) == (["B04 dishub"], "x")


@pytest.mark.parametrize(
    ("field", "typed", "code"),
    [
        ("identity_nik", "3276", "not_a_nik"),
        ("identity_phone", "halo", "not_a_phone"),
        ("identity_email", "warga@", "not_an_email"),
        ("identity_name", "W" * 161, "too_long"),
    ],
)
def test_what_cannot_be_is_refused(world: World, field: str, typed: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        verify(received(world, "email"), **{**IDENTITY, field: typed})
    assert {name: fault.code for name, fault in refusal.value.fields.items()} == {field: code}


def test_a_false_identity_ends_the_case_and_the_ticket_stays(world: World) -> None:
    story = received(world, "email")
    story.do("B03", "false_identity", "Mon 2026-08-03 09:10", reason="NIK milik orang lain.")
    assert (story.ticket.outcome, story.places()) == ("false_identity", [])
    assert story.ticket.number == story.number


def test_no_part_of_it_is_in_the_history(world: World) -> None:
    story = received(world, "email")
    verify(story, **IDENTITY)
    told = " ".join(str(event.data) for event in story.events())
    assert not any(value in told for value in IDENTITY.values())
