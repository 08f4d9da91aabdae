"""What leaves the house: written with its cause, sent to a real server, recognised when it comes twice."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select

from sapa.config import Config
from sapa.db import db, transaction
from sapa.models import OutboxMessage
from sapa.services import uploads
from sapa.services.outgoing import delivery, outbox
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import World

NOW = at("Mon 2026-08-03 09:00")


@dataclass
class Post:
    """A mail server that keeps what it gets; `answer` is what it says to the next message."""

    letters: list[Message] = field(default_factory=list)
    answer: str = "250 OK"
    url: str = ""

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if self.answer.startswith("250"):
            self.letters.append(message_from_bytes(envelope.content))
        return self.answer


@pytest.fixture
def post_office() -> Iterator[Post]:
    office = Post()
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    controller = Controller(office, hostname="127.0.0.1", port=port)
    controller.start()
    office.url = f"smtp://127.0.0.1:{port}"
    yield office
    controller.stop()


def order(key: str = "forward:1", to: str = "dishub@opd.example", **words: Any) -> None:
    with transaction():
        outbox.post(key, to, "Pengaduan [1]", "Yth. PPID,\nmohon dijawab: lampu é", now=NOW, **words)


def row(key: str = "forward:1") -> OutboxMessage:
    query = select(OutboxMessage).where(OutboxMessage.key == key).execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def refuse(message: Any) -> None:
    raise ConnectionRefusedError("nobody there")


def send(office: Post, now: datetime = NOW) -> delivery.Delivered:
    return delivery.deliver(now, delivery.transport(office.url))


def test_a_letter_arrives(world: World, post_office: Post) -> None:
    order()
    assert send(post_office) == delivery.Delivered(sent=1)
    letter = post_office.letters[0]
    assert (letter["To"], letter["Subject"]) == ("dishub@opd.example", "Pengaduan [1]")
    assert "lampu é" in letter.get_payload(decode=True).decode()
    assert letter["Message-ID"] == "<forward.1@127.0.0.1>"
    assert letter["Date"] == "Mon, 03 Aug 2026 02:00:00 +0000"
    assert (row().sent_at, row().leased_until, row().attempts) == (NOW, None, 1)


def test_a_refusal_is_kept_without_the_address(world: World, post_office: Post) -> None:
    order()
    post_office.answer = "550 5.1.1 <dishub@opd.example>: no such user"
    send(post_office)
    assert "dishub@" not in row().last_error and "no such user" in row().last_error


def test_what_was_sent_is_not_sent_again(world: World, post_office: Post) -> None:
    order()
    send(post_office)
    assert send(post_office, NOW + timedelta(days=1)) == delivery.Delivered()
    assert len(post_office.letters) == 1


def test_the_same_order_twice_is_one_letter(world: World, post_office: Post) -> None:
    order()
    order()
    assert send(post_office).sent == 1


def test_an_order_is_rolled_back_with_its_cause(world: World) -> None:
    with pytest.raises(ValueError, match="no"), transaction():
        outbox.post("forward:1", "a@b.example", "s", "b", now=NOW)
        raise ValueError("no")
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_address_and_words_are_sealed(world: World) -> None:
    order()
    assert "dishub" not in row().envelope_sealed
    assert delivery.opened(row())["to"] == "dishub@opd.example"


def test_a_letter_leaves_when_the_office_opens(world: World, post_office: Post) -> None:
    story = world.tweet("Fri 2026-08-14 17:00", "Fri 2026-08-14 18:00")
    story.sent_to("dishub", when="Fri 2026-08-14 18:05")
    assert send(post_office, at("Mon 2026-08-17 09:00")).sent == 0
    assert send(post_office, at("Tue 2026-08-18 07:30")).sent == 1
    assert story.number in post_office.letters[0]["Subject"]


def test_an_agency_without_an_address_gets_none(world: World) -> None:
    world.opds["dishub"].email = ""
    world.tweet("Mon 2026-08-03 08:50").sent_to("dishub")
    assert db.session.scalars(select(OutboxMessage)).all() == []


def test_a_paper_goes_along(world: World, post_office: Post) -> None:
    with transaction():
        sha256 = uploads.keep(b"%PDF-1.7 contoh", "application/pdf", NOW)
    order(attachments=[(sha256, "undangan.pdf")])
    send(post_office)
    paper = post_office.letters[0].get_payload()[1]
    assert (paper.get_filename(), paper.get_payload(decode=True)) == ("undangan.pdf", b"%PDF-1.7 contoh")


def test_a_silent_server_is_asked_again_later_and_at_last_no_more(world: World) -> None:
    order()
    waits, now = [], NOW
    for _ in range(8):
        assert delivery.deliver(now, refuse) == delivery.Delivered(failed=1)
        waits.append((row().not_before - now).total_seconds() / 60)
        now = row().not_before
    assert waits[:7] == [1, 2, 4, 8, 16, 32, 64]
    assert (row().parked_at, row().attempts) == (now, 8)
    assert row().last_error == "ConnectionRefusedError: nobody there"
    assert delivery.deliver(now + timedelta(days=9), refuse) == delivery.Delivered()


def test_a_parked_letter_is_put_back(world: World, post_office: Post) -> None:
    order()
    with transaction():
        row().parked_at, row().attempts = NOW, 8
    delivery.retry(row().id, NOW + timedelta(hours=1))
    assert send(post_office, NOW + timedelta(hours=1)).sent == 1


def test_a_server_that_refuses_is_a_failure(world: World, post_office: Post) -> None:
    order()
    post_office.answer = "554 no"
    assert send(post_office).failed == 1
    post_office.answer = "250 OK"
    assert send(post_office, NOW + timedelta(minutes=1)).sent == 1


@pytest.mark.parametrize("to", ["bukan alamat\r\nBcc: x@y.example", ""])
def test_a_wrong_address_is_parked_and_stops_nobody(world: World, post_office: Post, to: str) -> None:
    order("bad:1", to=to)
    order("good:1")
    assert send(post_office).sent == 1
    now = NOW
    for _ in range(7):
        now += timedelta(hours=2)
        send(post_office, now)
    assert row("bad:1").parked_at is not None
    assert [letter["Message-ID"] for letter in post_office.letters] == ["<good.1@127.0.0.1>"]


def test_a_missing_paper_is_parked_and_stops_nobody(world: World, post_office: Post) -> None:
    order("bad:1", attachments=[("0" * 64, "hilang.pdf")])
    order("good:1")
    assert send(post_office) == delivery.Delivered(sent=1, failed=1)
    assert row("bad:1").last_error.startswith("StorageError")


def test_a_letter_that_kills_every_worker_is_parked(world: World) -> None:
    """No attempt is ever settled: eight claims that ended by the lease are enough."""
    order()
    now = NOW
    for _ in range(8):
        assert delivery._claim(now) == row().id
        assert delivery._claim(now) is None
        now += delivery.LEASE
    assert delivery._claim(now) is None
    assert (row().parked_at, row().last_error) == (now, "every attempt was cut off")


def test_without_a_server_a_letter_is_readable_here(world: World) -> None:
    order()
    assert delivery.deliver(NOW, delivery.transport(None)).sent == 1
    assert delivery.opened(row())["body"].startswith("Yth.")


@pytest.fixture
def town(clone: Callable[[], str], make_config: Callable[..., Config]) -> Iterator[Town]:
    with Town.built(make_config(clone())) as town:
        yield town


@pytest.mark.processes
@pytest.mark.parametrize(("point", "copies"), [("outbox-claimed", 1), ("outbox-sent", 2)])
def test_a_killed_sender_sends_again_under_the_same_id(
    town: Town, post_office: Post, point: str, copies: int
) -> None:
    town.do(lambda _: order())
    town.killed_at(point, lambda _: send(post_office))
    assert town.do(lambda _: send(post_office)) == delivery.Delivered()
    assert town.do(lambda _: send(post_office, NOW + delivery.LEASE)).sent == 1
    assert [letter["Message-ID"] for letter in post_office.letters] == ["<forward.1@127.0.0.1>"] * copies


@pytest.mark.processes
def test_two_senders_send_each_letter_once(town: Town, post_office: Post) -> None:
    town.do(lambda _: [order(f"forward:{n}") for n in range(10)])
    senders = [town.start(lambda _: send(post_office)) for _ in range(2)]
    assert [town.finish(pid) for pid in senders] == [0, 0]
    assert sorted(letter["Message-ID"] for letter in post_office.letters) == sorted(
        f"<forward.{n}@127.0.0.1>" for n in range(10)
    )
