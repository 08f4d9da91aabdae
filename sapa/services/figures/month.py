"""The facts of a monthly report, derived from rows as they stood at the end of the month."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa.clock import Calendar
from sapa.db import db
from sapa.models import Case, Category, Kecamatan, Opd, Report, ReportVersion, Seal, Task
from sapa.reports import words
from sapa.reports.facts import (
    Closed,
    DayCount,
    Headline,
    Lag,
    MonthlyFacts,
    OverdueRow,
    Row,
    SealMark,
    ShiftDay,
)  # fmt: skip
from sapa.services import calendars
from sapa.services.deadlines import process_calendar
from sapa.services.figures import agencies as figures_agencies
from sapa.services.figures import cohort as figures_cohort
from sapa.services.figures import rows as figures_rows
from sapa.services.figures import steps as figures_steps
from sapa.services.figures.agencies import Dealings
from sapa.services.figures.rows import Answered, Forwarded, Open, Period, Received
from sapa.services.figures.scope import HANDLING, SHIFT, Scope, midnight, month_end, zone
from sapa.services.figures.steps import Pauses, percentile
from sapa.services.figures.words import ELSEWHERE, KLASIFIKASI, NOT_SORTED, UNKNOWN_PLACE
from sapa.sop.definition import Definition

HOUR = timedelta(hours=1)


def period_of(scope: Scope, first: date, known_at: datetime) -> Period:
    """The month that begins on *first*; its cut-off is its end, or *known_at* while it still runs."""
    end = midnight(month_end(first))
    return Period(scope.sops, midnight(first), end, min(end, known_at), known_at)


@dataclass
class Month:
    """Everything read for one month, before it is counted."""

    scope: Scope
    first: date
    period: Period
    sops: tuple[Definition, ...]
    cohort: list[Received]
    answered: list[Answered]
    done: list[figures_rows.Done]
    open: list[Open]
    forwarded: list[Forwarded]
    climbs: list[figures_rows.Climb]
    pauses: Pauses
    opds: dict[int, str]

    @property
    def late(self) -> list[Open]:
        """Open tasks past their due moment."""
        return [task for task in self.open if figures_agencies.is_late(task, self.period)]

    @property
    def cut(self) -> Dealings:
        """The part that concerns the agencies."""
        return Dealings(self.period, self.forwarded, self.open, self.pauses, self.opds)

    @property
    def calendar(self) -> Calendar:
        """The service hours in which complaints are handled."""
        return process_calendar(self.sops[0], HANDLING)


def read(scope: Scope, first: date, known_at: datetime) -> Month:
    """Read the month."""
    period = period_of(scope, first, known_at)
    sops = scope.definitions()
    rungs = [step.id for sop in sops for step in figures_steps.ladder(sop)]
    return Month(
        scope=scope,
        first=first,
        period=period,
        sops=sops,
        cohort=figures_rows.received(period),
        answered=figures_rows.answered(period),
        done=figures_rows.done(period),
        open=figures_rows.still_open(period),
        forwarded=figures_rows.forwarded(period),
        climbs=figures_rows.climbs(period, rungs),
        pauses=figures_rows.pauses(period),
        opds=figures_rows.names(Opd),
    )


def parts(month: Month) -> dict[str, Any]:
    """The counted parts of MonthlyFacts, by field name."""
    return {
        "year": month.first.year,
        "month": month.first.month,
        "cutoff": month.period.cutoff,
        "received": figures_cohort.cohort(month.cohort),
        "closed": _closed(month),
        "previous": _previous(month),
        "days": _days(month),
        **_breakdowns(month),
        "by_opd": figures_agencies.agencies(month.cut, month.calendar),
        "steps": figures_steps.steps(month.sops, month.done, month.open, month.pauses, month.period.cutoff),
        "rungs": figures_steps.rungs(month.sops, month.climbs),
        "letters": tuple(row for _, row in figures_agencies.letters(month.cut)),
        "lag": lag(month.cohort),
        "overdue": overdue(month.late, month.opds),
        "shifts": _shifts(month),
        "seal": _seal(month),
    }


def _closed(month: Month) -> Closed:
    rows, spent = month.answered, figures_steps.clock_of(month.calendar, month.pauses)
    minutes = [spent(row.case_id, row.opened_at, row.closed_at) for row in rows]
    return Closed(
        total=len(rows),
        from_before=sum(row.opened_at < month.period.start for row in rows),
        on_time=sum(row.deadline_at is None or row.closed_at <= row.deadline_at for row in rows),
        median_minutes=percentile(minutes, 0.5),
        p90_minutes=percentile(minutes, 0.9),
    )


def _previous(month: Month) -> Headline | None:
    """Last month's figures as its own report froze them; None where there is none."""
    last = (month.first - timedelta(days=1)).replace(day=1)
    body = db.session.scalar(
        select(ReportVersion.facts)
        .join(Report, Report.id == ReportVersion.report_id)
        .where(Report.kind == "monthly", Report.scope == month.scope.slug, Report.period_start == last)
        .where(ReportVersion.submitted_at <= month.period.known_at)
        .order_by(ReportVersion.version.desc())
        .limit(1)
    )
    if body is None:
        return None
    facts = MonthlyFacts.from_json(body)
    cohort, closed = facts.received, facts.closed
    return Headline(
        cohort.received, cohort.answered, cohort.open, cohort.overdue, closed.share, closed.median_minutes
    )


def _days(month: Month) -> tuple[DayCount, ...]:
    tz, end = zone(), month_end(month.first)
    came = Counter(row.opened_at.astimezone(tz).date() for row in month.cohort)
    went = Counter(row.closed_at.astimezone(tz).date() for row in month.answered)
    days = (month.first + timedelta(n) for n in range((end - month.first).days))
    return tuple(DayCount(day, came[day], went[day], off(month.calendar, day)) for day in days)


def off(calendar: Calendar, day: date) -> str | None:
    """Why a day is no working day; None if it is one."""
    found = calendar.day(day)
    if found.window is not None:
        return None
    return found.special.name if found.special else words.weekday(day)


def _breakdowns(month: Month) -> dict[str, tuple[Row, ...]]:
    channel, category = figures_rows.channels(), figures_rows.names(Category)
    kecamatan = figures_rows.names(Kecamatan)
    labels: dict[str, Callable[[Received], str]] = {
        "by_channel": lambda row: channel.get(row.channel, row.channel),
        "by_klasifikasi": lambda row: KLASIFIKASI.get(row.klasifikasi, ELSEWHERE),
        "by_kategori": lambda row: category.get(row.category_id or 0, NOT_SORTED),
        "by_kecamatan": lambda row: kecamatan.get(row.kecamatan_id or 0, UNKNOWN_PLACE),
    }
    return {name: figures_cohort.breakdown(month.cohort, label) for name, label in labels.items()}


def lag(rows: Iterable[Received]) -> Lag:
    """Jeda pencatatan: from the moment it was said to the moment it was entered, by the clock on the wall."""
    gaps = [(row.entered_at - row.opened_at) / timedelta(minutes=1) for row in rows]
    return Lag(
        n=len(gaps),
        median_minutes=percentile(gaps, 0.5),
        p90_minutes=percentile(gaps, 0.9),
        max_minutes=round(max(gaps), 1) if gaps else None,
        over_hour=sum(gap > 60 for gap in gaps),
    )


def overdue(rows: Iterable[Open], opds: dict[int, str]) -> tuple[OverdueRow, ...]:
    """The list of what is overdue, the oldest first."""
    return tuple(
        OverdueRow(task.number or "", task.title or "", task.step, task.due_at, opds.get(task.opd_id or 0))
        for task in rows
        if task.due_at is not None
    )


def _shifts(month: Month) -> tuple[ShiftDay, ...]:
    """T01 on every day that the calendar is open, and on every other day somebody opened the account; nothing
    where no SOP asks for it."""
    if not any(SHIFT in sop.processes for sop in month.sops):
        return ()
    found = openings(month.scope, month.first, month_end(month.first))
    days = (month.first + timedelta(n) for n in range((month_end(month.first) - month.first).days))
    calendar, today = month.calendar, month.period.cutoff.astimezone(zone()).date()
    made = []
    for day in days:
        expected = int(calendar.day(day).window is not None)
        rows = [
            row for row in found if row[0] == day and row[1] is not None and row[1] <= month.period.cutoff
        ]
        if (expected and day <= today) or rows:
            first = min(rows, key=lambda row: row[1] or datetime.max.replace(tzinfo=UTC), default=None)
            at, by = (first[1], first[2]) if first else (None, None)
            made.append(ShiftDay(day, max(expected, len(rows)), len(rows), at, by))
    return tuple(made)


def openings(scope: Scope, start: date, end: date) -> list[tuple[date, datetime | None, str | None]]:
    """T01 of each working day: when and by whom the account was opened, None where nobody did."""
    rows = db.session.execute(
        select(Case.subject_date, Task.closed_at, Task.by_timer, User.first_name, User.last_name)
        .join(Task, Task.case_id == Case.id)
        .outerjoin(User, User.id == Task.actor_id)
        .where(Case.sop_code.in_(scope.sops), Case.process == SHIFT)
        .where(Case.subject_date >= start, Case.subject_date < end)
        .order_by(Case.subject_date, Task.id)
    )
    return [
        (day, None if by_timer else closed, None if by_timer or closed is None else f"{first} {last}".strip())
        for day, closed, by_timer, first, last in rows
    ]


def _seal(month: Month) -> SealMark | None:
    """The last seal of the month."""
    found = db.session.execute(
        select(Seal.day, Seal.hash)
        .where(Seal.day >= month.first, Seal.day < month_end(month.first))
        .order_by(Seal.day.desc())
        .limit(1)
    ).first()
    return SealMark(found.day, found.hash.hex()) if found else None


def basis(month: Month) -> dict[str, Any]:
    """The parameters and the ids behind each figure."""
    ids = figures_rows.ids
    states = {row.state for row in month.cohort}
    return {
        "period": month.period.as_json(),
        "sops": [f"{sop.code}/{sop.version}" for sop in month.sops],
        "received": {s: ids(r for r in month.cohort if r.state == s) for s in sorted(states)},
        "paused": ids(row for row in month.cohort if row.state == "open" and row.paused),
        "overdue_cases": ids(row for row in month.cohort if row.state == "open" and row.overdue),
        "answered": ids(month.answered),
        "closed_tasks": {
            step: ids(t for t in month.done if t.step == step)
            for step in sorted({t.step for t in month.done})
        },
        "overdue_tasks": ids(month.late),
        "climbs": ids(month.climbs),
        "forwarded": sorted({(row.opd_id, row.ticket_id) for row in month.forwarded}),
        "calendar": calendars.stamp(calendars.STAMP),
    }
