"""What became of a scenario: each visit with its times, each case with its deadline; ready for JSON."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sapa.clock import Calendar, Explanation, Pause
from sapa.sop import timing
from sapa.sop.engine import Visit
from sapa.sop.parts import Step
from sapa.sop.scenario import Planned, Scenario


@dataclass(slots=True)
class Row:
    """One visit to one step. `climbs`: when its timer moves. `since`: when it became late."""

    case: int
    visit: Visit
    step: Step
    times: int
    opened: datetime
    begun: datetime
    calendar: Calendar
    pauses: tuple[Pause, ...] = ()
    due: datetime | None = None
    timeout: datetime | None = None
    promised: datetime | None = None
    since: datetime | None = None
    left: datetime | None = None
    by: str | None = None
    action: str | None = None
    record: str | None = None

    @property
    def climbs(self) -> datetime | None:
        """When the timer moves if nobody acts."""
        return timing.climbs_at(self.timeout, self.promised)

    @property
    def state(self) -> str:
        """How the visit stands to its deadline: on_time, late, open (not over yet), no_limit, or paused
        (opened in a pause, so that its time has not begun)."""
        if self.since is not None:
            return "late"
        if self.due is None:
            return "no_limit" if self.step.limit is None else "paused"
        return "open" if self.left is None else "on_time"

    def lane(self, scenario: Scenario) -> str:
        """The lane that works the visit: the one that stands for its unit where the step has several."""
        unit = self.visit.unit
        name = scenario.units.get(unit) if unit is not None else None
        return scenario.sop.lane_for(self.step, name).id

    def explain(self) -> Explanation | None:
        """The sum behind the deadline; a dated promise may have moved it on to its own date."""
        if self.due is None:
            return None
        return timing.explain_due(self.step, self.begun, self.calendar, self.pauses)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A move of the scenario that the SOP refuses."""

    planned: Planned
    reason: str


@dataclass(slots=True)
class Run:
    """One case of the scenario: its process, its deadline, how it ended, and what it caused on the way."""

    number: int
    process: str
    started: datetime
    klasifikasi: str | None = None
    since: datetime | None = None
    days: int | None = None
    extended: bool = False
    ended: datetime | None = None
    outcome: str | None = None
    verdict: str | None = None
    level: int = 0
    pauses: list[Pause] = field(default_factory=list)
    notices: list[tuple[datetime, str, int | None, str]] = field(default_factory=list)
    drafts: list[tuple[datetime, str, int | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Played:
    """What became of a scenario: every visit in the order of opening, the cases, and the refused moves."""

    scenario: Scenario
    rows: tuple[Row, ...]
    runs: tuple[Run, ...]
    refused: tuple[Refusal, ...]

    def late(self, run: Run) -> bool:
        """Whether the case got its answer after its deadline, or had none when it was over."""
        deadline = self.deadline(run)
        upto = run.ended or self.scenario.until
        return deadline is not None and (upto is None or upto > deadline.due)

    def deadline(self, run: Run) -> Explanation | None:
        """The sum behind the deadline of a case; None where it has none."""
        if run.since is None or run.days is None:
            return None
        calendar = case_calendar(self.scenario, run.process)
        return timing.explain_case(calendar, run.since, run.days, running(run.pauses))

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON values; moments in local time."""
        return {
            "sop": self.scenario.sop.code,
            "version": self.scenario.sop.version,
            "cases": [self._case(run) for run in self.runs],
            "rows": [self._row(row) for row in self.rows],
            "refused": [self._refusal(refusal) for refusal in self.refused],
        }

    def local(self, moment: datetime | None) -> datetime | None:
        """The moment on the wall clock of the scenario."""
        return None if moment is None else moment.astimezone(self.scenario.zone)

    def unit(self, number: int | None) -> str | None:
        """The name of a unit."""
        return None if number is None else self.scenario.units.get(number, str(number))

    def _text(self, moment: datetime | None) -> str | None:
        local = self.local(moment)
        return None if local is None else local.isoformat()

    def _row(self, row: Row) -> dict[str, Any]:
        explained = row.explain()
        return {
            "case": row.case,
            "step": row.step.id,
            "no": row.step.no,
            "lane": row.lane(self.scenario),
            "unit": self.unit(row.visit.unit),
            "visit": row.times,
            "opened": self._text(row.opened),
            "due": self._text(row.due),
            "climbs": self._text(row.climbs),
            "promised": self._text(row.promised),
            "left": self._text(row.left),
            "action": row.action,
            "by": row.by,
            "record": row.record,
            "state": row.state,
            "late_since": self._text(row.since),
            "explained": explained.as_dict() if explained is not None else None,
        }

    def _case(self, run: Run) -> dict[str, Any]:
        explained = self.deadline(run)
        return {
            "case": run.number,
            "process": run.process,
            "confidential": self.scenario.sop.processes[run.process].confidential,
            "started": self._text(run.started),
            "klasifikasi": run.klasifikasi,
            "deadline": self._text(explained.due) if explained is not None else None,
            "extended": run.extended,
            "late": self.late(run),
            "ended": self._text(run.ended),
            "outcome": run.outcome,
            "level": run.level,
            "pauses": [
                {"from": self._text(p.start), "to": self._text(p.end), "reason": p.reason} for p in run.pauses
            ],
            "notices": [
                {"at": self._text(at), "lane": lane, "unit": self.unit(unit), "kind": kind}
                for at, lane, unit, kind in run.notices
            ],
            "drafts": [
                {"at": self._text(at), "kind": kind, "unit": self.unit(unit)} for at, kind, unit in run.drafts
            ],
            "explained": explained.as_dict() if explained is not None else None,
        }

    def _refusal(self, refusal: Refusal) -> dict[str, Any]:
        planned = refusal.planned
        return {
            "at": self._text(planned.at),
            "step": planned.step,
            "unit": self.unit(planned.unit),
            "units": [self.unit(each) for each in planned.units],
            "action": planned.action,
            "line": planned.line,
            "reason": refusal.reason,
        }


def running(pauses: list[Pause]) -> tuple[Pause, ...]:
    """The pauses that are over; while one stands the deadlines stay where they were."""
    return tuple(pause for pause in pauses if pause.end is not None)


def case_calendar(scenario: Scenario, process: str) -> Calendar:
    """The calendar on which the working days of a case are counted."""
    deadline = scenario.sop.processes[process].deadline
    slug = (
        deadline.calendar if deadline is not None and deadline.calendar else scenario.habits.deadline_calendar
    )
    return scenario.calendars[slug]


def count_days(scenario: Scenario, run: Run) -> None:
    """How many working days the case has, as far as it is known by now."""
    deadline = scenario.sop.processes[run.process].deadline
    days = timing.case_days(deadline, run.klasifikasi, scenario.habits.deadline_days)
    run.days = None if days is None else days + (timing.extra_days(deadline) if run.extended else 0)


def overdue(
    scenario: Scenario, run: Run, at: datetime, pauses: tuple[Pause, ...], stands: datetime | None
) -> bool:
    """Whether the case deadline is over; a pause that `stands` uses no time."""
    if run.since is None or run.days is None:
        return False
    due = timing.case_due(case_calendar(scenario, run.process), run.since, run.days, pauses)
    return timing.late_since(due, at, stands) is not None
