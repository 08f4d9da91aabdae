"""What the engine would otherwise look up at every move of an action: worked out once for each definition."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from sapa.sop.parts import Action, Step

#: Rule of the engine -> the actions it can concern at all; the others need not be asked.
CONCERNS: Mapping[str, Callable[[Action], bool]] = {
    "not_your_lane": lambda action: True,
    "paused": lambda action: not (action.resume or action.while_paused),
    "not_paused": lambda action: action.resume,
    "once": lambda action: action.once,
    "after": lambda action: action.after is not None or action.not_after is not None,
    "identity": lambda action: "identity" in action.needs,
    "extended": lambda action: action.extends,
    "too_late": lambda action: action.extends,
    "needs_units": lambda action: action.per_unit,
    "one_unit": lambda action: action.sends_back,
    "opd_waiting": lambda action: action.sends_out,
}


class Plan(NamedTuple):
    """An action in its step: the rules to ask, and the steps it leads to, before and after it goes up."""

    action: Action
    rules: tuple[str, ...]
    steps: tuple[Step, ...]
    up: tuple[Step, ...]


def plans(steps: Mapping[str, Step]) -> dict[tuple[str, str], Plan]:
    """(step, action) -> its plan, for a definition without faults."""
    return {
        (step.id, action.slug): Plan(
            action,
            tuple(code for code, concerns in CONCERNS.items() if concerns(action)),
            tuple(steps[target] for target in action.steps if target in steps),
            tuple(steps[target] for target in action.up_to if target in steps),
        )
        for step in steps.values()
        for action in step.actions.values()
    }
