"""What holds for the whole of a draft: wait limits, processes, options, what the citizen must tell; pure."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sapa.services.errors import Invalid, Wrong
from sapa.services.publishing.bodies import Body, steps
from sapa.services.publishing.edits import blank_row, fresh_id
from sapa.services.publishing.fields import (
    Part,
    Typed,
    drop_default,
    one,
    put,
    put_flags,
    put_list,
    slug_of,
)
from sapa.sop.parts import IDENTITY

#: Choices for the deadline of a case: not named by the SOP (then it goes by klasifikasi, where there is one),
#: by klasifikasi as the settings say, or so many days.
NOT_NAMED, BY_KLASIFIKASI, BY_DAYS = "", "klasifikasi", "days"


def rules(body: Body, typed: Typed) -> Body:
    """The body with its limits, processes, options and asked identity as they were typed."""
    made = deepcopy(body)
    _options(made, typed)
    for name, wait in made.get("waits", {}).items():
        for field in ("raw", "label"):
            put(wait, field, one(typed, f"wait.{name}.{field}"), needed=("raw",))
    for process in made.get("processes", ()):
        name = f"process.{process.get('name')}"
        if name in typed:
            _process(process, name, typed)
    if "reporter" in typed:
        _reporter(made, typed)
    return made


def add_wait(body: Body, typed: Typed) -> Body:
    """One more wait limit with a code of its own. Raises Invalid without a length."""
    raw, label = ((one(typed, f"newwait.{field}") or "").strip() for field in ("raw", "label"))
    if not raw:
        raise Invalid({"newwait.raw": Wrong("required")})
    made = deepcopy(body)
    waits = made.setdefault("waits", {})
    name = fresh_id([*waits], "W1")
    waits[name] = {"raw": raw, **({"label": label} if label else {}), "assumed": True}
    return made


def remove_wait(body: Body, name: str) -> Body:
    """Without one wait limit. Raises Invalid while rows wait by it."""
    rows = [str(row.get("id")) for row in steps(body) if row.get("wait") == name]
    if rows:
        raise Invalid({f"wait.{name}.raw": Wrong("sop_wait_used", {"rows": ", ".join(rows)})})
    made = deepcopy(body)
    made.get("waits", {}).pop(name, None)
    return made


def add_process(body: Body, typed: Typed) -> tuple[Body, str]:
    """One more process with a blank first row; the body and the id of the row. Raises Invalid."""
    label = (one(typed, "newprocess.label") or "").strip()
    if not label:
        raise Invalid({"newprocess.label": Wrong("required")})
    made = deepcopy(body)
    known = made.setdefault("processes", [])
    name = slug_of(label, [str(each.get("name")) for each in known], "proses")
    calendar = one(typed, "newprocess.calendar") or ""
    fresh: dict[str, Any] = {"name": name, "label": label, "start": "", "calendar": calendar}
    known.append(fresh)
    return first_row(made, name)


def first_row(body: Body, process: str) -> tuple[Body, str]:
    """The first row of a process that has none; it begins there."""
    made = deepcopy(body)
    lane = next((each.get("id") for each in made.get("lanes", ()) if each.get("role")), "")
    row = blank_row(made, process, str(lane), [])
    made.setdefault("steps", []).append(row)
    for each in made.get("processes", ()):
        if each.get("name") == process:
            each["start"] = row["id"]
    return made, str(row["id"])


def remove_process(body: Body, name: str) -> Body:
    """Without one process. Raises Invalid while it has rows, or while an action begins it."""
    rows = [str(row.get("id")) for row in steps(body) if row.get("process") == name or _begins(row, name)]
    if rows:
        raise Invalid({f"process.{name}.label": Wrong("sop_process_used", {"rows": ", ".join(rows)})})
    made = deepcopy(body)
    made["processes"] = [each for each in made["processes"] if each.get("name") != name]
    return made


def add_duty(body: Body, process: str, typed: Typed) -> Body:
    """One more daily duty of a process. Raises Invalid without a label."""
    name = f"process.{process}.newduty"
    label = (one(typed, f"{name}.label") or "").strip()
    if not label:
        raise Invalid({f"{name}.label": Wrong("required")})
    made = deepcopy(body)
    for each in made.get("processes", ()):
        if each.get("name") == process:
            duties = each.setdefault("duties", [])
            slug = slug_of(label, [str(duty.get("name")) for duty in duties], "kewajiban")
            edge = one(typed, f"{name}.edge") or "opening"
            duties.append({"name": slug, "label": label, "edge": edge})
    return made


def remove_duty(body: Body, process: str, duty: str) -> Body:
    """Without one daily duty of a process."""
    made = deepcopy(body)
    for each in made.get("processes", ()):
        if each.get("name") == process:
            kept = [one for one in each.pop("duties", ()) if one.get("name") != duty]
            each.update({"duties": kept} if kept else {})
    return made


def _begins(row: Part, process: str) -> bool:
    return any(action.get("begins") == process for action in row.get("actions", ()))


def _options(made: Body, typed: Typed) -> None:
    for name in typed.get("options", ()):
        if name in made.get("options", {}):
            option = made["options"][name]
            put(option, "label", one(typed, f"option.{name}.label"))
            put_flags(option, ("on",), f"option.{name}", typed)


def _process(process: Part, name: str, typed: Typed) -> None:
    for field in ("label", "start", "calendar"):
        put(process, field, one(typed, f"{name}.{field}"))
    put_flags(process, ("confidential", "moderated"), name, typed)
    _deadline(process, f"{name}.deadline", typed)
    for duty in process.get("duties", ()):
        own = f"{name}.duty.{duty.get('name')}"
        for field in ("label", "edge"):
            put(duty, field, one(typed, f"{own}.{field}"))


def _deadline(process: Part, name: str, typed: Typed) -> None:
    by = one(typed, f"{name}.by")
    if by is None:
        return
    if by == NOT_NAMED:
        process.pop("deadline", None)
        return
    deadline = process.setdefault("deadline", {})
    put(deadline, "by", by if by != BY_KLASIFIKASI or "by" in deadline else "", needed=())
    drop_default(deadline, "by", BY_KLASIFIKASI)
    for field in ("days", "extension", "calendar"):
        put(deadline, field, one(typed, f"{name}.{field}"), needed=())
    if by != BY_DAYS:
        deadline.pop("days", None)


def _reporter(made: Body, typed: Typed) -> None:
    """The asked identity: `own` channels have a list of their own, all others follow the first line.

    Whoever ticks a field of a channel that had no list means a list, too.
    """
    asked = made.setdefault("reporter", {})
    for channel in typed["reporter"]:
        ticked = f"reporter.{channel}.own" in typed or (
            channel not in asked and f"reporter.{channel}" in typed
        )
        if channel != "default" and not ticked:
            asked.pop(channel, None)
            continue
        chosen = [name for name in IDENTITY if name in typed.get(f"reporter.{channel}", ())]
        holder = {"asked": list(asked.get(channel, ()))}
        put_list(holder, "asked", chosen)
        if channel in asked or chosen or channel != "default":
            asked[channel] = holder.get("asked", [])
    if not asked or asked == {"default": []}:
        del made["reporter"]
