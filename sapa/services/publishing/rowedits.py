"""What an administrator types on the page of one row: its texts, its lanes, and its actions; pure."""

from __future__ import annotations

from copy import deepcopy

from sapa.services.publishing.bodies import Body, step
from sapa.services.publishing.edits import CHOSEN, TEXTS, follow, own
from sapa.services.publishing.fields import (
    Part,
    Typed,
    drop_default,
    one,
    put,
    put_flags,
    put_list,
    put_number,
    slug_of,
    swapped,
)

_ROW_TEXTS = (*TEXTS, *CHOSEN, "short", "kind", "mark", "process")
_ROW_RARE = ("pause", "count_from", "draft", "prints", "option")
_ROW_FLAGS = ("per_unit", "answerable", "decision")
_ACTION_TEXTS = ("label", "outcome", "closes")
_ACTION_LISTS = ("by", "to", "needs", "notify")
#: Offered below "Lanjutan"; a form that has them says so with `a.<slug>.rare`.
_RARE_TEXTS = ("key", "after", "not_after", "says", "record", "begins", "option", "pause")
_RARE_LISTS = ("up_to", "escalate_to")
_RARE_NUMBERS = ("up_at", "escalate_at")
_RARE_FLAGS = ("resume", "while_paused", "suspend", "arrives", "starts_deadline", "extends")
_FLAGS = ("once", "per_unit")
_DEFAULTS = {"kind": "step", "closes": "visit", "count_from": "visit"}


def row(body: Body, step_id: str, typed: Typed) -> Body:
    """The body with one row as it was typed; its form names the parts `row.*`, `q.<n>.*` and `a.<slug>.*`."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is None:
        return made
    before = found.get("lane")
    _texts(found, typed)
    for number, question in enumerate(found.get("decisions", ())):
        _question(question, f"q.{number}", typed)
    for action in found.get("actions", ()):
        asked = list(action.get("by", ()))
        _action(action, typed)
        if action["by"] == asked:
            follow(action, before, found.get("lane"))
    return made


def add_action(body: Body, step_id: str, slug: str, label: str) -> Body:
    """One more way out of a row; the slug is made from its label where none is given."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is None:
        return made
    actions = found.setdefault("actions", [])
    name = slug_of(slug.strip() or label, [str(each.get("slug")) for each in actions], "action")
    actions.append({"slug": name, "label": label.strip(), "by": [found.get("lane")], "to": []})
    return made


def remove_action(body: Body, step_id: str, slug: str) -> Body:
    """Without one way out of a row."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is None:
        return made
    found["actions"] = [each for each in found.get("actions", ()) if each.get("slug") != slug]
    for question in found.get("decisions", ()):
        for side in ("yes", "no"):
            if slug in question.get(side, ()):
                question[side] = [each for each in question[side] if each != slug]
    if found.get("on_timeout") == slug:
        del found["on_timeout"]
    return made


def move_action(body: Body, step_id: str, slug: str, up: bool) -> Body:
    """An action changes places with its neighbour: the case page offers them in this order."""
    made = deepcopy(body)
    actions = (step(made, step_id) or {}).get("actions", [])
    at = next((n for n, each in enumerate(actions) if each.get("slug") == slug), None)
    if at is not None:
        swapped(actions, at, up)
    return made


def add_question(body: Body, step_id: str, ask: str) -> Body:
    """One more diamond of a decision; which actions answer it is ticked afterwards."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is not None:
        found.setdefault("decisions", []).append({"ask": ask.strip(), "yes": []})
    return made


def remove_question(body: Body, step_id: str, number: str) -> Body:
    """Without one diamond, counted from 0."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is not None:
        kept = [each for n, each in enumerate(found.get("decisions", ())) if str(n) != number]
        found.pop("decisions", None)
        found.update({"decisions": kept} if kept else {})
    return made


def _texts(found: Part, typed: Typed) -> None:
    """What the sheet says of a row, and how it runs."""
    for field in (*_ROW_TEXTS, *_ROW_RARE):
        put(found, field, one(typed, f"row.{field}"))
        _drop_default(found, field)
    put_number(found, "level", one(typed, "row.level"))
    if "row.lanes" in typed:
        put_list(found, "also", typed.get("row.also", ()))
    if "row.flags" in typed:
        put_flags(found, _ROW_FLAGS, "row", typed)
        _printed(found, on="row.printed" in typed)
    own(found)
    if "row.waits_for" in typed:
        put_list(found, "join", typed.get("row.join", ()))


def _printed(found: Part, on: bool) -> None:
    """A row without a printed `no` is an addition that the sheet does not draw."""
    if on and "no" not in found:
        found["no"] = ""
    elif not on and not found.get("no"):
        found.pop("no", None)


def _drop_default(part: Part, field: str) -> None:
    if field in _DEFAULTS:
        drop_default(part, field, _DEFAULTS[field])


def _action(action: Part, typed: Typed) -> None:
    name = f"a.{action.get('slug')}"
    action.setdefault("by", [])
    if name not in typed:
        return
    for field in _ACTION_TEXTS:
        put(action, field, one(typed, f"{name}.{field}"))
        _drop_default(action, field)
    action.setdefault("label", "")
    for field in _ACTION_LISTS:
        put_list(action, field, typed.get(f"{name}.{field}", ()))
    action.setdefault("by", [])
    put_flags(action, _FLAGS, name, typed)
    if f"{name}.rare" in typed:
        _rare(action, name, typed)


def _rare(action: Part, name: str, typed: Typed) -> None:
    for field in _RARE_TEXTS:
        put(action, field, one(typed, f"{name}.{field}"))
    for field in _RARE_LISTS:
        put_list(action, field, typed.get(f"{name}.{field}", ()))
    for field in _RARE_NUMBERS:
        put_number(action, field, one(typed, f"{name}.{field}"))
    put_flags(action, _RARE_FLAGS, name, typed)
    wholly = f"{name}.ours" in typed
    if wholly != (action.get("assumed") is True):
        action.pop("assumed", None)
        action.update({"assumed": True} if wholly else {})


def _question(question: Part, name: str, typed: Typed) -> None:
    if name not in typed:
        return
    put(question, "ask", one(typed, f"{name}.ask"))
    question.setdefault("ask", "")
    for side in ("yes", "no"):
        put_list(question, side, typed.get(f"{name}.{side}", ()))
    question.setdefault("yes", [])
