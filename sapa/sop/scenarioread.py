"""A scenario's text -> a Scenario that fits its SOP, or all its faults at once with their lines."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from sapa.clock import Calendar
from sapa.sop import parts
from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError
from sapa.sop.parts import Action, Step
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
from sapa.sop.scenariocalendars import FIRST_YEAR, NO_DAY, calendars, day, holiday, in_reach, ramadan
from sapa.sop.timing import DEADLINE_DAYS, END_DAYS, REMIND_DAYS
from sapa.sop.yamltext import read_yaml

#: What stands for a moment that cannot be read.
_NEVER = datetime(1, 1, 1, tzinfo=UTC)
#: The longest time in the settings: ten years.
MOST_DAYS = 3650
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


def _days(reader: Reader, at: At, value: Any) -> int:
    """A number of days, at least one."""
    found = number(reader, at, value)
    if found > MOST_DAYS:
        reader.fault(at, "too_many", value=found, most=MOST_DAYS)
    elif found < 1 and reader.usable(at):
        reader.fault(at, "too_few", value=found, least=1)
    return min(max(found, 1), MOST_DAYS)


def _days_by_name(reader: Reader, at: At, value: Any) -> Mapping[str, int]:
    given = mapping(reader, at, value)
    for key in given:
        one_of(tuple(DEADLINE_DAYS))(reader, at.field(key), key)
    return {key: _days(reader, at.field(key), days) for key, days in given.items()}


def _options(reader: Reader, at: At, value: Any) -> Mapping[str, bool]:
    return {key: flag(reader, at.field(key), on) for key, on in mapping(reader, at, value).items()}


_NAMES = listed(name)
SETTINGS: Fields = {
    "citizen_remind_days": (_days, REMIND_DAYS),
    "citizen_end_days": (_days, END_DAYS),
    "deadline_calendar": (slug, "office"),
    "deadline_days": (_days_by_name, MappingProxyType({})),
}
_KLASIFIKASI = optional(one_of(tuple(DEADLINE_DAYS)))
MOVE: Fields = {
    "at": (text, REQUIRED),
    "step": (text, REQUIRED),
    "action": (text, REQUIRED),
    "by": (optional(text), None),
    "unit": (optional(name), None),
    "units": (_NAMES, ()),
    "klasifikasi": (_KLASIFIKASI, None),
    "promise_date": (optional(day), None),
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
    "klasifikasi": (_KLASIFIKASI, None),
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
        habits, start = self._habits(given["settings"]), self._moment(At().field("start"), given["start"])
        moves = self._moves(given, sop, start)
        return Scenario(
            sop=sop,
            process=self._process(given, sop),
            start=start,
            until=self._until(given["until"], [start, *(planned.at for planned in moves)]),
            tz=given["tz"],
            unit=self._unit(given["unit"]),
            channel=given["channel"],
            identity=given["identity"],
            klasifikasi=given["klasifikasi"],
            habits=habits,
            moves=moves,
            calendars=self._calendars(given, sop, habits, start),
            units={number: name for name, number in self.units.items()},
        )

    def _process(self, given: Mapping[str, Any], sop: Definition) -> str:
        found = self._known(At().field("process"), given["process"], sop.processes, "unknown_process")
        first = sop.steps[sop.processes[found].start] if found in sop.processes else None
        if first is not None and first.per_unit and given["unit"] is None:
            self.reader.fault(At(), "unit_missing", step=first.id)
        return found

    def _until(self, value: str | None, others: list[datetime]) -> datetime | None:
        if value is None:
            return None
        found = self._moment(At().field("until"), value)
        if found is not _NEVER and found < max(others):
            self.reader.fault(At().field("until"), "until_too_early")
        return found

    def _sop(self, given: Mapping[str, Any]) -> Definition | None:
        fits = [sop for sop in self.house.definitions if sop.code == given["sop"]]
        fits = [sop for sop in fits if given["version"] in (None, sop.version)]
        if not fits:
            if self.reader.usable(At().field("sop")):
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

    def _moment(self, at: At, value: str) -> datetime:
        try:
            found = datetime.fromisoformat(value)
        except ValueError:
            if self.reader.usable(at):
                self.reader.fault(at, "bad_moment", value=value)
            return _NEVER
        if not in_reach(self.reader, at, found.year, value):
            return _NEVER
        return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)

    def _promised(self, at: At, found: date | None) -> datetime | None:
        """The end of a promised day."""
        if found is None or found == NO_DAY:
            return None
        return self._moment(at, datetime.combine(found, _DAY_END).isoformat())

    def _known(self, at: At, value: str, known: Mapping[str, Any], code: str) -> str:
        if value not in known and (value or self.reader.usable(at)):
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

    def _moves(self, given: Mapping[str, Any], sop: Definition, start: datetime) -> tuple[Planned, ...]:
        placed = items(self.reader, At().field("moves"), given["moves"], "")
        moves = [self._move(at, raw, sop) for at, raw in placed]
        earlier = start
        for planned, (at, _) in zip(moves, placed, strict=True):
            if planned.at is _NEVER:
                continue
            if planned.at < earlier:
                self.reader.fault(at.field("at"), "out_of_order")
            earlier = planned.at
        return tuple(moves)

    def _move(self, at: At, raw: Any, sop: Definition) -> Planned:
        given = fields(self.reader, at, raw, MOVE)
        step = sop.steps.get(given["step"])
        self._known(at.field("step"), given["step"], sop.steps, "unknown_step")
        if step is not None:
            self._check(at, given, step, sop)
        return Planned(
            at=self._moment(at.field("at"), given["at"]),
            step=given["step"],
            action=given["action"],
            lane=given["by"],
            unit=self._unit(given["unit"]),
            units=tuple(self.units.setdefault(each, len(self.units) + 1) for each in given["units"]),
            klasifikasi=given["klasifikasi"],
            promised=self._promised(at.field("promise_date"), given["promise_date"]),
            identity=given["identity"],
            line=self.reader.line(at),
        )

    def _check(self, at: At, given: Mapping[str, Any], step: Step, sop: Definition) -> None:
        self._known(at.field("action"), given["action"], step.actions, "unknown_action")
        lanes = {lane.id: lane for lane in sop.lanes}
        if given["by"] is not None:
            self._known(at.field("by"), given["by"], lanes, "unknown_lane")
        action = step.actions.get(given["action"])
        if action is not None:
            self._evidence(at, given, action)
        for word in given["identity"]:
            one_of(parts.IDENTITY)(self.reader, at.field("identity"), word)

    def _evidence(self, at: At, given: Mapping[str, Any], action: Action) -> None:
        """What a move brings along is asked for by its form, and what the form asks for is brought along."""
        asked = {"units": action.per_unit, "promise_date": action.suspend}
        asked |= {word: word in action.needs for word in ("klasifikasi", "identity")}
        for word, wanted in asked.items():
            if given[word] and not wanted:
                self.reader.fault(at.field(word), "not_asked", action=action.slug, name=word)
        if action.suspend and given["promise_date"] is None:
            self.reader.fault(at, "missing_field", name="promise_date")

    def _calendars(
        self, given: Mapping[str, Any], sop: Definition, habits: Habits, start: datetime
    ) -> Mapping[str, Calendar]:
        found = calendars(self.reader, given, self.house, max(start.year, FIRST_YEAR))
        if not found:
            return found
        slugs = dict.fromkeys(sop.calendar_of(step) for step in sop.steps.values())
        for wanted in (*slugs, habits.deadline_calendar):
            self._known(At().field("calendars"), wanted, found, "unknown_calendar")
        return found
