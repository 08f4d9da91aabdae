"""Reads a scenario: when a case starts, on which calendars, and who does what when; silence is no move.

    sop: depok-telepon              # code of a shipped SOP (`version` picks one; the newest otherwise)
    process: handling               # "handling" when left out
    start: 2026-08-10 08:00         # local time of `tz` (Asia/Jakarta when left out)
    until: 2026-09-01 16:00         # how long we watch; left out: until nothing more happens by itself
    channel: telepon
    identity: [name, phone]         # identity fields that are known; left out: nobody asks for any
    klasifikasi: pengaduan          # said by the move that needs it, unless the move itself says another
    unit: Dinas Contoh              # where each agency has a case of its own (a daily duty)
    options: {silence_ladder: true}
    holidays:                       # left out: the national ones; kind holiday, cuti_bersama or make_up
      - {day: 2026-08-17, name: Proklamasi, kind: holiday}
    ramadan: [{first: 2026-02-19, last: 2026-03-20}]
    calendars:                      # left out: call_center, office and always as the house begins with
      office:
        hours:                      # weekdays: 1 is Monday
          - {weekdays: [1, 2, 3, 4], opens: "08:00", closes: "16:00", break: ["12:00", "13:00"]}
    settings: {citizen_remind_days: 3, citizen_end_days: 10, deadline_calendar: office,
               deadline_days: {pengaduan: 14}}
    moves:
      - {at: 2026-08-10 08:05, step: P02, action: pick_up}
      - {at: 2026-08-10 09:00, step: P07, action: forward, by: operator, units: [Dinas Contoh]}
      - {at: 2026-08-11 10:00, step: P08, unit: Dinas Contoh, action: answer_promise,
         promise_date: 2026-08-20}

A unit is a name; one that equals the unit code of a lane (a Bidang) is bound to this lane. `by` is a lane;
left out, it is the first lane that may do it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sapa.clock import Calendar, SpecialDay
from sapa.sop.definition import Definition
from sapa.sop.timing import DEADLINE_DAYS, END_DAYS, REMIND_DAYS

#: The national holidays and cuti bersama of a year.
National = Callable[[int], Iterable[SpecialDay]]


def no_holidays(_year: int) -> tuple[SpecialDay, ...]:
    """A country without holidays."""
    return ()


@dataclass(frozen=True)
class House:
    """What a scenario takes from the house where it says nothing of its own."""

    definitions: tuple[Definition, ...]
    national: National = no_holidays
    ramadan: tuple[tuple[date, date], ...] = ()


@dataclass(frozen=True)
class Habits:
    """The settings that time depends on; delivered values unless the scenario names others."""

    remind_days: int = REMIND_DAYS
    end_days: int = END_DAYS
    deadline_days: Mapping[str, int] = field(default_factory=lambda: DEADLINE_DAYS)
    deadline_calendar: str = "office"


class Planned(NamedTuple):
    """One move of a scenario, in UTC. `lane` None: the visit's own, or the first that may make it.
    `promised`: the dated promise. `line`: where it stands in its file."""

    at: datetime
    step: str
    action: str
    lane: str | None = None
    unit: int | None = None
    units: tuple[int, ...] = ()
    klasifikasi: str | None = None
    promised: datetime | None = None
    identity: tuple[str, ...] = ()
    line: int | None = None


@dataclass(frozen=True)
class Scenario:
    """A scenario that fits its SOP. `units`: names by number; `identity` None: the identity is complete."""

    sop: Definition
    process: str
    start: datetime
    moves: tuple[Planned, ...]
    calendars: Mapping[str, Calendar]
    tz: str = "Asia/Jakarta"
    until: datetime | None = None
    channel: str = ""
    identity: tuple[str, ...] | None = None
    klasifikasi: str | None = None
    unit: int | None = None
    units: Mapping[int, str] = field(default_factory=lambda: MappingProxyType({}))
    habits: Habits = field(default_factory=Habits)

    @cached_property
    def zone(self) -> ZoneInfo:
        """The time zone of its moments."""
        return ZoneInfo(self.tz)

    @cached_property
    def hours(self) -> dict[str, Calendar]:
        """The calendar of each step."""
        return {step.id: self.calendars[self.sop.calendar_of(step)] for step in self.sop.steps.values()}

    @cached_property
    def touched(self) -> frozenset[str]:
        """The steps in which somebody moves."""
        return frozenset(planned.step for planned in self.moves)

    @cached_property
    def bound(self) -> dict[int, str]:
        """The units that a lane of the SOP stands for, each with its lane."""
        codes = {lane.unit: lane.id for lane in self.sop.lanes if lane.unit is not None}
        return {number: codes[name] for number, name in self.units.items() if name in codes}
