"""The engine: says what a move closes and opens in a position of a case, or why the move is refused.

Everything that decides whether a move is allowed stands in RULES; everything that follows from it stands in
the definition. Nothing here reads a clock, knows a person or changes an argument.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sapa.sop.definition import Definition
from sapa.sop.parts import TIMER, Action

MOVED = "moved"  # Notify.kind: the action was done
REPEATED = "repeated"  # Notify.kind: the action was done so often that others must know


@dataclass(frozen=True)
class Visit:
    """An open task. `unit`: the agency this rung is about. `done`: actions done in it that left it open.
    `units`: the agencies whose final answers lie here, neither delivered nor returned (empty: not known)."""

    id: int
    step: str
    unit: int | None = None
    done: tuple[str, ...] = ()
    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class Position:
    """Where a case stands: its open visits. `used`: (action, unit of the visit) -> times in this case."""

    process: str
    visits: tuple[Visit, ...] = ()
    used: Mapping[tuple[str, int | None], int] = field(default_factory=lambda: MappingProxyType({}))
    paused: bool = False


@dataclass(frozen=True)
class Move:
    """One action in one visit, by one lane ("timer" for a timer). `units`: the agencies it is about."""

    visit: int
    action: str
    lane: str
    units: tuple[int, ...] = ()


@dataclass(frozen=True)
class Opening:
    """A visit to open; `unit` only where each agency has its own."""

    step: str
    unit: int | None = None


@dataclass(frozen=True)
class Closing:
    """A visit to close, and the action that closed it."""

    visit: int
    action: str


@dataclass(frozen=True)
class Notify:
    """A lane to tell; `kind` is MOVED or REPEATED."""

    lane: str
    unit: int | None
    kind: str


@dataclass(frozen=True)
class Draft:
    """A paper to draft because a step opened."""

    kind: str
    unit: int | None


@dataclass(frozen=True)
class Outcome:
    """What a move does. `end`: the case ends with this outcome. `level`: escalation level now reached."""

    close: tuple[Closing, ...] = ()
    open: tuple[Opening, ...] = ()
    notify: tuple[Notify, ...] = ()
    draft: tuple[Draft, ...] = ()
    end: str | None = None
    pause: str | None = None
    resume: bool = False
    suspend: bool = False
    level: int | None = None
    record: str | None = None


@dataclass(frozen=True)
class Refused:
    """A move that is not allowed. `reason`: no_such_visit, no_such_action or a key of RULES."""

    reason: str


@dataclass(frozen=True)
class Turn:
    """A move with everything it refers to."""

    sop: Definition
    position: Position
    visit: Visit
    action: Action
    move: Move


#: Reason -> when it applies. The first that applies is the answer.
RULES: Mapping[str, Callable[[Turn], bool]] = {
    "not_your_lane": lambda turn: turn.move.lane not in turn.action.by,
    "paused": lambda turn: turn.position.paused and not (turn.action.resume or turn.action.while_paused),
    "not_paused": lambda turn: turn.action.resume and not turn.position.paused,
    "once": lambda turn: turn.action.once and _used(turn) > 0,
    "after": lambda turn: _out_of_order(turn.action, turn.visit),
    "needs_units": lambda turn: turn.action.per_unit and not _units_fit(turn),
}


def start(sop: Definition, process: str) -> Outcome:
    """What opens when a case of this process begins."""
    return _opened(sop, (Opening(sop.processes[process].start),))


def advance(sop: Definition, position: Position, move: Move) -> Outcome | Refused:
    """What a move does, or the reason why it may not be done."""
    visit = _visit(position, move.visit)
    if visit is None:
        return Refused("no_such_visit")
    action = sop.steps[visit.step].actions.get(move.action)
    if action is None:
        return Refused("no_such_action")
    turn = Turn(sop, position, visit, action, move)
    reason = next((code for code, applies in RULES.items() if applies(turn)), None)
    return Refused(reason) if reason else _carried_out(turn)


def allowed(sop: Definition, position: Position, visit_id: int, lanes: frozenset[str]) -> tuple[Action, ...]:
    """The actions that somebody of these lanes may do in a visit now, in the order of the definition."""
    visit = _visit(position, visit_id)
    if visit is None:
        return ()
    actions = sop.steps[visit.step].actions.values()
    return tuple(a for a in actions if any(_may(sop, position, visit, a, lane) for lane in lanes))


def timer_action(sop: Definition, position: Position, visit_id: int) -> Action | None:
    """The move that a timer may make in a visit now: the timeout, or in a pause what follows silence."""
    return next(iter(allowed(sop, position, visit_id, frozenset({TIMER}))), None)


def _may(sop: Definition, position: Position, visit: Visit, action: Action, lane: str) -> bool:
    # Which agencies a move is about is asked for in its form; the action is allowed all the same.
    turn = Turn(sop, position, visit, action, Move(visit.id, action.slug, lane))
    return not any(applies(turn) for code, applies in RULES.items() if code != "needs_units")


def _visit(position: Position, visit_id: int) -> Visit | None:
    return next((visit for visit in position.visits if visit.id == visit_id), None)


def _used(turn: Turn) -> int:
    return turn.position.used.get((turn.action.slug, turn.visit.unit), 0)


def _out_of_order(action: Action, visit: Visit) -> bool:
    too_early = action.after is not None and action.after not in visit.done
    return too_early or (action.not_after is not None and action.not_after in visit.done)


def _units_fit(turn: Turn) -> bool:
    """Some agencies are named, and where the visit holds answers, only agencies that answered."""
    named, held = set(turn.move.units), set(turn.visit.units)
    return bool(named) and (not held or named <= held)


def _carried_out(turn: Turn) -> Outcome:
    action, closing = turn.action, _closing(turn)
    staying = tuple(visit for visit in turn.position.visits if visit not in closing)
    opened = _opened(turn.sop, tuple(_openings(turn, staying)))
    return Outcome(
        close=tuple(Closing(visit.id, action.slug) for visit in closing),
        open=opened.open,
        notify=tuple(_notices(turn)),
        draft=opened.draft,
        end=action.outcome if action.ends and not staying and not opened.open else None,
        pause=action.pause,
        resume=action.resume,
        suspend=action.suspend,
        level=opened.level,
        record=action.record,
    )


def _opened(sop: Definition, openings: tuple[Opening, ...]) -> Outcome:
    """The openings with what they bring along: papers to draft and the level reached."""
    steps = [(sop.steps[opening.step], opening.unit) for opening in openings]
    drafts = tuple(Draft(step.draft, unit) for step, unit in steps if step.draft)
    level = max((step.level for step, _ in steps), default=0)
    return Outcome(open=openings, draft=drafts, level=level or None)


def _closing(turn: Turn) -> tuple[Visit, ...]:
    visits, own = turn.position.visits, turn.visit
    if turn.action.closes == "all":
        return visits
    if turn.action.closes == "none" or _answers_left(turn):
        return ()
    if turn.action.closes == "unit" and own.unit is not None:
        return tuple(visit for visit in visits if visit.unit == own.unit)
    return (own,)


def _answers_left(turn: Turn) -> bool:
    """True when the move sends back only some of the answers lying here: the others still wait."""
    return turn.action.per_unit and bool(set(turn.visit.units) - set(turn.move.units))


def _openings(turn: Turn, staying: tuple[Visit, ...]) -> Iterator[Opening]:
    """Never a second visit for the same agency, never a second one to a step of the whole case."""
    busy = {visit.unit for visit in staying if visit.unit is not None}
    open_steps = {visit.step for visit in staying if visit.unit is None}
    for step_id in turn.action.steps:
        if not turn.sop.steps[step_id].per_unit:
            if step_id not in open_steps:
                yield Opening(step_id)
            continue
        for unit in _units(turn):
            if unit not in busy:
                yield Opening(step_id, unit)


def _units(turn: Turn) -> tuple[int | None, ...]:
    return tuple(dict.fromkeys(turn.move.units)) if turn.action.per_unit else (turn.visit.unit,)


def _notices(turn: Turn) -> Iterator[Notify]:
    for lane in turn.action.notify:
        yield Notify(lane, turn.visit.unit, MOVED)
    if turn.action.escalate_at and _times_in_case(turn) >= turn.action.escalate_at:
        for lane in turn.action.escalate_to:
            yield Notify(lane, turn.visit.unit, REPEATED)


def _times_in_case(turn: Turn) -> int:
    """How often the action is done in this case with this move, whichever agency did it before."""
    return 1 + sum(times for (slug, _), times in turn.position.used.items() if slug == turn.action.slug)
