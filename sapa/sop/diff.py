"""Compares two SOP versions line by line: what was added, dropped or changed, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sapa.sop.definition import Definition

# What the items of a list are known by; lists of anything else are compared as a whole.
_NAMES = ("id", "slug", "name", "ask")


@dataclass(frozen=True)
class Difference:
    """One place where two versions differ; `old` or `new` is None where there is nothing."""

    where: str
    old: str | None
    new: str | None


def differences(old: Definition, new: Definition) -> tuple[Difference, ...]:
    """Every difference, in the order of the sheet."""
    return compared(old.to_json(), new.to_json())


def compared(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[Difference, ...]:
    """The same of plain data, as `Definition.to_json` writes it or a draft holds it."""
    before, after = dict(_lines("", old)), dict(_lines("", new))
    for lines, order in zip((before, after), _order(old, new), strict=False):
        lines["steps"] = order
    places = dict.fromkeys((*before, *after))
    found = (Difference(where, before.get(where), after.get(where)) for where in places)
    return tuple(each for each in found if each.old != each.new)


def _order(old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[str]:
    """The rows that both have, as they follow each other in either; nothing where that is the same."""
    rows = [[str(row.get("id")) for row in each.get("steps", ())] for each in (old, new)]
    both = set(rows[0]) & set(rows[1])
    orders = [", ".join(row for row in each if row in both) for each in rows]
    yield from orders if orders[0] != orders[1] else ()


def _lines(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from _lines(f"{where}.{name}" if where else name, item)
    elif isinstance(value, list) and value and all(isinstance(item, Mapping) for item in value):
        for number, item in enumerate(value, start=1):
            name = next((str(item[key]) for key in _NAMES if key in item), str(number))
            yield from _lines(f"{where}.{name}", item)
    else:
        yield where, ", ".join(map(str, value)) if isinstance(value, list) else str(value)
