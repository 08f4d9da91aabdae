"""Drafts of SOPs: copied from a version or read from a file, saved as often as you like, deleted."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select

from sapa.db import db, transaction
from sapa.models import SopVersion
from sapa.models.sop import DRAFT
from sapa.roles import BY_SLUG
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, NotFound
from sapa.services.publishing import bodies
from sapa.services.publishing.bodies import Body
from sapa.sop.diff import compared
from sapa.sop.faults import Fault
from sapa.sop.loader import Judgement, judge

KIND = "sop"
#: So many changed places are named in one entry of the log.
TOLD = 40


def find(version_id: int) -> SopVersion:
    """One version of any state. NotFound."""
    row: SopVersion | None = db.session.get(SopVersion, version_id)
    if row is None:
        raise NotFound("sop_unknown", id=version_id)
    return row


def draft(version_id: int) -> SopVersion:
    """One draft. NotFound; Conflict where it is no draft any more."""
    row = find(version_id)
    if row.state != DRAFT:
        raise Conflict("sop_not_draft")
    return row


def copy(version_id: int, actor: Actor, now: datetime) -> int:
    """A draft with the next free number of the same SOP and all that the version says. Returns its id."""
    with transaction():
        source = find(version_id)
        body = dict(source.body)
        return _add(body, actor, now, "sop_copied", copied_from=source.id)


def take_in(raw: bytes, actor: Actor, now: datetime) -> tuple[int | None, Judgement]:
    """A draft from a YAML file: its id, or None and every fault of the file, which then changes nothing.

    The version number of the file gives way to the next free one of its code.
    """
    found = judge(raw, roles=BY_SLUG)
    if found.definition is None:
        return None, found
    body = found.definition.to_json()
    if bodies.cleaned(body) != body:
        return None, Judgement(None, (Fault(None, "file", "wrong_encoding"),))
    with transaction():
        return _add(body, actor, now, "sop_imported"), found


def save(version_id: int, revision: int, body: Body, actor: Actor, now: datetime) -> int:
    """Keep what was typed, right or wrong; returns the new revision, the old one where nothing changed.

    Raises Conflict("sop_changed_elsewhere", name, at) where somebody saved after this page was opened.
    """
    body = bodies.cleaned(body)
    with transaction():
        row = _locked(version_id)
        if row.revision != revision:
            raise Conflict("sop_changed_elsewhere", name=_name(row.changed_by), at=row.changed_at)
        changed = compared(row.body, body)
        if not changed:
            return revision
        row.body, row.digest = body, bodies.digest(body)
        row.title = str(body.get("title", ""))[: bodies.LONGEST_TITLE]
        _touched(row, actor, now)
        places = [each.where for each in changed]
        told = {"places": places[:TOLD], "count": len(places)}
        adminlog.note("sop_changed", adminlog.subject(KIND, row.id), actor, now, **_named(row), **told)
        return row.revision


def delete(version_id: int, actor: Actor, now: datetime) -> None:
    """Only a draft can go. Raises NotFound, Conflict."""
    with transaction():
        row = _locked(version_id)
        adminlog.remove(row, KIND, actor, now, label=f"{row.code} {row.version}")


def _add(body: Body, actor: Actor, now: datetime, kind: str, copied_from: int | None = None) -> int:
    code = str(body["code"])
    body = {**body, "version": _next_number(code)}
    row = SopVersion(
        code=code, version=body["version"], title=str(body["title"])[: bodies.LONGEST_TITLE], body=body,
        digest=bodies.digest(body), state=DRAFT, loaded_at=now, copied_from=copied_from,
    )  # fmt: skip
    _touched(row, actor, now)
    row.revision = 1
    db.session.add(row)
    db.session.flush()
    adminlog.note(kind, adminlog.subject(KIND, row.id), actor, now, **_named(row))
    return int(row.id)


def _next_number(code: str) -> int:
    """One more than the highest number of the code; whoever copies the same SOP at once waits here."""
    db.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"sop:{code}"))))
    return (db.session.scalar(select(func.max(SopVersion.version)).where(SopVersion.code == code)) or 0) + 1


def _locked(version_id: int) -> SopVersion:
    row = adminlog.locked(SopVersion, version_id, "sop_unknown")
    if row.state != DRAFT:
        raise Conflict("sop_not_draft")
    return row


def _touched(row: SopVersion, actor: Actor, now: datetime) -> None:
    row.revision = (row.revision or 0) + 1
    row.changed_by, row.changed_at = actor.user_id, now


def _named(row: SopVersion) -> dict[str, Any]:
    return {"code": row.code, "version": row.version}


def _name(user_id: int | None) -> str:
    row = db.session.get(User, user_id) if user_id is not None else None
    return row.get_full_name().strip() if row is not None else ""
