"""Loads SOP files: reads, builds, lints, and either gives a frozen definition or all faults at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from importlib.resources import files

from sapa.sop.build import build
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError, Fault
from sapa.sop.lint import lint
from sapa.sop.reading import Reader
from sapa.sop.yamltext import read_yaml


def load(text: str | bytes, roles: Iterable[str] | None = None) -> Definition:
    """The definition in a YAML file. Raises DefinitionError with every fault of text, form and meaning.

    `roles`: the role slugs that exist, to check the lanes against (None: not checked).
    """
    source = read_yaml(text)
    reader = Reader(source.lines, source.faults)
    definition = Definition(**build(reader, source.data))
    found = (_placed(fault, reader.places) for fault in lint(definition, roles))
    if faults := [*reader.faults, *_distinct(found)]:
        raise DefinitionError(faults)
    return definition


def shipped() -> tuple[Definition, ...]:
    """The definitions that come with this release, by file name; a broken one raises DefinitionError."""
    folder = files("sapa.sop").joinpath("data")
    found = sorted((item for item in folder.iterdir() if item.name.endswith(".yaml")), key=lambda i: i.name)
    return tuple(load(item.read_bytes()) for item in found)


def _placed(fault: Fault, places: Mapping[str, int]) -> Fault:
    """The fault with the line of its place, or of the nearest place around it that stands in the file."""
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
