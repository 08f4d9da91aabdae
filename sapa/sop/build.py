"""Plain data (of a file or of table sop_version) -> the parts of a definition, with every fault of form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass
from dataclasses import fields as dataclass_fields
from types import MappingProxyType
from typing import Any

from sapa.clock import Duration, DurationError, parse_duration
from sapa.sop import parts
from sapa.sop.parts import Action, Columns, Identity, Lane, Process, Step, Wait
from sapa.sop.reading import (
    REQUIRED,
    At,
    Fields,
    Read,
    Reader,
    assumed,
    fields,
    flag,
    items,
    mapping,
    number,
    one_of,
    optional,
    slug,
    text,
    words,
)

_SLUG: tuple[Read, Any] = (slug, REQUIRED)
_TEXT: tuple[Read, Any] = (text, REQUIRED)
_BLANK: tuple[Read, Any] = (text, "")
_WORDS: tuple[Read, Any] = (words, ())
_FLAG: tuple[Read, Any] = (flag, False)
_MAYBE_SLUG: tuple[Read, Any] = (optional(slug), None)
_ASSUMED: tuple[Read, Any] = (assumed, ())


def _maybe(known: tuple[str, ...]) -> tuple[Read, Any]:
    return optional(one_of(known)), None


LANE: Fields = {
    "id": _SLUG,
    "label": _TEXT,
    "role": _MAYBE_SLUG,
    "scope": _maybe(("opd",)),
    "assumed": _ASSUMED,
}
WAIT: Fields = {"raw": _TEXT, "label": _BLANK, "assumed": _ASSUMED}
ACTION: Fields = {
    "slug": _SLUG,
    "label": _TEXT,
    "key": (optional(text), None),
    "by": (words, REQUIRED),
    "needs": _WORDS,
    "to": _WORDS,
    "per_unit": _FLAG,
    "closes": (one_of(parts.CLOSES), "visit"),
    "outcome": _MAYBE_SLUG,
    "notify": _WORDS,
    "pause": _maybe(parts.PAUSES),
    "resume": _FLAG,
    "while_paused": _FLAG,
    "suspend": _FLAG,
    "once": _FLAG,
    "after": _MAYBE_SLUG,
    "not_after": _MAYBE_SLUG,
    "escalate_at": (number, 0),
    "escalate_to": _WORDS,
    "says": _maybe(parts.SAYS),
    "record": _maybe(parts.RECORDS),
    "assumed": _ASSUMED,
}
STEP: Fields = {
    "id": _SLUG,
    "no": (optional(text), None),
    "process": _SLUG,
    "kind": (one_of(parts.KINDS), "step"),
    "lane": _SLUG,
    "activity": _TEXT,
    "short": _BLANK,
    "requires": _BLANK,
    "time": _BLANK,
    "wait": _MAYBE_SLUG,
    "output": _BLANK,
    "note": _BLANK,
    "per_unit": _FLAG,
    "answerable": _FLAG,
    "decision": _FLAG,
    "level": (number, 0),
    "draft": _maybe(parts.DRAFTS),
    "on_timeout": _MAYBE_SLUG,
    "use": _WORDS,
    "actions": (lambda reader, at, value: _actions(reader, at, value), ()),
    "assumed": _ASSUMED,
}
PROCESS: Fields = {
    "name": _SLUG,
    "label": _TEXT,
    "start": _SLUG,
    "calendar": _SLUG,
    "assumed": _ASSUMED,
}


def _part(kind: Callable[..., Any], known: Fields) -> Read:
    return lambda reader, at, value: kind(**fields(reader, at, value, known))


def _like(kind: type) -> Fields:
    """Fields of a class made only of texts and lists of texts, all of them optional."""
    return {
        item.name: ((text, "") if item.default == "" else (words, ()))
        for item in dataclass_fields(kind)
        if item.default is not MISSING
    }


DEFINITION: Fields = {
    "code": _SLUG,
    "version": (number, REQUIRED),
    "title": _TEXT,
    "city": _TEXT,
    "source": _BLANK,
    "assumed": _ASSUMED,
    "identity": (_part(Identity, _like(Identity)), Identity()),
    "columns": (_part(Columns, _like(Columns)), Columns()),
    "lanes": (lambda reader, at, value: _lanes(reader, at, value), REQUIRED),
    "waits": (lambda reader, at, value: _waits(reader, at, value), {}),
    "processes": (lambda reader, at, value: items(reader, at, value, "name"), REQUIRED),
    "groups": (lambda reader, at, value: _groups(reader, at, value), {}),
    "steps": (lambda reader, at, value: items(reader, at, value, "id"), REQUIRED),
}


@dataclass(frozen=True)
class Shared:
    """What steps refer to by name: groups of actions and wait limits."""

    groups: Mapping[str, tuple[Action, ...]]
    waits: Mapping[str, Wait]


def build(reader: Reader, data: Any) -> dict[str, Any]:
    """The keyword arguments of a Definition; `reader.faults` tells whether they can be trusted."""
    given = fields(reader, At(), data, DEFINITION)
    shared = Shared(given.pop("groups"), given["waits"])
    steps = _unique(reader, _steps(reader, given["steps"], shared), "id")
    processes = _unique(reader, _processes(reader, given["processes"], steps), "name")
    given["waits"] = MappingProxyType(dict(shared.waits))
    return {**given, "steps": MappingProxyType(steps), "processes": MappingProxyType(processes)}


def _unique(reader: Reader, placed: Iterator[tuple[At, Any]], name: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at, part in placed:
        key = getattr(part, name)
        if key in found:
            reader.fault(at, "duplicate_id", value=key)
        found.setdefault(key, part)
    return found


def _lanes(reader: Reader, at: At, value: Any) -> tuple[Lane, ...]:
    placed = (
        (place, Lane(**fields(reader, place, raw, LANE))) for place, raw in items(reader, at, value, "id")
    )
    return tuple(_unique(reader, placed, "id").values())


def _waits(reader: Reader, at: At, value: Any) -> dict[str, Wait]:
    return {name: _wait(reader, at.field(name), raw) for name, raw in mapping(reader, at, value).items()}


def _wait(reader: Reader, at: At, value: Any) -> Wait:
    given = fields(reader, at, value, WAIT)
    return Wait(**given, limit=_duration(reader, at.field("raw"), given["raw"]))


def _groups(reader: Reader, at: At, value: Any) -> dict[str, tuple[Action, ...]]:
    given = mapping(reader, at, value)
    return {name: _actions(reader, at.field(name), raw) for name, raw in given.items()}


def _actions(reader: Reader, at: At, value: Any) -> tuple[Action, ...]:
    placed = (
        (place, Action(**fields(reader, place, raw, ACTION)))
        for place, raw in items(reader, at, value, "slug")
    )
    return tuple(_unique(reader, placed, "slug").values())


def _steps(reader: Reader, placed: list[tuple[At, Any]], shared: Shared) -> Iterator[tuple[At, Step]]:
    return ((at, _step(reader, at, raw, shared)) for at, raw in placed)


def _step(reader: Reader, at: At, raw: Any, shared: Shared) -> Step:
    given = fields(reader, at, raw, STEP)
    given["time_raw"] = given["time"]
    given["time"] = _duration(reader, at.field("time"), given["time_raw"])
    given["wait_limit"] = given["wait"]
    given["wait"] = _limit(reader, at.field("wait"), given["wait_limit"], shared.waits)
    given["actions"] = _all_actions(reader, at, given.pop("use"), given["actions"], shared.groups)
    return Step(**given)


def _duration(reader: Reader, at: At, raw: str) -> Duration | None:
    try:
        return parse_duration(raw)
    except DurationError:
        reader.fault(at, "bad_duration", value=raw)
        return None


def _limit(reader: Reader, at: At, name: str | None, waits: Mapping[str, Wait]) -> Duration | None:
    if name is None:
        return None
    if name not in waits:
        reader.fault(at, "unknown_wait", value=name)
        return None
    return waits[name].limit


def _all_actions(
    reader: Reader,
    at: At,
    use: tuple[str, ...],
    own: tuple[Action, ...],
    groups: Mapping[str, tuple[Action, ...]],
) -> Mapping[str, Action]:
    """The step's own actions first, then those of the groups it uses."""
    found = [(at.field("actions"), action) for action in own]
    for name in use:
        if name not in groups:
            reader.fault(at.field("use"), "unknown_group", value=name)
        found += [(at.field("use"), action) for action in groups.get(name, ())]
        _place_group(reader, at, name)
    return MappingProxyType(_unique(reader, iter(found), "slug"))


def _place_group(reader: Reader, at: At, name: str) -> None:
    """A fault in a shared action is found at the group's line, whichever step uses it."""
    prefix = f"groups.{name}."
    inside = [(where, line) for where, line in reader.places.items() if where.startswith(prefix)]
    for where, line in inside:
        reader.places[f"{at.where}.actions.{where.removeprefix(prefix)}"] = line


def _processes(
    reader: Reader, placed: list[tuple[At, Any]], steps: Mapping[str, Step]
) -> Iterator[tuple[At, Process]]:
    for at, raw in placed:
        given = fields(reader, at, raw, PROCESS)
        own = tuple(step.id for step in steps.values() if step.process == given["name"])
        yield at, Process(**given, steps=own)
