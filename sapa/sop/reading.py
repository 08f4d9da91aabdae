"""Reads plain data field by field, notes every fault with its place, and goes on with something harmless."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sapa.sop.faults import Fault
from sapa.sop.parts import EVERYTHING
from sapa.sop.yamltext import Path

REQUIRED = object()
_SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


@dataclass(frozen=True)
class At:
    """A place: the path in the data (for the line) and the words a person finds it by."""

    path: Path = ()
    where: str = ""

    def field(self, name: str) -> "At":
        return At((*self.path, name), f"{self.where}.{name}" if self.where else name)

    def item(self, index: int, name: str) -> "At":
        return At((*self.path, index), f"{self.where}.{name}")


@dataclass
class Reader:
    """Collects the faults of one reading, and the line of every named place for the linter."""

    lines: Mapping[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    places: dict[str, int] = field(default_factory=dict)
    _inside: dict[str, Mapping[str, int]] = field(default_factory=dict)
    _faulty: set[str] = field(default_factory=set)

    def inside(self, prefix: str) -> Mapping[str, int]:
        """The places known under a prefix when it is first asked for, without the prefix."""
        if prefix not in self._inside:
            found = {w.removeprefix(prefix): line for w, line in self.places.items() if w.startswith(prefix)}
            self._inside[prefix] = found
        return self._inside[prefix]

    def fault(self, at: At, code: str, **params: str | int) -> None:
        self._faulty.add(at.where)
        self.faults.append(Fault(self.line(at), at.where or "file", code, params))

    def usable(self, at: At) -> bool:
        """Whether the value of a field is there and nothing was wrong with it so far."""
        return at.path in self.lines and at.where not in self._faulty

    def line(self, at: At) -> int | None:
        return self.lines.get(at.path)


#: Reads one value; returns something of the right type whatever it was given.
Read = Callable[[Reader, At, Any], Any]
#: A field of a mapping: how to read it and what it is when left out (REQUIRED: a fault).
Fields = Mapping[str, tuple[Read, Any]]


def fields(reader: Reader, at: At, value: Any, known: Fields) -> dict[str, Any]:
    """The known fields of a mapping, all present afterwards; unknown and missing ones are faults."""
    if not _is_mapping(value):
        reader.fault(at, "not_mapping")
        reader, value = Reader(), {}
    for name in value.keys() - known.keys():
        reader.fault(at.field(name), "unknown_field", name=name)
    return {name: _field(reader, at, value, name, *rule) for name, rule in known.items()}


def _field(reader: Reader, at: At, given: Mapping[str, Any], name: str, read: Read, default: Any) -> Any:
    if name in given:
        inner = at.field(name)
        if (line := reader.line(inner)) is not None:
            reader.places[inner.where] = line
        return read(reader, inner, given[name])
    if default is REQUIRED:
        reader.fault(at, "missing_field", name=name)
        return read(Reader(), at, None)
    return default


def _is_mapping(value: Any) -> bool:
    return isinstance(value, dict) and all(isinstance(name, str) for name in value)


def mapping(reader: Reader, at: At, value: Any) -> Mapping[str, Any]:
    if _is_mapping(value):
        return value  # type: ignore[no-any-return]
    reader.fault(at, "not_mapping")
    return {}


def items(reader: Reader, at: At, value: Any, name_field: str) -> list[tuple[At, Any]]:
    """The items of a list of mappings, each placed by its own name (or its position when it has none)."""
    if not isinstance(value, list):
        reader.fault(at, "not_list")
        return []
    placed = [(at.item(n, _name_of(item, name_field, n)), item) for n, item in enumerate(value)]
    for place, _ in placed:
        if (line := reader.line(place)) is not None:
            reader.places[place.where] = line
    return placed


def _name_of(item: Any, name_field: str, position: int) -> str:
    name = item.get(name_field) if isinstance(item, dict) else None
    return name if isinstance(name, str) else str(position + 1)


def text(reader: Reader, at: At, value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is not None:
        reader.fault(at, "not_text")
    return ""


def slug(reader: Reader, at: At, value: Any) -> str:
    word = text(reader, at, value)
    if not _SLUG.fullmatch(word):
        reader.fault(at, "bad_slug", value=word)
    return word


def optional(read: Read) -> Read:
    return lambda reader, at, value: None if value is None else read(reader, at, value)


def listed(read: Read) -> Read:
    """A list of things that `read` understands."""

    def read_all(reader: Reader, at: At, value: Any) -> tuple[Any, ...]:
        return tuple(read(reader, place, item) for place, item in items(reader, at, value, ""))

    return read_all


def one_of(known: tuple[str, ...]) -> Read:
    def read(reader: Reader, at: At, value: Any) -> str:
        if value not in known:
            reader.fault(at, "not_in_vocabulary", value=str(value), known=", ".join(known))
            return known[0]
        return str(value)

    return read


def flag(reader: Reader, at: At, value: Any) -> bool:
    if not isinstance(value, bool):
        reader.fault(at, "not_flag")
    return value is True


def number(reader: Reader, at: At, value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    reader.fault(at, "not_number")
    return 0


def words(reader: Reader, at: At, value: Any) -> tuple[str, ...]:
    """A list of texts; one text alone counts as a list of one."""
    if isinstance(value, str):
        return (value,)
    if not isinstance(value, list):
        reader.fault(at, "not_list")
        return ()
    return tuple(text(reader, At((*at.path, n), at.where), item) for n, item in enumerate(value))


def assumed(reader: Reader, at: At, value: Any) -> tuple[str, ...]:
    """`true` (nothing is in the source), `false`, or the names of the fields that are not."""
    if isinstance(value, bool):
        return (EVERYTHING,) if value else ()
    return words(reader, at, value)
