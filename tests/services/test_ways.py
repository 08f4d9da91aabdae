"""Which SOP a channel leads to on a day, and what becomes of identity, ids and names on the way in."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import event, select

from sapa.channels.inbound import Inbound
from sapa.channels.sms import from_handset
from sapa.channels.telephone import from_call
from sapa.db import db
from sapa.models import Channel, Complainant, Complaint, RawMessage
from sapa.services import intake, settings, ways
from sapa.services.admin import masterdata
from sapa.services.errors import Conflict
from sapa.services.house import house
from sapa.sop.loader import shipped
from tests.clock.moments import at
from tests.support.world import World, inbound

NOON = at("Mon 2026-08-03 11:00")
TODAY = date(2026, 8, 3)


def take(world: World, message: Inbound) -> intake.Received:
    return intake.receive(message, NOON, world.people["operator"])


def call(text: str = "Lampu mati", number: str = "0811-123-2222") -> Inbound:
    return from_call(number, "Warga Contoh", text, NOON)


def test_every_sop_of_the_house_can_be_tried_on_some_channel(world: World) -> None:
    assert set(ways.routes(TODAY).values()) == {each.code for each in shipped()}


def test_every_channel_that_a_definition_names_is_one_of_ours(world: World) -> None:
    named = {channel for each in shipped() for channel in each.reporter if channel != "default"}
    assert named <= settings.DEFAULTS["routes"].keys()


def test_a_message_follows_the_route_of_the_day_on_which_it_is_entered(world: World) -> None:
    world.set("routes", {"telepon": "bogor"}, "2026-08-04")
    assert ways.version_for("telepon", TODAY).code == "depok-telepon"
    assert ways.version_for("telepon", date(2026, 8, 4)).code == "bogor"


def test_a_channel_without_route_takes_nothing_in(world: World) -> None:
    world.set("routes", {"telepon": ""}, "2026-08-01")
    with pytest.raises(Conflict) as refused:
        take(world, call())
    assert refused.value.code == "channel_without_route"
    assert db.session.scalars(select(RawMessage)).all() == []


def test_a_route_to_an_sop_without_version_in_force_takes_nothing_in(world: World) -> None:
    world.set("routes", {"telepon": "telepon-lama"}, "2026-08-01")
    with pytest.raises(Conflict) as refused:
        take(world, call())
    assert (refused.value.code, refused.value.params["sop"]) == ("route_without_sop", "telepon-lama")


def test_only_channels_in_use_with_a_route_are_offered(world: World) -> None:
    db.session.add_all(
        [
            Channel(slug="sms", label="SMS"),
            Channel(slug="telepon", label="Telepon", active=False),
            Channel(slug="faks", label="Faks"),
        ]
    )
    db.session.commit()
    assert [(way.slug, way.label, way.code) for way in ways.offered(TODAY)] == [("sms", "SMS", "sms-wa")]


def test_a_new_name_of_a_channel_is_seen_at_once(world: World) -> None:
    admin, words = world.people["operator"], {"label": "SMS", "slug": "sms", "active": "1"}
    channel = masterdata.add_channel(words, admin, NOON)
    assert ways.label("sms") == "SMS"
    masterdata.edit_channel(channel, {**words, "label": "SMS Center"}, admin, NOON)
    assert ways.label("sms") == "SMS Center"
    masterdata.delete_channel(channel, admin, NOON)
    assert ways.label("sms") == "sms"


def test_the_same_call_twice_is_one_complaint(world: World) -> None:
    first, second = take(world, call()), take(world, call("Lampu  mati ", "+62 811 123 2222"))
    assert (second.created, second.number) == (False, first.number)


def test_the_same_words_on_two_channels_are_two_complaints(world: World) -> None:
    message = from_handset("0811-123-2222", "Lampu mati", NOON)
    take(world, message)
    assert take(world, replace(message, channel="whatsapp")).created


def test_what_tells_a_message_is_kept_under_a_key(world: World) -> None:
    message = call()
    take(world, message)
    kept = db.session.scalars(select(Complaint.external_id)).one()
    assert kept == house().vault.index("\n".join(message.alike), "complaint.external_id")


def test_an_identity_is_sealed_and_its_number_can_be_looked_up(world: World) -> None:
    take(world, call())
    row = db.session.scalars(select(Complainant)).one()
    vault = house().vault
    assert vault.decrypt(row.name_sealed or "", "complainant.name") == "Warga Contoh"
    assert row.phone_index == vault.index("+628111232222", "complainant.phone")
    assert row.phone_mask and "1232" not in row.phone_mask and row.handle == ""


def test_what_an_account_says_of_itself_later_is_added(world: World) -> None:
    take(world, inbound(NOON))
    take(world, replace(inbound(NOON), identity={"name": "Warga Contoh"}))
    row = db.session.scalars(select(Complainant)).one()
    assert house().vault.decrypt(row.name_sealed or "", "complainant.name") == "Warga Contoh"


def test_half_a_sign_from_a_gateway_is_kept_as_it_came(world: World) -> None:
    take(world, replace(call(), raw={"body": "Lampu \ud83d"}))
    sealed = db.session.scalars(select(RawMessage.payload_sealed)).one()
    assert json.loads(house().vault.decrypt(sealed, "raw_message.payload")) == {"body": "Lampu \ud83d"}


def test_an_arrival_that_is_a_step_is_made_by_the_message(world: World) -> None:
    """P01, the call itself, is over when it is written down; P02 is the Operator's turn."""
    received = take(world, call())
    story = type(world.tweet("Mon 2026-08-03 09:00"))(world, received.ticket_id, received.number)
    assert story.places() == ["P02"]


def test_a_route_costs_no_statement(world: World) -> None:
    """Settings, versions and names are known from the message before."""
    take(world, inbound(NOON))
    seen: list[str] = []
    told = (db.engine, "before_cursor_execute", lambda *words: seen.append(words[2]))
    event.listen(*told)
    take(world, inbound(NOON))
    event.remove(*told)
    assert sum("INSERT INTO complaint" in each for each in seen) == 1
    read = [each for each in seen if each.startswith("SELECT")]
    assert not any(
        f"FROM {table}" in each for each in read for table in ("setting", "sop_version", "channel")
    )
