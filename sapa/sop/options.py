"""Additions that a version has switched on or off: which steps and actions are in force."""

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

from sapa.sop.parts import Action, Option, Step


def in_force(rows: Mapping[str, Step], options: Mapping[str, Option]) -> Mapping[str, Step]:
    """The steps that run. What an option brings along is left out while the option is off, and with a
    timeout move goes the timeout; an unknown option hides nothing (the linter names it)."""
    off = frozenset(name for name, option in options.items() if not option.on)
    if not off:
        return rows
    return MappingProxyType({step.id: _step(step, off) for step in rows.values() if step.option not in off})


def _step(step: Step, off: frozenset[str]) -> Step:
    if not any(action.option in off for action in step.actions.values()):
        return step
    actions: dict[str, Action] = {
        slug: action for slug, action in step.actions.items() if action.option not in off
    }
    timeout = step.on_timeout if step.on_timeout in actions else None
    return replace(step, actions=MappingProxyType(actions), on_timeout=timeout)
