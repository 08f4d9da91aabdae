"""Two tickets about one matter: one goes on, with the complaints of both and the earliest clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from sapa.config import Config
from sapa.db import db
from sapa.models import Complaint
from sapa.services import moves
from sapa.services.errors import Invalid, ServiceError
from sapa.services.intake import Received
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import Story, World


@pytest.fixture
def first(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:00", "Mon 2026-08-03 09:00")


@pytest.fixture
def second(world: World) -> Story:
    return world.tweet("Mon 2026-08-03 08:30", "Mon 2026-08-03 09:00", handle="@lain")


def merge(story: Story, into: str, when: str = "Mon 2026-08-03 09:05", step: str = "T02") -> moves.Moved:
    return story.do(step, "duplicate", when, duplicate_of=into)


def complaints(story: Story) -> int:
    return len(db.session.scalars(select(Complaint.id).where(Complaint.ticket_id == story.ticket_id)).all())


def test_the_complaints_move_and_the_ticket_ends(first: Story, second: Story) -> None:
    merge(second, first.number)
    assert (complaints(first), complaints(second)) == (2, 0)
    assert (second.ticket.outcome, second.ticket.merged_into_id) == ("duplicate", first.ticket_id)
    assert first.kinds()[-1] == "merged"
    assert first.events()[-1].data == {"ticket": second.number}


def test_the_earliest_clock_stays(first: Story, second: Story) -> None:
    """The older tweet was pasted later: its time, and the deadline counted from it, go over."""
    second.complaint("Mon 2026-08-03 09:01", klasifikasi="permintaan_informasi")
    older = second.world.tweet("Thu 2026-07-30 20:00", "Mon 2026-08-03 09:02")
    merge(older, second.number)
    assert second.ticket.opened_at == second.case.started_at == at("Thu 2026-07-30 20:00")
    assert second.case.deadline_at == at("Thu 2026-08-06 16:00")


def test_a_later_clock_changes_nothing(first: Story, second: Story) -> None:
    merge(second, first.number)
    assert first.case.started_at == at("Mon 2026-08-03 08:00")


def test_the_merged_account_finds_the_surviving_ticket(first: Story, second: Story) -> None:
    merge(second, first.number)
    assert "lain" in db.session.scalar(
        db.text(f"SELECT search::text FROM ticket WHERE id = {first.ticket_id}")
    )


def test_a_duplicate_of_a_duplicate_leads_to_the_first(world: World, first: Story, second: Story) -> None:
    merge(second, first.number)
    third = world.tweet("Mon 2026-08-03 09:10")
    merge(third, second.number, "Mon 2026-08-03 09:12")
    assert third.ticket.merged_into_id == first.ticket_id
    assert complaints(first) == 3


@pytest.mark.parametrize(("number", "code"), [("", "required"), ("DPK-2026-99999", "ticket_unknown")])
def test_an_unknown_number_is_refused(first: Story, number: str, code: str) -> None:
    with pytest.raises(Invalid) as fault:
        merge(first, number)
    assert fault.value.fields["duplicate_of"].code == code


def test_a_ticket_is_no_duplicate_of_itself(first: Story, second: Story) -> None:
    merge(second, first.number)
    for number in (first.number, first.number.lower(), second.number):
        with pytest.raises(Invalid) as fault:
            merge(first, number)
        assert fault.value.fields["duplicate_of"].code == "ticket_itself"


def test_an_answered_ticket_takes_a_late_complaint_and_keeps_its_figures(first: Story, world: World) -> None:
    first.complaint("Mon 2026-08-03 09:05")
    first.do("T03", "answer", "Mon 2026-08-03 09:06")
    first.do("T-X1", "deliver", "Mon 2026-08-03 09:07")
    before = first.case.started_at
    merge(world.tweet("Mon 2026-08-03 07:00", "Tue 2026-08-04 09:00"), first.number, "Tue 2026-08-04 09:01")
    assert (complaints(first), first.case.started_at) == (2, before)


def test_a_ticket_that_ended_without_an_answer_takes_none(first: Story, second: Story) -> None:
    first.do("T02", "spam", "Mon 2026-08-03 09:01")
    with pytest.raises(Invalid) as fault:
        merge(second, first.number)
    assert fault.value.fields["duplicate_of"].code == "ticket_unanswered"
    assert second.places() == ["T02"]


def test_it_is_seen_as_late_as_at_the_last_step(first: Story, second: Story) -> None:
    second.complaint("Mon 2026-08-03 09:05")
    second.do("T03", "answer", "Mon 2026-08-03 09:06")
    merge(second, first.number, "Mon 2026-08-03 09:10", "T-X1")
    assert second.ticket.outcome == "duplicate"


@pytest.fixture
def town(clone: Callable[[], str], make_config: Callable[..., Config]) -> Iterator[Town]:
    with Town.built(make_config(clone())) as town:
        yield town


def test_two_tickets_merged_into_each_other_at_once_leave_one(town: Town) -> None:
    """Each holds its own case and wants the other's: PostgreSQL ends one, which is then judged anew."""
    for number in range(500_000, 500_008, 2):
        one, other = town.receive(number=number), town.receive(number=number + 1)
        pairs = [(one, other), (other, one)]
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(lambda pair: town.do(lambda world: _merged(world, *pair)), pairs))
        assert sorted(outcomes) == ["duplicate", "ticket_itself"]
        where = f"id IN ({one.ticket_id}, {other.ticket_id}) AND closed_at IS NULL"
        assert town.rows(f"SELECT count(*) FROM ticket WHERE {where}") == [(1,)]


def _merged(world: World, own: Received, into: Received) -> str:
    try:
        return str(merge(Story(world, own.ticket_id, own.number), into.number).outcome)
    except Invalid as fault:
        return fault.fields["duplicate_of"].code
    except ServiceError as fault:
        return fault.code
