"""How typed values get into a part of a draft: texts as they are, numbers, ticks and lists; pure.

Typed text is kept right or wrong, the linter tells what is wrong with it. What somebody has typed anew is
the city's own word and not our assumption any more.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

#: What a form sent: each name with all its values.
Typed = Mapping[str, Sequence[str]]
Part = dict[str, Any]

#: Fields that a part cannot do without; all others are left out of the body when they are blank.
NEEDED = ("activity", "lane", "id", "process", "label", "start", "calendar", "ask", "raw", "name", "edge")
_SLUG = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,63}")


def one(typed: Typed, name: str) -> str | None:
    """The value of one name; None where the form did not have it."""
    values = typed.get(name)
    return values[-1] if values else None


def put(part: Part, field: str, value: str | None, needed: Collection[str] = NEEDED) -> None:
    """One typed text; None where the form did not have it. The printed `no` may be blank on purpose."""
    old = part.get(field)
    text = None if value is None else value.replace("\r\n", "\n").strip()
    if text is None or text == str(old or "").replace("\r\n", "\n").strip():
        return
    if text or field in needed or field == "no":
        part[field] = text
    else:
        part.pop(field, None)
    settle(part, field)


def put_number(part: Part, field: str, value: str | None) -> None:
    """One typed whole number; blank and 0 are left out, nonsense stays for the linter to name."""
    text = None if value is None else value.strip()
    if text is None or text == str(part.get(field) or ""):
        return
    part.pop(field, None)
    if text.strip("0"):
        part[field] = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else text
    settle(part, field)


def put_list(part: Part, field: str, values: Iterable[str]) -> None:
    """The ticked boxes of one list."""
    chosen = list(dict.fromkeys(values))
    old = list(part.get(field, ()))
    if set(chosen) == set(old):
        return
    # What stays keeps its place: the order in which steps open is the file's, not that of the boxes.
    stays = [value for value in old if value in chosen]
    part[field] = [*stays, *(value for value in chosen if value not in stays)]
    if not part[field]:
        del part[field]
    settle(part, field)


def put_lines(part: Part, field: str, value: str | None) -> None:
    """A list typed with one item a line."""
    if value is None:
        return
    lines = [line.strip() for line in value.splitlines() if line.strip()]
    stood = "\n".join(map(str, part.get(field, ()))).splitlines()
    if lines == [line.strip() for line in stood if line.strip()]:
        return
    part[field] = lines
    if not lines:
        del part[field]
    settle(part, field)


def put_flags(part: Part, names: Iterable[str], prefix: str, typed: Typed) -> None:
    """Ticks: `<prefix>.<name>` was sent or it was not."""
    for name in names:
        on = f"{prefix}.{name}" in typed
        if on != bool(part.get(name)):
            part.pop(name, None)
            part.update({name: True} if on else {})
            settle(part, name)


def drop_default(part: Part, field: str, default: str) -> None:
    """A value that goes without saying is not said."""
    if part.get(field) == default:
        del part[field]


def settle(part: Part, field: str) -> None:
    """What somebody typed is the city's own word and no assumption of ours any more."""
    assumed = part.get("assumed")
    if isinstance(assumed, list) and field in assumed:
        part["assumed"] = [name for name in assumed if name != field]
        if not part["assumed"]:
            del part["assumed"]


def slug_of(label: str, known: Iterable[str], otherwise: str) -> str:
    """A short name made of a label, one that is not `known` yet."""
    word = re.sub(r"[^a-z0-9]+", "_", label.lower()).strip("_")[:40]
    wanted = word if _SLUG.fullmatch(word) else otherwise
    taken, name, number = set(known), wanted, 2
    while name in taken:
        name, number = f"{wanted}_{number}", number + 1
    return name


def swapped(parts: list[Any], at: int, up: bool) -> None:
    """An item changes places with the one above or below it, where there is one."""
    other = at - 1 if up else at + 1
    if 0 <= other < len(parts):
        parts[at], parts[other] = parts[other], parts[at]
