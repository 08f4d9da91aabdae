"""The signature under a report, in the transaction of its move, and its way to the head of the city."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from flask import render_template
from sqlalchemy import select

from sapa import crashpoints
from sapa.db import db
from sapa.models import Document, PageRead, Report
from sapa.services import settings
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict
from sapa.services.figures import city as figures_city
from sapa.services.figures.city import official, titled
from sapa.services.house import house
from sapa.services.outgoing import outbox
from sapa.services.reporting import chain as reporting_chain
from sapa.services.reporting import versions as reporting
from sapa.services.signatures import documents
from sapa.services.signatures.keys import Pen

if TYPE_CHECKING:
    from sapa.services.evidence.context import Context


def check_passphrase(context: Context) -> Pen | None:
    """A signature needs an opened pen from the paper's page; never a passphrase as a field."""
    if context.pen is None or context.pen.user_id != context.actor.user_id:
        context.fault("passphrase", "required")
        return None
    report = reporting.lock(context.run.case.report_id)
    _check(report, context)
    return context.pen


def record_signature(context: Context, value: Pen) -> None:
    """Sign what was read, keep the file, and say so in the rows: all of it or nothing."""
    report = reporting.lock(context.run.case.report_id)
    document = documents.of_report(report.id)
    assert report.pdf_sha256 is not None
    assert report.signature_box is not None
    assert document.signer is not None
    signed = documents.put_signature(
        document,
        house().storage.get(report.pdf_sha256),
        report.signature_box,
        tuple(document.signer["lines"]),
        value,
        context.now,
    )
    crashpoints.reach("signed-file-stored")
    report.state, report.signed_sha256 = "signed", signed
    report.signed_at, report.signer_id = context.now, context.actor.user_id
    document.signer = {**document.signer, "serial": value.credential.serial}
    document.signed_at, document.signed_sha256 = value.moment, signed
    document.parafs = [_public(row) for row in reporting_chain.given_paraf(report)]


def record_sent(context: Context, value: None) -> None:
    """Sending to the head of the city is recorded; an address in the settings gets the file, too."""
    report = reporting.lock(context.run.case.report_id)
    report.state, report.sent_at, report.sent_by = "sent", context.now, context.actor.user_id
    to = settings.get("report_recipient", local_day(context.now))
    if to:
        _mail(report, to, context.run.case.id, context.now)


def read_whole(user_id: int | None, sha256: str | None) -> bool:
    """True where that person was shown the last page of that paper."""
    where = (PageRead.user_id == user_id, PageRead.sha256 == sha256, PageRead.finished_at.is_not(None))
    return db.session.scalar(select(PageRead.id).where(*where)) is not None


def _check(report: Report, context: Context) -> None:
    if report.signed_sha256 is not None:
        raise Conflict("already_signed")
    if report.pdf_sha256 is None:
        raise Conflict("paper_not_ready")
    version = reporting.version_of(report)
    assert version is not None, "what is drawn was frozen before"
    reporting_chain.refuse_twice(report, version, context.actor)
    document = documents.of_report(report.id)
    if document.signer is None or document.signer["user_id"] != context.actor.user_id:
        raise Conflict("paper_names_another", name=(document.signer or {}).get("name", ""))
    if not read_whole(context.actor.user_id, report.pdf_sha256):
        raise Conflict("not_read")


def _public(row: Any) -> dict[str, Any]:
    waived = row.note if row.waived else None
    return {"name": row.name, "jabatan": row.jabatan, "at": row.at.isoformat(), "waived": waived}


def signer_of(links: reporting_chain.Chain, now: datetime) -> dict[str, Any] | None:
    """Who signs, as the paper names him: the holder of the office, or the one account that has the role."""
    assert links.signing is not None
    held = official(links.role(links.signing), local_day(now))
    if held is None:
        return None
    lines = [titled(held), held.name, *([held.pangkat] if held.pangkat else [])]
    return {"user_id": held.user_id, "name": held.name, "jabatan": titled(held), "lines": lines}


def _mail(report: Report, to: str, case_id: int, now: datetime) -> None:
    document: Document = documents.of_report(report.id)
    assert report.signed_sha256 is not None
    body = render_template(
        "mail/report.txt",
        title=document.title,
        head=settings.get("head_of_city", local_day(now)),
        city=settings.get("city_name", local_day(now)),
        address=figures_city.verify_url(document.id),
    )
    attachments = ((report.signed_sha256, f"{file_name(report)}.pdf"),)
    key = f"report:{report.id}"
    outbox.post(key, to, document.title, body, now=now, case_id=case_id, attachments=attachments)


def file_name(report: Report) -> str:
    """ "laporan-bulanan-call-center-2026-10", "laporan-harian-call-center-2026-10-21"."""
    start, scope = report.period_start, report.scope.replace("_", "-")
    if report.kind == "daily":
        return f"laporan-harian-{scope}-{start:%Y-%m-%d}"
    return f"laporan-bulanan-{scope}-{start:%Y-%m}"
