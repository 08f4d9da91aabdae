"""The rows behind a report's figures: few set-based statements, every state taken as of the cut-off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import String, and_, bindparam, or_, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from sapa.clock import Pause
from sapa.db import db
from sapa.models import Case, Category, Channel, Kecamatan, Opd, Task, Ticket
from sapa.models import Pause as PauseRow


@dataclass(frozen=True)
class Period:
    """What is counted: cases of *sops* from *start* until *end*, as they stood at *cutoff*.

    *known_at*: what was written down later is left out, so that the same question has the same answer.
    """

    sops: tuple[str, ...]
    start: datetime
    end: datetime
    cutoff: datetime
    known_at: datetime

    def as_json(self) -> dict[str, Any]:
        """The parameters, as a report version keeps them."""
        moments = {name: getattr(self, name).isoformat() for name in ("start", "end", "cutoff", "known_at")}
        return {"sops": list(self.sops), **moments}


class Received(NamedTuple):
    """A ticket of the cohort with its state at the cut-off."""

    id: int
    case_id: int
    channel: str
    klasifikasi: str | None
    category_id: int | None
    kecamatan_id: int | None
    place_unknown: bool | None
    opened_at: datetime
    entered_at: datetime
    outcome: str | None
    paused: bool
    overdue: bool
    #: Handled by a confidential process: it is counted, and nothing else of it goes into a figure.
    confidential: bool = False

    @property
    def state(self) -> str:
        """The outcome, "open", or "excluded"."""
        return "excluded" if self.confidential else self.outcome or "open"


class Answered(NamedTuple):
    """A ticket answered in the period."""

    id: int
    case_id: int
    opened_at: datetime
    closed_at: datetime
    deadline_at: datetime | None


class Done(NamedTuple):
    """A task closed in the period."""

    id: int
    case_id: int
    sop: str
    step: str
    action: str
    opened_at: datetime
    closed_at: datetime
    due_at: datetime | None


class Open(NamedTuple):
    """A task open at the cut-off."""

    id: int
    case_id: int
    sop: str
    step: str
    opd_id: int | None
    agency_open: bool
    opened_at: datetime
    due_at: datetime | None
    number: str | None
    title: str | None


class Forwarded(NamedTuple):
    """A ticket forwarded to an agency in the period, and what the agency said until the cut-off."""

    opd_id: int
    ticket_id: int
    case_id: int
    at: datetime
    answered_at: datetime | None
    promised: int
    not_ours: int


class Climb(NamedTuple):
    """A rung of the ladder that was reached."""

    id: int
    sop: str
    step: str
    by_timer: bool


# The clock of a paused case stands: a deadline behind the pause is not yet missed.
_COHORT = """
SELECT t.id, c.id AS case_id, t.channel, t.klasifikasi, t.category_id, t.kecamatan_id, t.place_unknown,
       t.opened_at, t.entered_at,
       CASE WHEN t.closed_at <= :cutoff THEN t.outcome END AS outcome,
       p.id IS NOT NULL AS paused,
       COALESCE(c.deadline_at <= COALESCE(p.started_at, :cutoff), false) AS overdue, t.confidential
FROM ticket t
JOIN cases c ON c.ticket_id = t.id
LEFT JOIN pause p ON p.case_id = c.id AND p.started_at <= :cutoff AND COALESCE(p.ended_at > :cutoff, true)
WHERE c.sop_code = ANY(:sops) AND t.opened_at >= :start AND t.opened_at < :end AND t.entered_at <= :known_at
ORDER BY t.id
"""

_FORWARDED = """
SELECT f.opd_id, f.ticket_id, c.id AS case_id, min(f.at) AS at,
       min(a.at) FILTER (WHERE a.kind IN ('final', 'meeting') AND a.at >= f.at) AS answered_at,
       count(DISTINCT a.id) FILTER (WHERE a.kind = 'promise') AS promised,
       count(DISTINCT a.id) FILTER (WHERE a.kind = 'not_ours') AS not_ours
FROM forward f
JOIN ticket t ON t.id = f.ticket_id AND NOT t.confidential
JOIN cases c ON c.ticket_id = f.ticket_id AND c.sop_code = ANY(:sops)
LEFT JOIN answer a ON a.ticket_id = f.ticket_id AND a.opd_id = f.opd_id AND a.at <= :cutoff
WHERE f.at >= :start AND f.at < :end
GROUP BY f.opd_id, f.ticket_id, c.id
ORDER BY f.opd_id, f.ticket_id
"""

# The task that was closed in the same moment, about the same agency, is the rung below.
_CLIMBS = """
SELECT t.id, c.sop_code AS sop, t.step, COALESCE(below.by_timer, false) AS by_timer
FROM task t
JOIN cases c ON c.id = t.case_id AND c.sop_code = ANY(:sops)
LEFT JOIN LATERAL (
    SELECT p.by_timer FROM task p
    WHERE p.case_id = t.case_id AND p.closed_at = t.opened_at AND p.opd_id IS NOT DISTINCT FROM t.opd_id
    ORDER BY p.id DESC LIMIT 1
) below ON true
WHERE t.step = ANY(:steps) AND t.opened_at >= :start AND t.opened_at < :end
ORDER BY t.id
"""


def received(period: Period) -> list[Received]:
    """The cohort: said in the period, known by *known_at*."""
    return [Received(*row) for row in db.session.execute(_statement(_COHORT), _params(period))]


def answered(period: Period, outcome: str = "answered") -> list[Answered]:
    """Tickets that ended so in the period, whenever they came in."""
    rows = db.session.execute(
        select(Ticket.id, Case.id, Ticket.opened_at, Ticket.closed_at, Case.deadline_at)
        .join(Case, Case.ticket_id == Ticket.id)
        .where(
            Case.sop_code.in_(period.sops),
            Ticket.outcome == outcome,
            Ticket.confidential.is_(False),
            Ticket.closed_at >= period.start,
            Ticket.closed_at < period.end,
        )
        .order_by(Ticket.id)
    )
    return [Answered(*row) for row in rows]


def done(period: Period) -> list[Done]:
    """Tasks of tickets closed in the period."""
    rows = db.session.execute(
        select(
            Task.id,
            Task.case_id,
            Case.sop_code,
            Task.step,
            Task.action,
            Task.opened_at,
            Task.closed_at,
            Task.due_at,
        )
        .join(Case, Case.id == Task.case_id)
        .join(Ticket, Ticket.id == Case.ticket_id)
        .where(Case.sop_code.in_(period.sops), Ticket.confidential.is_(False))
        .where(Task.closed_at >= period.start, Task.closed_at < period.end)
        .order_by(Task.id)
    )
    return [Done(*row) for row in rows]


def still_open(period: Period) -> list[Open]:
    """Tasks of tickets that were open at the cut-off and whose clock did not stand."""
    then = or_(Task.closed_at.is_(None), Task.closed_at > period.cutoff)
    paused = and_(
        PauseRow.case_id == Case.id,
        PauseRow.started_at <= period.cutoff,
        or_(PauseRow.ended_at.is_(None), PauseRow.ended_at > period.cutoff),
    )
    rows = db.session.execute(
        select(
            Task.id, Task.case_id, Case.sop_code, Task.step, Task.opd_id, Task.agency_open, Task.opened_at,
            Task.due_at, Ticket.number, Ticket.title,
        )
        .join(Case, Case.id == Task.case_id)
        .join(Ticket, Ticket.id == Case.ticket_id)
        .where(Case.sop_code.in_(period.sops), Task.opened_at <= period.cutoff, then)
        .where(Ticket.confidential.is_(False))
        .where(~select(PauseRow.id).where(paused).correlate(Case).exists())
        .order_by(Task.due_at.nulls_last(), Task.id)
    )  # fmt: skip
    return [Open(*row) for row in rows]


def forwarded(period: Period) -> list[Forwarded]:
    """What went to agencies in the period."""
    return [Forwarded(*row) for row in db.session.execute(_statement(_FORWARDED), _params(period))]


def climbs(period: Period, steps: Sequence[str]) -> list[Climb]:
    """Visits to *steps* that were opened in the period, and whether silence opened them."""
    statement = _statement(_CLIMBS).bindparams(bindparam("steps", type_=ARRAY(String)))
    return [Climb(*row) for row in db.session.execute(statement, {**_params(period), "steps": list(steps)})]


def pauses(period: Period) -> dict[int, tuple[Pause, ...]]:
    """Pauses by case, of all cases that were open in the period."""
    rows = db.session.execute(
        select(PauseRow.case_id, PauseRow.started_at, PauseRow.ended_at, PauseRow.reason)
        .join(Case, Case.id == PauseRow.case_id)
        .where(Case.sop_code.in_(period.sops), PauseRow.started_at < period.cutoff)
        .where(or_(Case.closed_at.is_(None), Case.closed_at >= period.start))
        .order_by(PauseRow.id)
    )
    found: dict[int, tuple[Pause, ...]] = {}
    for case_id, start, end, reason in rows:
        found[case_id] = (*found.get(case_id, ()), Pause(start, end, reason))
    return found


def names(model: type[Category] | type[Kecamatan] | type[Opd]) -> dict[int, str]:
    """Names of master data by id."""
    return dict(db.session.execute(select(model.id, model.name)).all())


def channels() -> dict[str, str]:
    """Labels of channels by slug."""
    return dict(db.session.execute(select(Channel.slug, Channel.label)).all())


def ids(rows: Iterable[Any]) -> list[int]:
    """The ids behind a figure, in order."""
    return sorted({row.id for row in rows})


def _statement(sql: str) -> Any:
    return text(sql).bindparams(bindparam("sops", type_=ARRAY(String)))


def _params(period: Period) -> dict[str, Any]:
    return {
        "sops": list(period.sops),
        "start": period.start,
        "end": period.end,
        "cutoff": period.cutoff,
        "known_at": period.known_at,
    }
