"""Plays a scenario through the engine and the clock, without a database: which step when, by whom, in time?

The order of things at one moment is that of the house: a person's move comes before a timer's, and what is
done on the very deadline is in time. A timer moves when time plus wait is over, and not before a promised
date; a pause stops every clock of the case, and its end computes every open deadline anew.
"""

from collections.abc import Mapping
from datetime import datetime

from sapa.clock import ClockError, Pause
from sapa.sop import timing
from sapa.sop.definition import Definition
from sapa.sop.engine import (
    Move,
    Opening,
    Outcome,
    Position,
    Refused,
    Visit,
    advance,
    start,
    timer_action,
    unapproved,
)
from sapa.sop.faults import DefinitionError, Fault
from sapa.sop.parts import TIMER, Action
from sapa.sop.played import Played, Refusal, Row, Run, count_days, overdue, running
from sapa.sop.scenario import Planned, Scenario

#: What was chosen before the last step and becomes the outcome once the citizen is told.
VERDICTS = ("out_of_authority", "emergency")


def play(scenario: Scenario) -> Played:
    """Everything that happens in a scenario, up to its `until`, or until nothing more happens by itself.
    DefinitionError where a deadline cannot be reckoned."""
    try:
        return _played(scenario)
    except ClockError as fault:
        raise DefinitionError([Fault(None, "file", "beyond_reckoning")]) from fault


def _played(scenario: Scenario) -> Played:
    stage = _Stage(scenario)
    stage.begin(scenario.process, scenario.start)
    for planned in scenario.moves:
        stage.wait(planned.at)
        stage.move(planned)
    stage.wait(scenario.until, inclusive=True)
    stage.close()
    return Played(scenario, tuple(stage.rows), tuple(stage.runs), tuple(stage.refused))


class _Stage:
    """A scenario being played: the open visits of the case in hand, and the books."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.sop: Definition = scenario.sop
        self.rows: list[Row] = []
        self.runs: list[Run] = []
        self.refused: list[Refusal] = []
        self.known: set[str] | None = None if scenario.identity is None else set(scenario.identity)
        self.bound: Mapping[int, str] = scenario.bound
        self.hours = scenario.hours

    def begin(self, process: str, at: datetime) -> None:
        """Open a case; the arrival of its message makes the first move unless the scenario makes it."""
        sop = self.sop
        self.run, self.now = Run(len(self.runs) + 1, process, at), at
        self.runs.append(self.run)
        self.open: dict[int, Row] = {}
        self.used: dict[tuple[str, int | None], int] = {}
        self.entries: dict[tuple[str, int | None], tuple[int, datetime]] = {}
        self.paused: tuple[datetime, datetime, int] | None = None
        self.pauses: tuple[Pause, ...] = ()
        self.answers: dict[int, None] = {}
        if not sop.starts_late(process):
            self.run.since = at
            count_days(self.scenario, self.run)
        self._enter(start(sop, process, self.scenario.unit).open, at)
        arrival = sop.arrival(process)
        first = sop.processes[process].start
        if arrival is not None and first not in self.scenario.touched:
            row = next(iter(self.open.values()))
            self._act(row, Planned(at, first, arrival.slug), arrival, arrival.by[0])

    def wait(self, upto: datetime | None, inclusive: bool = False) -> None:
        """Let the timers move that are due before a moment (`inclusive`: or at it); None: all there are."""
        while self.run.ended is None and (timer := self._timer()) is not None:
            when, row, action = timer
            if upto is not None and (when > upto or (when == upto and not inclusive)):
                return
            self._act(row, Planned(when, row.step.id, action.slug), action, TIMER)

    def move(self, planned: Planned) -> None:
        """One move of the scenario, on the visit that it means."""
        row = self._meant(planned)
        action = row.step.actions.get(planned.action) if row is not None else None
        if row is None or action is None:
            self.refused.append(Refusal(planned, "no_such_visit"))
            return
        self._act(row, planned, action, planned.lane or self._lane(row, action))

    def close(self) -> None:
        """The end of the scenario: what is still open may be late by now."""
        for row in self.open.values():
            upto = self.scenario.until
            if self.paused is not None:
                upto = min(upto or self.paused[0], self.paused[0])
            row.since = row.due if upto is None else timing.late_since(row.due, upto, timer=True)
        if self.paused is not None:
            self.run.pauses.append(Pause(self.paused[0], None, "citizen"))

    def _lane(self, row: Row, action: Action) -> str:
        """Who makes a move when the scenario does not say: the visit's own lane, or the first that may."""
        own = row.lane(self.scenario) if row.step.also else row.step.lane
        return own if own in action.by else next((lane for lane in action.by if lane != TIMER), TIMER)

    def _timer(self) -> tuple[datetime, Row, Action] | None:
        """The next move of a timer."""
        if self.paused is not None:
            _, expires, asked = self.paused
            action = timer_action(self.sop, self._position(), asked)
            return (expires, self.open[asked], action) if action is not None else None
        found: tuple[datetime, Row] | None = None
        for row in self.open.values():
            climbs = row.timeout if row.promised is None else row.climbs
            if climbs is not None and (found is None or climbs < found[0]):
                found = climbs, row
        if found is None:
            return None
        when, row = found  # what ran out while a pause stood (a dated promise) waited for its end
        return max(when, self.now), row, row.step.actions[row.step.on_timeout or ""]

    def _meant(self, planned: Planned) -> Row | None:
        for row in self.open.values():
            if row.step.id == planned.step and planned.unit in (None, row.visit.unit):
                return row
        return None

    def _position(self, overdue: bool = False, brought: tuple[str, ...] = ()) -> Position:
        visits = tuple([row.visit for row in self.open.values()])
        if self.answers:
            held = tuple(self.answers)
            visits = tuple(self._with_answers(visit, held) for visit in visits)
        missing: tuple[str, ...] = ()
        if self.known is not None:
            missing = self.sop.missing_identity(self.scenario.channel, self.known.union(brought))
        return Position(
            self.run.process, visits, self.used, self.paused is not None, self.bound, missing, overdue
        )

    def _with_answers(self, visit: Visit, held: tuple[int, ...]) -> Visit:
        return visit._replace(units=held) if self.sop.steps[visit.step].holds_answers else visit

    def _act(self, row: Row, planned: Planned, action: Action, lane: str) -> None:
        at, visit = planned.at, row.visit
        self.now = at
        over = action.extends and self._overdue(at)
        units = self._sent_back(planned) if action.sends_back else planned.units
        move = Move(visit.id, action.slug, lane, units)
        outcome = advance(self.sop, self._position(over, planned.identity), move)
        if isinstance(outcome, Refused):
            self.refused.append(Refusal(planned, outcome.reason))
            return
        if planned.promised is not None and (wrong := self._promise_fault(at, planned.promised)):
            self.refused.append(Refusal(planned, wrong))
            return
        key = (action.slug, visit.unit)
        self.used[key] = self.used.get(key, 0) + 1
        if self.paused is not None and (outcome.resume or outcome.end is not None):
            self._resume(at)
        self._leave(outcome, at, lane)
        self._remember(row, units, action)
        if self.known is not None:
            self.known.update(planned.identity)
        for visit_id in outcome.joined:
            joined = self.open[visit_id]
            joined.visit = joined.visit._replace(done=unapproved(joined.step, joined.visit.done))
        self._enter(outcome.open, at)
        self._consequences(row, planned, action, outcome)
        if outcome.begins is not None:
            self.begin(outcome.begins, at)

    def _sent_back(self, planned: Planned) -> tuple[int, ...]:
        """Whose answers a move sends back: only such as lie here; where none is named, the last one."""
        named = planned.units or tuple(self.answers)[-1:]
        return named if set(named) <= self.answers.keys() else ()

    def _promise_fault(self, at: datetime, promised: datetime) -> str | None:
        zone = self.scenario.zone
        return timing.promise_fault(at.astimezone(zone).date(), promised.astimezone(zone).date())

    def _leave(self, outcome: Outcome, at: datetime, lane: str) -> None:
        stands = self.paused[0] if self.paused is not None else None
        for closing in outcome.close:
            row = self.open.pop(closing.visit)
            row.since = timing.late_since(row.due, at, stands, lane == TIMER)
            row.left, row.by, row.action, row.record = at, lane, closing.action, outcome.record

    def _enter(self, openings: tuple[Opening, ...], at: datetime) -> None:
        for opening in openings:
            step = self.sop.steps[opening.step]
            times, first = self.entries.get(opening, (0, at))
            self.entries[opening] = (times + 1, first)
            visit = Visit(len(self.rows) + 1, step.id, opening.unit)
            begun = timing.begins(step, at, first)
            row = Row(self.run.number, visit, step, times + 1, at, begun, self.hours[step.id])
            self.rows.append(row)
            self.open[visit.id] = row
            if self.paused is None:
                self._set_times(row)

    def _set_times(self, row: Row) -> None:
        row.pauses = self.pauses
        row.due = timing.due_at(row.step, row.begun, row.calendar, self.pauses)
        row.timeout = timing.timeout_at(row.step, row.begun, row.due, row.calendar, self.pauses)
        if row.promised is not None and row.since is None:
            row.due = timing.keep_promise(row.due, row.promised)

    def _remember(self, row: Row, units: tuple[int, ...], action: Action) -> None:
        """What the visit knows afterwards: what was done in it, and whose answers lie in which visit."""
        visit = row.visit
        if visit.id in self.open:
            row.visit = visit._replace(done=(*visit.done, action.slug))
        if action.says in ("final", "meeting") and visit.unit is not None:
            self.answers.pop(visit.unit, None)
            self.answers[visit.unit] = None
        elif action.sends_back:
            for unit in units:
                self.answers.pop(unit, None)
        elif "reply" in action.needs:
            self.answers.clear()

    def _consequences(self, row: Row, planned: Planned, action: Action, outcome: Outcome) -> None:
        at = planned.at
        if outcome.notify or outcome.draft or outcome.level is not None:
            self._tell(outcome, at)
        if outcome.pause is not None:
            self._pause(row, at)
        if outcome.suspend and planned.promised is not None:
            self._suspend(row, at, planned.promised)
        self._deadline(planned, action, outcome)
        if outcome.record in VERDICTS:
            self.run.verdict = outcome.record
        if outcome.end is not None:
            told = any(slug in self.sop.replies for slug, _ in self.used)
            self.run.ended, self.run.outcome = at, (self.run.verdict if told else None) or outcome.end

    def _tell(self, outcome: Outcome, at: datetime) -> None:
        run = self.run
        run.notices += [(at, each.lane, each.unit, each.kind) for each in outcome.notify]
        run.drafts += [(at, each.kind, each.unit) for each in outcome.draft]
        run.level = max(run.level, outcome.level or 0)

    def _pause(self, row: Row, at: datetime) -> None:
        """The pause hangs on the visit that waits: the one that asked, or the waiting step it opened."""
        habits = self.scenario.habits
        waiting = next((each for each in self.open.values() if each.step.pause is not None), row)
        _, expires = timing.silence(at, habits.remind_days, habits.end_days)
        self.paused = (at, expires, waiting.visit.id)

    def _resume(self, at: datetime) -> None:
        if self.paused is None:
            return
        self.run.pauses.append(Pause(self.paused[0], at, "citizen"))
        self.paused = None
        self.pauses = running(self.run.pauses)
        for row in self.open.values():
            self._set_times(row)

    def _suspend(self, row: Row, at: datetime, promised: datetime) -> None:
        stands = self.paused[0] if self.paused is not None else None
        for each in self.open.values():
            if each.visit.unit == row.visit.unit:
                each.promised = promised
                each.since = timing.late_since(each.due, at, stands)
                if each.since is None:
                    each.due = timing.keep_promise(each.due, promised)

    def _deadline(self, planned: Planned, action: Action, outcome: Outcome) -> None:
        run = self.run
        if planned.klasifikasi is not None or "klasifikasi" in action.needs:
            run.klasifikasi = planned.klasifikasi or run.klasifikasi or self.scenario.klasifikasi
            count_days(self.scenario, self.run)
        if outcome.deadline and run.since is None:
            run.since = planned.at
            count_days(self.scenario, self.run)
        if outcome.extend:
            run.extended = True
            count_days(self.scenario, self.run)

    def _overdue(self, at: datetime) -> bool:
        stands = self.paused[0] if self.paused is not None else None
        return overdue(self.scenario, self.run, at, self.pauses, stands)
