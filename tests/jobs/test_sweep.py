"""The ring of the sweep: who has much to do asks the next worker for help."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sapa import queue, timekeeper
from sapa.config import Config
from sapa.jobs import sweep as job
from sapa.services import sweep
from tests.clock.moments import at
from tests.support.city import Town

DUE = "Thu 2026-08-06 09:00"


@pytest.mark.parametrize(("batch", "calls"), [(3, 1), (4, 0)])
def test_a_full_batch_rings_once_for_another_worker(
    clone: Callable[[], str],
    make_config: Callable[..., Config],
    monkeypatch: pytest.MonkeyPatch,
    batch: int,
    calls: int,
) -> None:
    monkeypatch.setattr(timekeeper, "now", lambda: at(DUE))
    monkeypatch.setattr(sweep, "BATCH", batch)
    with Town.built(make_config(clone())) as town:
        town.do(lambda world: [world.tweet("Mon 2026-08-03 08:50").sent_to("dishub") for _ in range(3)])
        waiting = queue.queue_at(town.app.config["REDIS_URL"])
        waiting.empty()
        town.do(lambda _: job.run())
        assert [each.func_name for each in waiting.jobs] == [job.RING] * calls
        assert town.rows("SELECT count(*) FROM event WHERE kind = 'climbed'") == [(3,)]
