"""The daily seal: one hash over the heads of cases and registers that moved that day, chained to the last.

A head covers its whole case, so a seal need only hold the heads that are new since yesterday's; together
they hold the head of every case. A seal is made from events, not from the rows of cases: it is the same
whenever it is made, and a day that was missed is sealed later.
"""

from __future__ import annotations

import hashlib
import itertools
import struct
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select, text

from sapa.db import db
from sapa.models import Case, Event, Seal
from sapa.services import history, periods
from sapa.services.figures.scope import midnight, zone
from sapa.services.register import heads as register_heads

JOB = "seals.make"
#: A move that began before midnight has committed by then.
SETTLED = timedelta(minutes=5)
_HEAD = struct.Struct(">QI32s")

_MOVED = text(
    """
    SELECT DISTINCT ON (case_id) case_id, seq, hash FROM event
    WHERE recorded_at >= :start AND recorded_at < :end
    ORDER BY case_id, seq DESC
    """
)


def make_due(now: datetime) -> int:
    """Seal every day that is over and has no seal yet; returns how many seals were made."""
    made = 0
    for day in _missing(now):
        made += periods.once(JOB, day.isoformat(), now, lambda day=day: _make(day, now))
    return made


def next_due(after: datetime) -> datetime:
    """When the day of *after* can be sealed."""
    today = after.astimezone(zone()).date()
    due = midnight(today) + SETTLED
    return due if due > after else midnight(today + timedelta(days=1)) + SETTLED


def _missing(now: datetime) -> Iterator[date]:
    last = (now - SETTLED).astimezone(zone()).date() - timedelta(days=1)
    newest = db.session.scalar(select(func.max(Seal.day)))
    first = newest + timedelta(days=1) if newest else _first_day()
    while first is not None and first <= last:
        yield first
        first += timedelta(days=1)


def _first_day() -> date | None:
    first = db.session.scalar(select(func.min(Event.recorded_at)))
    return first.astimezone(zone()).date() if first else None


def _make(day: date, now: datetime) -> None:
    before = db.session.scalars(select(Seal).where(Seal.day < day).order_by(Seal.day.desc()).limit(1)).first()
    prev = before.hash if before else history.GENESIS
    rows = db.session.execute(_MOVED, {"start": midnight(day), "end": midnight(day + timedelta(days=1))})
    heads = b"".join(_HEAD.pack(case_id, seq, bytes(head)) for case_id, seq, head in rows)
    books = register_heads.new_heads(midnight(day + timedelta(days=1)), _sealed_books(day))
    seal = Seal(day=day, made_at=now, cases_count=len(heads) // _HEAD.size, heads=heads)
    seal.register_heads, seal.prev, seal.hash = books, prev, link(day, prev, heads, books)
    db.session.add(seal)


def _sealed_books(day: date) -> Iterable[bytes]:
    return db.session.scalars(select(Seal.register_heads).where(Seal.day < day, Seal.register_heads != b""))


def link(day: date, prev: bytes, heads: bytes, books: bytes = b"") -> bytes:
    """The hash of a seal: over yesterday's, the day, the heads of cases, and those of registers if any."""
    told = b"register" + len(heads).to_bytes(8, "big") + books if books else b""
    return hashlib.sha256(prev + day.isoformat().encode() + heads + told).digest()


@dataclass
class Findings:
    """What a walk through sealed rows found; a fault is (kind, where)."""

    seals: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        """True where everything holds."""
        return not self.faults

    def told(self, counted: str, good: str, words: Mapping[str, str]) -> list[str]:
        """The result for the shell; *words* are sentences by the kind of fault."""
        faults = [words[kind] % {"where": where} for kind, where in self.faults]
        return [counted, *(faults or [good])]


@dataclass
class Audit(Findings):
    """What a walk through the whole history found."""

    cases: int = 0
    events: int = 0


def verify_audit() -> Audit:
    """Walk the chain of every case and the chain of seals; nothing is changed."""
    audit = Audit()
    _walk_cases(audit)
    _walk_seals(audit)
    return audit


def lines(audit: Audit) -> list[str]:
    """The result for the shell."""
    counted = _(
        "%(cases)d cases, %(events)d events and %(seals)d seals checked.",
        cases=audit.cases, events=audit.events, seals=audit.seals,
    )  # fmt: skip
    words = {
        "event": _("The entry does not fit the one before it: %(where)s"),
        "head": _("The last entries are missing: %(where)s"),
        "seal": _("The seal does not fit the one before it: %(where)s"),
        "sealed": _("The history differs from what was sealed: %(where)s"),
    }
    return audit.told(counted, _("The history is whole."), words)


def _walk_cases(audit: Audit) -> None:
    # Heads first: what is appended meanwhile lies behind them and is no fault.
    rows = db.session.execute(select(Case.id, Case.head, Case.events_count))
    heads = {case_id: (count, bytes(head)) for case_id, head, count in rows}
    audit.cases = len(heads)
    unseen = {case_id for case_id, (count, _) in heads.items() if count}
    for case_id, chain in itertools.groupby(_events(), key=lambda event: event.case_id):
        prev, seq = history.GENESIS, 0
        for event in chain:
            if bytes(event.prev) != prev or event.seq != seq + 1 or history.link(event) != bytes(event.hash):
                audit.faults.append(("event", f"{case_id}/{event.seq}"))
            prev, seq = bytes(event.hash), event.seq
            audit.events += 1
            if heads.get(case_id) == (seq, prev):
                unseen.discard(case_id)
    audit.faults += (("head", str(case_id)) for case_id in sorted(unseen))


def _events() -> Iterator[Any]:
    """All entries, case by case, without keeping them."""
    columns = (
        Event.case_id, Event.seq, Event.at, Event.recorded_at, Event.kind, Event.task_id, Event.actor_id,
        Event.lane, Event.data, Event.prev, Event.hash,
    )  # fmt: skip
    statement = select(*columns).order_by(Event.case_id, Event.seq)
    return iter(db.session.execute(statement, execution_options={"yield_per": 2000}))


def _walk_seals(audit: Audit) -> None:
    for seal, fits in walked(audit):
        if fits:
            audit.faults += (("sealed", f"{seal.day}: {case_id}") for case_id in _differing(seal))


def walked(found: Findings) -> Iterator[tuple[Seal, bool]]:
    """Every seal in its order, and whether it fits the one before it; one that does not is a fault."""
    prev = history.GENESIS
    for seal in db.session.scalars(select(Seal).order_by(Seal.day)):
        whole = len(seal.heads) == seal.cases_count * _HEAD.size
        fits = whole and bytes(seal.prev) == prev and _relink(seal) == bytes(seal.hash)
        if not fits:
            found.faults.append(("seal", seal.day.isoformat()))
        yield seal, fits
        prev = bytes(seal.hash)
        found.seals += 1


def _relink(seal: Seal) -> bytes:
    """The hash that a seal must have by what it holds."""
    return link(seal.day, bytes(seal.prev), bytes(seal.heads), bytes(seal.register_heads))


def _differing(seal: Seal) -> list[int]:
    """Cases whose history no longer has the entry that was sealed."""
    sealed = {(case_id, seq): head for case_id, seq, head in _HEAD.iter_unpack(seal.heads)}
    if not sealed:
        return []
    rows = db.session.execute(
        text(
            "SELECT e.case_id, e.seq, e.hash"
            " FROM unnest(CAST(:cases AS bigint[]), CAST(:seqs AS int[])) AS h(c, s)"
            " JOIN event e ON e.case_id = h.c AND e.seq = h.s"
        ),
        {"cases": [case for case, _seq in sealed], "seqs": [seq for _case, seq in sealed]},
    )
    found = {(case_id, seq): bytes(head) for case_id, seq, head in rows}
    return [case_id for (case_id, seq), head in sealed.items() if found.get((case_id, seq)) != head]
