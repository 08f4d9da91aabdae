"""Looks at the steps as a graph: what nobody reaches, what nobody leaves, where timers run in a circle."""

from collections.abc import Iterator

from sapa.sop.definition import Definition
from sapa.sop.faults import Fault
from sapa.sop.parts import Process, Step


def graph_faults(sop: Definition) -> Iterator[Fault]:
    """Unreachable steps, steps without a way out, and circles of timers."""
    for process in sop.processes.values():
        yield from _unreachable(sop, process)
    finishing = _finishing(sop)
    for step in sop.steps.values():
        if step.id not in finishing and step.kind != "end":
            yield Fault(None, f"steps.{step.id}", "no_way_out", {"step": step.id})
        if _timers_return(sop, step):
            yield Fault(None, f"steps.{step.id}.on_timeout", "timer_loop", {"step": step.id})


def _unreachable(sop: Definition, process: Process) -> Iterator[Fault]:
    reached = reachable(sop, process.start)
    for step_id in process.steps:
        if step_id not in reached:
            yield Fault(None, f"steps.{step_id}", "unreachable", {"step": step_id})


def reachable(sop: Definition, start: str) -> set[str]:
    """The steps that moves can lead to from a step, itself included."""
    reached: set[str] = set()
    ahead = [start]
    while ahead:
        step = sop.steps.get(ahead.pop())
        if step and step.id not in reached:
            reached.add(step.id)
            ahead += _targets(step)
    return reached


def _finishing(sop: Definition) -> set[str]:
    """The steps from which some chain of moves ends the case."""
    sources: dict[str, list[str]] = {}
    for step in sop.steps.values():
        for target in _targets(step):
            sources.setdefault(target, []).append(step.id)
    ahead = [step.id for step in sop.steps.values() if any(a.ends for a in step.actions.values())]
    done: set[str] = set()
    while ahead:
        step_id = ahead.pop()
        if step_id not in done:
            done.add(step_id)
            ahead += sources.get(step_id, ())
    return done


def _timers_return(sop: Definition, start: Step) -> bool:
    """True when timer moves alone lead from a step back to it."""
    seen: set[str] = set()
    ahead = list(_timer_targets(start))
    while ahead:
        step_id = ahead.pop()
        if step_id == start.id:
            return True
        if step_id in sop.steps and step_id not in seen:
            seen.add(step_id)
            ahead += _timer_targets(sop.steps[step_id])
    return False


def _targets(step: Step) -> list[str]:
    return [target for action in step.actions.values() for target in action.targets]


def _timer_targets(step: Step) -> tuple[str, ...]:
    action = step.actions.get(step.on_timeout) if step.on_timeout else None
    return action.targets if action else ()
