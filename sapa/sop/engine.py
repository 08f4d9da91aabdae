"""The engine: says what a move closes and opens in a position of a case, or why the move is refused.

Everything that decides whether a move is allowed stands in RULES; everything that follows from it stands in
the definition. Nothing here reads a clock, knows a person or changes an argument.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sapa.sop.definition import Definition
from sapa.sop.parts import MODERATED, TIMER, Action, Step
from sapa.sop.plan import Plan
from sapa.sop.position import (
    MOVED,
    REPEATED,
    Closing,
    Draft,
    Move,
    Notify,
    Opening,
    Outcome,
    Position,
    Refused,
    Visit,
)

__all__ = [
    "MOVED", "NAMED", "REPEATED", "RULES", "Closing", "Draft", "Move", "Notify", "Opening", "Outcome",
    "Position", "Refused", "Visit", "advance", "allowed", "start", "timer_action", "unapproved",
]  # fmt: skip


class Brought(NamedTuple):
    """What opens, and what this brings along: papers to draft, the level reached, a pause."""

    open: tuple[Opening, ...] = ()
    draft: tuple[Draft, ...] = ()
    level: int | None = None
    pause: str | None = None


NOTHING_OPENS = Brought()


class Turn(NamedTuple):
    """A move with everything it refers to."""

    sop: Definition
    position: Position
    visit: Visit
    action: Action
    move: Move
    plan: Plan


#: Reason -> when it applies. The first that applies is the answer.
RULES: Mapping[str, Callable[[Turn], bool]] = {
    "not_your_lane": lambda turn: turn.move.lane not in turn.action.by or _of_another_unit(turn),
    "paused": lambda turn: turn.position.paused and not (turn.action.resume or turn.action.while_paused),
    "not_paused": lambda turn: turn.action.resume and not turn.position.paused,
    "once": lambda turn: turn.action.once and _used(turn) > 0,
    "after": lambda turn: _out_of_order(turn.action, turn.visit),
    "identity": lambda turn: bool(turn.position.missing) and "identity" in turn.action.needs,
    "extended": lambda turn: turn.action.extends and _times_before(turn) > 0,
    "too_late": lambda turn: turn.action.extends and turn.position.overdue,
    "needs_units": lambda turn: turn.action.per_unit and not _units_fit(turn),
    "one_unit": lambda turn: turn.action.sends_back and len(set(turn.move.units)) > 1,
    "opd_waiting": lambda turn: turn.action.sends_out and _asked_already(turn),
}
#: The rules about which agencies a move names; a form asks for them when the move is made.
NAMED = frozenset({"needs_units", "one_unit", "opd_waiting"})


def start(sop: Definition, process: str, unit: int | None = None) -> Outcome:
    """What opens when a case of this process begins; `unit`: the agency, where each has a case of its own."""
    step = sop.steps[sop.processes[process].start]
    brought = _brought([(step, unit if step.per_unit else None)])
    return Outcome(open=brought.open, draft=brought.draft, level=brought.level, pause=brought.pause)


def advance(sop: Definition, position: Position, move: Move) -> Outcome | Refused:
    """What a move does, or the reason why it may not be done."""
    visit = _visit(position, move.visit)
    if visit is None:
        return Refused("no_such_visit")
    plan = sop.plans.get((visit.step, move.action))
    if plan is None:
        return Refused("no_such_action")
    turn = Turn(sop, position, visit, plan.action, move, plan)
    for code in plan.rules:
        if RULES[code](turn):
            return Refused(code)
    return _carried_out(turn)


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
    plan = sop.plans[visit.step, action.slug]
    turn = Turn(sop, position, visit, action, Move(visit.id, action.slug, lane), plan)
    return not any(RULES[code](turn) for code in plan.rules if code not in NAMED)


def _visit(position: Position, visit_id: int) -> Visit | None:
    for visit in position.visits:
        if visit.id == visit_id:
            return visit
    return None


def _of_another_unit(turn: Turn) -> bool:
    """True for the lane of one unit (a Bidang) at the visit of another."""
    bound, lane = turn.position.bound, turn.move.lane
    if not bound or lane == TIMER or turn.visit.unit is None:
        return False
    return turn.sop.lane(lane).unit is not None and bound.get(turn.visit.unit) != lane


def _used(turn: Turn) -> int:
    return turn.position.used.get((turn.action.slug, turn.visit.unit), 0)


def _times_before(turn: Turn) -> int:
    """How often the action was done in this case, whichever agency did it."""
    return sum(times for (slug, _), times in turn.position.used.items() if slug == turn.action.slug)


def _out_of_order(action: Action, visit: Visit) -> bool:
    too_early = action.after is not None and action.after not in visit.done
    return too_early or (action.not_after is not None and action.not_after in visit.done)


def _units_fit(turn: Turn) -> bool:
    """Some agencies are named, each has a step to go to, and where the visit holds answers, each answered."""
    named, held = set(turn.move.units), set(turn.visit.units)
    if not named or (held and not named <= held):
        return False
    own = [step for step in _targets(turn) if step.per_unit]
    return not own or all(any(_goes(turn, unit, step, own) for step in own) for unit in named)


def _asked_already(turn: Turn) -> bool:
    """True when a named agency has a visit open: it has the case and has not answered yet."""
    return any(visit.unit in turn.move.units for visit in turn.position.visits if visit.unit is not None)


def _goes(turn: Turn, unit: int | None, step: Step, steps: list[Step]) -> bool:
    """An agency that a lane stands for goes where this lane works; all others go elsewhere."""
    lane = turn.position.bound.get(unit) if unit is not None else None
    if len(steps) > 1 and any(lane in _lanes(other) for other in steps):
        return lane in _lanes(step)
    bound = _bound_lanes(turn.sop, step)
    return not bound or lane in bound


def _lanes(step: Step) -> tuple[str, ...]:
    return (step.lane, *step.also)


def _bound_lanes(sop: Definition, step: Step) -> tuple[str, ...]:
    return tuple(lane for lane in _lanes(step) if sop.lane(lane).unit is not None)


def _targets(turn: Turn) -> tuple[Step, ...]:
    action = turn.action
    if action.up_at and _times_before(turn) + 1 >= action.up_at:
        return turn.plan.up
    return turn.plan.steps


def _carried_out(turn: Turn) -> Outcome:
    action, visits = turn.action, turn.position.visits
    closing = _closing(turn)
    staying = tuple([visit for visit in visits if visit not in closing]) if len(closing) < len(visits) else ()
    brought = _brought(_openings(turn, staying))
    ended = action.ends and not staying and not brought.open
    return Outcome(
        tuple([Closing(visit.id, action.slug) for visit in closing]),
        brought.open,
        _notices(turn) if action.notify or action.escalate_at else (),
        brought.draft,
        end=action.outcome if ended else None,
        pause=action.pause or brought.pause,
        resume=action.resume,
        suspend=action.suspend,
        level=brought.level,
        record=action.record,
        deadline=action.starts_deadline,
        extend=action.extends,
        begins=action.begins if ended else None,
        joined=_joined(turn, staying) if staying else (),
    )


def unapproved(step: Step, done: Sequence[str]) -> tuple[str, ...]:
    """What stays done in a visit that something else has joined: all but the approvals."""
    return tuple([slug for slug in done if step.actions[slug].record != MODERATED])


def _joined(turn: Turn, staying: tuple[Visit, ...]) -> tuple[int, ...]:
    """The open visits of the whole case to which this move leads as well."""
    targets = {step.id for step in _targets(turn) if not step.per_unit}
    return tuple([each.id for each in staying if each.unit is None and each.step in targets])


def _brought(found: list[tuple[Step, int | None]]) -> Brought:
    if not found:
        return NOTHING_OPENS
    level, pause, drafts = 0, None, []
    for step, unit in found:
        level = max(level, step.level)
        pause = pause or step.pause
        if step.draft:
            drafts.append(Draft(step.draft, unit))
    return Brought(
        tuple([Opening(step.id, unit) for step, unit in found]), tuple(drafts), level or None, pause
    )


def _closing(turn: Turn) -> tuple[Visit, ...]:
    own, closes = turn.visit, turn.action.closes
    if closes == "all":
        return turn.position.visits
    if closes == "none" or _answers_left(turn):
        return ()
    if closes == "unit" and own.unit is not None:
        return tuple(visit for visit in turn.position.visits if visit.unit == own.unit)
    return (own,)


def _answers_left(turn: Turn) -> bool:
    """True when the move sends back only some of the answers lying here: the others still wait."""
    return turn.action.per_unit and not set(turn.visit.units) <= set(turn.move.units)


def _openings(turn: Turn, staying: tuple[Visit, ...]) -> list[tuple[Step, int | None]]:
    """The steps that open, for which agency: never a second visit for the same agency, never a second one to
    a step of the whole case, and a step that joins others not before they are over."""
    targets = _targets(turn)
    found: list[tuple[Step, int | None]] = []
    for step in targets:
        if step.join and any(visit.step in step.join for visit in staying):
            continue
        if step.per_unit:
            found += [(step, unit) for unit in _free_units(turn, staying, step, targets)]
        elif not staying or not any(visit.step == step.id and visit.unit is None for visit in staying):
            found.append((step, None))
    return found


def _free_units(
    turn: Turn, staying: tuple[Visit, ...], step: Step, targets: tuple[Step, ...]
) -> list[int | None]:
    busy = {visit.unit for visit in staying}
    if not turn.action.per_unit:
        return [] if turn.visit.unit in busy else [turn.visit.unit]
    own = [each for each in targets if each.per_unit]
    named = dict.fromkeys(turn.move.units)
    return [unit for unit in named if unit not in busy and _goes(turn, unit, step, own)]


def _notices(turn: Turn) -> tuple[Notify, ...]:
    action, unit = turn.action, turn.visit.unit
    found = [Notify(lane, unit, MOVED) for lane in action.notify]
    if action.escalate_at and _times_before(turn) + 1 >= action.escalate_at:
        found += [Notify(lane, unit, REPEATED) for lane in action.escalate_to]
    return tuple(found)
