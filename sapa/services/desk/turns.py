"""Whose turn it is in a case: the open tasks on which somebody may act, with what he may do; no locks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from sapa.models import Answer, Task
from sapa.services import moves
from sapa.services.actors import Actor
from sapa.services.runs import Run
from sapa.sop.definition import Action, Definition, Lane, Step
from sapa.sop.engine import Position
from sapa.sop.parts import TIMER


@dataclass(frozen=True)
class Turn:
    """An open task and the moves of this actor there; *on_behalf* are slugs of what an OPD says."""

    task: Task
    step: Step
    actions: tuple[Action, ...]
    on_behalf: frozenset[str]
    #: True where the actor speaks for the agency in question.
    as_agency: bool = False
    #: True where the step stands in a lane of the actor's own; elsewhere he may only step in.
    is_mine: bool = True

    @property
    def own(self) -> tuple[Action, ...]:
        """The moves of the actor's own role, in the order of the SOP."""
        return tuple(action for action in self.actions if action.slug not in self.on_behalf)

    @property
    def others(self) -> tuple[Action, ...]:
        """What the actor may record for an agency."""
        return tuple(action for action in self.actions if action.slug in self.on_behalf)

    @property
    def is_waiting(self) -> bool:
        """True where nobody but the citizen can end it: what the actor does is to write down that he did."""
        return self.task.role is None and self.step.kind == "wait"

    @property
    def tells_citizen(self) -> bool:
        """True for a step from which the reply goes out."""
        return any("reply" in action.needs for action in self.step.actions.values())


@dataclass
class ReadRun(Run):
    """A case that was read without a lock: the page asks the engine what is allowed, and nothing more."""

    answers: Sequence[Answer] = ()

    def position(self) -> Position:
        return self._position

    def held(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(each.opd_id for each in self.answers if each.opd_id and is_here(each)))

    @cached_property
    def _position(self) -> Position:
        return super().position()


def is_here(answer: Answer) -> bool:
    """True while an agency's answer lies with us, neither delivered nor returned."""
    return answer.kind in ("final", "meeting") and answer.delivered_at is None and answer.returned_at is None


def turns(run: ReadRun, actor: Actor) -> tuple[Turn, ...]:
    """The open tasks on which *actor* may do something, in the order in which they were opened."""
    found = []
    for task in run.tasks:
        actions = moves.choices(run, task, actor)
        if actions:
            step, as_agency = run.sop.steps[task.step], task.opd_id in actor.units
            lanes = _lanes(run.sop, step)
            mine = as_agency or any(lane.role in actor.roles for lane in lanes if lane.scope != "opd")
            behalf = frozenset() if as_agency else _agency_words(run.sop, task, actions, actor)
            unmanned = all(lane.role is None for lane in lanes)
            found.append(Turn(task, step, actions, behalf, as_agency, mine or unmanned))
    return tuple(found)


def _lanes(sop: Definition, step: Step) -> list[Lane]:
    return [sop.lane(each) for each in (step.lane, *step.also)]


def _agency_words(sop: Definition, task: Task, actions: Sequence[Action], actor: Actor) -> frozenset[str]:
    """Slugs of the actions that are an agency's own words, unless the sheet gives them to the actor too."""
    if task.opd_id is None:
        return frozenset()
    lanes = _lanes(sop, sop.steps[task.step])
    shares = any(lane.scope == "opd" for lane in lanes)
    shared = {lane.id for lane in lanes if shares and lane.scope != "opd" and lane.role in actor.roles}
    return frozenset(
        action.slug
        for action in actions
        if not shared & set(action.by)
        and any(sop.lane(lane).scope == "opd" for lane in action.by if lane != TIMER)
    )
