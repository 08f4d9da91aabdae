"""The few ways a use-case may refuse; a door words them in Indonesian."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


class ServiceError(Exception):
    """A refusal with a *code* that the doors' catalogue knows, and what the sentence needs."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotAllowed(ServiceError):
    """The actor has not this role, not this unit, or may not do this here (HTTP 403)."""


class NotFound(ServiceError):
    """No such row, or none that the actor may know of (HTTP 404)."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one field: a code and what its sentence needs."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


class Invalid(ServiceError):
    """Input that cannot be taken; names every wrong field at once (HTTP 422)."""

    def __init__(self, fields: Mapping[str, Wrong]) -> None:
        super().__init__("invalid")
        self.fields = dict(fields)


class Conflict(ServiceError):
    """Somebody or a timer was first (HTTP 409); params tell who, what and when."""
