"""Work lists: the open tasks that wait for an actor, nearest deadline first, in few indexed queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select, union_all
from sqlalchemy.orm import joinedload

from sapa.db import db
from sapa.models import Answer, Case, Letter, LetterCase, Opd, Pause, Report, Task, Ticket
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists, whose
from sapa.services.desk.keyset import USUAL, Found, Place, page, sorting, stretches
from sapa.services.scope import sees_everything
from sapa.sop.definition import Definition, Step

#: Counts stop here: "99+".
BOUND = 100
TABS = ("mine", "untriaged", "answered", "waiting", "paused")


@dataclass(frozen=True)
class Work:
    """One row of a work list; times in UTC. One of number, report_id, day names its subject."""

    task_id: int
    case_id: int
    step: Step
    due_at: datetime | None
    opened_at: datetime
    started_at: datetime
    opd_id: int | None
    agency: str | None
    number: str | None
    title: str | None
    channel: str | None
    report_id: int | None
    report_kind: str | None
    report_from: date | None
    day: date | None
    letter_id: int | None
    paused_at: datetime | None
    level: int
    #: True where the reader is the agency that is asked, while the rung of the ladder is somebody else's.
    answering: bool = False
    sop: str = ""

    @property
    def caption(self) -> str:
        """The step as a row says it: "T03 Menjawab atau meneruskan"; additions of ours have no number."""
        return f"{self.step.id} {self.step.short}" if self.step.no else self.step.short


@dataclass(frozen=True)
class Counts:
    """How much waits behind each tab, each counted up to BOUND."""

    mine: int = 0
    late: int = 0
    untriaged: int = 0
    answered: int = 0
    waiting: int = 0
    paused: int = 0
    #: The id of the newest task of all: what the page later asks `newer` about.
    newest: int | None = None


def listed(
    tab: str, actor: Actor, now: datetime, place: Place | None = None, size: int = USUAL
) -> Found[Work]:
    """One page of a tab; "mine" leaves out what a pause holds, which has a tab of its own."""
    known = sops.every()
    if tab == "paused":
        rows = db.session.execute(
            _details(_paused(actor).order_by(Pause.started_at).limit(size).subquery(), known)
        )
        return Found([_work(row, known, actor) for row in rows])
    parts = [
        stretch
        for part in _parts(tab, actor, known)
        for stretch in stretches(part, Task.due_at, Task.id, place, size, nullable=True)
    ]
    if not parts:
        return Found([])
    ids = union_all(*(select(part.subquery()) for part in parts)).subquery()
    back = place is not None and place.back
    order = sorting(Task.due_at, Task.id, down=back, nullable=True)
    rows = db.session.execute(_details(ids, known).order_by(*order).limit(size + 1)).all()
    return page(
        [_work(row, known, actor) for row in rows], place, size, lambda work: (work.due_at, work.task_id)
    )


def counts(actor: Actor, now: datetime, tabs: Iterable[str] = TABS, *, late: bool = True) -> Counts:
    """What waits behind the tabs, in one query; without *late* only what the menu shows."""
    known, wanted = sops.every(), tuple(tabs)
    columns = [_bounded(_parts(tab, actor, known)).label(tab) for tab in wanted if tab != "paused"]
    if late:
        over = [part.where(Task.due_at < now) for part in _parts("mine", actor, known)]
        columns.append(_bounded(over).label("late"))
        columns.append(select(func.max(Task.id)).scalar_subquery().label("newest"))
    if "paused" in wanted:
        columns.append(_bounded([_paused(actor)]).label("paused"))
    return Counts(**db.session.execute(select(*columns)).one()._asdict())


def newer(actor: Actor, task_id: int) -> int:
    """How many tasks came to the actor after the newest one on the page, up to BOUND."""
    known = sops.every()
    return int(
        db.session.scalar(
            select(_bounded([part.where(Task.id > task_id) for part in _parts("mine", actor, known)]))
        )
        or 0
    )


def _open() -> Select[Any]:
    return select(Task.id, Task.due_at).where(Task.closed_at.is_(None))


def _running() -> Select[Any]:
    held = exists().where(Pause.case_id == Task.case_id, Pause.ended_at.is_(None))
    return _open().where(~held)


def _parts(tab: str, actor: Actor, known: dict[int, Definition]) -> list[Select[Any]]:
    """One select for each role, so that each reads its own stretch of the index in order."""
    if tab == "waiting":
        return _waiting(actor, known)
    turns = [_running().where(condition) for condition in whose.of(actor, known)]
    if tab == "untriaged":
        early = set().union(*map(steplists.before_triage, known.values()))
        return [part.where(Task.step.in_(early)) for part in turns]
    if tab == "answered":
        steps = steplists.with_answers(known.values())
        return [part.where(Task.step.in_(steps), _agency_spoke()) for part in turns]
    return turns


def _waiting(actor: Actor, known: dict[int, Definition]) -> list[Select[Any]]:
    if not sees_everything(actor):
        return []
    steps = [
        (sop.lane(each).role, step.id)
        for sop in known.values()
        for step in sop.steps.values()
        if steplists.is_agency_turn(sop, step)
        for each in (step.lane, *step.also)
    ]
    by_role: dict[str, set[str]] = {}
    for role, step in steps:
        if role is not None:
            by_role.setdefault(role, set()).add(step)
    return [
        _running().where(Task.role == role, Task.step.in_(names)) for role, names in sorted(by_role.items())
    ]


def _agency_spoke() -> ColumnElement[bool]:
    return exists().where(
        Case.id == Task.case_id,
        Answer.ticket_id == Case.ticket_id,
        Answer.opd_id.is_not(None),
        Answer.delivered_at.is_(None),
        Answer.returned_at.is_(None),
    )


def _paused(actor: Actor) -> Select[Any]:
    """Paused tasks of the actor; of a case with several open tasks the one that asked."""
    own = whose.of(actor, sops.every())
    mine = own[0] if own else Task.id.is_(None)
    for each in own[1:]:
        mine = mine | each
    asked = Task.id == Pause.task_id if sees_everything(actor) else Task.case_id == Pause.case_id
    return (
        select(Task.id, Task.due_at)
        .join(Pause, asked)
        .where(Pause.ended_at.is_(None), Task.closed_at.is_(None), mine)
    )


def _bounded(parts: list[Select[Any]]) -> Any:
    """A count that stops at BOUND rows."""
    if not parts:
        return select(func.count()).where(Task.id.is_(None)).scalar_subquery()
    # Each part stops early; together they may pass the bound, which the screen words alike.
    cut = union_all(
        *(select(part.with_only_columns(Task.id).limit(BOUND).subquery()) for part in parts)
    ).subquery()
    return select(func.count()).select_from(cut).scalar_subquery()


def _letter(known: dict[int, Definition]) -> Any:
    """The newest letter about the case and agency of a task, where the step is about a letter at all."""
    newest_letter = (
        select(func.max(Letter.id))
        .join(LetterCase, LetterCase.letter_id == Letter.id)
        .where(LetterCase.case_id == Task.case_id, Letter.opd_id == Task.opd_id)
        .correlate(Task)
        .scalar_subquery()
    )
    steps = sorted(steplists.needing(known.values(), "letter", "meeting"))
    return case((Task.step.in_(steps), newest_letter)).label("letter_id")


def _details(ids: Any, known: dict[int, Definition]) -> Select[Any]:
    """What a row shows, for tasks that were chosen already."""
    return (
        select(
            Task.id,
            Task.case_id,
            Task.step,
            Task.due_at,
            Task.opened_at,
            Task.opd_id,
            Case.sop_version_id,
            Case.sop_code,
            Case.started_at,
            Case.report_id,
            Case.subject_date,
            Case.level,
            Ticket.number,
            Ticket.title,
            Ticket.channel,
            Opd.short_name,
            Report.kind,
            Report.period_start,
            _letter(known),
            Pause.started_at.label("paused_at"),
        )
        .join(ids, ids.c.id == Task.id)
        .join(Case, Case.id == Task.case_id)
        .outerjoin(Ticket, Ticket.id == Case.ticket_id)
        .outerjoin(Report, Report.id == Case.report_id)
        .outerjoin(Opd, Opd.id == Task.opd_id)
        .outerjoin(Pause, and_(Pause.case_id == Task.case_id, Pause.ended_at.is_(None)))
    )


def _work(row: Any, known: dict[int, Definition], actor: Actor) -> Work:
    sop = known[row.sop_version_id]
    step = sop.steps[row.step]
    asked = step.kind == "wait" or sop.lane(step.lane).scope != "opd"
    return Work(
        task_id=row.id,
        case_id=row.case_id,
        step=step,
        due_at=row.due_at,
        opened_at=row.opened_at,
        started_at=row.started_at,
        opd_id=row.opd_id,
        agency=row.short_name,
        number=row.number,
        title=row.title,
        channel=row.channel,
        report_id=row.report_id,
        report_kind=row.kind,
        report_from=row.period_start,
        day=row.subject_date,
        letter_id=row.letter_id,
        paused_at=row.paused_at,
        level=row.level,
        answering=asked and row.opd_id in actor.units,
        sop=row.sop_code,
    )


def letters_to_sign(actor: Actor, role: str) -> list[Letter]:
    """Checked letters that wait for the signature of *role*, the oldest first; none for anybody else."""
    if role not in actor.roles:
        return []
    query = (
        select(Letter)
        .where(Letter.state == "checked")
        .options(joinedload(Letter.opd))
        .order_by(Letter.checked_at)
    )
    return list(db.session.scalars(query.limit(USUAL)))
