"""Finds what is wrong with the actions of a step: names that lead nowhere and rules that cannot hold."""

from collections.abc import Callable, Iterator

from sapa.sop.definition import Definition
from sapa.sop.faults import Fault
from sapa.sop.parts import END, EVIDENCE, MODERATED, TIMER, Action, Step

Faults = Iterator[Fault]


def _action_fault(step: Step, action: Action, field: str, code: str, /, **params: str | int) -> Fault:
    return Fault(None, f"steps.{step.id}.actions.{action.slug}.{field}", code, params)


def _action_lanes(sop: Definition, step: Step, action: Action) -> Faults:
    named = {"by": action.by, "notify": action.notify, "escalate_to": action.escalate_to}
    for field, lanes in named.items():
        for lane in lanes:
            if not any(each.id == lane for each in sop.lanes) and not (field == "by" and lane == TIMER):
                yield _action_fault(step, action, field, "unknown_lane", value=lane)


def _action_targets(sop: Definition, step: Step, action: Action) -> Faults:
    for field, targets in (("to", action.steps), ("up_to", action.up_to)):
        for target in targets:
            yield from _target(sop, step, action, field, target)


def _target(sop: Definition, step: Step, action: Action, field: str, target: str) -> Faults:
    if target not in sop.steps:
        yield _action_fault(step, action, field, "unknown_step", value=target)
    elif sop.steps[target].process != step.process:
        yield _action_fault(step, action, field, "other_process", value=target)
    elif sop.steps[target].kind == "end":
        yield _action_fault(step, action, field, "leads_to_terminator", step=target, action=action.slug)
    elif sop.steps[target].per_unit and not (step.per_unit or action.per_unit):
        yield _action_fault(step, action, field, "needs_unit", step=target, action=action.slug)


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


def _action_extras(sop: Definition, step: Step, action: Action) -> Faults:
    if bool(action.escalate_at) != bool(action.escalate_to):
        yield _action_fault(step, action, "escalate_at", "escalate_incomplete", action=action.slug)
    if bool(action.up_at) != bool(action.up_to):
        yield _action_fault(step, action, "up_at", "up_incomplete", action=action.slug)
    if action.option is not None and action.option not in sop.options:
        yield _action_fault(step, action, "option", "unknown_option", value=action.option)
    if TIMER in action.by and not action.resume and action.slug != step.on_timeout:
        yield _action_fault(step, action, "by", "timer_never_fires", action=action.slug)


def _action_deadline(sop: Definition, step: Step, action: Action) -> Faults:
    process = sop.processes.get(step.process)
    deadline = process.deadline if process else None
    if action.extends and (deadline is None or deadline.more is None):
        yield _action_fault(step, action, "extends", "nothing_to_extend", action=action.slug)
    if action.extends and "reason" not in action.needs:
        yield _action_fault(step, action, "needs", "extends_without_reason", action=action.slug)


def _action_edges(sop: Definition, step: Step, action: Action) -> Faults:
    """What an action does beyond its own process: begin another one, or be made by the arrival."""
    if action.begins is not None and action.begins not in sop.processes:
        yield _action_fault(step, action, "begins", "unknown_process", value=action.begins)
    if action.begins is not None and not (action.ends and action.closes == "all"):
        yield _action_fault(step, action, "begins", "begins_without_end", action=action.slug)
    process = sop.processes.get(step.process)
    others = [each for each in step.actions.values() if each.arrives and each is not action]
    if action.arrives and (process is None or process.start != step.id or others):
        yield _action_fault(step, action, "arrives", "arrives_elsewhere", action=action.slug)


def _action_moderation(sop: Definition, step: Step, action: Action) -> Faults:
    """Where answers are moderated, a reply goes out only after somebody approved of it."""
    process = sop.processes.get(step.process)
    if process is None or not process.moderated or "reply" not in action.needs:
        return
    before = step.actions.get(action.after) if action.after else None
    if before is None or before.record != MODERATED:
        yield _action_fault(step, action, "after", "unmoderated", action=action.slug)


ACTION_CHECKS: tuple[Callable[[Definition, Step, Action], Faults], ...] = (
    _action_lanes,
    _action_targets,
    _action_evidence,
    _action_ends,
    _action_order,
    _action_extras,
    _action_deadline,
    _action_edges,
    _action_moderation,
)
