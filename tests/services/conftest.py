"""The small city in which the services are tried."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import scoped_session

from tests.support.world import World, build


@pytest.fixture
def world(session: scoped_session) -> World:
    return build()
