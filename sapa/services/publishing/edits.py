"""What an administrator types into the matrix, put into the body of a draft; pure, nothing is stored.

Every function takes a body and gives a new one. Typed text is kept as it is, right or wrong: the linter
tells what is wrong with it. A field that somebody has typed anew is not our assumption any more.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from sapa.services.publishing.bodies import Body, step, steps

#: What a form sent: each name with all its values.
Typed = Mapping[str, Sequence[str]]

TEXTS = ("no", "activity", "requires", "time", "output", "note")
CHOSEN = ("lane", "wait", "on_timeout")
#: Fields that a row cannot do without; all others are left out of the body when they are blank.
_NEEDED = ("activity", "lane", "id", "process")
_NUMBER = re.compile(r"([A-Za-z]+-?)(\d+)")


def matrix(body: Body, typed: Typed) -> Body:
    """The whole matrix page: title, options, wait limits, deadlines, identity page, and every row."""
    made = deepcopy(body)
    if (title := _one(typed, "title")) is not None:
        made["title"] = title.strip()
    _options(made, typed)
    _waits(made, typed)
    _processes(made, typed)
    _identity(made, typed)
    for row in steps(made):
        for field in (*TEXTS, *CHOSEN):
            put(row, field, _one(typed, f"{row.get('id')}.{field}"))
    return made


def put(row: dict[str, Any], field: str, value: str | None) -> None:
    """One typed text; None where the form did not have it. The printed `no` may be blank on purpose."""
    old = row.get(field)
    text = None if value is None else value.replace("\r\n", "\n").strip()
    if text is None or text == str(old or "").replace("\r\n", "\n").strip():
        return
    if text or field in _NEEDED or field == "no":
        row[field] = text
    else:
        row.pop(field, None)
    settle(row, field)


def settle(row: dict[str, Any], field: str) -> None:
    """What somebody typed is the city's own word and no assumption of ours any more."""
    assumed = row.get("assumed")
    if isinstance(assumed, list) and field in assumed:
        row["assumed"] = [name for name in assumed if name != field]
        if not row["assumed"]:
            del row["assumed"]


def add_row(body: Body, after: str) -> tuple[Body, str]:
    """A blank row below another one, in its process and lane, with one way on; the id is made up."""
    made = deepcopy(body)
    rows = made["steps"]
    place = next((n for n, row in enumerate(rows) if row.get("id") == after), len(rows) - 1)
    above = rows[place]
    made_id = _fresh_id([str(row.get("id")) for row in rows], str(above.get("id")))
    process = above.get("process")
    following = [row["id"] for row in rows[place + 1 :] if row.get("process") == process]
    way: dict[str, Any] = {"to": [following[0]]} if following else {"to": ["end"], "outcome": "done"}
    action = {"slug": "continue", "label": "Lanjutkan", "by": [above.get("lane")], **way}
    fresh = {"id": made_id, "no": "", "process": process, "lane": above.get("lane"), "activity": ""}
    rows.insert(place + 1, {**fresh, "actions": [action]})
    return made, made_id


def remove_row(body: Body, step_id: str) -> Body:
    """Without one row: nobody waits for it any more; what still leads to it is named by the linter."""
    made = deepcopy(body)
    made["steps"] = [row for row in made["steps"] if row.get("id") != step_id]
    for row in made["steps"]:
        if step_id in row.get("join", ()):
            row["join"] = [each for each in row["join"] if each != step_id]
    return made


def move_row(body: Body, step_id: str, up: bool) -> Body:
    """The row changes places with its neighbour of the same process."""
    made = deepcopy(body)
    rows, row = made["steps"], step(made, step_id)
    if row is None:
        return made
    own = [n for n, each in enumerate(rows) if each.get("process") == row.get("process")]
    at = own.index(rows.index(row))
    other = at - 1 if up else at + 1
    if 0 <= other < len(own):
        first, second = own[at], own[other]
        rows[first], rows[second] = rows[second], rows[first]
    return made


def lost_rows(body: Body, typed: Typed) -> list[str]:
    """Rows that the form still had and the draft has no more: somebody else removed them meanwhile."""
    return [row for row in typed.get("rows", ()) if step(body, row) is None]


def _one(typed: Typed, name: str) -> str | None:
    values = typed.get(name)
    return values[-1] if values else None


def _options(made: Body, typed: Typed) -> None:
    for name in typed.get("options", ()):
        if name in made.get("options", {}):
            option = made["options"][name]
            option.pop("on", None)
            if f"option.{name}" in typed:
                option["on"] = True


def _waits(made: Body, typed: Typed) -> None:
    for name, wait in made.get("waits", {}).items():
        for field in ("raw", "label"):
            value = _one(typed, f"wait.{name}.{field}")
            if value is not None:
                wait[field] = value.strip()
    raw, label = (str(_one(typed, f"newwait.{field}") or "").strip() for field in ("raw", "label"))
    if raw:
        waits = made.setdefault("waits", {})
        waits[_fresh_id([*waits], "W1")] = {"raw": raw, "label": label, "assumed": True}


def _processes(made: Body, typed: Typed) -> None:
    for process in made.get("processes", ()):
        name = f"process.{process.get('name')}"
        put(process, "label", _one(typed, f"{name}.label"))
        put(process, "calendar", _one(typed, f"{name}.calendar"))
        deadline = process.get("deadline")
        if isinstance(deadline, dict):
            put(deadline, "days", _one(typed, f"{name}.days"))
            put(deadline, "extension", _one(typed, f"{name}.extension"))


def _identity(made: Body, typed: Typed) -> None:
    """Texts as they are; of a list one item a line."""
    identity = made.setdefault("identity", {})
    for name in ("tanggal_pembuatan", "tanggal_revisi", "pengesahan", "nama"):
        put(identity, name, _one(typed, f"identity.{name}"))
    for name in ("dasar_hukum", "keterkaitan", "peringatan", "kualifikasi", "peralatan", "pencatatan"):
        value = _one(typed, f"identity.{name}")
        if value is None:
            continue
        lines = [line.strip() for line in value.splitlines() if line.strip()]
        identity[name] = lines
        if not lines:
            del identity[name]


def _fresh_id(known: Sequence[str], like: str) -> str:
    """The next number after those in use, with the letters of its neighbour: T14."""
    match = _NUMBER.match(like)
    letters = match[1] if match else "R"
    found = (_NUMBER.fullmatch(each) for each in known)
    used = [int(each[2]) for each in found if each is not None and each[1] == letters]
    return f"{letters}{max(used, default=0) + 1:02d}"
