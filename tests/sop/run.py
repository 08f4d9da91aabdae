"""Plays a case through the engine as the services do: keeps the open visits, what was used, and the pause."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from sapa.sop.definition import Definition
from sapa.sop.engine import Move, Outcome, Position, Refused, Visit, advance, start, timer_action
from sapa.sop.parts import TIMER

from .depok import DEPOK


@dataclass
class Run:
    """One case. `do` moves in the visit of a step (of an agency); `tick` lets one timer move."""

    process: str = "handling"
    sop: Definition = DEPOK
    visits: dict[int, Visit] = field(default_factory=dict)
    used: Counter[tuple[str, int | None]] = field(default_factory=Counter)
    paused: bool = False
    ended: str | None = None
    level: int = 0
    count: int = 0
    unit: int | None = None
    missing: tuple[str, ...] = ()
    overdue: bool = False

    def __post_init__(self) -> None:
        self.apply(None, start(self.sop, self.process, self.unit))

    @property
    def bound(self) -> dict[int, str]:
        """Units 1, 2, ... are those for which lanes of the SOP stand, as far as it has such lanes."""
        return dict(enumerate((lane.id for lane in self.sop.lanes if lane.unit), start=1))

    @property
    def position(self) -> Position:
        visits, used = tuple(self.visits.values()), dict(self.used)
        return Position(self.process, visits, used, self.paused, self.bound, self.missing, self.overdue)

    @property
    def steps(self) -> list[str]:
        """The open steps as "T03" or "A/1", sorted."""
        named = (v.step if v.unit is None else f"{v.step}/{v.unit}" for v in self.visits.values())
        return sorted(named)

    def visit(self, name: str) -> Visit:
        step, _, unit = name.partition("/")
        wanted = (step, int(unit) if unit else None)
        return next(v for v in self.visits.values() if (v.step, v.unit) == wanted)

    def do(self, name: str, action: str, *units: int, lane: str | None = None) -> Outcome | Refused:
        visit = self.visit(name)
        by = lane or self.bound.get(visit.unit or 0) or ""
        may = self.sop.steps[visit.step].actions[action].by
        by = by if lane or by in may else self.sop.steps[visit.step].lane
        by = by if lane or by in may else may[0]
        return self.move(Move(visit.id, action, by, units))

    def move(self, move: Move) -> Outcome | Refused:
        answer = advance(self.sop, self.position, move)
        if isinstance(answer, Outcome):
            self.apply(move, answer)
        return answer

    def apply(self, move: Move | None, outcome: Outcome) -> None:
        moved = self.visits.get(move.visit) if move else None
        if move and moved:
            self.used[move.action, moved.unit] += 1
        for closing in outcome.close:
            del self.visits[closing.visit]
        for opening in outcome.open:
            self.count += 1
            self.visits[self.count] = Visit(self.count, opening.step, opening.unit)
        if move and moved:
            self._remember(move, moved)
        self.paused = (self.paused or bool(outcome.pause)) and not outcome.resume
        self.ended = outcome.end
        self.level = max(self.level, outcome.level or 0)

    def _remember(self, move: Move, moved: Visit) -> None:
        action = self.sop.steps[moved.step].actions[move.action]
        for visit in list(self.visits.values()):
            if visit.id == moved.id:
                left = tuple(unit for unit in visit.units if unit not in move.units)
                self.visits[visit.id] = visit._replace(done=(*visit.done, move.action), units=left)
            elif moved.unit is not None and visit.step in action.steps and visit.unit is None:
                said = action.says == "final" and self.sop.steps[visit.step].holds_answers
                held = dict.fromkeys((*visit.units, moved.unit) if said else visit.units)
                self.visits[visit.id] = visit._replace(units=tuple(held))

    def timers(self) -> Iterator[Move]:
        for visit in self.visits.values():
            if action := timer_action(self.sop, self.position, visit.id):
                yield Move(visit.id, action.slug, TIMER)

    def tick(self) -> Outcome | Refused | None:
        """The first timer that may move, moves."""
        move = next(self.timers(), None)
        return self.move(move) if move else None


def forwarded(*units: int) -> Run:
    """A complaint that was sent to these agencies."""
    run = Run()
    run.do("T02", "complaint")
    run.do("T03", "forward", *units)
    return run


def climbed(to: str, unit: int = 1) -> Run:
    """A complaint whose agency stayed silent until this step."""
    run = forwarded(unit)
    while run.steps != [f"{to}/{unit}"]:
        assert run.tick(), f"the ladder ended at {run.steps}"
    return run


def outcome(answer: Outcome | Refused) -> Outcome:
    assert isinstance(answer, Outcome), answer
    return answer


def reason(answer: Outcome | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason


def walked(sop: Definition, *moves: tuple[object, ...]) -> Run:
    """A case after these moves: step (or "step/unit"), action, units."""
    run = Run("handling", sop)
    for step, action, *units in moves:
        outcome(run.do(str(step), str(action), *units))
    return run
