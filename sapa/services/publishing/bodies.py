"""The body of a draft as plain data: what is in it, what is wrong with it, and its digest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sapa.roles import BY_SLUG
from sapa.sop.definition import Definition
from sapa.sop.faults import Fault
from sapa.sop.loader import Judgement, judge_data
from sapa.sop.parts import TIMER, Lane, Step

Body = dict[str, Any]
LONGEST_TITLE = 240


def judged(body: Mapping[str, Any], calendars: Collection[str]) -> Judgement:
    """All faults and remarks at once, also what only the house knows: which calendars there are."""
    found = judge_data(body, roles=BY_SLUG)
    if found.definition is not None and (asleep := _switched_on(body)) is not None:
        # What is switched off runs one day: it may not lead to rows or lanes that are gone.
        found = Judgement(found.definition, judge_data(asleep, roles=BY_SLUG).faults, found.remarks)
    faults = (*found.faults, *_unknown_calendars(body, calendars), *_out_of_reach(found.definition))
    return Judgement(None, faults) if faults else found


def digest(body: Mapping[str, Any]) -> str:
    """SHA-256 in hexadecimal of the content, as `Definition.digest` reckons it."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def cleaned(value: Any) -> Any:
    """The same without signs that no row can hold: NUL and halves of surrogate pairs."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "ignore").decode("utf-8")
    if isinstance(value, dict):
        return {cleaned(name): cleaned(each) for name, each in value.items()}
    if isinstance(value, list):
        return [cleaned(each) for each in value]
    return value


def steps(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The rows in the order of the sheet."""
    return [step for step in body.get("steps", ()) if isinstance(step, dict)]


def step(body: Mapping[str, Any], step_id: str) -> dict[str, Any] | None:
    """One row, or None."""
    return next((each for each in steps(body) if each.get("id") == step_id), None)


def _switched_on(body: Mapping[str, Any]) -> Body | None:
    """The same with every option on; None where none is off."""
    options = body.get("options", {})
    if all(option.get("on") for option in options.values()):
        return None
    return {**body, "options": {name: {**option, "on": True} for name, option in options.items()}}


def _out_of_reach(sop: Definition | None) -> Iterator[Fault]:
    """Work that no account could ever do: a lane without a role, or an agency's lane without its agency."""
    for step in sop.steps.values() if sop is not None else ():
        if sop.lane(step.lane).scope == "opd" and not step.per_unit:
            yield Fault(None, f"steps.{step.id}.per_unit", "agency_without_visit", {"step": step.id})
        if step.kind == "step" and step.actions and not _does(step):
            yield Fault(None, f"steps.{step.id}.lane", "lane_idle", {"step": step.id})
        for action in step.actions.values():
            if not any(lane == TIMER or _worked(sop.lane(lane)) for lane in action.by):
                where = f"steps.{step.id}.actions.{action.slug}.by"
                yield Fault(None, where, "nobody_can", {"action": action.label or action.slug})


def _does(step: Step) -> bool:
    return any(lane in action.by for action in step.actions.values() for lane in (step.lane, *step.also))


def _worked(lane: Lane) -> bool:
    return lane.role is not None or lane.scope == "named"


def _unknown_calendars(body: Mapping[str, Any], known: Collection[str]) -> Iterator[Fault]:
    named = [
        (f"{part}.{each.get(name)}.calendar", each.get("calendar"))
        for part, name in (("lanes", "id"), ("processes", "name"))
        for each in body.get(part, ())
    ]
    for where, slug in named:
        if slug and slug not in known:
            yield Fault(None, where, "unknown_calendar", {"value": str(slug)})
