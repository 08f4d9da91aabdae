"""Surat undangan in the demo: checked, signed and sent by their roles, and the meeting that follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select

from sapa import timekeeper
from sapa.db import db
from sapa.demo.acts import LetterPlan, Meeting
from sapa.demo.people import People
from sapa.models import Case, Letter, LetterCase, Task
from sapa.services.letters import flow as letter_flow
from sapa.services.letters import moves as letter_moves
from sapa.services.reporting import papers


def check(people: People, task: Task, plan: LetterPlan, now: datetime) -> None:
    """The Pelaksana Harian has read the draft that this case stands on and gives it its number."""
    letter, clerk = _letter(task.case_id, "draft"), people.actors["pelaksana_harian"]
    words = {"number": plan.number, "place": plan.place, "agenda": plan.agenda}
    letter_flow.check(letter.id, clerk, now, words)


def send(people: People, task: Task, passphrase: str, now: datetime) -> None:
    """The checked letter is read, signed and sent."""
    clerk, signer = people.actors["pelaksana_harian"], people.actors["ppid_utama"]
    letter = _letter(task.case_id, "checked")
    assert signer.user_id is not None
    assert letter.pdf_sha256 is not None
    assert letter.pdf_pages is not None
    for page in range(1, letter.pdf_pages + 1):
        papers.shown(signer.user_id, letter.pdf_sha256, page, letter.pdf_pages, now)
    letter_flow.sign(letter.id, signer, now, timekeeper.real_now(), passphrase)
    letter_moves.send(letter.id, clerk, now)


def hold(
    people: People, task: Task, meeting: Meeting, answer_for: Callable[[int], str | None], now: datetime
) -> None:
    """The meeting of this case's letter answers every case that stands on it."""
    letter = _letter(task.case_id, "sent")
    cases = db.session.scalars(
        select(Case.id)
        .join(LetterCase, LetterCase.case_id == Case.id)
        .where(LetterCase.letter_id == letter.id, LetterCase.included, Case.closed_at.is_(None))
    ).all()
    results = {case_id: answer_for(case_id) or meeting.answer for case_id in cases}
    attendance = [
        {"name": each.name, "jabatan": each.jabatan, "agency": each.agency} for each in meeting.attendance
    ]
    clerk = people.actors["pelaksana_harian"]
    letter_moves.hold(letter.id, clerk, now, attendance, meeting.minutes, results)


def _letter(case_id: int, state: str) -> Letter:
    return db.session.scalars(
        select(Letter)
        .join(LetterCase, LetterCase.letter_id == Letter.id)
        .where(LetterCase.case_id == case_id, LetterCase.included, Letter.state == state)
        .order_by(Letter.id.desc())
    ).first()  # type: ignore[return-value]
