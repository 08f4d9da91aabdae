"""From a letter's rows to its paper: facts, drawing, the public identity, and the signature on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from sapa.db import db
from sapa.models import Document, Forward, Kelurahan, Letter, Opd, Ticket
from sapa.reports import LETTER, Drawn, Paper, draw_letter
from sapa.reports import words as paper_words
from sapa.reports.facts import Document as Identity
from sapa.reports.facts import LetterCase, LetterFacts, Meeting, Paraf, Signer
from sapa.services import calendars, settings, sops
from sapa.services.errors import Conflict
from sapa.services.figures import city as figures_city
from sapa.services.house import house
from sapa.services.letters import numbers as letter_numbers
from sapa.services.letters import text as letter_text
from sapa.services.letters.drafting import Line
from sapa.services.signatures import documents

#: A paper that has no identity yet is a draft.
NO_IDENTITY = "KONSEP"


def signer(letter: Letter, day: date) -> dict[str, Any] | None:
    """Who signs: as printed on a checked letter, else whoever holds the configured office on *day*."""
    if letter.state != "draft" and letter.signer is not None:
        return letter.signer
    role = str(settings.get("letter_signer_role", day))
    found = figures_city.official(role, day)
    printed = figures_city.signer(found)
    if found is None or printed is None:
        return None
    behalf = settings.get("letter_on_behalf", day) or None
    return {**asdict(printed), "on_behalf": behalf, "role": role, "user_id": found.user_id}


def needed_signer(letter: Letter, day: date) -> dict[str, Any]:
    """The same; Conflict where the office is vacant."""
    found = signer(letter, day)
    if found is None:
        raise Conflict("no_signer", role=settings.get("letter_signer_role", day))
    return found


def draw(letter: Letter, rows: Sequence[Line], now: datetime) -> Drawn:
    """The paper as the letter stands now, with holes for what is not known yet."""
    day = letter.dated or calendars.local_day(now)
    return draw_letter(facts(letter, rows, day), _paper(day))


def facts(letter: Letter, rows: Sequence[Line], day: date) -> LetterFacts:
    """What the paper says; cases whose agency has answered are left out."""
    standing = [line for line in rows if line.is_open]
    opd = db.session.get_one(Opd, letter.opd_id)
    who = signer(letter, day)
    return LetterFacts(
        city=figures_city.city(day),
        document=_identity(letter),
        number=letter.number,
        number_pattern=letter_numbers.written(letter_numbers.HOLE, day),
        sifat=letter.sifat,
        hal=letter.hal,
        dated=letter.dated,
        recipients=(letter.recipient,),
        recipients_place=settings.get("city_place", day),
        opening=letter.opening.replace(letter_text.COUNT, paper_words.counted(len(standing))),
        meeting=Meeting(letter.meet_at, letter.place, letter.agenda) if letter.meet_at else None,
        closing=letter.closing,
        cases=_cases(standing, opd),
        signer=printed(who),
        tembusan=tuple(letter.tembusan),
        paraf=_paraf(letter, rows, who),
    )


def printed(who: dict[str, Any] | None) -> Signer:
    """The signer's block."""
    if who is None:
        return Signer(jabatan=letter_numbers.HOLE, name=letter_numbers.HOLE)
    names = ("jabatan", "name", "pangkat", "nip", "prefix", "on_behalf")
    return Signer(**{name: who.get(name) for name in names})


def identify(letter: Letter, now: datetime) -> Document:
    """The row that the QR leads to, made when the letter is checked for the first time."""
    opd = db.session.get_one(Opd, letter.opd_id)
    found = document_of(letter)
    if found is None:
        found = documents.create(f"Surat undangan kepada {opd.name}"[:240], now, letter_id=letter.id)
    return found


def document_of(letter: Letter) -> Document | None:
    """The public identity of the letter, if it has one."""
    return db.session.scalars(select(Document).where(Document.letter_id == letter.id)).first()


def stamp_lines(letter: Letter) -> tuple[str, ...]:
    """What the visible signature says: jabatan with its Plt. or Plh., name, pangkat."""
    who = printed(letter.signer)
    office = f"{who.prefix} {who.jabatan}" if who.prefix else who.jabatan
    return tuple(line for line in (office, who.name, who.pangkat) if line)


def parafs(letter: Letter, rows: Sequence[Line]) -> list[dict[str, Any]]:
    """Who initialled, for the public page."""
    given = _paraf(letter, rows, letter.signer)
    return [{"name": each.name, "jabatan": each.role, "at": each.at.isoformat()} for each in given if each.at]


def forwarded_at(rows: Sequence[Line], opd_id: int) -> dict[int, datetime]:
    """Ticket id -> when it was last forwarded to that OPD: silence is counted from there."""
    found = db.session.execute(
        select(Forward.ticket_id, func.max(Forward.at))
        .where(Forward.opd_id == opd_id, Forward.ticket_id.in_([line.ticket.id for line in rows]))
        .group_by(Forward.ticket_id)
    )
    return dict(found.all())


def places(rows: Sequence[Line]) -> dict[int, str]:
    """Ticket id -> kelurahan, or kecamatan where no more is known."""
    found = db.session.scalars(
        select(Ticket)
        .where(Ticket.id.in_([line.ticket.id for line in rows]))
        .options(
            selectinload(Ticket.kelurahan).selectinload(Kelurahan.kecamatan), selectinload(Ticket.kecamatan)
        )
        .execution_options(populate_existing=True)
    )
    return {row.id: (row.kelurahan or row.kecamatan).name for row in found if row.kelurahan or row.kecamatan}


def _cases(rows: Sequence[Line], opd: Opd) -> tuple[LetterCase, ...]:
    forwarded, where = forwarded_at(rows, opd.id), places(rows)
    local = calendars.local_day
    return tuple(
        LetterCase(
            number=line.ticket.number,
            title=line.ticket.title,
            received=local(line.ticket.opened_at),
            forwarded=local(forwarded.get(line.ticket.id, line.task.opened_at)),
            place=where.get(line.ticket.id),
        )
        for line in rows
    )


def _identity(letter: Letter) -> Identity:
    found = document_of(letter)
    if found is not None:
        return figures_city.document(found)
    return Identity(NO_IDENTITY, letter_numbers.HOLE, demo=house().config.env != "production")


def _paraf(letter: Letter, rows: Sequence[Line], who: dict[str, Any] | None) -> tuple[Paraf, ...]:
    """One line for whoever checked it; none where he signs himself (tata naskah dinas)."""
    if letter.checked_by is not None and who is not None and who["user_id"] == letter.checked_by:
        return ()
    label = _lane_label(rows)
    if letter.checked_by is None:
        return (Paraf(label, "Paraf"),)
    user = db.session.get_one(User, letter.checked_by)
    return (Paraf(label, "Paraf", user.get_full_name().strip(), None, letter.checked_at),)


def _lane_label(rows: Sequence[Line]) -> str:
    """The column of the SOP sheet in which letters are written."""
    first = rows[0]
    return sops.definition(first.case.sop_version_id).lane(first.task.lane).label


def _paper(day: date) -> Paper:
    """The sheet of letters: the city's format and font, in the size and margins of the tata naskah dinas."""
    chosen = settings.get("paper", day)
    return Paper(format=chosen.get("size", LETTER.format), font=chosen.get("font", LETTER.font))
