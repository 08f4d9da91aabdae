"""The flow of a printed sheet: which of its rows leads to which, by what its source says.

The drawn symbols of our sources are lost. An execution whose way on the source does not name goes on to the
next row; an action that is wholly assumed draws nothing, so additions of ours never enter the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sapa.reports.sheet.facts import NO, YES, Arrow
from sapa.sop.definition import Definition
from sapa.sop.parts import END, EVERYTHING, TIMER, Action, Question, Step


def printed(sop: Definition) -> tuple[Step, ...]:
    """The rows of the sheet; a step without a printed `no` is an addition."""
    return tuple(step for step in sop.steps.values() if step.no is not None)


def sourced(action: Action) -> bool:
    """True when the source speaks of this action, even where we had to read parts of it."""
    return EVERYTHING not in action.assumed


def exits(step: Step) -> list[Action]:
    """The ways out of a step that the source speaks of."""
    return [each for each in step.actions.values() if sourced(each) and each.to]


def decides(step: Step) -> bool:
    """True for a diamond: the source names two ways out, or says itself that it is a decision."""
    found = exits(step)
    return len(found) > 1 or (bool(found) and step.decision and not step.assumes("decision"))


def answers(step: Step) -> list[tuple[tuple[Action, ...], tuple[Action, ...]]]:
    """The (yes, no) actions of each diamond of a step; one that the source does not ask is left out."""
    if not decides(step):
        return []
    asked = [(_of(step, each.yes), _of(step, each.no)) for each in step.decisions]
    asked = [(yes, no) for yes, no in asked if yes or no]
    if asked:
        return asked
    first, *others = exits(step)
    return [((first,), tuple(others))]


def ask(step: Step) -> list[Question]:
    """The questions of the diamonds that are drawn, in our words."""
    if not decides(step):
        return []
    return [each for each in step.decisions if _of(step, each.yes) or _of(step, each.no)]


def arrows(sop: Definition) -> tuple[Arrow, ...]:
    """Every arrow of the sheet, in the order of its rows; an execution that ends the case needs none."""
    return _Flow(sop, printed(sop)).all()


def _of(step: Step, slugs: tuple[str, ...]) -> tuple[Action, ...]:
    known = (step.actions[slug] for slug in slugs if slug in step.actions)
    return tuple(action for action in known if sourced(action))


@dataclass(frozen=True)
class _Flow:
    sop: Definition
    rows: tuple[Step, ...]

    def all(self) -> tuple[Arrow, ...]:
        said = [arrow for n in range(len(self.rows)) for arrow in self._said(n)]
        found = [*said, *self._onward(said)]
        drawn = (each for each in found if each.target is not None or each.answer)
        return tuple(sorted(dict.fromkeys(drawn), key=lambda each: (each.source, each.question)))

    def _said(self, n: int) -> Iterator[Arrow]:
        """The arrows that the actions of a row draw."""
        step = self.rows[n]
        asked = answers(step)
        for question, (yes, no) in enumerate(asked):
            for answer, actions in ((YES, yes), (NO, no)):
                for action in actions:
                    yield from (Arrow(n, each, answer, question) for each in self._targets(n, action))
        if not asked:
            for action in exits(step):
                if not action.assumes("to"):
                    yield from (Arrow(n, each) for each in self._targets(n, action))

    def _onward(self, said: list[Arrow]) -> Iterator[Arrow]:
        """A row that the source leaves open goes on: in its process, else to a row that nothing leads to."""
        leaving = {arrow.source for arrow in said}
        reached = {arrow.target for arrow in said if arrow.target is not None and arrow.target > arrow.source}
        for n, step in enumerate(self.rows):
            if n in leaving or step.kind == "end":
                continue
            later = range(n + 1, len(self.rows))
            same = next((each for each in later if self.rows[each].process == step.process), None)
            if same is not None:
                yield Arrow(n, same)
            elif later and n + 1 not in reached:
                yield Arrow(n, n + 1)

    def _targets(self, n: int, action: Action) -> tuple[int | None, ...]:
        """The rows that an action leads to, through the steps of ours that stand between."""
        if action.pause:
            return (self._sender(n),)
        found = (self._row(n, target, frozenset()) for target in action.to)
        return tuple(dict.fromkeys(found))

    def _row(self, n: int, target: str, seen: frozenset[str]) -> int | None:
        if target == END or target in seen or target not in self.sop.steps:
            return None
        step = self.sop.steps[target]
        if step.no is not None:
            return self.rows.index(step)
        if step.lane == self._public or step.pause:
            return self._sender(n)
        ways = sorted(step.actions.values(), key=lambda each: (each.slug != step.on_timeout, not each.ends))
        ways = [each for each in ways if each.to and (TIMER not in each.by or each.slug == step.on_timeout)]
        return self._row(n, ways[0].to[0], seen | {target}) if ways else None

    def _sender(self, n: int) -> int | None:
        """The row above in which whoever complains stands: what is sent back goes there."""
        above = (each for each in range(n - 1, -1, -1) if self.rows[each].lane == self._public)
        return next(above, None)

    @property
    def _public(self) -> str | None:
        """The lane of whoever complains: the first printed one that nobody here works."""
        return next((lane.id for lane in self.sop.lanes if lane.printed and lane.role is None), None)
