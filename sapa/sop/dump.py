"""The parts of a definition -> plain data that `build` reads back to the same definition."""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from sapa.sop.parts import EVERYTHING, Deadline, Process, Step, Wait

# Filled in by the reading: the normalised times, and the steps of a process.
_DERIVED = {
    Step: ("time", "wait"),
    Wait: ("limit",),
    Process: ("steps",),
    Deadline: ("limit", "more"),
}
# Mappings whose order says nothing and whose keys are names of their own.
_NAMED = ("waits", "options", "reporter")
# Fields that are called otherwise in the file.
_NAMES = {"time_raw": "time", "wait_limit": "wait", "rows": "steps"}


def dump(part: Any) -> dict[str, Any]:
    """The fields of a part that differ from their default, as JSON can hold them."""
    kind = type(part)
    return {
        _NAMES.get(item.name, item.name): _value(item.name, getattr(part, item.name))
        for item in fields(part)
        if item.name not in _DERIVED.get(kind, ()) and not _is_default(item, getattr(part, item.name))
    }


def _is_default(item: Field[Any], value: Any) -> bool:
    if item.default_factory is not MISSING:
        return bool(value == item.default_factory())
    return bool(value == item.default)


def _value(name: str, value: Any) -> Any:
    if name == "assumed":
        return True if value == (EVERYTHING,) else list(value)
    if name in _NAMED:
        return {key: _value("", part) for key, part in value.items()}
    if isinstance(value, Mapping):
        return [dump(part) for part in value.values()]
    if is_dataclass(value):
        return dump(value)
    if isinstance(value, tuple):
        return [_value("", item) for item in value]
    return value
