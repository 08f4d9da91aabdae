"""A matter is entered: on arrival, at the move by which its SOP registers, or at the latest when it ends."""

from __future__ import annotations

import re
from datetime import date, datetime

from sqlalchemy import select

from sapa.crypto import CryptoError
from sapa.db import db
from sapa.models import Complainant, Complaint, RegisterLine
from sapa.services.actors import Actor
from sapa.services.house import house
from sapa.services.register import lines
from sapa.services.register.rules import entering_moves
from sapa.services.runs import Run

#: Characters of what was said that stand in the register.
LONGEST = 240
_NUMBER = re.compile(r"\+?\d(?:[ .()-]?\d){8,}")


def arrived(run: Run, handle: str, said: str, actor: Actor, now: datetime, day: date) -> None:
    """Enter a complaint that was just taken in, where its SOP registers on arrival; its rows are written.

    *day* is the local date of *now*, which intake knows already.
    """
    moves, arrival = entering_moves(run.sop, run.case.process), run.sop.arrival(run.case.process)
    if not moves or (arrival is not None and arrival.slug in {action for _, action in moves}):
        known = {"reporter": mask_numbers(handle), "subject": brief(said)}
        _enter(run, known if handle else _said(run), actor, now, day)


def moved(run: Run, step: str, action: str, actor: Actor, now: datetime) -> None:
    """Enter the matter where this move does that, or where it has ended and was never entered.

    A duplicate is no matter of its own: its complaint has gone to the ticket it is merged into.
    """
    moves = entering_moves(run.sop, run.case.process)
    if run.ticket is None or run.ticket.merged_into_id is not None or not moves:
        return
    if (step, action) in moves or run.case.outcome is not None:
        db.session.flush()
        if not _is_entered(run.ticket.id):
            _enter(run, _said(run), actor, now)


def _enter(run: Run, words: dict[str, str], actor: Actor, now: datetime, day: date | None = None) -> None:
    assert run.ticket is not None, "only a ticket's case is entered"
    about = {"ticket": run.ticket.id, "case": run.case.id}
    lines.append(run.case.sop_code, "entry", words, actor.user_id, now, day, **about)


def _is_entered(ticket_id: int) -> bool:
    query = select(RegisterLine.id).where(RegisterLine.ticket_id == ticket_id, RegisterLine.kind == "entry")
    return db.session.scalar(query) is not None


def _said(run: Run) -> dict[str, str]:
    """Who the first complainant of the ticket is, as far as it may stand here, and what was said."""
    assert run.ticket is not None, "only a ticket's case is entered"
    said, person = db.session.execute(
        select(Complaint.text, Complainant)
        .join(Complainant, Complainant.id == Complaint.complainant_id)
        .where(Complaint.ticket_id == run.ticket.id)
        .order_by(Complaint.said_at, Complaint.id)
        .limit(1)
    ).one()
    return {"reporter": reporter(person), "subject": brief(said)}


def reporter(person: Complainant) -> str:
    """The account where there is one, else the masked name, else the masked number; "" for nobody known."""
    if person.handle:
        return mask_numbers(person.handle)
    return _masked_name(person.name_sealed) or person.phone_mask or person.nik_mask


def _masked_name(sealed: str | None) -> str:
    try:
        return mask_name(house().vault.decrypt(sealed, "complainant.name")) if sealed else ""
    except CryptoError:
        return ""  # a key that was lost must not keep a matter out of the register


def brief(said: str) -> str:
    """What was said, on one line, short, and without numbers that name somebody."""
    words = mask_numbers(" ".join(said.split()))
    return words if len(words) <= LONGEST else words[: LONGEST - 1].rsplit(" ", 1)[0] + "…"


def mask_name(name: str) -> str:
    """`B*** S***` of Budi Santoso."""
    return " ".join(f"{word[0]}***" for word in name.split()[:4])


def mask_numbers(text: str) -> str:
    """Nine digits or more (telephone, NIK) keep their first three."""
    return _NUMBER.sub(lambda found: found[0][:3] + "******", text)
