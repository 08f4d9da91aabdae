"""Papers of reports: drawn by a job when a version or the signing step asks for it; shown and read."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.dialects.postgresql import insert

from sapa import crashpoints
from sapa.db import db, transaction
from sapa.models import Case, PageRead, Report, ReportVersion, Task
from sapa.reports import Drawn, draw_daily, draw_monthly
from sapa.reports.facts import DailyFacts, MonthlyFacts
from sapa.services import sops, uploads
from sapa.services.calendars import local_day
from sapa.services.figures import city as figures_city
from sapa.services.reporting import chain as reporting_chain
from sapa.services.reporting import signing as reporting_signing
from sapa.services.reporting import versions as reporting
from sapa.services.reporting.chain import Chain
from sapa.services.signatures import documents

log = logging.getLogger(__name__)
PDF = "application/pdf"


def draw(report_id: int, now: datetime) -> bool:
    """Draw what this report lacks: its version's preview or the final paper; False where nothing is missing.

    The row says what is missing, so a second ring finds nothing, and two at once wait for each other's lock.
    """
    with transaction():
        report = reporting.lock(report_id)
        version = reporting.version_of(report)
        if version is None:
            return False
        links = chain_of(report)
        drawn = _preview(report, version, links, now)
        return _final(report, version, links, now) or drawn


def draw_missing(now: datetime) -> int:
    """Find and draw every paper whose ring was lost; returns how many were drawn."""
    unsigned = and_(Report.state == "finished", Report.kind == "monthly", Report.pdf_sha256.is_(None))
    lacking = (
        select(Report.id)
        .join(
            ReportVersion,
            (ReportVersion.report_id == Report.id) & (ReportVersion.version == Report.version),
        )
        .where(Report.state.in_(("checking", "finished")))
        .where(or_(ReportVersion.preview_sha256.is_(None), Report.state == "checking", unsigned))
        .order_by(Report.id)
    )
    return sum(_quietly(report_id, now) for report_id in list(db.session.scalars(lacking)))


def _quietly(report_id: int, now: datetime) -> bool:
    """One paper that cannot be drawn must not keep the others waiting; the log and the page name it."""
    try:
        return draw(report_id, now)
    except Exception:
        log.exception("report %s cannot be drawn", report_id)
        return False


def chain_of(report: Report) -> Chain:
    """The chain of the SOP version on which this report runs."""
    version_id = db.session.scalar(select(Case.sop_version_id).where(Case.report_id == report.id))
    assert version_id is not None, "a report and its case are born together"
    return reporting_chain.chain(sops.definition(version_id), report.kind)


def to_be_signed(report: Report, links: Chain) -> bool:
    """True while the report lies at the step that signs and is not signed yet."""
    if links.signing is None or report.signed_sha256 is not None:
        return False
    waiting = (
        select(Task.id)
        .join(Case, Case.id == Task.case_id)
        .where(Case.report_id == report.id, Task.step == links.signing.id, Task.closed_at.is_(None))
    )
    return db.session.scalar(waiting) is not None


def _preview(report: Report, version: ReportVersion, links: Chain, now: datetime) -> bool:
    if version.preview_sha256 is not None:
        return False
    drawn = _drawn(report, version, links, final=False, now=now)
    version.preview_sha256, version.preview_pages = uploads.keep(drawn.pdf, PDF, now), drawn.pages
    crashpoints.reach("pdf-drawn")
    return True


def _final(report: Report, version: ReportVersion, links: Chain, now: datetime) -> bool:
    """The drawing that is read and signed: once, unless somebody else comes into office before that."""
    if links.signing is None:
        return _initialled(report, version, links, now)
    if not to_be_signed(report, links):
        return False
    signer, document = reporting_signing.signer_of(links, now), documents.of_report(report.id)
    same = (
        document.signer is not None and signer is not None and document.signer["user_id"] == signer["user_id"]
    )
    if signer is None or (report.pdf_sha256 is not None and same):
        return False
    drawn = _drawn(report, version, links, final=True, now=now)
    assert drawn.signature_box is not None
    report.pdf_sha256, report.pdf_pages = uploads.keep(drawn.pdf, PDF, now), drawn.pages
    report.signature_box = drawn.signature_box._asdict()
    document.signer = signer
    crashpoints.reach("pdf-drawn")
    return True


def _initialled(report: Report, version: ReportVersion, links: Chain, now: datetime) -> bool:
    """The last drawing of a month's report that nobody signs: with all its paraf, once it is finished."""
    if report.kind == "daily" or report.state != "finished" or report.pdf_sha256 is not None:
        return False
    drawn = _drawn(report, version, links, final=True, now=now)
    report.pdf_sha256, report.pdf_pages = uploads.keep(drawn.pdf, PDF, now), drawn.pages
    return True


def _drawn(report: Report, version: ReportVersion, links: Chain, *, final: bool, now: datetime) -> Drawn:
    day = local_day(version.submitted_at)
    paraf = reporting_chain.sheet(report, links, version)
    if report.kind == "daily":
        facts = replace(DailyFacts.from_json(version.facts), drafter=paraf[0])
        return draw_daily(facts, figures_city.paper(day))
    signer = None
    if links.signing is not None:
        signer = figures_city.signer(figures_city.official(links.role(links.signing), local_day(now)))
    # Before the last paraf the paper says that it is not signed.
    shown = paraf if final else (paraf[0], *(replace(line, at=None, waived=None) for line in paraf[1:]))
    facts_of_month = replace(
        MonthlyFacts.from_json(version.facts),
        paraf=shown,
        signer=signer,
        unsigned=links.signing is None,
        recipient=links.recipient,
    )
    return draw_monthly(facts_of_month, figures_city.paper(day))


def file_of(report: Report) -> tuple[str, int] | None:
    """The paper to be shown now, with its pages: signed, final, or preview; None while it is drawn."""
    version = reporting.version_of(report)
    if report.signed_sha256 is not None and report.pdf_pages is not None:
        return report.signed_sha256, report.pdf_pages
    if report.pdf_sha256 is not None and report.pdf_pages is not None:
        return report.pdf_sha256, report.pdf_pages
    if version is not None and version.preview_sha256 is not None and version.preview_pages is not None:
        return version.preview_sha256, version.preview_pages
    return None


def shown(user_id: int, sha256: str, page: int, pages: int, now: datetime) -> bool:
    """Remember that a person was shown a page; True once the last one was: then the paper is read."""
    with transaction():
        known = _read(user_id, sha256)
        if known is not None and (known.finished_at is not None or known.last_page >= page):
            return known.finished_at is not None
        values: dict[str, Any] = {"last_page": page, "finished_at": now if page >= pages else None}
        statement = insert(PageRead).values(user_id=user_id, sha256=sha256, **values)
        db.session.execute(
            statement.on_conflict_do_update(index_elements=["user_id", "sha256"], set_=values),
            execution_options={"synchronize_session": False},
        )
        return page >= pages


def _read(user_id: int, sha256: str) -> PageRead | None:
    return db.session.scalars(
        select(PageRead)
        .where(PageRead.user_id == user_id, PageRead.sha256 == sha256)
        .execution_options(populate_existing=True)
    ).first()
