"""A browser, running houses, and people at their desks and phones; journeys are skipped without Chromium."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from sapa.embedded import Urls
from sapa.services.reporting import flow as report_flow
from tests.journeys import house as houses
from tests.journeys.doors import Doors
from tests.journeys.house import House, MakeConfig, Plan

FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
]


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="session")
def plan(server_urls: Urls, template: str, make_config: MakeConfig, tmp_path_factory: pytest.TempPathFactory
         ) -> Iterator[Plan]:  # fmt: skip
    """The city that every house is a copy of."""
    folder = tmp_path_factory.mktemp("kota")
    with houses.planned(
        server_urls.database_url, server_urls.redis_url, template, make_config, folder
    ) as plan:
        yield plan


@pytest.fixture(scope="session")
def build(plan: Plan, server_urls: Urls, make_config: MakeConfig, tmp_path_factory: pytest.TempPathFactory
          ) -> Iterator[Callable[[], House]]:  # fmt: skip
    """Call it for a house of one's own."""
    with ExitStack() as stack:

        def make() -> House:
            folder: Path = tmp_path_factory.mktemp("rumah")
            urls = (server_urls.database_url, server_urls.redis_url)
            return stack.enter_context(houses.built(plan, *urls, make_config, folder))

        yield make


@pytest.fixture(scope="session")
def everyday(build: Callable[[], House]) -> House:
    """The house of all journeys that leave the clock alone; October's report waits there for its text."""
    house = build()
    house.do(lambda city: report_flow.draft_due(house.now()))
    return house


@pytest.fixture(scope="module")
def own_house(build: Callable[[], House]) -> House:
    """A house for one file of journeys: its clock may be moved."""
    return build()


@pytest.fixture
def house(everyday: House) -> House:
    """The house of this journey; files that move the clock ask for their own."""
    return everyday


@pytest.fixture
def doors(browser: Browser, house: House) -> Iterator[Doors]:
    """Where people come in; on leaving, nothing may have gone wrong in any of their browsers."""
    doors = Doors(browser, house)
    yield doors
    doors.close()
    assert doors.faults() == []
