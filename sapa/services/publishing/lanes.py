"""The Pelaksana columns of a draft: added, named, put in order, bound to a role or a unit, removed; pure."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sapa.services.errors import Invalid, Wrong
from sapa.services.publishing.bodies import Body, steps
from sapa.services.publishing.fields import Typed, one, put, settle, slug_of, swapped
from sapa.sop.parts import TIMER

#: The name of the one blank row of the form, for a lane to be added.
NEW = "new"
_CHOSEN = ("role", "scope", "unit", "calendar")
_NAMED = ("by", "notify", "escalate_to")


def lanes(body: Body, typed: Typed) -> Body:
    """The body with every lane as it was typed; the form names the parts `lane.<id>.*`."""
    made = deepcopy(body)
    for lane in made.get("lanes", ()):
        name = f"lane.{lane.get('id')}"
        if name in typed:
            _lane(lane, name, typed)
    return made


def check(body: Body) -> None:
    """Raises Invalid for a lane without a label or with that of another: nobody could tell them apart."""
    wrong: dict[str, Wrong] = {}
    seen: set[str] = set()
    for lane in body.get("lanes", ()):
        label = str(lane.get("label") or "").strip()
        if not label:
            wrong[f"lane.{lane['id']}.label"] = Wrong("required")
        elif label.casefold() in seen:
            wrong[f"lane.{lane['id']}.label"] = Wrong("sop_lane_twice", {"label": label})
        seen.add(label.casefold())
    if wrong:
        raise Invalid(wrong)


def add(body: Body, typed: Typed) -> Body:
    """One more lane as the form's last row has it, the last but those without a column. Raises Invalid."""
    label = (one(typed, f"lane.{NEW}.label") or "").strip()
    if not label:
        raise Invalid({f"lane.{NEW}.label": Wrong("required")})
    made = deepcopy(body)
    known = made.setdefault("lanes", [])
    if any(str(lane.get("label")).strip().casefold() == label.casefold() for lane in known):
        raise Invalid({f"lane.{NEW}.label": Wrong("sop_lane_twice", {"label": label})})
    fresh: dict[str, Any] = {"id": slug_of(label, [TIMER, NEW, *_ids(body)], "pelaksana"), "label": label}
    _lane(fresh, f"lane.{NEW}", typed)
    last = max((n for n, lane in enumerate(known) if lane.get("printed", True)), default=-1)
    known.insert(last + 1, fresh)
    return made


def remove(body: Body, lane_id: str) -> Body:
    """Without one lane. Raises Invalid, naming the rows, while a row or an action of it names the lane."""
    rows = list(dict.fromkeys(uses(body, lane_id)))
    if rows:
        raise Invalid({f"lane.{lane_id}.label": Wrong("sop_lane_used", {"rows": ", ".join(rows)})})
    made = deepcopy(body)
    made["lanes"] = [lane for lane in made["lanes"] if lane.get("id") != lane_id]
    return made


def move(body: Body, lane_id: str, up: bool) -> Body:
    """The column changes places with its neighbour."""
    made = deepcopy(body)
    if lane_id in _ids(body):
        swapped(made["lanes"], _ids(body).index(lane_id), up)
    return made


def uses(body: Body, lane_id: str) -> Iterator[str]:
    """The rows that name a lane, in their own columns or in one of their actions."""
    for row in steps(body):
        named = [row.get("lane"), *row.get("also", ())]
        for action in row.get("actions", ()):
            named += [lane for field in _NAMED for lane in action.get(field, ())]
        if lane_id in named:
            yield str(row.get("id"))


def _ids(body: Body) -> list[str]:
    return [str(lane.get("id")) for lane in body.get("lanes", ())]


def _lane(lane: dict[str, Any], name: str, typed: Typed) -> None:
    put(lane, "label", one(typed, f"{name}.label"))
    for field in _CHOSEN:
        put(lane, field, one(typed, f"{name}.{field}"), needed=())
    printed = f"{name}.printed" in typed
    if printed != lane.get("printed", True):
        lane.pop("printed", None)
        lane.update({} if printed else {"printed": False})
        settle(lane, "printed")
