"""Plain data (of a file or of table sop_version) -> the parts of a definition, with every fault of form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from sapa.clock import Duration, DurationError, parse_duration
from sapa.sop import forms
from sapa.sop.options import in_force
from sapa.sop.page import Columns, Identity, Labels
from sapa.sop.parts import IDENTITY, Action, Deadline, Duty, Lane, Option, Process, Step, Wait
from sapa.sop.reading import (
    REQUIRED,
    At,
    Fields,
    Read,
    Reader,
    assumed,
    fields,
    items,
    mapping,
    number,
    one_of,
    slug,
    text,
    words,
)


def _part(kind: Callable[..., Any], known: Fields) -> Read:
    return lambda reader, at, value: kind(**fields(reader, at, value, known))


DEFINITION: Fields = {
    "code": (slug, REQUIRED),
    "version": (number, REQUIRED),
    "title": (text, REQUIRED),
    "city": (text, REQUIRED),
    "source": (text, ""),
    "assumed": (assumed, ()),
    "identity": (_part(Identity, forms.like(Identity)), Identity()),
    "labels": (_part(Labels, forms.like(Labels)), Labels()),
    "columns": (_part(Columns, forms.like(Columns)), Columns()),
    "footnote": (text, ""),
    "options": (lambda reader, at, value: _options(reader, at, value), MappingProxyType({})),
    "reporter": (lambda reader, at, value: _reporter(reader, at, value), MappingProxyType({})),
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
    rows = _unique(reader, _steps(reader, given.pop("steps"), shared), "id")
    running = in_force(rows, given["options"])
    processes = _unique(reader, _processes(reader, given["processes"], running), "name")
    given["waits"] = MappingProxyType(dict(shared.waits))
    return {**given, "rows": MappingProxyType(rows), "processes": MappingProxyType(processes)}


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
        (place, Lane(**fields(reader, place, raw, forms.LANE)))
        for place, raw in items(reader, at, value, "id")
    )
    return tuple(_unique(reader, placed, "id").values())


def _waits(reader: Reader, at: At, value: Any) -> dict[str, Wait]:
    return {name: _wait(reader, at.field(name), raw) for name, raw in mapping(reader, at, value).items()}


def _wait(reader: Reader, at: At, value: Any) -> Wait:
    given = fields(reader, at, value, forms.WAIT)
    return Wait(**given, limit=_duration(reader, at.field("raw"), given["raw"]))


def _options(reader: Reader, at: At, value: Any) -> Mapping[str, Option]:
    given = mapping(reader, at, value)
    read = {name: Option(**fields(reader, at.field(name), raw, forms.OPTION)) for name, raw in given.items()}
    return MappingProxyType(read)


def _reporter(reader: Reader, at: At, value: Any) -> Mapping[str, tuple[str, ...]]:
    given = mapping(reader, at, value)
    known = one_of(IDENTITY)
    read = {name: words(reader, at.field(name), raw) for name, raw in given.items()}
    for name, asked in read.items():
        for word in asked:
            known(reader, at.field(name), word)
    return MappingProxyType(read)


def _groups(reader: Reader, at: At, value: Any) -> dict[str, tuple[Action, ...]]:
    given = mapping(reader, at, value)
    return {name: _actions(reader, at.field(name), raw) for name, raw in given.items()}


def _actions(reader: Reader, at: At, value: Any) -> tuple[Action, ...]:
    placed = (
        (place, Action(**fields(reader, place, raw, forms.ACTION)))
        for place, raw in items(reader, at, value, "slug")
    )
    return tuple(_unique(reader, placed, "slug").values())


def _steps(reader: Reader, placed: list[tuple[At, Any]], shared: Shared) -> Iterator[tuple[At, Step]]:
    return ((at, _step(reader, at, raw, shared)) for at, raw in placed)


def _step(reader: Reader, at: At, raw: Any, shared: Shared) -> Step:
    given = fields(reader, at, raw, forms.STEP)
    own = _actions(reader, at.field("actions"), given["actions"])
    given["time_raw"] = given["time"]
    given["time"] = _duration(reader, at.field("time"), given["time_raw"])
    given["wait_limit"] = given["wait"]
    given["wait"] = _limit(reader, at.field("wait"), given["wait_limit"], shared.waits)
    given["actions"] = _all_actions(reader, at, given.pop("use"), own, shared.groups)
    return Step(**given)


def _duration(reader: Reader, at: At, raw: str) -> Duration | None:
    try:
        found = parse_duration(raw)
    except DurationError:
        reader.fault(at, "bad_duration", value=raw)
        return None
    if found is not None and found.minutes == 0:  # a blank sets no limit; in no time nothing can be done
        reader.fault(at, "bad_duration", value=raw)
    return found


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
    for where, line in reader.inside(f"groups.{name}.").items():
        reader.places[f"{at.where}.actions.{where}"] = line


def _processes(
    reader: Reader, placed: list[tuple[At, Any]], running: Mapping[str, Step]
) -> Iterator[tuple[At, Process]]:
    for at, raw in placed:
        given = fields(reader, at, raw, forms.PROCESS)
        name = given["name"]
        own = tuple(step.id for step in running.values() if step.process == name and step.kind != "end")
        if given["deadline"] is not None:
            given["deadline"] = _deadline(reader, at.field("deadline"), given["deadline"])
        given["duties"] = _duties(reader, at.field("duties"), given["duties"])
        yield at, Process(**given, steps=own)


def _deadline(reader: Reader, at: At, raw: Any) -> Deadline:
    given = fields(reader, at, raw, forms.DEADLINE)
    limit = _duration(reader, at.field("days"), given["days"])
    more = _duration(reader, at.field("extension"), given["extension"])
    return Deadline(**given, limit=limit, more=more)


def _duties(reader: Reader, at: At, raw: Any) -> tuple[Duty, ...]:
    placed = (
        (place, Duty(**fields(reader, place, each, forms.DUTY)))
        for place, each in items(reader, at, raw, "name")
    )
    return tuple(_unique(reader, placed, "name").values())
