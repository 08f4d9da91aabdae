"""A tweet becomes one complaint, one ticket, one running case."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import scoped_session

from sapa.config import Config
from sapa.db import db
from sapa.models import Complainant, Complaint, Counter, RawMessage, Task, Ticket
from sapa.services import intake
from sapa.services.errors import Invalid
from sapa.services.house import house
from sapa.services.register import reading as register
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import World, inbound

NOON = at("Thu 2026-08-13 11:55")


def take(world: World, when: str = "Mon 2026-08-03 09:00", **words: object) -> intake.Received:
    return intake.receive(inbound(at(when), **words), at(when), world.people["operator"])


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model))


def test_it_opens_the_first_step(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")
    assert story.places() == ["T02"]
    assert story.task("T02").due_at == at("Mon 2026-08-03 09:10")
    assert story.kinds() == ["opened"]


def test_the_case_runs_from_the_tweet_and_the_step_from_the_entry(world: World) -> None:
    """The gap is "jeda pencatatan": a figure of its own, not a breached step."""
    story = world.tweet("Sat 2026-08-01 20:00", "Mon 2026-08-03 09:00")
    assert story.case.started_at == story.ticket.opened_at == at("Sat 2026-08-01 20:00")
    assert story.ticket.entered_at == story.task("T02").opened_at == at("Mon 2026-08-03 09:00")


@pytest.mark.parametrize(
    ("entered", "due"),
    [
        ("Thu 2026-08-13 11:55", "Thu 2026-08-13 13:05"),  # lunch
        ("Fri 2026-08-14 11:25", "Fri 2026-08-14 13:05"),  # Friday's longer lunch
        ("Fri 2026-08-14 16:25", "Tue 2026-08-18 07:35"),  # weekend and Kemerdekaan
        ("Wed 2026-05-13 15:55", "Mon 2026-05-18 07:35"),  # Kenaikan, cuti bersama on a Friday, weekend
        ("Thu 2026-04-30 15:57", "Mon 2026-05-04 07:37"),  # a holiday on a Friday
        ("Sun 2026-08-02 22:00", "Mon 2026-08-03 07:40"),  # before the doors open
        ("Tue 2026-03-03 14:55", "Wed 2026-03-04 08:05"),  # Ramadan closes at three
    ],
)
def test_ten_minutes_are_minutes_of_open_doors(world: World, entered: str, due: str) -> None:
    assert world.tweet(entered).task("T02").due_at == at(due)


def test_the_same_tweet_twice_is_one_complaint(world: World) -> None:
    first, second = take(world, number=123456), take(world, "Tue 2026-08-04 09:00", number=123456)
    assert (first.created, second.created) == (True, False)
    assert (second.number, second.ticket_id) == (first.number, first.ticket_id)
    assert (count(RawMessage), count(Complaint), count(Ticket), count(Task)) == (1, 1, 1, 1)


def test_the_same_tweet_at_the_same_time_is_one_complaint(town: Town) -> None:
    """Real commits: four threads bring the same tweet, then four tweets of one new account."""
    with ThreadPoolExecutor(4) as pool:
        same = list(pool.map(lambda _: town.receive(number=777777), range(4)))
        others = list(
            pool.map(lambda number: town.receive(number=number, handle="@baru"), range(888881, 888885))
        )
    assert len({each.number for each in same}) == 1
    assert sorted(each.created for each in same) == [False, False, False, True]
    assert sorted(each.number for each in [same[0], *others]) == [f"DPK-2026-0000{n}" for n in range(1, 6)]
    assert town.rows("SELECT count(*) FROM complainant WHERE handle = '@baru'") == [(1,)]


def test_numbers_have_no_gaps_even_after_a_failure(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = take(world)
    with monkeypatch.context() as broken, pytest.raises(RuntimeError):
        broken.setattr(intake.cases, "open_case", lambda *_, **__: (_ for _ in ()).throw(RuntimeError))
        take(world)
    second = take(world)
    assert [first.number, second.number] == ["DPK-2026-00001", "DPK-2026-00002"]
    assert db.session.scalar(select(Counter.value).where(Counter.name == "ticket")) == 2


def test_the_numbers_of_a_new_year_begin_with_one(world: World) -> None:
    take(world, "Thu 2026-12-31 10:00")
    # Late on Old Year's Day in UTC it is the new year here.
    assert take(world, "Fri 2027-01-01 00:10").number == "DPK-2027-00001"


def test_the_same_account_is_the_same_complainant(world: World) -> None:
    take(world)
    take(world)
    take(world, handle="@lain")
    assert count(Complainant) == 2


def test_an_account_is_the_same_however_it_is_written(world: World) -> None:
    world.tweet("Mon 2026-08-03 08:50", handle="@Warga_Satu")
    world.tweet("Mon 2026-08-03 09:50", handle="@warga_satu")
    assert db.session.scalars(select(Complainant.handle)).all() == ["@Warga_Satu"]
    for written in ("@warga_SATU", "@Warga_Satu"):
        assert len(register.find(register.Wish("depok-twitter", 2026, text=written)).rows) == 2


@pytest.mark.parametrize("text", ["", "   \n"])
def test_a_tweet_without_text_is_refused(world: World, text: str) -> None:
    message = inbound(NOON)
    empty = type(message)(message.channel, message.external_id, text, message.said_at)
    with pytest.raises(Invalid) as fault:
        intake.receive(empty, NOON, world.people["operator"])
    assert fault.value.fields["text"].code == "required"
    assert count(RawMessage) == 0


def test_a_tweet_of_tomorrow_is_refused(world: World) -> None:
    with pytest.raises(Invalid) as fault:
        intake.receive(inbound(at("Fri 2026-08-14 08:00")), NOON, world.people["operator"])
    assert fault.value.fields["said_at"].code == "in_the_future"


def test_the_raw_message_is_sealed(world: World) -> None:
    take(world, text="Nama saya Contoh")
    sealed = db.session.scalars(select(RawMessage.payload_sealed)).one()
    assert "Contoh" not in sealed
    assert "Nama saya Contoh" in house().vault.decrypt(sealed, "raw_message.payload")


def test_a_long_text_gets_a_short_heading(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00", text="lampu jalan " * 30)
    assert story.ticket.title.endswith("…")
    assert len(story.ticket.title) <= intake.HEADING


@pytest.mark.parametrize("word", ["lampu", "@warga", "DPK-2026-00001", "mati"])
def test_a_ticket_is_found_by_its_words_before_and_after_triage(world: World, word: str) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    found = select(Ticket.id).where(Ticket.search.op("@@")(func.plainto_tsquery("indonesian", word)))
    assert db.session.scalars(found).all() == [story.ticket_id]
    story.complaint("Mon 2026-08-03 09:05", title="Judul yang lain")
    assert db.session.scalars(found).all() == [story.ticket_id]


def test_what_a_citizen_said_is_never_edited(world: World, session: scoped_session) -> None:
    take(world)
    for statement in (
        "UPDATE complaint SET text = 'lain'",
        "DELETE FROM complaint",
        "DELETE FROM raw_message",
    ):
        with pytest.raises(Exception, match=r"never edited|append-only"), session.begin_nested():
            session.execute(db.text(statement))


@pytest.fixture
def town(clone: Callable[[], str], make_config: Callable[..., Config]) -> Town:
    with Town.built(make_config(clone())) as town:
        yield town
