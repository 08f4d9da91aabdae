"""The complaints behind a monthly report's figures: the very ids that were frozen with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select

from sapa.db import db
from sapa.models import Case, Report, Task, Ticket
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.errors import NotFound
from sapa.services.reporting import reading, versions

PAGE = 50
#: A step's figure is called "step." and its id; all others are of tickets.
STEP = "step."


class Row(NamedTuple):
    """One complaint, or with *step* one visit of it."""

    number: str
    title: str
    step: str | None
    begun_at: datetime
    due_at: datetime | None
    closed_at: datetime | None
    outcome: str | None


@dataclass(frozen=True)
class Found:
    """One page of them; `counted` is the figure of the report, `hidden` what of it nobody may list."""

    report: Report
    rows: Sequence[Row]
    counted: int
    hidden: int
    page: int

    @property
    def pages(self) -> int:
        """How many pages there are."""
        return max(1, -(-(self.counted - self.hidden) // PAGE))


def behind(actor: Actor, report_id: int, figure: str, now: datetime, page: int = 1) -> Found:
    """The complaints of one figure. NotFound for another report or figure than the actor may see."""
    report = reading.report_for(actor, report_id)
    if report.kind != "monthly":
        raise NotFound("figure_unknown")
    ids = _ids(_basis(report, now), figure)
    query = _visits(ids) if figure.startswith(STEP) else _tickets(ids)
    open_to_all = query.where(Ticket.confidential.is_(False), scope.visible(actor))
    listed = db.session.scalar(select(func.count()).select_from(open_to_all.subquery())) or 0
    rows = db.session.execute(open_to_all.limit(PAGE).offset((page - 1) * PAGE))
    return Found(report, [Row(*row) for row in rows], len(ids), len(ids) - listed, page)


def _basis(report: Report, now: datetime) -> Mapping[str, Any]:
    """What the page's figures were counted from: frozen, or as it is now while the report is drafted."""
    version = versions.version_of(report)
    if version is not None and report.state != "drafting":
        return version.basis
    known_at = versions.known(version) if version is not None else now
    return versions.derive(report, max(report.version, 1), known_at)[1]


def _ids(basis: Mapping[str, Any], figure: str) -> list[int]:
    received = basis["received"]
    found = {
        "received": [each for ids in received.values() for each in ids],
        "answered": received.get("answered", []),
        "open": received.get("open", []),
        "overdue": basis["overdue_cases"],
        "closed": basis["answered"],
        **{f"{STEP}{step}": ids for step, ids in basis["closed_tasks"].items()},
    }
    if figure not in found:
        raise NotFound("figure_unknown")
    return list(found[figure])


def _tickets(ids: Sequence[int]) -> Select[Any]:
    due = Case.deadline_at
    return (
        select(Ticket.number, Ticket.title, None, Ticket.opened_at, due, Ticket.closed_at, Ticket.outcome)
        .join(Case, Case.ticket_id == Ticket.id)
        .where(Ticket.id.in_(ids))
        .order_by(Ticket.opened_at, Ticket.id)
    )


def _visits(ids: Sequence[int]) -> Select[Any]:
    ticket = func.coalesce(Case.ticket_id, Case.former_ticket_id)
    return (
        select(Ticket.number, Ticket.title, Task.step, Task.opened_at, Task.due_at, Task.closed_at, None)
        .join(Case, Case.id == Task.case_id)
        .join(Ticket, Ticket.id == ticket)
        .where(Task.id.in_(ids))
        .order_by(Task.opened_at, Task.id)
    )
