"""A scenario's text -> a Scenario that fits its SOP, or all its faults at once with their lines."""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from itertools import pairwise
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sapa.clock import Calendar
from sapa.sop import parts
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError
from sapa.sop.parts import Step
from sapa.sop.reading import (
    REQUIRED,
    At,
    Fields,
    Reader,
    fields,
    flag,
    items,
    listed,
    mapping,
    number,
    one_of,
    optional,
    slug,
    text,
    words,
)
from sapa.sop.scenario import Habits, House, Planned, Scenario
from sapa.sop.scenariocalendars import calendars, holiday, ramadan
from sapa.sop.timing import DEADLINE_DAYS, END_DAYS, REMIND_DAYS
from sapa.sop.yamltext import read_yaml

_NEVER = datetime(1, 1, 1, tzinfo=UTC)
#: The end of a promised day, as the desk keeps it.
_DAY_END = time(23, 59)


def read_scenario(raw: str | bytes, house: House) -> Scenario:
    """The scenario in a YAML file. Raises DefinitionError with every fault of text, form and meaning."""
    source = read_yaml(raw)
    reader = Reader(source.lines, source.faults)
    scenario = _Reading(reader, house).scenario(source.data)
    if reader.faults or scenario is None:
        raise DefinitionError(reader.faults)
    return scenario


def name(reader: Reader, at: At, value: Any) -> str:
    """A name; a bare number is one too."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else text(reader, at, value)


def _days_by_name(reader: Reader, at: At, value: Any) -> Mapping[str, int]:
    return {key: number(reader, at.field(key), days) for key, days in mapping(reader, at, value).items()}


def _options(reader: Reader, at: At, value: Any) -> Mapping[str, bool]:
    return {key: flag(reader, at.field(key), on) for key, on in mapping(reader, at, value).items()}


_NAMES = listed(name)
SETTINGS: Fields = {
    "citizen_remind_days": (number, REMIND_DAYS),
    "citizen_end_days": (number, END_DAYS),
    "deadline_calendar": (slug, "office"),
    "deadline_days": (_days_by_name, MappingProxyType({})),
}
MOVE: Fields = {
    "at": (text, REQUIRED),
    "step": (text, REQUIRED),
    "action": (text, REQUIRED),
    "by": (optional(text), None),
    "unit": (optional(name), None),
    "units": (_NAMES, ()),
    "klasifikasi": (optional(text), None),
    "promise_date": (optional(text), None),
    "identity": (words, ()),
}
SCENARIO: Fields = {
    "sop": (text, REQUIRED),
    "version": (optional(number), None),
    "title": (text, ""),
    "process": (text, "handling"),
    "start": (text, REQUIRED),
    "until": (optional(text), None),
    "tz": (text, "Asia/Jakarta"),
    "channel": (text, ""),
    "identity": (optional(words), None),
    "klasifikasi": (optional(text), None),
    "unit": (optional(name), None),
    "options": (_options, MappingProxyType({})),
    "holidays": (optional(listed(holiday)), None),
    "ramadan": (optional(listed(ramadan)), None),
    "calendars": (mapping, MappingProxyType({})),
    "settings": (lambda reader, at, value: fields(reader, at, value, SETTINGS), MappingProxyType({})),
    "moves": (lambda _reader, _at, value: value, []),
}


class _Reading:
    """One reading: the units met so far get their numbers here."""

    def __init__(self, reader: Reader, house: House) -> None:
        self.reader = reader
        self.house = house
        self.zone = ZoneInfo("UTC")
        self.units: dict[str, int] = {}

    def scenario(self, data: Any) -> Scenario | None:
        given = fields(self.reader, At(), data, SCENARIO)
        sop = self._sop(given)
        self.zone = self._zone(At().field("tz"), given["tz"])
        given["tz"] = self.zone.key
        if sop is None:
            return None
        habits = self._habits(given["settings"])
        return Scenario(
            sop=sop,
            process=self._known(At().field("process"), given["process"], sop.processes, "unknown_process"),
            start=self._moment("start", given["start"]),
            until=self._moment("until", given["until"]) if given["until"] else None,
            tz=given["tz"],
            unit=self._unit(given["unit"]),
            channel=given["channel"],
            identity=given["identity"],
            klasifikasi=given["klasifikasi"],
            habits=habits,
            moves=self._moves(given, sop),
            calendars=self._calendars(given, sop, habits),
            units={number: name for name, number in self.units.items()},
        )

    def _sop(self, given: Mapping[str, Any]) -> Definition | None:
        fits = [sop for sop in self.house.definitions if sop.code == given["sop"]]
        fits = [sop for sop in fits if given["version"] in (None, sop.version)]
        if not fits:
            self.reader.fault(At().field("sop"), "unknown_sop", value=given["sop"])
            return None
        sop = max(fits, key=lambda each: each.version)
        for option, on in given["options"].items():
            if option in sop.options:
                sop = sop.switched(option, on)
            else:
                self.reader.fault(At().field("options"), "unknown_option", value=option)
        return sop

    def _zone(self, at: At, value: str) -> ZoneInfo:
        try:
            return ZoneInfo(value)
        except (LookupError, ValueError, OSError):
            self.reader.fault(at, "bad_zone", value=value)
            return ZoneInfo("UTC")

    def _moment(self, field: str, value: str, at: At | None = None, until: bool = False) -> datetime:
        place = (at or At()).field(field)
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            self.reader.fault(place, "bad_moment", value=value)
            return _NEVER
        if until and len(value) == len("2026-08-17"):
            found = datetime.combine(found, _DAY_END)
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)

    def _known(self, at: At, value: str, known: Mapping[str, Any], code: str) -> str:
        if value not in known:
            self.reader.fault(at, code, value=value)
        return value

    def _unit(self, value: str | None) -> int | None:
        return None if value is None else self.units.setdefault(value, len(self.units) + 1)

    def _habits(self, given: Mapping[str, Any]) -> Habits:
        if not given:
            return Habits()
        days = {**DEADLINE_DAYS, **given["deadline_days"]}
        remind, end = given["citizen_remind_days"], given["citizen_end_days"]
        return Habits(remind, end, days, given["deadline_calendar"])

    def _moves(self, given: Mapping[str, Any], sop: Definition) -> tuple[Planned, ...]:
        placed = items(self.reader, At().field("moves"), given["moves"], "")
        moves = [self._move(at, raw, sop) for at, raw in placed]
        start = Planned(self._moment("start", given["start"]), "", "")
        for (earlier, later), (at, _) in zip(pairwise([start, *moves]), placed, strict=True):
            if later.at < earlier.at:
                self.reader.fault(at.field("at"), "out_of_order")
        return tuple(moves)

    def _move(self, at: At, raw: Any, sop: Definition) -> Planned:
        given = fields(self.reader, at, raw, MOVE)
        step = sop.steps.get(given["step"])
        self._known(at.field("step"), given["step"], sop.steps, "unknown_step")
        if step is not None:
            self._check(at, given, step, sop)
        promised = given["promise_date"]
        return Planned(
            at=self._moment("at", given["at"], at),
            step=given["step"],
            action=given["action"],
            lane=given["by"],
            unit=self._unit(given["unit"]),
            units=tuple(self.units.setdefault(each, len(self.units) + 1) for each in given["units"]),
            klasifikasi=given["klasifikasi"],
            promised=self._moment("promise_date", promised, at, until=True) if promised else None,
            identity=given["identity"],
            line=self.reader.line(at),
        )

    def _check(self, at: At, given: Mapping[str, Any], step: Step, sop: Definition) -> None:
        self._known(at.field("action"), given["action"], step.actions, "unknown_action")
        lanes = {lane.id: lane for lane in sop.lanes}
        if given["by"] is not None:
            self._known(at.field("by"), given["by"], lanes, "unknown_lane")
        action = step.actions.get(given["action"])
        if action is not None and action.suspend and not given["promise_date"]:
            self.reader.fault(at, "missing_field", name="promise_date")
        for word in given["identity"]:
            one_of(parts.IDENTITY)(self.reader, at.field("identity"), word)

    def _calendars(self, given: Mapping[str, Any], sop: Definition, habits: Habits) -> Mapping[str, Calendar]:
        found = calendars(self.reader, given, self.house, self._moment("start", given["start"]).year)
        slugs = dict.fromkeys(sop.calendar_of(step) for step in sop.steps.values())
        for wanted in (*slugs, habits.deadline_calendar):
            self._known(At().field("calendars"), wanted, found, "unknown_calendar")
        return found
