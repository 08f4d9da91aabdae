"""Every door of the application: its routes with harmless words in their places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask

#: Values for the places of a route; nothing in the city has them.
NOBODY = 987_654_321
WORDS: dict[str, Any] = {
    "number": "DPK-2026-99999",
    "sha256": "0" * 64,
    "document_id": "tidakada",
    "key": "tidak-ada",
    "pk": NOBODY,
    "locale": "en",
    "action": "complaint",
    "job_id": "tidak-ada",
    "position": 0,
    "filename": "desk.css",
}


@dataclass(frozen=True)
class Door:
    """One route under one method."""

    endpoint: str
    method: str
    path: str
    places: tuple[str, ...]
    methods: frozenset[str]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"


def doors(app: Flask, *methods: str, **words: Any) -> list[Door]:
    """All routes under these methods; *words* replace the harmless ones."""
    return [door for door in _all(app, WORDS | words) if not methods or door.method in methods]


def _all(app: Flask, words: dict[str, Any]) -> Iterator[Door]:
    with app.test_request_context("/"):
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            found = {name: _word(name, rule, words) for name in rule.arguments}
            path = adapter.build(rule.endpoint, found)
            methods = frozenset(rule.methods or ()) - {"HEAD", "OPTIONS"}
            for method in sorted(methods):
                yield Door(rule.endpoint, method, path, tuple(sorted(rule.arguments)), methods)


def _word(name: str, rule: Any, words: dict[str, Any]) -> Any:
    if rule.endpoint == "PaperView.picture" and name == "number":
        return 1
    if rule.endpoint == "LetterView.picture" and name == "number":
        return 1
    if rule.endpoint.startswith("AccountView") and name == "pk":
        return words["pk"]
    return words.get(name, NOBODY)
