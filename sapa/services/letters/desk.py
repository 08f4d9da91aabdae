"""What the pages of letters show: the list, one letter with its cases, and what this visitor may do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true

from sapa.db import db
from sapa.models import Attendance, Document, Letter, LetterCase, Opd, Task
from sapa.services import calendars
from sapa.services.actors import Actor
from sapa.services.desk.keyset import USUAL, Found, Place, page, stretches
from sapa.services.errors import NotFound
from sapa.services.house import house
from sapa.services.letters import drafting as letters
from sapa.services.letters import facts as letter_facts
from sapa.services.letters import numbers as letter_numbers
from sapa.services.letters.drafting import OUT, UNSENT, Line
from sapa.services.letters.mail import pdf_name
from sapa.services.letters.rights import allowed, is_signer
from sapa.services.scope import sees_everything

#: Tabs of the list: what is under way, what is over, everything.
TABS: dict[str, tuple[str, ...]] = {
    "open": (*UNSENT, "sent"),
    "over": ("held", "withdrawn"),
    "all": (),
}


@dataclass(frozen=True)
class Shown:
    """One case on the letter: how long its agency has been silent (calendar days), and what became of it."""

    case_id: int
    number: str
    title: str
    place: str | None
    silent: int
    open: bool
    result: str | None


@dataclass(frozen=True)
class Listed:
    """A row of the list."""

    letter: Letter
    opd: str
    cases: int
    due_at: datetime | None


@dataclass(frozen=True)
class Page:
    """A letter as its page shows it; `verbs` is what this visitor may do: edit, sign, recall, send, hold."""

    letter: Letter
    opd: Opd
    cases: tuple[Shown, ...]
    due_at: datetime | None
    signer: dict[str, Any] | None
    document: Document | None
    attendance: tuple[Attendance, ...]
    people: dict[int, str]
    verbs: frozenset[str]
    counted: bool
    pattern: str

    @property
    def answered(self) -> list[Shown]:
        """Cases that the agency answered while the letter was on its way."""
        return [case for case in self.cases if not case.open]

    @property
    def waiting(self) -> list[Shown]:
        """Cases that still wait for an answer."""
        return [case for case in self.cases if case.open]


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition on Letter: an agency sees what was sent to it, the house sees everything."""
    if sees_everything(actor):
        return true()
    return and_(Letter.opd_id.in_(sorted(actor.units)), Letter.state.in_(OUT))


def get(letter_id: int, actor: Actor) -> Letter:
    """A letter that the actor may see. Raises NotFound."""
    found = db.session.scalars(select(Letter).where(Letter.id == letter_id, visible(actor))).first()
    if found is None or not allowed(actor, "can_show"):
        raise NotFound("letter_unknown", id=letter_id)
    return found


def listed(tab: str, actor: Actor, place: Place | None = None, size: int = USUAL) -> Found[Listed]:
    """Letters, newest first, a page at a time."""
    query = _rows().where(visible(actor))
    if TABS[tab]:
        query = query.where(Letter.state.in_(TABS[tab]))
    (query,) = stretches(query, Letter.drafted_at, Letter.id, place, size, descending=True)
    rows = [Listed(*row) for row in db.session.execute(query)]
    return page(rows, place, size, lambda row: (row.letter.drafted_at, row.letter.id))


def tally(actor: Actor) -> int:
    """How many letters wait for this person: drafts to check, papers to sign, signed ones to send."""
    if actor.user_id is None:
        return 0
    mine = and_(Letter.state == "checked", Letter.signer["user_id"].as_integer() == actor.user_id)
    if allowed(actor, "can_draft"):
        mine = or_(mine, Letter.state.in_(("draft", "signed")))
    return db.session.scalar(select(func.count(Letter.id)).where(mine)) or 0


def read(letter_id: int, actor: Actor, now: datetime) -> Page:
    """The page of one letter. Raises NotFound for one that the actor may not see."""
    letter, day = get(letter_id, actor), calendars.local_day(now)
    rows = letters.lines(letter.id)
    due = [line.task.due_at for line in rows if line.is_open and line.task.due_at is not None]
    return Page(
        letter=letter,
        opd=db.session.get_one(Opd, letter.opd_id),
        cases=shown(letter, rows, day),
        due_at=min(due, default=None),
        signer=letter_facts.signer(letter, day),
        document=letter_facts.document_of(letter),
        attendance=_attendance(letter.id),
        people=_people(letter),
        verbs=verbs(letter, rows, actor),
        counted=letter_numbers.is_counted(day),
        pattern=letter_numbers.written(letter_numbers.HOLE, day),
    )


def shown(letter: Letter, rows: Sequence[Line], day: date) -> tuple[Shown, ...]:
    """The cases on the letter with the days of silence since they were forwarded."""
    forwarded, places = letter_facts.forwarded_at(rows, letter.opd_id), letter_facts.places(rows)
    return tuple(
        Shown(
            case_id=line.case.id,
            number=line.ticket.number,
            title=line.ticket.title,
            place=places.get(line.ticket.id),
            silent=(day - calendars.local_day(forwarded.get(line.ticket.id, line.task.opened_at))).days,
            open=line.is_open,
            result=line.row.result,
        )
        for line in rows
    )


def verbs(letter: Letter, rows: Sequence[Line], actor: Actor) -> frozenset[str]:
    """What the actor may do with the letter as it stands; the services ask again."""
    found = set()
    lane = bool(letters.roles_of(rows) & actor.roles)
    if lane and allowed(actor, "can_draft"):
        found |= {"draft": {"edit"}, "checked": {"recall"}, "signed": {"recall"}}.get(letter.state, set())
    if lane and allowed(actor, "can_send"):
        found |= {"signed": {"send"}, "sent": {"hold"}}.get(letter.state, set())
    if letter.state == "checked" and is_signer(letter, actor):
        found.add("sign")
    return frozenset(found)


def paper(letter: Letter, now: datetime) -> tuple[str, int] | None:
    """The stored PDF to read, with its pages: signed, checked, or the draft as it stands; None for none.

    A draft's drawing is kept under its digest without a row; what nobody names may be cleared away.
    """
    if letter.state != "draft" and letter.pdf_sha256 is not None and letter.pdf_pages is not None:
        return letter.signed_sha256 or letter.pdf_sha256, letter.pdf_pages
    rows = letters.lines(letter.id)
    if not rows:
        return None
    drawn = letter_facts.draw(letter, rows, now)
    return house().storage.put(drawn.pdf), drawn.pages


def needed_paper(letter: Letter, now: datetime) -> tuple[str, int]:
    """The same; NotFound where the letter has no paper (an empty draft that was withdrawn)."""
    found = paper(letter, now)
    if found is None:
        raise NotFound("paper_unknown")
    return found


def file_name(letter: Letter) -> str:
    """The name under which people save the paper."""
    return pdf_name(letter)


def _rows() -> Select[Any]:
    due = func.min(Task.due_at).filter(Task.closed_at.is_(None))
    standing = (
        select(LetterCase.letter_id, func.count(LetterCase.id).label("cases"), due.label("due_at"))
        .join(Task, Task.id == LetterCase.task_id)
        .where(LetterCase.included)
        .group_by(LetterCase.letter_id)
        .subquery()
    )
    return (
        select(Letter, Opd.name, func.coalesce(standing.c.cases, 0), standing.c.due_at)
        .join(Opd, Opd.id == Letter.opd_id)
        .outerjoin(standing, standing.c.letter_id == Letter.id)
    )


def _attendance(letter_id: int) -> tuple[Attendance, ...]:
    query = select(Attendance).where(Attendance.letter_id == letter_id).order_by(Attendance.id)
    return tuple(db.session.scalars(query))


def _people(letter: Letter) -> dict[int, str]:
    """Names of those who checked, returned and sent it."""
    ids = {letter.checked_by, letter.returned_by, letter.sent_by} - {None}
    found = db.session.scalars(select(User).where(User.id.in_(ids)))
    return {user.id: user.get_full_name().strip() for user in found}
