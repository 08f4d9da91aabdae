"""Towns for processes that are killed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest

from sapa.config import Config
from tests.support.city import Town

pytestmark = pytest.mark.processes


@pytest.fixture
def found_town(clone: Callable[[], str], make_config: Callable[..., Config]) -> Iterator[Callable[..., Town]]:
    """Call it for a small city on a database of its own; words are environment variables."""
    with ExitStack() as stack:
        yield lambda **environ: stack.enter_context(Town.built(make_config(clone(), **environ)))
