"""Numbers without a gap where many take in at once, and where one of them dies."""

from __future__ import annotations

import pytest

from sapa.services import intake
from sapa.services.register import audit
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import World, inbound

NOW = "Mon 2026-08-03 09:00"
MANY, EACH = 50, 2
NUMBERS = "SELECT number FROM register_line WHERE kind = 'entry' ORDER BY number"


@pytest.fixture
def town(clone, make_config):
    with Town.built(make_config(clone())) as town:
        yield town


def _take_in(first: int):
    def work(world: World) -> None:
        for number in range(first, first + EACH):
            said = inbound(at(NOW), number=10_000_000 + number, handle=f"@warga{number % 7}")
            intake.receive(said, at(NOW), world.people["operator"])

    return work


@pytest.mark.processes
def test_fifty_at_once_get_fifty_numbers_without_gap_and_none_twice(town):
    pids = [town.start(_take_in(EACH * worker)) for worker in range(MANY)]
    assert [town.finish(pid) for pid in pids] == [0] * MANY
    assert [row[0] for row in town.rows(NUMBERS)] == list(range(1, MANY * EACH + 1))
    assert town.rows("SELECT lines, numbers FROM register_book") == [(MANY * EACH, MANY * EACH)]
    assert town.do(lambda world: audit.verify().faults) == []


@pytest.mark.processes
def test_the_number_of_one_who_dies_before_the_commit_goes_to_the_next(town):
    town.receive(NOW)
    town.killed_at("intake-before-commit", _take_in(1))
    town.receive(NOW)
    assert [row[0] for row in town.rows(NUMBERS)] == [1, 2]
    assert town.do(lambda world: audit.verify().faults) == []
