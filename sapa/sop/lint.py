"""Finds what makes a well-formed definition unusable: names that lead nowhere and rules that cannot hold."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress

from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError, Fault
from sapa.sop.graph import graph_faults, reachable
from sapa.sop.lint_actions import ACTION_CHECKS
from sapa.sop.parts import OF_ONE_AGENCY, TIMER, Process, Step

Faults = Iterator[Fault]


def lint(sop: Definition, roles: Iterable[str] | None = None) -> tuple[Fault, ...]:
    """All faults of meaning, without line numbers, whichever of its options an administrator switches on.
    `roles`: the role slugs that exist (None: unchecked)."""
    known = None if roles is None else frozenset(roles)
    found: dict[tuple[object, ...], Fault] = {}
    for each in _switched(sop):
        for fault in _faults(each, known):
            found.setdefault((fault.where, fault.code, *sorted(fault.params.items())), fault)
    return tuple(found.values())


def _switched(sop: Definition) -> Iterator[Definition]:
    """The version as it is, and with all its options on, and off; one with faults of form cannot be."""
    yield sop
    for on in (True, False):
        other = sop
        with suppress(DefinitionError):
            for name in [name for name, option in sop.options.items() if option.on != on]:
                other = other.switched(name, on)
        if other is not sop:
            yield other


def _faults(sop: Definition, roles: frozenset[str] | None) -> tuple[Fault, ...]:
    faults = [*_lanes(sop, roles), *_processes(sop)]
    for step in sop.steps.values():
        for check in STEP_CHECKS:
            faults += check(sop, step)
        for action in step.actions.values():
            for rule in ACTION_CHECKS:
                faults += rule(sop, step, action)
    return (*faults, *graph_faults(sop))


def _lanes(sop: Definition, roles: frozenset[str] | None) -> Faults:
    for lane in sop.lanes:
        where = f"lanes.{lane.id}"
        if roles is not None and lane.role is not None and lane.role not in roles:
            yield Fault(None, f"{where}.role", "unknown_role", {"value": lane.role})
        if lane.scope == "named" and lane.role is not None:
            yield Fault(None, f"{where}.role", "named_with_role", {"lane": lane.id})
        if lane.unit is not None and lane.scope != "opd":
            yield Fault(None, f"{where}.unit", "unit_without_scope", {"lane": lane.id})


def _processes(sop: Definition) -> Faults:
    for process in sop.processes.values():
        where = f"processes.{process.name}"
        if not sop.steps:
            return
        if process.start not in sop.steps:
            yield Fault(None, f"{where}.start", "unknown_step", {"value": process.start})
        elif sop.steps[process.start].process != process.name:
            yield Fault(None, f"{where}.start", "other_process", {"value": process.start})
        else:
            yield from _duties(sop.steps[process.start], process)
        yield from _deadline(process)
        if process.confidential:
            yield from _confidential(sop, process)


def _deadline(process: Process) -> Faults:
    deadline, where = process.deadline, f"processes.{process.name}.deadline"
    if deadline is None:
        return
    spoken = {"days": (deadline.days, deadline.limit), "extension": (deadline.extension, deadline.more)}
    for field, (raw, limit) in spoken.items():
        if raw and limit is not None and limit.days is None:
            yield Fault(None, f"{where}.{field}", "not_working_days", {"value": raw})
    if (deadline.by == "days") != bool(deadline.days):
        yield Fault(None, where, "deadline_incomplete", {"process": process.name})


def _duties(start: Step, process: Process) -> Faults:
    if process.duties and (start.time is None or not start.per_unit or not start.on_timeout):
        yield Fault(None, f"processes.{process.name}.duties", "duty_without_window", {"step": start.id})


def _confidential(sop: Definition, process: Process) -> Faults:
    lanes = {lane.id: lane for lane in sop.lanes}
    for step in sop.steps.values():
        open_lanes = (id_ for id_ in (step.lane, *step.also) if id_ in lanes and lanes[id_].scope != "named")
        if step.process == process.name and next(open_lanes, None):
            yield _fault(step, "lane", "confidential_lane", step=step.id)


def _fault(step: Step, field: str, code: str, /, **params: str | int) -> Fault:
    return Fault(None, f"steps.{step.id}.{field}", code, params)


def _belongs(sop: Definition, step: Step) -> Faults:
    if step.process not in sop.processes:
        yield _fault(step, "process", "unknown_process", value=step.process)
    known = {lane.id for lane in sop.lanes}
    for field, lanes in (("lane", (step.lane,)), ("also", step.also)):
        for lane in lanes:
            if lane not in known:
                yield _fault(step, field, "unknown_lane", value=lane)
    if step.option is not None and step.option not in sop.options:
        yield _fault(step, "option", "unknown_option", value=step.option)


def _times_out(_sop: Definition, step: Step) -> Faults:
    action = step.actions.get(step.on_timeout) if step.on_timeout else None
    if step.on_timeout and action is None:
        yield _fault(step, "on_timeout", "unknown_action", value=step.on_timeout)
    if action and TIMER not in action.by:
        yield _fault(step, "on_timeout", "timeout_not_timer", action=action.slug)
    if step.on_timeout and step.time is None and step.wait is None:
        yield _fault(step, "on_timeout", "timeout_without_limit", step=step.id)
    if step.kind == "wait" and not step.on_timeout and not step.pause:
        yield _fault(step, "kind", "wait_without_timeout", step=step.id)


def _decides(_sop: Definition, step: Step) -> Faults:
    # A resume goes back to the same decision, so it is no second way out.
    exits = {a.to or (a.slug,) for a in step.actions.values() if a.closes != "none" and not a.resume}
    if (step.decision or step.decisions) and len(exits) < max(2, len(step.decisions) + 1):
        yield _fault(step, "decision", "one_sided", step=step.id)
    for number, question in enumerate(step.decisions, start=1):
        where = f"decisions.{number}"
        for slug in (*question.yes, *question.no):
            if slug not in step.actions:
                yield _fault(step, where, "unknown_action", value=slug)
        last = number == len(step.decisions)
        if not question.yes or (last and not question.no):
            yield _fault(step, where, "question_one_sided", step=step.id, question=question.ask)


def _pauses(_sop: Definition, step: Step) -> Faults:
    if not step.pause and not any(action.pause for action in step.actions.values()):
        return
    ways_back = [action for action in step.actions.values() if action.resume]
    by_timer = {TIMER in action.by for action in ways_back}
    if by_timer != {True, False}:
        yield _fault(step, "actions", "pause_without_reply", step=step.id)
    if step.per_unit:
        yield _fault(step, "actions", "pause_in_unit", step=step.id)
    for action in step.actions.values():
        if step.pause and action.closes != "none" and not action.resume:
            yield _fault(step, f"actions.{action.slug}", "pause_left_open", action=action.slug)


def _joins(sop: Definition, step: Step) -> Faults:
    for feeder in step.join:
        if feeder not in sop.steps or sop.steps[feeder].process != step.process:
            yield _fault(step, "join", "unknown_step", value=feeder)
        elif step.id not in reachable(sop, feeder):
            yield _fault(step, "join", "join_not_fed", step=step.id, feeder=feeder)
    if step.join and step.per_unit:
        yield _fault(step, "join", "join_in_unit", step=step.id)


def _terminates(_sop: Definition, step: Step) -> Faults:
    if step.kind == "end" and step.actions:
        yield _fault(step, "actions", "terminator_with_actions", step=step.id)


def _prints(_sop: Definition, step: Step) -> Faults:
    if step.prints in OF_ONE_AGENCY and not step.per_unit:
        yield _fault(step, "prints", "print_without_unit", step=step.id)
    if step.prints == "recap" and not any("report_text" in a.needs for a in step.actions.values()):
        yield _fault(step, "prints", "recap_without_report", step=step.id)


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
    _joins,
    _terminates,
    _prints,
    _keys,
)
