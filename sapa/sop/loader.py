"""Loads SOP files: reads, builds, lints, and either gives a frozen definition or all faults at once."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from importlib.resources import files
from typing import Any, TypeVar

from sapa.sop.build import build
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError, Fault, Remark
from sapa.sop.lint import lint
from sapa.sop.reading import Reader
from sapa.sop.remarks import remarks
from sapa.sop.yamltext import read_yaml

Told = TypeVar("Told", Fault, Remark)


@dataclass(frozen=True)
class Judgement:
    """What a file is worth: the definition when it can be used, its faults, and the oddities to confirm."""

    definition: Definition | None
    faults: tuple[Fault, ...] = ()
    remarks: tuple[Remark, ...] = ()


def load(text: str | bytes, roles: Iterable[str] | None = None) -> Definition:
    """The definition in a YAML file. Raises DefinitionError with every fault of text, form and meaning.

    `roles`: the role slugs that exist, to check the lanes against (None: not checked).
    """
    definition, _, faults = _read(text, roles)
    if faults:
        raise DefinitionError(faults)
    return definition


def judge(
    text: str | bytes, roles: Iterable[str] | None = None, calendars: Collection[str] | None = None
) -> Judgement:
    """Everything there is to say about a file, with lines; it never raises for what stands in the file.
    `calendars`: those that a house begins with (None: not checked); others are remarked upon."""
    try:
        definition, reader, faults = _read(text, roles)
    except DefinitionError as error:
        return Judgement(None, error.faults)
    if faults:
        return Judgement(None, DefinitionError(faults).faults)
    told = (*remarks(definition), *_calendars(definition, calendars))
    found = [_placed(remark, reader.places) for remark in told]
    return Judgement(definition, (), tuple(sorted(found, key=lambda remark: remark.line or 0)))


def judge_data(data: Any, roles: Iterable[str] | None = None) -> Judgement:
    """The same of plain data (a draft as it lies in table sop_version), which has no lines."""
    reader = Reader()
    definition = Definition(**build(reader, data))
    faults = DefinitionError((*reader.faults, *_distinct(lint(definition, roles)))).faults
    return Judgement(None, faults) if faults else Judgement(definition, (), remarks(definition))


def _calendars(sop: Definition, known: Collection[str] | None) -> Iterator[Remark]:
    named = {f"processes.{each.name}.calendar": each.calendar for each in sop.processes.values()}
    named |= {f"lanes.{lane.id}.calendar": lane.calendar for lane in sop.lanes if lane.calendar}
    for each in sop.processes.values():
        if each.deadline is not None and each.deadline.calendar:
            named[f"processes.{each.name}.deadline.calendar"] = each.deadline.calendar
    for where, slug in named.items():
        if known is not None and slug not in known:
            yield Remark(where, "calendar_of_your_own", {"value": slug})


def _read(text: str | bytes, roles: Iterable[str] | None) -> tuple[Definition, Reader, list[Fault]]:
    source = read_yaml(text)
    reader = Reader(source.lines, source.faults)
    definition = Definition(**build(reader, source.data))
    found = (_placed(fault, reader.places) for fault in lint(definition, roles))
    return definition, reader, [*reader.faults, *_distinct(found)]


def shipped() -> tuple[Definition, ...]:
    """The definitions that come with this release, by file name; a broken one raises DefinitionError."""
    folder = files("sapa.sop").joinpath("data")
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda i: i.name)
    return tuple(load(item.read_bytes()) for item in found)


def _placed(fault: Told, places: Mapping[str, int]) -> Told:
    """The fault or remark with the line of its place, or of the nearest place around it in the file."""
    where = fault.where
    while where and where not in places:
        where = where.rpartition(".")[0]
    return replace(fault, line=places.get(where))


def _distinct(faults: Iterable[Fault]) -> Iterator[Fault]:
    """A shared action is linted in every step that uses it; its fault is told once."""
    seen: set[tuple[object, ...]] = set()
    for fault in faults:
        told = (fault.line, fault.code, *sorted(fault.params.items()))
        if told not in seen:
            yield fault
        seen.add(told)
