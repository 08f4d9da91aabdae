"""Statements that are put together once and asked often: building one costs more than PostgreSQL's answer."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache, update_wrapper
from typing import Any, ParamSpec

from sqlalchemy import Select

from sapa.services import sops

P = ParamSpec("P")
KEPT = 256


def prepared(build: Callable[P, Select[Any]]) -> Callable[P, Select[Any]]:
    """Keep what *build* makes of its hashable arguments for as long as the SOP versions stand.

    What differs from question to question (a moment, an id, a word) is a `bindparam` of the statement.
    """

    @lru_cache(maxsize=KEPT)
    def kept(_place: Hashable, *args: P.args, **words: P.kwargs) -> Select[Any]:
        return build(*args, **words)

    def find(*args: P.args, **words: P.kwargs) -> Select[Any]:
        return kept(sops.place(), *args, **words)

    return update_wrapper(find, build)
