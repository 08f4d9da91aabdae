"""Adds up the printed times along the longest way through a process and holds them against its deadline."""

from collections.abc import Iterator

from sapa.clock import WORKDAY_MINUTES, Basis
from sapa.sop.definition import Definition
from sapa.sop.faults import Remark
from sapa.sop.parts import Process, Step
from sapa.sop.timing import DEADLINE_DAYS


def sums(sop: Definition) -> Iterator[Remark]:
    """A remark for each process whose steps alone take longer than its case may."""
    for process in sop.processes.values():
        days = case_days(process)
        minutes = longest_way(sop, process)
        if days is not None and minutes > days * WORKDAY_MINUTES:
            params: dict[str, str | int] = {"process": process.name, "minutes": minutes, "days": days}
            yield Remark(f"processes.{process.name}", "sum_over_deadline", params)


def case_days(process: Process) -> int | None:
    """The working days that a case has at least; None where the process has no deadline of its own."""
    if process.deadline is None:
        return None
    if process.deadline.limit is not None:
        return process.deadline.limit.days
    return min(DEADLINE_DAYS.values())


def longest_way(sop: Definition, process: Process) -> int:
    """Working minutes of the longest way from start to end that never goes back up the sheet."""
    order = {step_id: number for number, step_id in enumerate(process.steps)}
    longest: dict[str, int] = {}
    for step_id in reversed(process.steps):
        step = sop.steps[step_id]
        ahead = (t for action in step.actions.values() for t in action.steps)
        after = [longest[target] for target in ahead if order.get(target, -1) > order[step_id]]
        longest[step_id] = _minutes(step) + max(after, default=0)
    return longest.get(process.start, 0)


def _minutes(step: Step) -> int:
    return step.time.minutes if step.time is not None and step.time.basis is Basis.WORKING else 0
