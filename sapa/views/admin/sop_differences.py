"""Two versions of an SOP line by line, in words: labels instead of codes, and a new part told in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from sapa.roles import BY_SLUG
from sapa.services import calendars
from sapa.services.publishing import bodies
from sapa.services.publishing.bodies import Body
from sapa.sop.diff import Difference, compared
from sapa.sop.parts import END, TIMER
from sapa.views.admin import sop_choices, sop_words
from sapa.views.frame import wording

#: What only names a part for the machine, or says where its words come from, is no line of its own.
_QUIET = ("id", "slug", "name", "assumed", "version")
_LANES = ("lane", "also", "by", "notify", "escalate_to")
_ROWS = ("to", "up_to", "join", "start")
_WORDS: Mapping[str, Mapping[str, Any]] = {
    "needs": sop_words.EVIDENCE, "closes": sop_words.CLOSES, "kind": sop_words.KINDS,
    "outcome": wording.OUTCOMES, "record": sop_choices.RECORDS, "says": wording.ANSWERS,
    "prints": sop_choices.PRINTS, "scope": sop_choices.SCOPES, "count_from": sop_choices.COUNTS,
    "draft": sop_choices.DRAFTS, "pause": wording.PAUSES, "edge": sop_choices.EDGES,
}  # fmt: skip


@dataclass(frozen=True)
class Line:
    """One line of the comparison; None where a version has nothing there."""

    where: str
    old: str | None
    new: str | None


def lines(old: Body, new: Body) -> list[Line]:
    """Everything that differs, in the order of the sheet; a new or dropped row or column comes whole."""
    found = [each for each in compared(old, new) if _last(each) not in _QUIET]
    whole = _whole(old, new)
    told: list[Line] = []
    for key, group in _grouped(found, whole):
        if key:
            told.append(_part(key, group, old, new))
        else:
            told += [_line(each, old, new) for each in group]
    return told


def _grouped(found: Iterable[Difference], whole: frozenset[str]) -> Iterator[tuple[str, list[Difference]]]:
    """Differences one by one, but all those inside a part that only one version has together."""
    groups: dict[str, list[Difference]] = {}
    for each in found:
        parts = each.where.split(".")
        key = next((k for k in (".".join(parts[:4]), ".".join(parts[:2])) if k in whole), "")
        outer = ".".join(parts[:2])
        groups.setdefault((outer if outer in whole else key) or f" {each.where}", []).append(each)
    for key, group in groups.items():
        yield key.strip() if key in whole else "", group


def _whole(old: Body, new: Body) -> frozenset[str]:
    """The places of rows, columns, processes, and actions that only one of the two has."""
    return _places(old) ^ _places(new)


def _places(body: Body) -> frozenset[str]:
    found = {f"lanes.{lane.get('id')}" for lane in body.get("lanes", ())}
    found |= {f"processes.{each.get('name')}" for each in body.get("processes", ())}
    found |= {f"waits.{name}" for name in body.get("waits", {})}
    for row in bodies.steps(body):
        found.add(f"steps.{row.get('id')}")
        found |= {f"steps.{row.get('id')}.actions.{each.get('slug')}" for each in row.get("actions", ())}
    return frozenset(found)


def _part(key: str, group: list[Difference], old: Body, new: Body) -> Line:
    """A part that one version has and the other has not: its fields in one cell, one a line."""
    added = any(each.new is not None for each in group)
    body = new if added else old
    told: list[str] = []
    actions: dict[str, list[str]] = {}
    for each in sorted(group, key=_rank):
        value, rest = each.new if added else each.old, each.where.removeprefix(f"{key}.").split(".")
        if not value or (len(rest) > 1 and rest[-1] == "label"):
            continue
        said = f"{sop_words.field(rest[-1])}: {_value(each.where, value, body)}"
        inner = (
            sop_words.action(body, key.split(".")[1], rest[1])
            if rest[0] == "actions" and len(rest) > 2
            else ""
        )
        (actions.setdefault(inner, []) if inner else told).append(said)
    told += [f"{name}: {'; '.join(each)}" for name, each in actions.items()]
    place = sop_words.place(key, body)
    where = _("%(part)s (new)", part=place) if added else _("%(part)s (removed)", part=place)
    text = "\n".join(told)
    return Line(where, None if added else text, text if added else None)


def _rank(each: Difference) -> int:
    """The order of the sheet, which a row of the database does not keep."""
    names = list(sop_words.FIELDS)
    last = _last(each)
    return names.index(last) if last in names else len(names)


def _line(each: Difference, old: Body, new: Body) -> Line:
    where = sop_words.place(each.where, new)
    before = None if each.old is None else _value(each.where, each.old, old)
    after = None if each.new is None else _value(each.where, each.new, new)
    return Line(where, before, after)


def _last(each: Difference) -> str:
    return each.where.rsplit(".", 1)[-1]


def _value(where: str, value: str, body: Body) -> str:
    """A value as a person reads it."""
    if value in ("True", "False"):
        return _("yes") if value == "True" else _("no")
    field = where.rsplit(".", 1)[-1]
    words = _words(field, where, body)
    return ", ".join(str(words.get(each, each)) for each in value.split(", ")) if words else value


def _words(field: str, where: str, body: Body) -> Mapping[str, Any]:
    if field in _LANES:
        return {**dict(sop_choices.lanes(body)), TIMER: _("the timer")}
    if field in _ROWS or where == "steps":
        return {END: _("end of the case")}
    if field in ("process", "begins"):
        return dict(sop_choices.processes(body))
    if field == "role":
        return {slug: role.name for slug, role in BY_SLUG.items()}
    if field == "calendar":
        return {slug: each.name for slug, each in calendars.everything().items()}
    if field == "wait":
        return {
            name: f"{w.get('label') or name} ({w.get('raw')})" for name, w in body.get("waits", {}).items()
        }
    if where.startswith("reporter."):
        return sop_choices.IDENTITY
    return _WORDS.get(field, {})
