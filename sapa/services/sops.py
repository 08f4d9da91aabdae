"""SOP versions at run time: read from the table only, frozen, kept by id."""

from __future__ import annotations

from datetime import datetime

from flask import g, has_request_context
from sqlalchemy import URL, BigInteger, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import defer

from sapa.db import db
from sapa.models import SopVersion
from sapa.services.errors import NotFound
from sapa.sop.definition import Definition
from sapa.sop.loader import shipped

_cache: dict[tuple[URL, int], Definition] = {}
_EVERY, _IDS = "sapa_sops", "sapa_sop_ids"
#: The ids of all versions as one value, for a query that has something else to ask as well.
ids_query = func.array(select(SopVersion.id).scalar_subquery(), type_=ARRAY(BigInteger))


def definition(version_id: int) -> Definition:
    """The definition of one stored version; a case asks for the one that it began with.

    Read once a process: a stored version is never edited, any change is a version of its own.
    """
    where = (db.engine.engine.url, version_id)
    if where not in _cache:
        row = db.session.get(SopVersion, version_id)
        if row is None:
            raise NotFound("sop_unknown", id=version_id)
        _cache[where] = Definition.from_json(row.body)
    return _cache[where]


def every() -> dict[int, Definition]:
    """All stored versions by id; within a request they are asked for once."""
    kept: dict[int, Definition] | None = g.get(_EVERY)
    if kept is None:
        ids = g.pop(_IDS, None) or db.session.scalars(select(SopVersion.id))
        kept = {each: definition(each) for each in ids}
        if has_request_context():
            setattr(g, _EVERY, kept)
    return kept


def know(ids: list[int]) -> None:
    """Take what `ids_query` found for the versions that this request may meet."""
    setattr(g, _IDS, ids)


def current(code: str) -> SopVersion:
    """The newest effective version of *code*: new cases run on it."""
    row = db.session.scalars(
        select(SopVersion)
        .where(SopVersion.code == code, SopVersion.state == "efektif")
        .order_by(SopVersion.version.desc())
        .limit(1)
        .options(defer(SopVersion.body))
    ).first()
    if row is None:
        raise NotFound("sop_unknown", id=code)
    return row


def install(now: datetime) -> int:
    """Copy shipped versions that the table lacks into it (release step); returns how many were new."""
    known = set(db.session.execute(select(SopVersion.code, SopVersion.version)))
    fresh = [each for each in shipped() if (each.code, each.version) not in known]
    db.session.add_all(_row(each, now) for each in fresh)
    db.session.commit()
    return len(fresh)


def _row(each: Definition, now: datetime) -> SopVersion:
    return SopVersion(
        code=each.code,
        version=each.version,
        title=each.title,
        body=each.to_json(),
        digest=each.digest,
        state="efektif",
        loaded_at=now,
    )
