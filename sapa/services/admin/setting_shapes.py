"""What shape the value of each dated setting has: a form asks for it, and a typo cannot break a paper."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import time
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa import roles
from sapa.db import db
from sapa.models import SopVersion, WorkCalendar
from sapa.services import settings, sops, ways
from sapa.services.typed import Typed

#: A ticket number stands in addresses and file names.
_PREFIX = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)*")
_SCOPE = re.compile(r"\s*([a-z0-9][a-z0-9_-]*)\s*\|\s*([^|]+?)\s*\|\s*([a-z0-9_, -]+?)\s*")


@dataclass(frozen=True)
class Shape:
    """One value: text, paragraph, prefix, lines, named, whole, hour, choice, scopes, or a record of such."""

    kind: str
    longest: int = 200
    least: int = 0
    most: int = 1000
    required: bool = True
    known: Callable[[], Sequence[str]] = tuple
    parts: Mapping[str, Shape] = field(default_factory=dict)


def _calendars() -> Sequence[str]:
    return list(db.session.scalars(select(WorkCalendar.slug).order_by(WorkCalendar.slug)))


def _roles() -> Sequence[str]:
    return tuple(roles.BY_SLUG)


def _codes() -> Sequence[str]:
    """No SOP at all, or one that has been in force: a draft handles nothing."""
    return "", *sorted({each.code for each in sops.versions()})


#: Only what the delivered value does not tell by its own type.
_SPECIAL: Mapping[str, Shape] = {
    "city_name": Shape("text", longest=80),
    "ticket_prefix": Shape("prefix", longest=12),
    "deadline_calendar": Shape("choice", known=_calendars),
    "citizen_remind_days": Shape("whole", least=1, most=365),
    "citizen_end_days": Shape("whole", least=1, most=365),
    "letter_signer_role": Shape("choice", known=_roles),
    "letter_meeting": Shape("record", parts={"days": Shape("whole", least=1, most=60), "at": Shape("hour")}),
    "letter_numbering": Shape("choice", known=lambda: ("typed", "counter")),
    "paper": Shape("record", parts={"size": Shape("choice", known=lambda: ("F4", "A4"))}),
    "report_scopes": Shape("scopes", longest=2000),
    "emergency_text": Shape("paragraph", longest=400),
    "answer_limit": Shape("whole", least=40, most=5000),
    "named_people": Shape("named", longest=2000, required=False),
}
#: Days of a deadline: a limit of none would be no promise, of a year no use.
_DAYS = Shape("whole", least=1, most=365)


def shape_of(key: str) -> Shape | None:
    """The shape of a setting; None for a key that the house does not know or that no form can hold."""
    if key not in settings.DEFAULTS:
        return None
    if key == "deadline_days":
        return Shape("record", parts=dict.fromkeys(settings.DEFAULTS[key], _DAYS))
    if key == "routes":
        channels = {**dict.fromkeys(ways.labels()), **dict.fromkeys(settings.DEFAULTS[key])}
        return Shape("record", parts=dict.fromkeys(channels, Shape("choice", known=_codes)))
    return _SPECIAL.get(key) or _guess(settings.DEFAULTS[key])


def _guess(value: Any) -> Shape | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return Shape("whole", most=100_000)
    if isinstance(value, str):
        return Shape("paragraph" if len(value) > 100 else "text", longest=1000, required=bool(value))
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return Shape("lines", longest=2000)
    if isinstance(value, dict):
        parts = {name: _guess(each) for name, each in value.items()}
        known = {name: part for name, part in parts.items() if part is not None}
        return Shape("record", parts=known) if len(known) == len(parts) else None
    return None


def fields_of(shape: Shape, name: str = "value") -> list[tuple[str, Shape]]:
    """The form's fields: (name, shape); the parts of a record are `value-<part>`."""
    if shape.kind == "record":
        return [pair for part, each in shape.parts.items() for pair in fields_of(each, f"{name}-{part}")]
    return [(name, shape)]


def read(typed: Typed, shape: Shape, name: str = "value") -> Any:
    """The value that was typed; faults gather in *typed*."""
    if shape.kind == "record":
        return {part: read(typed, each, f"{name}-{part}") for part, each in shape.parts.items()}
    if shape.kind == "whole":
        return typed.whole(name, shape.least, shape.most)
    if shape.kind == "choice":
        return typed.choice(name, shape.known())
    if shape.kind == "hour":
        found = typed.hour(name, required=True)
        return found.strftime("%H:%M") if found else ""
    text = typed.text(name, shape.longest, required=shape.required)
    if shape.kind == "prefix" and text and not _PREFIX.fullmatch(text):
        typed.fault(name, "not_a_prefix")
    if shape.kind in ("lines", "named"):
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        if shape.kind == "named":
            _judge_named(typed, name, lines)
        return lines
    return _scopes(typed, name, text) if shape.kind == "scopes" else text


def shown(shape: Shape, value: Any, name: str = "value") -> dict[str, Any]:
    """What the form's fields show of a value: the other way round of `read`."""
    if shape.kind == "record":
        given = value if isinstance(value, dict) else {}
        found: dict[str, Any] = {}
        for part, each in shape.parts.items():
            found |= shown(each, given.get(part, ""), f"{name}-{part}")
        return found
    if shape.kind == "hour":
        return {name: time.fromisoformat(value) if value else None}
    if shape.kind in ("lines", "named"):
        return {name: "\n".join(value) if isinstance(value, list) else value}
    if shape.kind == "scopes" and isinstance(value, dict):
        lines = (f"{slug} | {each['label']} | {', '.join(each['sops'])}" for slug, each in value.items())
        return {name: "\n".join(lines)}
    return {name: value}


def _judge_named(typed: Typed, name: str, lines: Sequence[str]) -> None:
    """A slip in a lane or a login would leave a confidential case with nobody who may open it."""
    lanes = {
        f"{sop.code}/{lane.id}"
        for sop in sops.every().values()
        for lane in sop.lanes
        if lane.scope == "named"
    }
    logins = set(db.session.scalars(select(User.username).where(User.active)))
    for line in lines:
        lane, _, names = line.partition(":")
        people = names.replace(",", " ").split()
        if lane.strip() not in lanes or not people:
            typed.fault(name, "not_a_named_lane", line=line[:80], known=", ".join(sorted(lanes)))
        for unknown in sorted(set(people) - logins):
            typed.fault(name, "account_unknown", login=unknown[:64])


def _scopes(typed: Typed, name: str, text: str) -> dict[str, Any]:
    """Lines of `slug | label | sop, sop` to {slug: {label, sops}}; every SOP must be one that we have."""
    codes = set(db.session.scalars(select(SopVersion.code).distinct()))
    found: dict[str, Any] = {}
    for line in filter(str.strip, text.splitlines()):
        match = _SCOPE.fullmatch(line)
        sops = [code.strip() for code in match[3].split(",") if code.strip()] if match else []
        if match is None or match[1] in found or not sops or not set(sops) <= codes:
            typed.fault(name, "not_a_scope", line=line.strip()[:80])
            continue
        found[match[1]] = {"label": match[2], "sops": sops}
    return found
