"""A process killed anywhere leaves nothing half done: the next try makes the rows of an undisturbed day."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable

import pytest

from sapa.config import Config
from sapa.embedded import Urls
from tests.kills.script import COUNT, SCRIPT, play, swept
from tests.support.city import Town
from tests.support.databases import made_database
from tests.support.dump import dump

pytestmark = pytest.mark.processes
Found = Callable[..., Town]


@pytest.fixture(scope="module")
def undisturbed(server_urls: Urls, template: str, make_config: Callable[..., Config]) -> dict[str, list[str]]:
    with made_database(server_urls.database_url, template) as url, Town.built(make_config(url)) as town:
        play(town)
        return dump(url)


def test_two_undisturbed_days_are_the_same(found_town: Found, undisturbed: dict) -> None:
    town = found_town()
    play(town)
    assert dump(town.url) == undisturbed


@pytest.mark.parametrize(
    ("step", "points"),
    [
        ("intake", ["intake-before-commit", "intake-before-commit:4"]),
        ("triage", ["move-before-commit", "move-before-commit:3"]),
        ("forward", ["move-before-commit:2", "before-ring", "after-ring:2"]),
        ("send", ["outbox-claimed:3", "outbox-sent"]),
        ("climb", ["sweep-claimed", "sweep-claimed:3", "sweep-before-commit", "sweep-before-commit:2"]),
        ("answer", ["move-before-commit"]),
        ("next day", ["sweep-before-commit:2"]),
    ],
)
def test_a_killed_process_leaves_nothing_half_done(
    found_town: Found, undisturbed: dict, step: str, points: list[str]
) -> None:
    town = found_town()
    play(town, step, lambda act: [town.killed_at(point, act) for point in points])
    found = dump(town.url)
    if step == "send":  # the attempt that was cut off holds its lease for a while
        found["outbox"] = undisturbed["outbox"]
    assert found == undisturbed


def test_a_sweep_killed_at_any_moment_does_everything_once(found_town: Found) -> None:
    expected, town = found_town(), found_town()
    for each in (expected, town):
        for name in ("intake", "triage", "forward"):
            each.do(SCRIPT[name])
    chance, due = random.Random(7), swept("Thu 2026-08-06 09:10")
    for _ in range(12):
        pid = town.start(due)
        time.sleep(chance.uniform(0, 0.12))
        os.kill(pid, signal.SIGKILL)
        town.finish(pid)
    for each in (expected, town):
        each.do(due)
    assert dump(town.url) == dump(expected.url)


def test_every_step_at_once_in_two_processes_is_done_once(found_town: Found, undisturbed: dict) -> None:
    """Two sweeps, two users with the same form, two deliveries of the same tweets, at the same time."""
    town = found_town()

    def twice(name: str) -> None:
        act = SCRIPT[name]
        for pid in [town.start(act), town.start(act)]:
            town.finish(pid)  # the slower one may find that a colleague was first

    for name, act in SCRIPT.items():
        twice(name)
        town.do(act)
    found = dump(town.url)
    # Who of two comes first decides which tweet gets which number; everything else is the same.
    for rows in (found, undisturbed):
        assert len(rows["complaint"]) == COUNT
    assert found | {"complaint": []} == undisturbed | {"complaint": []}
