"""What an administrator types into the matrix, put into the body of a draft; pure, nothing is stored.

Every function takes a body and gives a new one. Typed text is kept as it is, right or wrong: the linter
tells what is wrong with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from typing import Any

from sapa.services.publishing.bodies import Body, step, steps
from sapa.services.publishing.fields import Part, Typed, one, put, settle, swapped
from sapa.sop.parts import END

TEXTS = ("no", "activity", "requires", "time", "output", "note")
CHOSEN = ("lane", "wait", "on_timeout")
_NUMBER = re.compile(r"([A-Za-z]+-?)(\d+)")
#: The one way out of a new row, until somebody says otherwise.
ONWARD, ONWARD_LABEL = "continue", "Lanjutkan"


def matrix(body: Body, typed: Typed) -> Body:
    """Every row as the matrix page has it."""
    made = deepcopy(body)
    for row in steps(made):
        before = row.get("lane")
        for field in (*TEXTS, *CHOSEN):
            put(row, field, one(typed, f"{row.get('id')}.{field}"))
        for action in row.get("actions", ()):
            follow(action, before, row.get("lane"))
        own(row)
    return made


def own(row: Part) -> None:
    """A row that the sheet prints is the city's: its words must not stay blank on paper as ours would."""
    if row.get("no") is not None and row.get("assumed") is True:
        del row["assumed"]


def follow(action: Part, before: Any, lane: Any) -> None:
    """An action that only the row's lane could do goes with the row; what others may do stays theirs."""
    if lane != before and action.get("by") == [before]:
        action["by"] = [lane]
        settle(action, "by")


def add_row(body: Body, after: str) -> tuple[Body, str]:
    """A row below another one, in its process and lane; its id is made up.

    The new row stands *between*: what led from the row above straight to the following one now leads to it,
    and from it on. What both of its neighbours may do (an agency answers at every rung) it may do, too.
    """
    made = deepcopy(body)
    rows = made["steps"]
    place = next((n for n, row in enumerate(rows) if row.get("id") == after), len(rows) - 1)
    above, process = rows[place], rows[place].get("process")
    following = next((row for row in rows[place + 1 :] if _runs(row, process)), None)
    row = blank_row(made, str(process), str(above.get("lane")), [following["id"]] if following else [])
    if following is not None:
        _between(row, above, following)
    rows.insert(place + 1, row)
    return made, str(row["id"])


def blank_row(body: Body, process: str, lane: str, to: list[str]) -> Part:
    """A row with one way on, to *to* or to the end of the case."""
    ids = [str(row.get("id")) for row in steps(body)]
    like = next((str(row["id"]) for row in steps(body) if _NUMBER.match(str(row.get("id")))), "R1")
    way: Part = {"to": to} if to else {"to": [END], "outcome": "done"}
    action = {"slug": ONWARD, "label": ONWARD_LABEL, "by": [lane], **way}
    fresh = {"id": fresh_id(ids, like), "no": "", "process": process, "lane": lane, "activity": ""}
    return {**fresh, "actions": [action]}


def redirected(body: Body, row_id: str) -> list[tuple[str, str]]:
    """(row, label) of the actions that lead to a row."""
    return [(str(row.get("id")), str(action.get("label"))) for row, action in _callers(body, row_id)]


def remove_row(body: Body, step_id: str) -> Body:
    """Without one row: nobody waits for it any more; what still leads to it is named by the linter.

    Where the row had one way on only, what led to it takes that way.
    """
    made = deepcopy(body)
    gone = step(made, step_id)
    made["steps"] = [row for row in made["steps"] if row.get("id") != step_id]
    for row in made["steps"]:
        if step_id in row.get("join", ()):
            row["join"] = [each for each in row["join"] if each != step_id]
    ways = {each for action in (gone or {}).get("actions", ()) for each in action.get("to", ())}
    if len(ways) == 1 and END not in ways:
        for _row, action in list(_callers(made, step_id)):
            _lead(action, step_id, *ways)
    return made


def move_row(body: Body, step_id: str, up: bool) -> Body:
    """The row changes places with its neighbour of the same process."""
    made = deepcopy(body)
    rows, row = made["steps"], step(made, step_id)
    if row is None:
        return made
    places = [n for n, each in enumerate(rows) if each.get("process") == row.get("process")]
    own = [rows[n] for n in places]
    swapped(own, own.index(row), up)
    for place, each in zip(places, own, strict=True):
        rows[place] = each
    return made


def lost_rows(body: Body, typed: Typed) -> list[str]:
    """Rows that the form still had and the draft has no more: somebody else removed them meanwhile."""
    return [row for row in typed.get("rows", ()) if step(body, row) is None]


def fresh_id(known: Sequence[str], like: str) -> str:
    """The next number after those in use, with the letters of its neighbour: T14."""
    match = _NUMBER.match(like)
    letters = match[1] if match else "R"
    found = (_NUMBER.match(each) for each in known)
    used = [int(each[2]) for each in found if each is not None and each[1] == letters]
    return f"{letters}{max(used, default=0) + 1:02d}"


def _runs(row: Part, process: Any) -> bool:
    return row.get("process") == process and row.get("kind") != "end"


def _between(row: Part, above: Part, following: Part) -> None:
    shared = [each for each in above.get("actions", ()) if each in following.get("actions", ())]
    row["actions"] += deepcopy(shared)
    for flag in ("per_unit", "answerable"):
        if following.get(flag) and (flag == "per_unit" or above.get(flag)):
            row[flag] = True
    for action in above.get("actions", ()):
        _lead(action, str(following["id"]), str(row["id"]))


def _callers(body: Body, row_id: str) -> Iterator[tuple[Part, Part]]:
    for row in steps(body):
        for action in row.get("actions", ()):
            if row_id in (*action.get("to", ()), *action.get("up_to", ())):
                yield row, action


def _lead(action: Part, old: str, new: str) -> None:
    """What led to one row leads to another."""
    for field in ("to", "up_to"):
        if old in action.get(field, ()):
            action[field] = list(dict.fromkeys(new if each == old else each for each in action[field]))
            settle(action, field)
