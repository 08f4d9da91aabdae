"""Reads the small, safe part of YAML that SOP files use (mappings, lists, plain values), with lines."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from sapa.sop.faults import DefinitionError, Fault

MAX_BYTES = 1_000_000
MAX_DEPTH = 16

#: Where a value stands: keys and list positions from the root.
Path = tuple[str | int, ...]

# The core schema only: YAML 1.1 would turn "no" into False and "10:30" into 630.
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader


@dataclass
class Source:
    """Plain data of one file, the line of every value in it, and the faults met on the way."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


def read_yaml(raw: str | bytes) -> Source:
    """The plain data of a file. Raises DefinitionError at once where nothing sensible can be read at all."""
    text = _text(raw)
    source = Source()
    try:
        events = yaml.parse(text, Loader=_LOADER)
        _Walk(source, events).document()
    except yaml.YAMLError as error:
        raise DefinitionError([*source.faults, _broken(error, text)]) from error
    if source.data is None:
        raise DefinitionError([Fault(None, "file", "empty")])
    return source


def _text(raw: str | bytes) -> str:
    size = len(raw) if isinstance(raw, bytes) else len(raw.encode("utf-8", "surrogatepass"))
    if size > MAX_BYTES:
        raise DefinitionError([Fault(None, "file", "too_large", {"limit": MAX_BYTES})])
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
        text.encode("utf-8")
    except UnicodeError as error:
        raise DefinitionError([Fault(None, "file", "wrong_encoding")]) from error
    return text


def _broken(error: yaml.YAMLError, text: str) -> Fault:
    """Where the parser gave up: at a line that is indented by a tab, or at a sign that YAML does not know."""
    mark, position = getattr(error, "problem_mark", None), getattr(error, "position", None)
    if mark is None:
        line = None if position is None else text.count("\n", 0, position) + 1
        return Fault(line, "file", "not_yaml")
    lines = text.splitlines()[mark.line : mark.line + 1]
    code = "tab" if any("\t" in line[: len(line) - len(line.lstrip())] for line in lines) else "not_yaml"
    return Fault(mark.line + 1, "file", code)


class _Walk:
    """Turns the parser's events into plain data. The depth is bounded, so that recursion is."""

    def __init__(self, source: Source, events: Iterator[Any]) -> None:
        self.source = source
        self.events = events

    def document(self) -> None:
        documents = 0
        for event in self.events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    raise DefinitionError([*self.source.faults, self._fault(event, (), "second_document")])
                self.source.data = self._value(next(self.events), ())

    def _value(self, event: Any, path: Path) -> Any:
        self.source.lines[path] = event.start_mark.line + 1
        self._refuse_extras(event, path)
        if len(path) > MAX_DEPTH:
            raise DefinitionError(
                [*self.source.faults, self._fault(event, path, "too_deep", limit=MAX_DEPTH)]
            )
        if isinstance(event, yaml.MappingStartEvent):
            return self._mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, yaml.ScalarEvent):
            return plain(event.value) if event.implicit[0] else event.value
        return None

    def _sequence(self, path: Path) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(self.events), yaml.SequenceEndEvent):
            items.append(self._value(event, (*path, len(items))))
        return items

    def _mapping(self, path: Path) -> dict[str, Any]:
        items: dict[str, Any] = {}
        while not isinstance(event := next(self.events), yaml.MappingEndEvent):
            name = self._key(event, path)
            value = self._value(next(self.events), (*path, name))
            if name in items:
                self.source.faults.append(self._fault(event, path, "duplicate_field", name=name))
            items[name] = value
        return items

    def _key(self, event: Any, path: Path) -> str:
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_extras(event, path)
            return str(event.value)
        raise DefinitionError([*self.source.faults, self._fault(event, path, "not_text")])

    def _refuse_extras(self, event: Any, path: Path) -> None:
        """What an SOP never needs is hostile: reading ends there, with one sentence."""
        if getattr(event, "anchor", None):
            raise DefinitionError([self._fault(event, path, "anchor")])
        if _CONTROL.search(getattr(event, "value", None) or ""):
            raise DefinitionError([self._fault(event, path, "control")])
        if tag := getattr(event, "tag", None):
            raise DefinitionError([self._fault(event, path, "tag", tag=str(tag)[:80])])

    def _fault(self, event: Any, path: Path, code: str, **params: str | int) -> Fault:
        where = ".".join(str(part) for part in path) or "file"
        return Fault(event.start_mark.line + 1, where, code, params)


def plain(text: str) -> Any:
    """What a text without quotes means: nothing, a truth value, a whole number, or itself."""
    if text in _WORDS:
        return _WORDS[text]
    return int(text) if _INTEGER.fullmatch(text) else text
