"""The facts of a daily report: what came and went since the daily report before it."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Case, Delivery, Opd, Report, ReportVersion, Task, Ticket
from sapa.reports.facts import Count, ShiftOpening, Waiting
from sapa.services.deadlines import process_calendar
from sapa.services.figures import month as figures_month
from sapa.services.figures import rows as figures_rows
from sapa.services.figures.rows import Done, Forwarded, Open, Period, Received
from sapa.services.figures.scope import HANDLING, SHIFT, Scope, midnight, zone
from sapa.sop.definition import Definition, Step


def period_of(scope: Scope, day: date, now: datetime) -> Period:
    """From the cut-off of the day's predecessor, so that nothing falls between two reports, until *now*."""
    before = db.session.scalar(
        select(func.max(ReportVersion.submitted_at))
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.kind == "daily", Report.scope == scope.slug, Report.period_start < day)
    )
    start = min(before, midnight(day)) if before is not None else midnight(day)
    return Period(scope.sops, start, now, now, now)


def parts(scope: Scope, day: date, now: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """The counted parts of DailyFacts by field name, and the basis."""
    period, sops = period_of(scope, day, now), scope.definitions()
    entered, done, still = _entered(period), figures_rows.done(period), figures_rows.still_open(period)
    forwarded, opds = figures_rows.forwarded(period), figures_rows.names(Opd)
    late = [task for task in still if task.due_at is not None and task.due_at <= now]
    found = {
        "day": day,
        "cutoff": now,
        "openings": _openings(scope, sops[0], day),
        "received": len(entered),
        "triage": _triage(sops, done),
        "answered": _answered(period),
        "forwarded": len(forwarded),
        "open": _open(period),
        "hours": _hours(entered),
        "waiting": _waiting(still, opds, now),
        "overdue": figures_month.overdue(late, opds),
        "lag": figures_month.lag(entered),
        "triage_step": _triage_steps(sops),
        "has_shift": any(SHIFT in sop.processes for sop in sops),
        "off": figures_month.off(process_calendar(sops[0], HANDLING), day),
    }
    return found, _basis(period, sops, entered, done, late, forwarded)


def _entered(period: Period) -> list[Received]:
    """Tickets written down in the period; here the moment of entry counts, so that the night is not lost."""
    rows = db.session.execute(
        select(
            Ticket.id, Case.id, Ticket.channel, Ticket.klasifikasi, Ticket.category_id, Ticket.kecamatan_id,
            Ticket.place_unknown, Ticket.opened_at, Ticket.entered_at, Ticket.outcome,
        )
        .join(Case, Case.ticket_id == Ticket.id)
        .where(Case.sop_code.in_(period.sops))
        .where(Ticket.entered_at > period.start, Ticket.entered_at <= period.end)
        .order_by(Ticket.id)
    )  # fmt: skip
    return [Received(*row, paused=False, overdue=False) for row in rows]


def _openings(scope: Scope, sop: Definition, day: date) -> tuple[ShiftOpening, ...]:
    label = sop.processes[SHIFT].label if SHIFT in sop.processes else ""
    rows = figures_month.openings(scope, day, date.fromordinal(day.toordinal() + 1))
    return tuple(ShiftOpening(label, at, by) for _, at, by in rows)


def _triage(sops: tuple[Definition, ...], done: list[Done]) -> tuple[Count, ...]:
    """What the step that sorts decided, in the words of the SOP."""
    found: list[Count] = []
    for sop in sops:
        step = _sorting(sop)
        chosen = Counter(task.action for task in done if (task.sop, task.step) == (sop.code, step.id))
        found += [Count(action.label, chosen[slug]) for slug, action in step.actions.items() if chosen[slug]]
    return tuple(found)


def _triage_steps(sops: tuple[Definition, ...]) -> str:
    return ", ".join(_sorting(sop).id for sop in sops)


def _sorting(sop: Definition) -> Step:
    """The step in which a message is judged: the first that asks for its klasifikasi."""
    line = sop.step_line(HANDLING)
    asking = (step for step in line if any("klasifikasi" in a.needs for a in step.actions.values()))
    return next(asking, line[0])


def _answered(period: Period) -> int:
    statement = (
        select(func.count(Delivery.id))
        .join(Task, Task.id == Delivery.task_id)
        .join(Case, Case.id == Task.case_id)
        .where(Case.sop_code.in_(period.sops), Delivery.at > period.start, Delivery.at <= period.end)
    )
    return db.session.scalar(statement) or 0


def _open(period: Period) -> int:
    statement = select(func.count(Case.id)).where(
        Case.sop_code.in_(period.sops), Case.ticket_id.is_not(None), Case.closed_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def _hours(rows: list[Received]) -> tuple[int, ...]:
    tz = zone()
    counts = Counter(row.opened_at.astimezone(tz).hour for row in rows)
    return tuple(counts[hour] for hour in range(24))


def _waiting(still: list[Open], opds: dict[int, str], now: datetime) -> tuple[Waiting, ...]:
    groups: dict[int, list[Open]] = {}
    for task in still:
        if task.agency_open and task.opd_id is not None:
            groups.setdefault(task.opd_id, []).append(task)
    found = [
        Waiting(
            opds[opd_id],
            len({task.case_id for task in tasks}),
            len({task.case_id for task in tasks if task.due_at is not None and task.due_at <= now}),
            min(task.opened_at for task in tasks),
        )
        for opd_id, tasks in groups.items()
    ]
    return tuple(sorted(found, key=lambda row: (-row.overdue, -row.n, row.opd)))


def _basis(
    period: Period, sops: tuple[Definition, ...], entered: list[Received], done: list[Done], late: list[Open],
    forwarded: list[Forwarded],
) -> dict[str, Any]:  # fmt: skip
    return {
        "period": period.as_json(),
        "sops": [f"{sop.code}/{sop.version}" for sop in sops],
        "entered": figures_rows.ids(entered),
        "closed_tasks": figures_rows.ids(done),
        "overdue_tasks": figures_rows.ids(late),
        "forwarded": sorted({(row.opd_id, row.ticket_id) for row in forwarded}),
    }
