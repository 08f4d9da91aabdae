"""Surat undangan: drafted from an agency's overdue cases; what stands on one, and what leaves it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, select, text, update
from sqlalchemy.dialects.postgresql import insert

from sapa.db import db, transaction
from sapa.models import Answer, Case, Letter, LetterCase, Opd, Task, Ticket
from sapa.services import notices
from sapa.services.errors import NotFound
from sapa.services.letters import text as letter_text
from sapa.services.letters.meetings import office
from sapa.services.letters.meetings import proposed as next_meeting

if TYPE_CHECKING:
    from sapa.services.evidence.context import Context

#: Not yet out of the house: a case whose agency answers leaves these.
UNSENT = ("draft", "checked", "signed")
OUT = ("sent", "held")


@dataclass(frozen=True)
class Line:
    """One case on a letter, with the task by which it stands there: T09 until it is sent, then T-X0."""

    row: LetterCase
    task: Task
    case: Case
    ticket: Ticket

    @property
    def is_open(self) -> bool:
        """True while the agency has not answered."""
        return self.task.closed_at is None


def include(case: Case, task: Task, now: datetime) -> None:
    """Put *case* on the draft letter to the OPD of *task*, starting one where there is none.

    Safe against others who do the same: the partial unique index lets one draft per OPD exist, and whoever
    comes
    second waits for the first and joins its letter.
    """
    assert task.opd_id is not None, "a letter goes to an agency"
    put(draft_for(task.opd_id, now), case.id, task.id)


def draft_for(opd_id: int, now: datetime) -> int:
    """The id of the one draft to that OPD, its row locked; its version rises, so an open form notices."""
    opd = db.session.get_one(Opd, opd_id)
    statement = insert(Letter).values(
        kind="undangan", opd_id=opd_id, state="draft", drafted_at=now, **letter_text.first(opd, now)
    )
    joined = statement.on_conflict_do_update(
        index_elements=["opd_id"], index_where=text("state = 'draft'"), set_={"version": Letter.version + 1}
    )
    return db.session.execute(joined.returning(Letter.id)).scalar_one()


def put(letter_id: int, case_id: int, task_id: int) -> None:
    """Let the case stand on the letter by that task, also when it stood there before."""
    statement = insert(LetterCase).values(
        letter_id=letter_id, case_id=case_id, task_id=task_id, included=True
    )
    again = {"task_id": task_id, "included": True, "result": None}
    db.session.execute(statement.on_conflict_do_update(index_elements=["letter_id", "case_id"], set_=again))


def get(letter_id: int, *, lock: bool = False) -> Letter:
    """The letter; with *lock* as it stands now, for whoever changes it. Raises NotFound."""
    query = select(Letter).where(Letter.id == letter_id)
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalars(query).first()
    if found is None:
        raise NotFound("letter_unknown", id=letter_id)
    return found


def lines(letter_id: int) -> list[Line]:
    """The cases on a letter, answered ones too, in the order in which they came."""
    rows = db.session.execute(
        select(LetterCase, Task, Case, Ticket)
        .join(Task, Task.id == LetterCase.task_id)
        .join(Case, Case.id == LetterCase.case_id)
        .join(Ticket, Ticket.id == Case.ticket_id)
        .where(LetterCase.letter_id == letter_id, LetterCase.included)
        .order_by(LetterCase.id)
        .execution_options(populate_existing=True)
    )
    return [Line(*row) for row in rows]


def drop(rows: Iterable[LetterCase], result: str | None) -> None:
    """Take cases off a letter: their agency answered, or they stand on another letter now."""
    for row in rows:
        row.included, row.result = False, result


def withdraw(letter: Letter, now: datetime) -> None:
    """End a letter that needs no sending. A number that was never signed for is free again."""
    letter.state, letter.withdrawn_at = "withdrawn", now
    if letter.signed_sha256 is None:
        letter.number = letter.dated = None
    db.session.flush()


def reopen(letter: Letter, now: datetime, by: int | None, reason: str) -> None:
    """Make a checked letter a draft again, with the reason. Another draft to the same OPD is joined to it."""
    other = db.session.scalars(
        select(Letter)
        .where(Letter.opd_id == letter.opd_id, Letter.state == "draft")
        .with_for_update()
        .execution_options(populate_existing=True)
    ).first()
    if other is not None:
        moved = [line.row for line in lines(other.id) if line.is_open]
        for row in moved:
            put(letter.id, row.case_id, row.task_id)
        drop(moved, None)
        withdraw(other, now)
    letter.state, letter.version = "draft", letter.version + 1
    letter.returned_at, letter.returned_by, letter.return_reason = now, by, reason
    letter.dated = letter.checked_at = letter.checked_by = None
    db.session.flush()


def tidy(now: datetime, limit: int = 100) -> int:
    """Take answered cases off letters that are not signed, withdraw the empty ones, and let drafts propose a
    meeting that is still to come; returns how many changed.

    A checked letter with such a case goes back to be checked again: its paper names a case that is answered.
    """
    with transaction():
        found = db.session.scalars(_stale().limit(limit)).all()
        for letter in found:
            _tidy_one(letter, now)
        moved = _propose_anew(now)
    return len(found) + moved


def _propose_anew(now: datetime) -> int:
    """A draft that waited longer than its meeting proposes another one; what somebody types in it counts."""
    proposed = next_meeting(now)
    late = update(Letter).where(Letter.state == "draft", Letter.meet_at <= now).values(meet_at=proposed)
    return len(db.session.execute(late.returning(Letter.id)).all())


def _stale() -> Any:
    answered = exists().where(
        LetterCase.letter_id == Letter.id,
        LetterCase.included,
        LetterCase.task_id == Task.id,
        Task.closed_at.is_not(None),
    )
    return (
        select(Letter)
        .where(Letter.state.in_(("draft", "checked")), answered)
        .order_by(Letter.id)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def _tidy_one(letter: Letter, now: datetime) -> None:
    found = lines(letter.id)
    gone = [line for line in found if not line.is_open]
    drop((line.row for line in gone), "answered_before")
    letter.version += 1
    db.session.flush()
    if len(gone) == len(found):
        withdraw(letter, now)
    elif letter.state == "checked":
        reopen(letter, now, None, ", ".join(line.ticket.number for line in gone))
        tell(letter, "letter_returned", roles_of(found), now)


def roles_of(found: Sequence[Line]) -> frozenset[str]:
    """The roles whose lane the tasks on the letter are in: they write and send it."""
    return frozenset(line.task.role for line in found if line.task.role is not None)


def tell(letter: Letter, kind: str, roles: Iterable[str], now: datetime) -> None:
    """Ring everybody of *roles* about this version of the letter."""
    for role in sorted(roles):
        cause = f"letter:{letter.id}:{letter.version}"
        notices.ring(kind, role, cause=cause, calendar=office(), now=now, letter_id=letter.id)


def check_sent(context: Context) -> Letter | None:
    """T09 is done when the signed letter that names this case has been sent."""
    found = _out(context, LetterCase.task_id == context.task.id)
    if found is None:
        context.fault("letter", "letter_not_sent")
    return found


def check_meeting(context: Context) -> tuple[Letter | None, str]:
    """T-X0: attendance and minutes stand on the letter; here is what was agreed for this case."""
    answer = context.need_text("answer", longest=5000, shortest=3)
    found = _out(context, LetterCase.case_id == context.run.case.id, Letter.opd_id == context.task.opd_id)
    if found is None or found.held_at is None:
        context.fault("meeting", "meeting_not_recorded")
    return found, answer


def record_meeting(context: Context, value: tuple[Letter, str]) -> None:
    """Keep the answer that was agreed at the meeting as what the agency said."""
    letter, answer = value
    assert context.ticket is not None
    assert context.actor.user_id is not None
    assert context.action.says is not None
    db.session.add(
        Answer(
            ticket_id=context.ticket.id,
            task_id=context.task.id,
            opd_id=context.task.opd_id,
            kind=context.action.says,
            text=answer,
            at=context.now,
            user_id=context.actor.user_id,
        )
    )
    db.session.execute(
        update(LetterCase)
        .where(LetterCase.letter_id == letter.id, LetterCase.case_id == context.run.case.id)
        .values(result="answered")
    )


def _out(context: Context, *conditions: Any) -> Letter | None:
    """The last letter about the case of this move that has left the house."""
    return db.session.scalars(
        select(Letter)
        .join(LetterCase, LetterCase.letter_id == Letter.id)
        .where(LetterCase.included, Letter.state.in_(OUT), *conditions)
        .order_by(Letter.id.desc())
        .limit(1)
    ).first()
