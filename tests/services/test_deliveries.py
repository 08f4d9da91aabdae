"""Answering the other complaints of a ticket."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import scoped_session

from sapa.db import db
from sapa.models import Case, Complainant, Complaint, Event, Ticket
from sapa.services import deliveries
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from tests.support import seeds
from tests.support.seeds import NOW, City

LINK = "https://x.com/pemkotdepok/status/1999999999"
REPLY = {"reply_text": "Sudah menyala.", "reply_url": LINK}


@pytest.fixture
def joined(session: scoped_session) -> tuple[City, str, int]:
    """A case with two complaints; nothing has been delivered."""
    city = seeds.lay()
    first = city.tweet("lampu mati", NOW - timedelta(minutes=60))
    second = city.tweet("lampu mati juga", NOW - timedelta(minutes=58), handle="@warga_contoh09")
    city.do(second, "duplicate", NOW - timedelta(minutes=55), duplicate_of=first)
    city.sort(first, NOW - timedelta(minutes=54), "Lampu mati di Beji")
    city.do(first, "answer", NOW - timedelta(minutes=52), answer="Sudah diperbaiki.")
    query = select(Complaint.id).join(Complainant).where(Complainant.handle == "@warga_contoh09")
    return city, first, db.session.scalars(query).one()


def _deliver(city: City, number: str) -> None:
    city.do(number, "deliver", NOW - timedelta(minutes=50), **REPLY)


def test_not_before_the_case_itself_was_answered(joined) -> None:
    city, number, other = joined
    with pytest.raises(Conflict, match="not_yet_delivered"):
        deliveries.deliver_other(number, other, REPLY, city.actor("operator"), NOW)


def test_once_and_in_the_history(joined) -> None:
    city, number, other = joined
    _deliver(city, number)
    deliveries.deliver_other(number, other, REPLY, city.actor("operator"), NOW)
    kinds = db.session.scalars(
        select(Event.kind)
        .join(Case, Case.id == Event.case_id)
        .join(Ticket, Ticket.id == Case.ticket_id)
        .where(Ticket.number == number)
    )
    assert list(kinds).count("delivered") == 1
    with pytest.raises(Conflict, match="already_delivered"):
        deliveries.deliver_other(number, other, REPLY, city.actor("operator"), NOW)


def test_only_by_the_role_that_delivers(joined) -> None:
    city, number, other = joined
    _deliver(city, number)
    with pytest.raises(NotAllowed):
        deliveries.deliver_other(number, other, REPLY, city.actor("koordinator"), NOW)


def test_within_the_limit_and_with_the_link(joined) -> None:
    city, number, other = joined
    _deliver(city, number)
    with pytest.raises(Invalid) as refused:
        deliveries.deliver_other(number, other, {"reply_text": "x" * 281}, city.actor("operator"), NOW)
    assert {name: wrong.code for name, wrong in refused.value.fields.items()} == {
        "reply_text": "too_long",
        "reply_url": "required",
    }


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("reply_text", "\x00", "required"),
        ("reply_text", "NIK 3276010101900001 sudah aktif.", "holds_nik"),
        ("reply_url", f"{LINK}?{'s' * 480}", "too_long"),
        ("reply_url", "https://penipu.example/a/status/123456", "not_a_reply_link"),
    ],
)
def test_it_is_judged_as_the_first_reply_is(joined, field: str, value: str, code: str) -> None:
    city, number, other = joined
    _deliver(city, number)
    with pytest.raises(Invalid) as refused:
        deliveries.deliver_other(number, other, {**REPLY, field: value}, city.actor("operator"), NOW)
    assert {name: wrong.code for name, wrong in refused.value.fields.items()} == {field: code}


def test_not_for_a_complaint_of_another_ticket(joined) -> None:
    city, number, _other = joined
    _deliver(city, number)
    stranger = city.tweet("banjir", NOW - timedelta(minutes=9))
    query = select(Complaint.id).join(Ticket).where(Ticket.number == stranger)
    with pytest.raises(NotFound):
        deliveries.deliver_other(number, db.session.scalars(query).one(), REPLY, city.actor("operator"), NOW)
