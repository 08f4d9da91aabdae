"""What an administrator types on the page of one row: its texts, its lanes, and its actions; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from sapa.services.publishing.bodies import Body, step
from sapa.services.publishing.edits import CHOSEN, TEXTS, Typed, put, settle

_ROW_TEXTS = (*TEXTS, *CHOSEN, "short", "kind", "mark")
_ROW_FLAGS = ("per_unit", "answerable", "decision")
_LISTS = ("by", "to", "needs", "notify")
#: Offered only where an action has them already.
_RARE_LISTS = ("up_to", "escalate_to")
_FLAGS = ("once", "per_unit")
_DEFAULTS = {"kind": "step", "closes": "visit"}
_SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def row(body: Body, step_id: str, typed: Typed) -> Body:
    """The body with one row as it was typed; its form names the parts `row.*`, `q.<n>.*` and `a.<slug>.*`."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is None:
        return made
    for field in _ROW_TEXTS:
        put(found, field, _text(typed, f"row.{field}"))
        _drop_default(found, field)
    if "row.lanes" in typed:
        _several(found, "also", typed.get("row.also", ()))
    if "row.flags" in typed:
        _flags(found, _ROW_FLAGS, "row", typed)
    if "row.waits_for" in typed:
        _several(found, "join", typed.get("row.join", ()))
    for number, question in enumerate(found.get("decisions", ())):
        _question(question, f"q.{number}", typed)
    for action in found.get("actions", ()):
        _action(action, typed)
    return made


def add_action(body: Body, step_id: str, slug: str, label: str) -> Body:
    """One more way out of a row; the slug is made from its label where none is given."""
    made = deepcopy(body)
    found = step(made, step_id)
    if found is None:
        return made
    known = {action.get("slug") for action in found.setdefault("actions", [])}
    wanted = slug.strip() or _slug_of(label)
    name, number = wanted, 2
    while name in known:
        name, number = f"{wanted}_{number}", number + 1
    found["actions"].append({"slug": name, "label": label.strip(), "by": [found.get("lane")], "to": []})
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


def _action(action: dict[str, Any], typed: Typed) -> None:
    name = f"a.{action.get('slug')}"
    if name not in typed:
        return
    for field in ("label", "outcome", "closes"):
        put(action, field, _text(typed, f"{name}.{field}"))
        _drop_default(action, field)
    action.setdefault("label", "")
    for field in _LISTS:
        _several(action, field, typed.get(f"{name}.{field}", ()))
    action.setdefault("by", [])
    for field in _RARE_LISTS:
        if f"{name}.rare" in typed and action.get(field):
            _several(action, field, typed.get(f"{name}.{field}", ()))
    _flags(action, _FLAGS, name, typed)


def _question(question: dict[str, Any], name: str, typed: Typed) -> None:
    if name not in typed:
        return
    put(question, "ask", _text(typed, f"{name}.ask"))
    question.setdefault("ask", "")
    for side in ("yes", "no"):
        _several(question, side, typed.get(f"{name}.{side}", ()))
    question.setdefault("yes", [])


def _several(part: dict[str, Any], field: str, values: Iterable[str]) -> None:
    chosen = list(dict.fromkeys(values))
    if chosen == list(part.get(field, ())):
        return
    # What stays keeps its place: the order in which steps open is the file's, not that of the boxes.
    stays = [value for value in part.get(field, ()) if value in chosen]
    part[field] = [*stays, *(value for value in chosen if value not in stays)]
    if not part[field]:
        del part[field]
    settle(part, field)


def _flags(part: dict[str, Any], names: Iterable[str], prefix: str, typed: Typed) -> None:
    for name in names:
        on = f"{prefix}.{name}" in typed
        if on != bool(part.get(name)):
            part.pop(name, None)
            part.update({name: True} if on else {})
            settle(part, name)


def _drop_default(part: dict[str, Any], field: str) -> None:
    if part.get(field) == _DEFAULTS.get(field, ()):
        del part[field]


def _text(typed: Typed, name: str) -> str | None:
    values = typed.get(name)
    return values[-1] if values else None


def _slug_of(label: str) -> str:
    word = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
    return word if _SLUG.fullmatch(word) else "action"
