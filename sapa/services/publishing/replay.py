"""A draft on what really happened: which steps and cases would have been late under it; pure.

Only the clock is asked again. Who did what when stays as it was, so a shorter wait that would have let the
ladder climb earlier shows as a late step, not as another course of the case. Steps are matched by id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

from sapa.clock import Calendar, Pause
from sapa.sop import timing
from sapa.sop.definition import Definition
from sapa.sop.parts import Process, Step


class Visit(NamedTuple):
    """One visit of a real case to a step: all `actions` that were done in it, and a dated promise."""

    step: str
    unit: int | None
    opened: datetime
    closed: datetime | None
    by_timer: bool
    promised: datetime | None
    actions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """One real case with its visits in the order of opening."""

    id: int
    number: str
    process: str
    started: datetime
    closed: datetime | None
    klasifikasi: str | None
    pauses: tuple[Pause, ...]
    visits: tuple[Visit, ...]


@dataclass(frozen=True)
class Rules:
    """A version with the calendars and settings by which its clocks run."""

    sop: Definition
    calendars: Mapping[str, Calendar]
    days: Mapping[str, int]
    deadline_calendar: str


@dataclass
class StepCount:
    """What became of the visits to one step under the version in force (`now`) and under the draft."""

    step: str
    visits: int = 0
    late_now: int = 0
    late_draft: int = 0


@dataclass(frozen=True)
class LateCase:
    """A case that is late under one of the two: the late steps of each, and whether its deadline passed."""

    number: str
    started: datetime
    steps_now: tuple[str, ...]
    steps_draft: tuple[str, ...]
    deadline_now: bool
    deadline_draft: bool

    @property
    def late_now(self) -> bool:
        """Late under the version in force."""
        return bool(self.steps_now) or self.deadline_now

    @property
    def late_draft(self) -> bool:
        """Late under the draft."""
        return bool(self.steps_draft) or self.deadline_draft


@dataclass
class Replay:
    """The whole comparison. `missing`: steps with visits that the draft has no more, with their number."""

    cases: int = 0
    late_now: int = 0
    late_draft: int = 0
    deadlines_now: int = 0
    deadlines_draft: int = 0
    steps: dict[str, StepCount] = field(default_factory=dict)
    missing: dict[str, int] = field(default_factory=dict)
    fresh: tuple[str, ...] = ()
    late: list[LateCase] = field(default_factory=list)

    @property
    def newly_late(self) -> list[LateCase]:
        """Late under the draft only."""
        return [case for case in self.late if case.late_draft and not case.late_now]

    @property
    def no_longer_late(self) -> list[LateCase]:
        """Late under the version in force only."""
        return [case for case in self.late if case.late_now and not case.late_draft]

    @property
    def still_late(self) -> list[LateCase]:
        """Late under both."""
        return [case for case in self.late if case.late_now and case.late_draft]


class _Judge:
    """One version at work: the calendar of each step is looked up once."""

    def __init__(self, rules: Rules) -> None:
        self.rules, self.sop = rules, rules.sop
        self.hours = {
            step.id: rules.calendars[rules.sop.calendar_of(step)] for step in rules.sop.steps.values()
        }

    def late_steps(self, case: CaseFacts, until: datetime) -> Iterator[tuple[str, bool]]:
        """(step, whether late) for each visit to a step that this version has."""
        first: dict[tuple[str, int | None], datetime] = {}
        paused = next((pause.start for pause in case.pauses if pause.end is None), None)
        over = tuple(pause for pause in case.pauses if pause.end is not None)
        for visit in case.visits:
            begun = first.setdefault((visit.step, visit.unit), visit.opened)
            step = self.sop.steps.get(visit.step)
            if step is not None:
                yield step.id, self._late(step, visit, begun, over, paused, until)

    def late_deadline(self, case: CaseFacts, until: datetime) -> bool:
        """Whether the case itself is late; False where this version gives it no deadline."""
        process = self.sop.processes.get(case.process)
        since = self._since(case) if process is not None else None
        if process is None or since is None:
            return False
        days = timing.case_days(process.deadline, case.klasifikasi, self.rules.days)
        if days is None:
            return False
        extra = timing.extra_days(process.deadline) if self._did(case, "extends") else 0
        calendar = self.rules.calendars[self._calendar(process)]
        over = tuple(pause for pause in case.pauses if pause.end is not None)
        due = timing.case_due(calendar, since, days + extra, over)
        paused = next((pause.start for pause in case.pauses if pause.end is None), None)
        return timing.late_since(due, case.closed or until, paused, timer=case.closed is None) is not None

    def _late(
        self,
        step: Step,
        visit: Visit,
        first: datetime,
        pauses: Sequence[Pause],
        paused: datetime | None,
        until: datetime,
    ) -> bool:
        begun = timing.begins(step, visit.opened, first)
        due = timing.due_at(step, begun, self.hours[step.id], pauses)
        due = timing.keep_promise(due, visit.promised)
        stands = paused if visit.closed is None else None
        timer = visit.by_timer or visit.closed is None
        return timing.late_since(due, visit.closed or until, stands, timer) is not None

    def _since(self, case: CaseFacts) -> datetime | None:
        """From when the deadline runs: the complaint, or the first move that starts it."""
        if not self.sop.starts_late(case.process):
            return case.started
        return next((v.closed or v.opened for v in case.visits if self._marked(v, "starts_deadline")), None)

    def _did(self, case: CaseFacts, mark: str) -> bool:
        return any(self._marked(visit, mark) for visit in case.visits)

    def _marked(self, visit: Visit, mark: str) -> bool:
        step = self.sop.steps.get(visit.step)
        known = step.actions if step is not None else {}
        return any(getattr(known[slug], mark) for slug in visit.actions if slug in known)

    def _calendar(self, process: Process) -> str:
        own = process.deadline.calendar if process.deadline is not None else None
        return own or self.rules.deadline_calendar


def replay(cases: Iterable[CaseFacts], now: Rules, draft: Rules, until: datetime) -> Replay:
    """What is still open counts as late once its time is over at `until`."""
    found = Replay()
    judges = _Judge(now), _Judge(draft)
    for case in cases:
        _one(found, case, *judges, until)
    found.fresh = tuple(step for step in draft.sop.steps if step not in now.sop.steps)
    return found


def _one(found: Replay, case: CaseFacts, now: _Judge, draft: _Judge, until: datetime) -> None:
    found.cases += 1
    before, after = list(now.late_steps(case, until)), list(draft.late_steps(case, until))
    for visit in case.visits:
        found.steps.setdefault(visit.step, StepCount(visit.step)).visits += 1
        if visit.step not in draft.sop.steps:
            found.missing[visit.step] = found.missing.get(visit.step, 0) + 1
    for step, late in before:
        found.steps[step].late_now += late
    for step, late in after:
        found.steps[step].late_draft += late
    one = LateCase(
        case.number, case.started, _late(before), _late(after),
        now.late_deadline(case, until), draft.late_deadline(case, until),
    )  # fmt: skip
    found.late_now += one.late_now
    found.late_draft += one.late_draft
    found.deadlines_now += one.deadline_now
    found.deadlines_draft += one.deadline_draft
    if one.late_now or one.late_draft:
        found.late.append(one)


def _late(visits: Iterable[tuple[str, bool]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(step for step, late in visits if late))
