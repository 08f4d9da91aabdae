"""Redis only rings: emptied, stopped or never there, the rows are the same."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from redis import Redis

from sapa import queue
from tests.kills.script import SCRIPT, play
from tests.support.city import Town
from tests.support.dump import dump

pytestmark = pytest.mark.processes
Found = Callable[..., Town]


def test_a_day_without_redis_is_the_same_day(found_town: Found, caplog: pytest.LogCaptureFixture) -> None:
    usual, without = found_town(), found_town(REDIS_URL="unix:///nowhere/redis.sock")
    for town in (usual, without):
        play(town)
    assert dump(without.url) == dump(usual.url)
    assert "was lost, the next sweep finds the work" in caplog.text


def test_an_emptied_redis_loses_nothing(found_town: Found, redis_url: str) -> None:
    usual, emptied = found_town(), found_town()
    play(usual)
    for act in SCRIPT.values():
        emptied.do(act)
        with Redis.from_url(redis_url) as connection:
            connection.flushall()
    assert dump(emptied.url) == dump(usual.url)
    assert queue.queue_at(redis_url).count == 0
