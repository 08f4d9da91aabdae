"""Finds what makes a well-formed definition unusable: names that lead nowhere and rules that cannot hold."""

from collections.abc import Callable, Iterable, Iterator

from sapa.sop.definition import Definition
from sapa.sop.faults import Fault
from sapa.sop.graph import graph_faults
from sapa.sop.parts import END, EVIDENCE, TIMER, Action, Lane, Step

Faults = Iterator[Fault]


def lint(sop: Definition, roles: Iterable[str] | None = None) -> tuple[Fault, ...]:
    """All faults of meaning, without line numbers. `roles`: the role slugs that exist (None: unchecked)."""
    faults = [*_lanes(sop, None if roles is None else frozenset(roles)), *_processes(sop)]
    for step in sop.steps.values():
        for check in STEP_CHECKS:
            faults += check(sop, step)
        for action in step.actions.values():
            for rule in ACTION_CHECKS:
                faults += rule(sop, step, action)
    return (*faults, *graph_faults(sop))


def _lanes(sop: Definition, roles: frozenset[str] | None) -> Faults:
    for lane in sop.lanes:
        if roles is not None and lane.role is not None and lane.role not in roles:
            yield Fault(None, f"lanes.{lane.id}.role", "unknown_role", {"value": lane.role})


def _processes(sop: Definition) -> Faults:
    for process in sop.processes.values():
        where = f"processes.{process.name}.start"
        if process.start not in sop.steps:
            yield Fault(None, where, "unknown_step", {"value": process.start})
        elif sop.steps[process.start].process != process.name:
            yield Fault(None, where, "other_process", {"value": process.start})


def _fault(step: Step, field: str, code: str, /, **params: str | int) -> Fault:
    return Fault(None, f"steps.{step.id}.{field}", code, params)


def _belongs(sop: Definition, step: Step) -> Faults:
    if step.process not in sop.processes:
        yield _fault(step, "process", "unknown_process", value=step.process)
    if not _known(sop.lanes, step.lane):
        yield _fault(step, "lane", "unknown_lane", value=step.lane)


def _times_out(_sop: Definition, step: Step) -> Faults:
    action = step.actions.get(step.on_timeout) if step.on_timeout else None
    if step.on_timeout and action is None:
        yield _fault(step, "on_timeout", "unknown_action", value=step.on_timeout)
    if action and TIMER not in action.by:
        yield _fault(step, "on_timeout", "timeout_not_timer", action=action.slug)
    if step.on_timeout and step.time is None and step.wait is None:
        yield _fault(step, "on_timeout", "timeout_without_limit", step=step.id)
    if step.kind == "wait" and not step.on_timeout:
        yield _fault(step, "kind", "wait_without_timeout", step=step.id)


def _decides(_sop: Definition, step: Step) -> Faults:
    # A resume goes back to the same decision, so it is no second way out.
    exits = {a.to or (a.slug,) for a in step.actions.values() if a.closes != "none" and not a.resume}
    if step.decision and len(exits) < 2:
        yield _fault(step, "decision", "one_sided", step=step.id)


def _pauses(_sop: Definition, step: Step) -> Faults:
    if not any(action.pause for action in step.actions.values()):
        return
    ways_back = [action for action in step.actions.values() if action.resume]
    by_timer = {TIMER in action.by for action in ways_back}
    if by_timer != {True, False}:
        yield _fault(step, "actions", "pause_without_reply", step=step.id)
    if step.per_unit:
        yield _fault(step, "actions", "pause_in_unit", step=step.id)


def _keys(_sop: Definition, step: Step) -> Faults:
    seen: set[str] = set()
    for action in step.actions.values():
        if action.key and action.key in seen:
            yield _fault(step, f"actions.{action.slug}.key", "same_key", step=step.id, key=action.key)
        seen.add(action.key or "")


STEP_CHECKS: tuple[Callable[[Definition, Step], Faults], ...] = (
    _belongs,
    _times_out,
    _decides,
    _pauses,
    _keys,
)


def _action_fault(step: Step, action: Action, field: str, code: str, /, **params: str | int) -> Fault:
    return _fault(step, f"actions.{action.slug}.{field}", code, **params)


def _action_lanes(sop: Definition, step: Step, action: Action) -> Faults:
    named = {"by": action.by, "notify": action.notify, "escalate_to": action.escalate_to}
    for field, lanes in named.items():
        for lane in lanes:
            if not _known(sop.lanes, lane) and not (field == "by" and lane == TIMER):
                yield _action_fault(step, action, field, "unknown_lane", value=lane)


def _action_targets(sop: Definition, step: Step, action: Action) -> Faults:
    for target in action.steps:
        if target not in sop.steps:
            yield _action_fault(step, action, "to", "unknown_step", value=target)
        elif sop.steps[target].process != step.process:
            yield _action_fault(step, action, "to", "other_process", value=target)
        elif sop.steps[target].per_unit and not (step.per_unit or action.per_unit):
            yield _action_fault(step, action, "to", "needs_unit", step=target, action=action.slug)


def _action_evidence(_sop: Definition, step: Step, action: Action) -> Faults:
    for evidence in action.needs:
        if evidence not in EVIDENCE:
            yield _action_fault(step, action, "needs", "unknown_evidence", value=evidence)


def _action_ends(_sop: Definition, step: Step, action: Action) -> Faults:
    if action.closes != "none" and not action.to:
        yield _action_fault(step, action, "to", "leads_nowhere", action=action.slug)
    if END in action.to and not action.outcome:
        yield _action_fault(step, action, "outcome", "end_without_outcome", action=action.slug)
    if action.outcome and END not in action.to:
        yield _action_fault(step, action, "outcome", "outcome_without_end", action=action.slug)


def _action_order(_sop: Definition, step: Step, action: Action) -> Faults:
    for field, other in (("after", action.after), ("not_after", action.not_after)):
        if other and (other not in step.actions or step.actions[other].closes != "none"):
            yield _action_fault(step, action, field, "unknown_action", value=other)


def _action_extras(_sop: Definition, step: Step, action: Action) -> Faults:
    if bool(action.escalate_at) != bool(action.escalate_to):
        yield _action_fault(step, action, "escalate_at", "escalate_incomplete", action=action.slug)
    if TIMER in action.by and not action.resume and action.slug != step.on_timeout:
        yield _action_fault(step, action, "by", "timer_never_fires", action=action.slug)


ACTION_CHECKS: tuple[Callable[[Definition, Step, Action], Faults], ...] = (
    _action_lanes,
    _action_targets,
    _action_evidence,
    _action_ends,
    _action_order,
    _action_extras,
)


def _known(lanes: tuple[Lane, ...], lane_id: str) -> bool:
    return any(lane.id == lane_id for lane in lanes)
