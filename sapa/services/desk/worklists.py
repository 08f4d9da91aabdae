"""Work lists: the open tasks that wait for an actor, nearest deadline first, in few indexed queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, and_, bindparam, case, func, select, union_all
from sqlalchemy.orm import joinedload

from sapa.db import db
from sapa.models import Case, Letter, LetterCase, Opd, Pause, Report, Task, Ticket
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists
from sapa.services.desk.keyset import (
    USUAL,
    Bearing,
    Found,
    Place,
    bearing,
    page,
    sorting,
    stretches,
    values,
)
from sapa.services.desk.workparts import BOUND, bounded, parts, paused
from sapa.services.prepared import prepared
from sapa.sop.definition import Definition, Step

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
        rows = db.session.execute(_paused_rows(actor.reach, size))
        return Found([_work(row, known, actor) for row in rows])
    rows = db.session.execute(_rows(tab, actor.reach, bearing(place), size), values(place))
    return page(
        [_work(row, known, actor) for row in rows], place, size, lambda work: (work.due_at, work.task_id)
    )


def counts(actor: Actor, now: datetime, tabs: Iterable[str] = TABS, *, late: bool = True) -> Counts:
    """What waits behind the tabs, in one query; without *late* only what the menu shows."""
    row = db.session.execute(_counted(actor.reach, tuple(tabs), late), {"now": now, "bound": BOUND}).one()
    return Counts(**row._asdict())


def newer(actor: Actor, task_id: int) -> int:
    """How many tasks came to the actor after the newest one on the page, up to BOUND."""
    return int(db.session.scalar(_newer(actor.reach), {"task_id": task_id, "bound": BOUND}) or 0)


@prepared
def _rows(tab: str, actor: Actor, at: Bearing | None, size: int) -> Select[Any]:
    """A page of a tab, from a place on that is left open."""
    known = sops.every()
    found = [
        stretch
        for part in parts(tab, actor, known)
        for stretch in stretches(part, Task.due_at, Task.id, at and at.place, size, nullable=True)
    ]
    ids = union_all(*(select(part.subquery()) for part in found)).subquery()
    order = sorting(Task.due_at, Task.id, down=at is not None and at.back, nullable=True)
    return _details(ids, known).order_by(*order).limit(size + 1)


@prepared
def _paused_rows(actor: Actor, size: int) -> Select[Any]:
    return _details(paused(actor).order_by(Pause.started_at).limit(size).subquery(), sops.every())


@prepared
def _counted(actor: Actor, tabs: tuple[str, ...], late: bool) -> Select[Any]:
    known = sops.every()
    columns = [bounded(parts(tab, actor, known)).label(tab) for tab in tabs if tab != "paused"]
    if late:
        over = [part.where(Task.due_at < bindparam("now")) for part in parts("mine", actor, known)]
        columns.append(bounded(over).label("late"))
        columns.append(select(func.max(Task.id)).scalar_subquery().label("newest"))
    if "paused" in tabs:
        columns.append(bounded([paused(actor)]).label("paused"))
    return select(*columns)


@prepared
def _newer(actor: Actor) -> Select[Any]:
    fresh = [part.where(Task.id > bindparam("task_id")) for part in parts("mine", actor, sops.every())]
    return select(bounded(fresh))


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
