"""SOP versions at run time: which is in force on a day, and what each says; drafts are none of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from sapa.db import db, where
from sapa.models import SopVersion
from sapa.models.sop import APPROVED, DRAFT
from sapa.services import counters
from sapa.services.errors import NotFound
from sapa.sop.definition import Definition
from sapa.sop.loader import shipped

#: The change stamp that approving and withdrawing raise: every process reads the versions anew.
STAMP = "sops"
_EVER = date.min


@dataclass(frozen=True)
class Version:
    """What intake must know of a version: which it is and from when to when it is in force."""

    id: int
    code: str
    version: int
    title: str
    effective_from: date | None
    withdrawn_on: date | None

    @property
    def rank(self) -> tuple[date, int]:
        """Of several in force the one that began last holds; what came with the house began before all."""
        return self.effective_from or _EVER, self.version

    @property
    def called_off(self) -> bool:
        """Withdrawn before its day came: it never was in force and replaces nothing."""
        return self.withdrawn_on is not None and self.withdrawn_on <= (self.effective_from or _EVER)


_versions: dict[tuple[str, int], tuple[Version, ...]] = {}
_every: dict[tuple[str, int], dict[int, Definition]] = {}
_definitions: dict[tuple[str, int], Definition] = {}


def definition(version_id: int) -> Definition:
    """The definition of one version; a case asks for the one that it began with. NotFound for a draft.

    Read once a process: what was approved is frozen, any change is a version of its own.
    """
    here = (where(), version_id)
    if here not in _definitions:
        row = db.session.get(SopVersion, version_id)
        if row is None or row.state == DRAFT:
            raise NotFound("sop_unknown", id=version_id)
        _definitions[here] = Definition.from_json(row.body)
    return _definitions[here]


def place() -> tuple[str, int]:
    """The key of what a process keeps about the versions: changed when somebody approves or withdraws one."""
    return where(), counters.stamp(STAMP)


def versions() -> tuple[Version, ...]:
    """All versions but drafts, kept until somebody approves or withdraws one."""
    here = place()
    if here not in _versions:
        _versions.clear()
        _versions[here] = _read()
    return _versions[here]


def every() -> dict[int, Definition]:
    """The definitions of all versions but drafts, by id."""
    here = place()
    if here not in _every:
        _every.clear()
        _every[here] = {each.id: definition(each.id) for each in versions()}
    return _every[here]


def current(code: str, day: date) -> Version:
    """The version of *code* in force on *day*: cases that begin then run on it. NotFound where none is."""
    found = in_force(versions(), code, day)
    if found is None:
        raise NotFound("sop_unknown", id=code)
    return found


def in_force(known: Iterable[Version], code: str, day: date) -> Version | None:
    """Of all versions that had begun by *day* the last one, unless it is withdrawn: no older one returns."""
    begun = [v for v in known if v.code == code and (v.effective_from or _EVER) <= day and not v.called_off]
    last = max(begun, key=lambda each: each.rank, default=None)
    if last is None or (last.withdrawn_on is not None and last.withdrawn_on <= day):
        return None
    return last


def codes(day: date) -> tuple[str, ...]:
    """The SOPs that have a version in force on *day*."""
    known = versions()
    return tuple(code for code in sorted({v.code for v in known}) if in_force(known, code, day) is not None)


def install(now: datetime) -> int:
    """Copy shipped versions that the table lacks into it (release step); returns how many were new."""
    known = set(db.session.execute(select(SopVersion.code, SopVersion.version)))
    fresh = [each for each in shipped() if (each.code, each.version) not in known]
    db.session.add_all(_row(each, now) for each in fresh)
    if fresh:
        counters.touch(STAMP)
    db.session.commit()
    return len(fresh)


def _read() -> tuple[Version, ...]:
    columns = (SopVersion.id, SopVersion.code, SopVersion.version, SopVersion.title)
    dates = (SopVersion.effective_from, SopVersion.withdrawn_on)
    rows = select(*columns, *dates).where(SopVersion.state != DRAFT).order_by(SopVersion.id)
    return tuple(Version(*row) for row in db.session.execute(rows))


def _row(each: Definition, now: datetime) -> SopVersion:
    return SopVersion(
        code=each.code,
        version=each.version,
        title=each.title,
        body=each.to_json(),
        digest=each.digest,
        state=APPROVED,
        loaded_at=now,
    )
