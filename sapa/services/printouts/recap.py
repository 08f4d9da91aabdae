"""Rekapitulasi bulanan of a report whose SOP prints one: every complaint of its month, as it then stood."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Answer, Case, Forward, Opd, Report, Ticket
from sapa.reports import words
from sapa.reports.paper import Drawn
from sapa.reports.printouts import draw_recap
from sapa.reports.printouts.facts import RecapFacts, RecapRow
from sapa.reports.printouts.recap import SHEET
from sapa.services import settings
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import NotFound
from sapa.services.figures import month as figures_month
from sapa.services.figures import rows as figures_rows
from sapa.services.figures import scope as figures_scope
from sapa.services.figures.rows import Received
from sapa.services.printouts import matters
from sapa.services.register.entering import mask_numbers
from sapa.services.register.folio import OUTCOMES
from sapa.services.reporting import papers, reading
from sapa.services.reporting import versions as reporting
from sapa.services.reporting.chain import Chain

RECAP = "recap"
#: Characters of a solution that stand in its column.
BRIEF = 220
OPEN, PAUSED = "terbuka", "menunggu pelapor"


@dataclass(frozen=True)
class Known:
    """What a row needs beside its figures."""

    number: str
    title: str
    unit: str
    solution: str
    closed_at: datetime | None


def prints(links: Chain) -> bool:
    """Whether the step that drafts the report puts out a recap."""
    return links.drafting.prints == RECAP


def draw(report_id: int, actor: Actor, now: datetime) -> tuple[Drawn, str]:
    """The recap and the name of its file. NotFound for a report without one or that the actor may not see."""
    report = reading.report_for(actor, report_id)
    links = papers.chain_of(report)
    if report.kind != "monthly" or not prints(links):
        raise NotFound("paper_unknown")
    chosen = settings.get("paper", local_day(now))
    sheet = replace(SHEET, format=chosen.get("size", SHEET.format), font=chosen.get("font", SHEET.font))
    return draw_recap(facts(report, links, actor.name, now), sheet), _file_name(report, links)


def facts(report: Report, links: Chain, by: str, now: datetime) -> RecapFacts:
    """The month of *report*, as far as it was written down when its newest version was frozen."""
    version = reporting.version_of(report)
    known_at = reporting.known(version) if version is not None else now
    scope = figures_scope.scope(report.scope, report.period_start)
    period = figures_month.period_of(scope, report.period_start, known_at)
    cohort = figures_rows.received(period)
    known = _known([row.id for row in cohort], period.cutoff)
    labels = figures_rows.channels()
    rows = tuple(_row(row, known[row.id], labels) for row in cohort if row.id in known)
    step, first = links.drafting, report.period_start
    lanes = (step.lane, *step.also)
    return RecapFacts(
        frame=matters.framed(links.sop, step, f"Rekapitulasi {links.sop.code} {first:%Y-%m}", by, now),
        year=first.year,
        month=first.month,
        cutoff=period.cutoff,
        rows=rows,
        states=tuple((state, words.number(n)) for state, n in Counter(row.state for row in rows).items()),
        excluded=_excluded(period),
        kendala=report.kendala,
        saran=report.saran,
        places=tuple(lane.label for lane in links.sop.lanes if lane.id in lanes),
    )


def _row(row: Received, known: Known, labels: dict[str, str]) -> RecapRow:
    state = OUTCOMES.get(row.outcome, row.outcome) if row.outcome else PAUSED if row.paused else OPEN
    return RecapRow(
        day=local_day(row.opened_at),
        number=known.number,
        title=mask_numbers(known.title),
        channel=labels.get(row.channel, row.channel),
        unit=known.unit,
        solution=known.solution,
        state=state,
        ended=local_day(known.closed_at) if row.outcome and known.closed_at else None,
        late=row.overdue,
    )


def _known(ids: list[int], cutoff: datetime) -> dict[int, Known]:
    """What may be printed of these tickets; nothing of a confidential one."""
    units = (
        select(func.string_agg(Opd.short_name.distinct(), ", "))
        .join(Forward, Forward.opd_id == Opd.id)
        .where(Forward.ticket_id == Ticket.id, Forward.at <= cutoff)
        .scalar_subquery()
    )
    told = (
        select(Answer.text)
        .where(Answer.ticket_id == Ticket.id, Answer.at <= cutoff)
        .where(Answer.kind.in_(("final", "meeting", "own")), Answer.returned_at.is_(None))
        .order_by(Answer.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Ticket.id, Ticket.number, Ticket.title, units, told, Ticket.closed_at).where(
            Ticket.id.in_(ids), Ticket.confidential.is_(False)
        )
    )
    return {row[0]: Known(row[1], row[2], row[3] or "", _brief(row[4] or ""), row[5]) for row in rows}


def _brief(text: str) -> str:
    plain = mask_numbers(" ".join(text.split()))
    return plain if len(plain) <= BRIEF else plain[:BRIEF].rsplit(" ", 1)[0] + " …"


def _excluded(period: figures_rows.Period) -> int:
    """Matters of the month that a confidential process handles: they are counted and nothing more."""
    query = (
        select(func.count(Ticket.id))
        .join(Case, Case.ticket_id == Ticket.id)
        .where(Case.sop_code.in_(period.sops), Ticket.confidential)
        .where(Ticket.opened_at >= period.start, Ticket.opened_at < period.end)
    )
    return db.session.scalar(query) or 0


def _file_name(report: Report, links: Chain) -> str:
    return f"rekapitulasi-{links.sop.code}-{report.period_start:%Y-%m}.pdf"
