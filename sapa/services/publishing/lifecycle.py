"""From draft to the sheet in force and out of force again: what was decided, by whom, for which days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sapa.db import transaction
from sapa.models import SopVersion
from sapa.models.sop import APPROVED, DRAFT, WITHDRAWN
from sapa.reports import words
from sapa.services import adminlog, calendars, counters, sops, units, ways
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.figures.scope import scopes
from sapa.services.publishing import bodies
from sapa.services.publishing.drafts import KIND
from sapa.services.typed import Typed
from sapa.sop.definition import Definition


def approve(version_id: int, revision: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> None:
    """Freeze a draft with `nomor`, `approved_on` and `effective_from`; new cases run on it from that day on.

    Number and dates are printed on its identity page. Raises Conflict for a draft with faults or one that
    somebody changed meanwhile, Invalid for numbers and dates that cannot be.
    """
    with transaction():
        row = adminlog.locked(SopVersion, version_id, "sop_unknown")
        sop = _ready(row, revision)
        _keeps_processes(sop, calendars.local_day(now))
        _dates(row, data, calendars.local_day(now))
        sop = _printed(sop, row)
        row.body, row.digest = sop.to_json(), sop.digest
        row.title = sop.title[: bodies.LONGEST_TITLE]
        row.state, row.approved_by = APPROVED, actor.user_id
        counters.touch(sops.STAMP)
        units.lay(sop)
        told = {"nomor": row.nomor, "approved_on": _iso(row.approved_on)}
        _note("sop_approved", row, actor, now, effective_from=_iso(row.effective_from), **told)


def withdraw(version_id: int, day: date | None, actor: Actor, now: datetime) -> None:
    """Take a version out of force from *day* on (tomorrow or later), or call it off before its day came.

    No older version returns: publish another one first. Raises Conflict while a channel or a report needs it.
    """
    today = calendars.local_day(now)
    with transaction():
        row = adminlog.locked(SopVersion, version_id, "sop_unknown")
        if row.state != APPROVED:
            raise Conflict("sop_not_approved")
        if row.effective_from is not None and row.effective_from > today:
            row.withdrawn_on = row.effective_from
        else:
            row.withdrawn_on = _last_day(row, day, today)
        row.state = WITHDRAWN
        counters.touch(sops.STAMP)
        _note("sop_withdrawn", row, actor, now, withdrawn_on=_iso(row.withdrawn_on))


def _ready(row: SopVersion, revision: int) -> Definition:
    if row.state != DRAFT:
        raise Conflict("sop_not_draft")
    if row.revision != revision:
        raise Conflict("sop_changed_since_read")
    found = bodies.judged(row.body, calendars.everything())
    if found.definition is None:
        raise Conflict("sop_has_faults", count=len(found.faults))
    return found.definition


def _keeps_processes(sop: Definition, today: date) -> None:
    """Messages, shifts and reports run on processes by their names: none may be missing all at once."""
    present = sops.in_force(sops.versions(), sop.code, today)
    if present is not None and _needed(sop.code, today):
        lost = sops.definition(present.id).processes.keys() - sop.processes.keys()
        if lost:
            raise Conflict("sop_process_missing", names=", ".join(sorted(lost)))


def _dates(row: SopVersion, data: Mapping[str, Any], today: date) -> None:
    typed = Typed(data)
    nomor = typed.text("nomor", 120)
    approved = typed.day("approved_on", required=True)
    effective = typed.day("effective_from", required=True)
    if approved is not None and approved > today:
        typed.fault("approved_on", "approved_later")
    if effective is not None and effective < today:
        typed.fault("effective_from", "in_the_past")
    typed.check()
    row.nomor, row.approved_on, row.effective_from = nomor, approved, effective


def _printed(sop: Definition, row: SopVersion) -> Definition:
    """The definition with number and date on its identity page."""
    assert row.effective_from is not None, "`_dates` has set it"
    identity = replace(sop.identity, nomor=row.nomor or "", tanggal_efektif=words.day(row.effective_from))
    return replace(sop, identity=identity)


def _last_day(row: SopVersion, day: date | None, today: date) -> date:
    current = sops.in_force(sops.versions(), row.code, today)
    if current is None or current.id != row.id:
        raise Conflict("sop_replaced")
    if day is None or day <= today:
        raise Invalid({"day": Wrong("tomorrow_or_later")})
    follower = sops.in_force(sops.versions(), row.code, day)
    if (follower is None or follower.id == row.id) and _needed(row.code, day):
        raise Conflict("sop_needed")
    return day


def _needed(code: str, day: date) -> bool:
    """Whether messages or reports ask for this SOP: without a version they would be refused."""
    named = set(ways.routes(day).values())
    return code in named | {each for scope in scopes(day) for each in scope.sops}


def _note(kind: str, row: SopVersion, actor: Actor, now: datetime, **data: Any) -> None:
    about = adminlog.subject(KIND, row.id)
    adminlog.note(kind, about, actor, now, code=row.code, version=row.version, digest=row.digest, **data)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
