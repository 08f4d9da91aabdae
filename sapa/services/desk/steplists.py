"""Which steps of the SOPs a view is about, told by what the steps say of themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from sapa.sop.definition import Action, Definition, Step
from sapa.sop.parts import TIMER


def is_agency_turn(sop: Definition, step: Step) -> bool:
    """True where we wait for an agency: its own steps, and waits that are not for the citizen."""
    return sop.lane(step.lane).scope == "opd" or (step.kind == "wait" and step.pause is None)


def of_tickets(sop: Definition) -> Iterator[Step]:
    """The steps of the processes that end with a word to a citizen: reports and duties have none."""
    told = {step.process for step in sop.steps.values() if _needs(step, "reply")}
    return (step for step in sop.steps.values() if step.process in told and step.kind != "end")


def before_triage(sop: Definition) -> frozenset[str]:
    """The steps from the first one up to the one that gives a complaint its klasifikasi."""
    found: set[str] = set()
    for process in sop.processes.values():
        reached = _up_to_triage(sop, process.start)
        found |= reached if any(_needs(sop.steps[each], "klasifikasi") for each in reached) else set()
    return frozenset(found)


def _up_to_triage(sop: Definition, start: str) -> set[str]:
    found, waiting = set(), [start]
    while waiting:
        here = waiting.pop()
        if here in found:
            continue
        found.add(here)
        if not _needs(sop.steps[here], "klasifikasi"):
            waiting += [to for action in sop.steps[here].actions.values() for to in action.targets]
    return found


def with_answers(known: Iterable[Definition]) -> frozenset[str]:
    """The steps at which an agency's answer lies: to be judged, or to be told to the citizen."""
    return frozenset(
        step.id for sop in known for step in sop.steps.values() if step.holds_answers or _needs(step, "reply")
    )


def needing(known: Iterable[Definition], *evidence: str) -> frozenset[str]:
    """Ids of the steps that have a move which asks for one of these pieces of evidence."""
    return frozenset(step.id for sop in known for step in sop.steps.values() if _needs(step, *evidence))


def unmanned(known: Iterable[Definition], roles: Collection[str]) -> frozenset[str]:
    """The steps of lanes that nobody holds, such as the citizen's, where one of these roles may act."""
    return frozenset(
        step.id
        for sop in known
        for step in sop.steps.values()
        if sop.lane(step.lane).role is None and not _roles(sop, step.actions.values()).isdisjoint(roles)
    )


def referred(known: Iterable[Definition], roles: Collection[str]) -> dict[tuple[str, str], frozenset[str]]:
    """(role, step) -> moves, for steps of another role that stand in a lane of these roles too: it is their
    turn once one of the moves was done, after which something is theirs alone."""
    found = {}
    for sop in known:
        for step in sop.steps.values():
            main = sop.lane(step.lane).role
            for lane in step.also:
                own = sop.lane(lane)
                if main is None or main in roles or own.scope is not None or own.role not in roles:
                    continue
                first = {each.after for each in step.actions.values() if each.by == (lane,) and each.after}
                if first:
                    found[main, step.id] = frozenset(first)
    return found


def _roles(sop: Definition, actions: Iterable[Action]) -> set[str | None]:
    return {sop.lane(lane).role for action in actions for lane in action.by if lane != TIMER}


def _needs(step: Step, *evidence: str) -> bool:
    return any(not set(evidence).isdisjoint(action.needs) for action in step.actions.values())
