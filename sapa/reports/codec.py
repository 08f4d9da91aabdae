"""Frozen dataclasses to plain JSON values and back, and the digest that a paraf binds."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from functools import cache
from types import NoneType
from typing import Any, Self, get_args, get_origin, get_type_hints

UNBOUND = {"unbound": True}
"""Field metadata: kept in the JSON, left out of the digest (who initialled and signed, not what was said)."""


class FactsError(ValueError):
    """Facts that contradict themselves or that this code cannot read."""


class Facts:
    """What every fact class can do. Moments are aware; they are kept in UTC."""

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values (what a JSONB column stores)."""
        return _fields(self, bound_only=False)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """The same facts again; FactsError names the field that is missing, unknown or of another type."""
        made = _decode(cls, data, cls.__name__)
        assert isinstance(made, cls)
        return made

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of facts and text, without paraf and signer: what a paraf is bound to."""
        bound = _fields(self, bound_only=True)
        text = json.dumps(bound, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _fields(value: Any, *, bound_only: bool) -> dict[str, Any]:
    return {
        f.name: _encode(getattr(value, f.name), bound_only=bound_only)
        for f in dataclasses.fields(value)
        if not (bound_only and f.metadata.get("unbound"))
    }


def _encode(value: Any, *, bound_only: bool) -> Any:
    if dataclasses.is_dataclass(value):
        return _fields(value, bound_only=bound_only)
    if isinstance(value, tuple):
        return [_encode(item, bound_only=bound_only) for item in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise FactsError(f"{value.isoformat()} has no time zone")
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _decode(kind: Any, value: Any, where: str) -> Any:
    if dataclasses.is_dataclass(kind):
        return _decode_object(kind, value, where)
    if get_origin(kind) is tuple:
        if not isinstance(value, list):
            raise FactsError(f"{where}: expected a list")
        return tuple(_decode(get_args(kind)[0], item, f"{where}[{n}]") for n, item in enumerate(value))
    if NoneType in get_args(kind):
        return None if value is None else _decode(get_args(kind)[0], value, where)
    return _scalar(kind, value, where)


def _decode_object(kind: Any, value: Any, where: str) -> Any:
    if not isinstance(value, Mapping):
        raise FactsError(f"{where}: expected an object")
    hints = {f.name: _hints(kind)[f.name] for f in dataclasses.fields(kind)}
    if unknown := sorted(set(value) - set(hints)):
        raise FactsError(f"{where}: unknown field {', '.join(unknown)}")
    given = {
        name: _decode(hint, value[name], f"{where}.{name}") for name, hint in hints.items() if name in value
    }
    try:
        return kind(**given)
    except TypeError as error:
        raise FactsError(f"{where}: {error}") from None


def _scalar(kind: Any, value: Any, where: str) -> Any:
    if kind in (date, datetime):
        if not isinstance(value, str):
            raise FactsError(f"{where}: expected an ISO text")
        return kind.fromisoformat(value)
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise FactsError(f"{where}: expected {kind.__name__}, got {type(value).__name__}")
    return value
