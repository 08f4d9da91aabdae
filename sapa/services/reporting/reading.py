"""What the pages of reports show: lists, the paper's state, the chain, and what changed between versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import Select, bindparam, func, select

from sapa.db import db
from sapa.models import Case, Document, Report, ReportReturn, ReportVersion, Task
from sapa.reports.facts import DailyFacts, MonthlyFacts, Paraf
from sapa.services import deadlines, moves, sops
from sapa.services.actors import Actor
from sapa.services.errors import NotFound
from sapa.services.reporting import chain as reporting_chain
from sapa.services.reporting import papers, signing
from sapa.services.reporting import versions as reporting
from sapa.services.reporting.chain import Chain
from sapa.services.runs import Run
from sapa.services.signatures import documents, keys
from sapa.sop.definition import Action

#: Reports on one page of the list; older ones by key.
PAGE = 40


@dataclass(frozen=True)
class Listed:
    """A line of the list."""

    report: Report
    title: str
    #: The open step, in the words of the sheet, and whose turn it is; None when nothing is open.
    turn: str | None
    due_at: datetime | None
    mine: bool


@dataclass(frozen=True)
class Paper:
    """The file to read: "signed", "final" or "preview", its pages, and whether the reader saw them all."""

    kind: str
    sha256: str
    pages: int
    read: bool


@dataclass
class Page:
    """Everything that a report's page shows to one actor."""

    report: Report
    title: str
    document: Document
    links: Chain
    version: ReportVersion | None
    paper: Paper | None
    sheet: tuple[Paraf, ...]
    signer: Mapping[str, Any] | None
    task: Task | None
    actions: tuple[Action, ...]
    returns: list[tuple[ReportReturn, str]]
    facts: DailyFacts | MonthlyFacts | None
    key_until: datetime | None = None
    #: What changed since the version before: (code of the place, before, after).
    changes: list[tuple[str, str, str]] = field(default_factory=list)

    @property
    def assumed_due(self) -> bool:
        """True where the due moment of the open step is our reading."""
        return self.task is not None and self.links.sop.steps[self.task.step].assumes("time")


def may_see(actor: Actor, links: Chain) -> bool:
    """True for everybody who works in the house's own lanes; an agency sees its cases, not the reports."""
    lanes = (lane for lane in links.sop.lanes if lane.role and lane.scope != "opd")
    return any(lane.role in actor.roles for lane in lanes)


def report_for(actor: Actor, report_id: int) -> Report:
    """A report that the actor may see. NotFound for any other."""
    report = db.session.get(Report, report_id)
    if report is None or not may_see(actor, papers.chain_of(report)):
        raise NotFound("report_unknown", id=report_id)
    return report


def reports(actor: Actor, kind: str = "", before: int | None = None) -> tuple[list[Listed], int | None]:
    """Reports, newest period first, and the key of the next page."""
    query = select(Report, Document.title).join(Document, Document.report_id == Report.id)
    if kind:
        query = query.where(Report.kind == kind)
    if before is not None:
        query = query.where(Report.id < before)
    rows = db.session.execute(query.order_by(Report.id.desc()).limit(PAGE + 1)).all()
    tasks = _open_tasks([report.id for report, _ in rows[:PAGE]])
    found = [_listed(actor, report, title, tasks.get(report.id)) for report, title in rows[:PAGE]]
    return [line for line in found if line is not None], rows[PAGE - 1][0].id if len(rows) > PAGE else None


def waiting(actor: Actor) -> int:
    """How many reports wait for the actor."""
    return db.session.scalar(_waiting(), {"roles": sorted(actor.roles)}) or 0


@cache
def _waiting() -> Select[tuple[int]]:
    running = (Case.report_id.is_not(None), Case.closed_at.is_(None))
    here = (Task.closed_at.is_(None), Task.role.in_(bindparam("roles", expanding=True)))
    return select(func.count(Task.id)).join(Case, Case.id == Task.case_id).where(*running, *here)


def page(actor: Actor, report_id: int, now: datetime) -> Page:
    """The page of one report. NotFound for one that the actor may not see."""
    report = report_for(actor, report_id)
    links, version = papers.chain_of(report), reporting.version_of(report)
    task, actions = _turn(actor, report)
    document = documents.of_report(report.id)
    key = keys.live_key(actor.user_id) if links.signing is not None else None
    found = Page(
        report=report,
        title=document.title,
        document=document,
        links=links,
        version=version,
        paper=_paper(actor, report),
        sheet=reporting_chain.sheet(report, links, version),
        signer=_signer(report, document, links, now),
        task=task,
        actions=actions,
        returns=_returns(report),
        facts=_facts(report, version, now),
        key_until=key.not_after if key else None,
    )
    found.changes = _changes(report, version)
    return found


def _turn(actor: Actor, report: Report) -> tuple[Task | None, tuple[Action, ...]]:
    """The open step of the report's case and what the actor may do there; read without a lock, for a page."""
    case = db.session.scalars(select(Case).where(Case.report_id == report.id)).one()
    task = _open_tasks([report.id]).get(report.id)
    if task is None:
        return None, ()
    sop = sops.definition(case.sop_version_id)
    run = Run(case, [task], sop, deadlines.process_calendar(sop, case.process))
    return task, moves.choices(run, task, actor)


def _open_tasks(report_ids: Sequence[int]) -> dict[int, Task]:
    rows = db.session.execute(
        select(Case.report_id, Task)
        .join(Task, Task.case_id == Case.id)
        .where(Case.report_id.in_(report_ids), Task.closed_at.is_(None))
    )
    return dict(iter(rows))


def _listed(actor: Actor, report: Report, title: str, task: Task | None) -> Listed | None:
    links = papers.chain_of(report)
    if not may_see(actor, links):
        return None
    if task is None:
        return Listed(report, title, None, None, mine=False)
    step = links.sop.steps[task.step]
    turn = f"{step.short} ({links.sop.lane(step.lane).label})"
    return Listed(report, title, turn, task.due_at, mine=task.role in actor.roles)


def _paper(actor: Actor, report: Report) -> Paper | None:
    found = papers.file_of(report)
    if found is None:
        return None
    sha256, pages = found
    kind = (
        "signed" if sha256 == report.signed_sha256 else "final" if sha256 == report.pdf_sha256 else "preview"
    )
    return Paper(kind, sha256, pages, signing.read_whole(actor.user_id, sha256))


def _signer(report: Report, document: Document, links: Chain, now: datetime) -> Mapping[str, Any] | None:
    if links.signing is None:
        return None
    if document.signer is not None and (report.signed_at or report.pdf_sha256):
        return document.signer
    return signing.signer_of(links, now)


def _returns(report: Report) -> list[tuple[ReportReturn, str]]:
    rows = db.session.execute(
        select(ReportReturn, User.first_name, User.last_name)
        .join(User, User.id == ReportReturn.user_id)
        .where(ReportReturn.report_id == report.id)
        .order_by(ReportReturn.id.desc())
    )
    return [(row, f"{first} {last}".strip()) for row, first, last in rows]


def _facts(report: Report, version: ReportVersion | None, now: datetime) -> DailyFacts | MonthlyFacts | None:
    """Frozen figures, or, while it is being drafted, figures as they are now."""
    if version is not None and report.state != "drafting":
        kind = DailyFacts if report.kind == "daily" else MonthlyFacts
        return kind.from_json(version.facts)
    known_at = reporting.known(version) if version is not None else now
    return reporting.derive(report, max(report.version, 1), known_at)[0]


def _changes(report: Report, version: ReportVersion | None) -> list[tuple[str, str, str]]:
    if version is None or version.version < 2:
        return []
    before = reporting.version_of(report, version.version - 1)
    return differences(before.facts, version.facts) if before is not None else []


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """What differs between two frozen reports: (code of the place, before, after)."""
    found: list[tuple[str, str, str]] = []
    for name in ("received", "closed"):
        for key, value in after[name].items():
            if not isinstance(value, list) and value != before[name][key]:
                found.append((f"{name}.{key}", _said(before[name][key]), _said(value)))
    for name in ("kendala", "saran"):
        if before[name] != after[name]:
            found.append((name, before[name], after[name]))
    for name in TABLES:
        if before[name] != after[name]:
            found.append((name, "", ""))
    return found


#: Tables of a monthly report that are compared as a whole.
TABLES = (
    "days", "by_channel", "by_klasifikasi", "by_kategori", "by_kecamatan", "by_opd", "steps", "rungs",
    "letters", "overdue", "shifts",
)  # fmt: skip


def _said(value: Any) -> str:
    return "–" if value is None else str(value).replace(".", ",")
