"""Papers as the public knows them: an id that the QR opens, one signature, and a check of any file."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa.db import db
from sapa.models import Document, Letter, Report, ReportVersion
from sapa.services import settings, uploads
from sapa.services.errors import Conflict, NotFound
from sapa.services.figures.city import verify_url
from sapa.services.figures.scope import zone
from sapa.services.house import house
from sapa.services.signatures import keys
from sapa.services.signatures.keys import Pen
from sapa.services.signatures.verdicts import Checked, verdict_lines
from sapa.signing.errors import SigningError
from sapa.signing.pades import sign
from sapa.signing.stamp import Placement
from sapa.signing.verify import verify

__all__ = [
    "Checked",
    "Public",
    "check_file",
    "create",
    "export_ca",
    "public",
    "put_signature",
    "verdict_lines",
]

#: No letters that look like others: some people type the id from paper.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz"
ID_LENGTH = 16
LARGEST_FILE = 20 * 1024 * 1024


def create(
    title: str, now: datetime, *, report_id: int | None = None, letter_id: int | None = None
) -> Document:
    """Give a paper its public id: 16 characters that nobody can guess. Commits nothing."""
    row = Document(
        id="".join(secrets.choice(ALPHABET) for _ in range(ID_LENGTH)),
        report_id=report_id,
        letter_id=letter_id,
        title=title,
        parafs=[],
        created_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def of_report(report_id: int) -> Document:
    """The document of a report."""
    return db.session.scalars(select(Document).where(Document.report_id == report_id)).one()


def put_signature(
    document: Document, pdf: bytes, box: Mapping[str, int], lines: tuple[str, ...], pen: Pen, now: datetime
) -> str:
    """Sign *pdf* in *box* and keep it; returns the signed file's SHA-256. The caller holds the paper's lock.

    *lines*: jabatan, name and, where there is one, pangkat. Raises Conflict with the code of what is wrong.
    """
    place = settings.get("city_place", now.astimezone(zone()).date())
    placement = Placement(**dict(box), lines=lines, qr_text=verify_url(document.id), timezone=zone().key)
    try:
        signed = sign(
            pdf,
            placement,
            pen.credential,
            reason=document.title,
            location=place,
            signed_at=pen.moment,
            crl=pen.crl,
        )
    except SigningError as fault:
        raise Conflict(fault.code) from fault
    return uploads.keep(signed, "application/pdf", now)


def check_file(source: bytes | Path, moment: datetime) -> Checked:
    """What a PDF's signature is worth at *moment* (real time), and which of our papers it is."""
    pdf = source if isinstance(source, bytes) else source.read_bytes()
    verdict = verify(pdf, keys.roots(), moment, keys.crls())
    digest = hashlib.sha256(pdf).hexdigest()
    known = db.session.scalars(select(Document).where(Document.signed_sha256 == digest)).first()
    return Checked(verdict, digest, known.id if known else None, known.title if known else "")


def export_ca(folder: Path | None = None) -> Path | None:
    """Write the authority's certificate to var/out/ca.pem for other validators; None while there is none."""
    found = keys.roots()
    if not found:
        return None
    target = (folder or house().config.var / "out") / "ca.pem"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(b"".join(found))
    return target


@dataclass(frozen=True)
class Public:
    """What the public page of a paper says; no personal data beyond the names of officials."""

    id: str
    title: str
    kind: str
    period: tuple[date, date] | None
    #: {name, jabatan, serial} once signed.
    signer: Mapping[str, Any] | None
    parafs: tuple[Mapping[str, Any], ...]
    signed_at: datetime | None
    sha256: str | None
    #: For papers that nobody signs: who finished them, and when.
    finished_by: str | None = None
    finished_at: datetime | None = None
    #: The certificate was withdrawn because somebody else had the key.
    compromised: bool = False


def public(document_id: str) -> Public:
    """The public face of a paper. NotFound for an id that was never given."""
    row = db.session.get(Document, document_id)
    if row is None:
        raise NotFound("document_unknown")
    report = db.session.get(Report, row.report_id) if row.report_id else None
    letter = db.session.get(Letter, row.letter_id) if row.letter_id else None
    by, at = _finished(report) if report is not None and report.kind == "daily" else (None, None)
    signed = row.signer if row.signed_at else None
    return Public(
        id=row.id,
        title=row.title,
        kind=report.kind if report else letter.kind if letter else "",
        period=(report.period_start, report.period_end) if report else None,
        signer=signed,
        parafs=tuple(row.parafs) if signed else (),
        signed_at=row.signed_at,
        sha256=row.signed_sha256,
        finished_by=by,
        finished_at=at,
        compromised=signed is not None and keys.is_compromised(str(signed.get("serial", ""))),
    )


def _finished(report: Report) -> tuple[str | None, datetime | None]:
    found = db.session.execute(
        select(User.first_name, User.last_name, ReportVersion.submitted_at)
        .join(User, User.id == ReportVersion.submitted_by)
        .where(ReportVersion.report_id == report.id, ReportVersion.version == report.version)
    ).first()
    return (f"{found[0]} {found[1]}".strip(), found[2]) if found else (None, None)
