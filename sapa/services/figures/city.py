"""Whose paper it is: city, letterhead, the document's identity and the people in office, as facts."""

from __future__ import annotations

from datetime import date

from sqlalchemy import or_, select

from sapa.db import db
from sapa.models import Document as DocumentRow
from sapa.models import Official
from sapa.reports import REPORT, Paper
from sapa.reports.facts import City, Document, Kop, Signer
from sapa.services import settings
from sapa.services.figures.scope import zone
from sapa.services.figures.words import STANDINGS, ZONES
from sapa.services.house import house


def city(day: date) -> City:
    """The city as its settings of *day* describe it."""
    values = settings.everything(day)
    kop = values["kop"]
    government, *office = kop["lines"]
    address = tuple(line for line in (kop.get("address"), kop.get("contact")) if line)
    tz = zone().key
    return City(
        name=values["city_name"],
        place=values["city_place"],
        head=values["head_of_city"],
        tz=tz,
        tz_label=ZONES.get(tz, ""),
        kop=Kop(government, tuple(office), address),
    )


def paper(day: date) -> Paper:
    """The sheet of reports: the city's format and font, in the size and margins of a report."""
    chosen = settings.get("paper", day)
    return Paper(
        format=chosen.get("size", REPORT.format),
        font=chosen.get("font", REPORT.font),
        size=REPORT.size,
        top=REPORT.top,
        right=REPORT.right,
        bottom=REPORT.bottom,
        left=REPORT.left,
    )


def document(row: DocumentRow) -> Document:
    """The identity that is printed and that the QR carries."""
    return Document(row.id, verify_url(row.id), demo=house().config.env != "production")


def verify_url(document_id: str) -> str:
    """The public page of a paper."""
    return f"{house().config.public_url}/verify/{document_id}"


def official(role: str, day: date, user_id: int | None = None) -> Official | None:
    """Who holds the office on *day*: *user_id* where given, else a substitute before the holder himself."""
    rows = db.session.scalars(
        select(Official)
        .where(
            Official.role == role,
            Official.valid_from <= day,
            or_(Official.valid_to.is_(None), Official.valid_to >= day),
        )
        .order_by(Official.standing == "definitif", Official.valid_from.desc(), Official.id.desc())
    ).all()
    mine = [row for row in rows if row.user_id == user_id]
    if user_id is not None:
        return mine[0] if mine else None
    return rows[0] if rows else None


def titled(row: Official) -> str:
    """The jabatan as it is written: "Plh. PPID Utama"."""
    prefix = STANDINGS[row.standing]
    return f"{prefix} {row.jabatan}" if prefix else row.jabatan


def signer(row: Official | None) -> Signer | None:
    """How the signer is printed; None while nobody is in office."""
    if row is None:
        return None
    return Signer(
        jabatan=row.jabatan,
        name=row.name,
        pangkat=row.pangkat or None,
        nip=row.nip or None,
        prefix=STANDINGS[row.standing],
    )
