"""Reports as rows: opened for a period, completed by the role, and frozen at submission as a version."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, update

from sapa import crashpoints
from sapa.db import db
from sapa.models import Case, Document, Paraf, Report, ReportVersion
from sapa.queue import ring
from sapa.reports import words
from sapa.reports.facts import DailyFacts, MonthlyFacts
from sapa.services.errors import NotFound
from sapa.services.figures import reports as figures
from sapa.services.figures import scope as figures_scope
from sapa.services.figures.scope import Scope
from sapa.services.signatures import documents

if TYPE_CHECKING:
    from sapa.services.evidence.context import Context

#: Kendala and saran are pages of a paper, not attachments.
LONGEST_TEXT = 6000
DRAW = "sapa.jobs.papers.draw"


def add(kind: str, scope: Scope, start: date, end: date, now: datetime) -> Report:
    """A new report with its public document; the period's key refuses a second one. Commits nothing."""
    report = Report(kind=kind, scope=scope.slug, period_start=start, period_end=end, drafted_at=now)
    db.session.add(report)
    db.session.flush()
    documents.create(title(report, scope), now, report_id=report.id)
    return report


def title(report: Report, scope: Scope) -> str:
    """ "Laporan bulanan Call Center Oktober 2026"."""
    start = report.period_start
    if report.kind == "daily":
        return f"Laporan harian {scope.label} {words.full_day(start)}"
    return f"Laporan bulanan {scope.label} {words.month(start.year, start.month)}"


def lock(report_id: int | None) -> Report:
    """The report under its row lock. NotFound where there is none."""
    found = db.session.scalars(
        select(Report)
        .where(Report.id == report_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if found is None:
        raise NotFound("report_unknown", id=report_id)
    return found


def exists_for(kind: str, scope: Scope, start: date) -> bool:
    """True where the period has its report."""
    where = (Report.kind == kind, Report.scope == scope.slug, Report.period_start == start)
    return bool(db.session.scalar(select(exists().where(*where))))


def anything_before(scope: Scope, moment: datetime) -> bool:
    """True where a case of the scope began before *moment*: before that there is nothing to report."""
    where = (Case.sop_code.in_(scope.sops), Case.started_at < moment)
    return bool(db.session.scalar(select(exists().where(*where))))


def version_of(report: Report, version: int | None = None) -> ReportVersion | None:
    """A frozen version, the newest by default; None before the first submission."""
    return db.session.scalars(
        select(ReportVersion).where(
            ReportVersion.report_id == report.id, ReportVersion.version == (version or report.version)
        )
    ).first()


def derive(
    report: Report, version: int, known_at: datetime
) -> tuple[DailyFacts | MonthlyFacts, dict[str, Any]]:
    """The report's facts with the text as it stands, and their basis."""
    scope = figures_scope.scope(report.scope, report.period_start)
    document = db.session.scalars(select(Document).where(Document.report_id == report.id)).one()
    count = figures.daily if report.kind == "daily" else figures.monthly
    return count(scope, report, document, version, known_at)


def check_text(context: Context) -> dict[str, Any]:
    """Kendala and saran of a report; `recount` asks for figures as they are known now."""
    found: dict[str, Any] = {}
    for name in ("kendala", "saran"):
        found[name] = context.text(name)
        if len(found[name]) > LONGEST_TEXT:
            context.fault(name, "too_long", longest=LONGEST_TEXT, length=len(found[name]))
    found["recount"] = bool(context.text("recount"))
    return found


def record_text(context: Context, value: dict[str, Any]) -> None:
    """Freeze the report's facts and text; the same facts and text again are the same version."""
    report = lock(context.run.case.report_id)
    report.kendala, report.saran = value["kendala"], value["saran"]
    assert context.actor.user_id is not None
    freeze(report, context.actor.user_id, context.now, recount=value["recount"])
    report.state = "finished" if context.action.ends else "checking"
    ring(DRAW, report.id)


def freeze(report: Report, user_id: int, now: datetime, *, recount: bool = False) -> ReportVersion:
    """The version that stands for facts and text as they are; a new one only where something changed.

    A new version voids every paraf that was given under an older one. Commits nothing.
    """
    latest = version_of(report)
    known_at = now if recount or latest is None else known(latest)
    facts, basis = derive(report, max(report.version, 1), known_at)
    if latest is not None and facts.digest == latest.digest:
        return latest
    report.version += 1
    facts = replace(facts, version=report.version)
    frozen = ReportVersion(
        report_id=report.id,
        version=report.version,
        facts=facts.to_json(),
        basis=basis,
        digest=facts.digest,
        submitted_at=now,
        submitted_by=user_id,
    )
    db.session.add(frozen)
    void_paraf(report, now)
    report.pdf_sha256 = report.pdf_pages = report.signature_box = None
    db.session.flush()
    crashpoints.reach("report-frozen")
    return frozen


def known(version: ReportVersion) -> datetime:
    """Up to when the rows were known from which a version was derived."""
    return datetime.fromisoformat(version.basis["period"]["known_at"])


def void_paraf(report: Report, now: datetime, steps: tuple[str, ...] | None = None) -> None:
    """Void the paraf given so far: all of them, or those of *steps*."""
    given = update(Paraf).where(Paraf.report_id == report.id, Paraf.voided_at.is_(None))
    if steps is not None:
        given = given.where(Paraf.step.in_(steps))
    db.session.execute(given.values(voided_at=now), execution_options={"synchronize_session": "fetch"})
