"""Everything one case page shows, read without locks: what was said, where it stands, what may be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Row, Select, and_, bindparam, exists, select
from sqlalchemy.orm import aliased, joinedload

from sapa.clock import Calendar
from sapa.clock import Pause as Stop
from sapa.db import db
from sapa.models import (
    Answer,
    Case,
    ContactRecord,
    Draft,
    Note,
    Opd,
    RegisterLine,
    Task,
    Ticket,
)
from sapa.models import Pause as PauseRow
from sapa.services import calendars, deadlines, runs, scope, sops
from sapa.services.actors import Actor
from sapa.services.desk import caserows
from sapa.services.desk.caserows import Happened, Remark, Said
from sapa.services.desk.turns import ReadRun, Turn, is_here, turns
from sapa.services.errors import NotFound
from sapa.services.evidence import identity
from sapa.services.prepared import prepared
from sapa.sop.definition import Action, Definition, Step

__all__ = ["CasePage", "Turn", "load"]


@dataclass
class CasePage:
    """The read model of one ticket's page."""

    ticket: Ticket
    case: Case
    sop: Definition
    calendar: Calendar
    now: datetime
    complaints: list[Said]
    tasks: list[Task]
    events: list[Happened]
    answers: list[Answer] = field(default_factory=list)
    contacts: list[ContactRecord] = field(default_factory=list)
    notes: list[Remark] = field(default_factory=list)
    pauses: list[PauseRow] = field(default_factory=list)
    turns: tuple[Turn, ...] = ()
    merged_into: str | None = None
    #: The line in the register; None where the matter has not been entered.
    entry: RegisterLine | None = None
    #: Whether this reader has drafts at all.
    has_drafts: bool = False

    @property
    def open_tasks(self) -> list[Task]:
        return [task for task in self.tasks if task.closed_at is None]

    @property
    def pause(self) -> PauseRow | None:
        """The interval in which the clock stands now."""
        return next((pause for pause in self.pauses if pause.ended_at is None), None)

    @property
    def stops(self) -> tuple[Stop, ...]:
        """All pauses as the clock reads them."""
        return tuple(Stop(pause.started_at, pause.ended_at, pause.reason) for pause in self.pauses)

    @cached_property
    def agencies(self) -> list[Opd]:
        """The agencies that were asked, each once."""
        return list({task.opd_id: task.opd for task in self.tasks if task.opd is not None}.values())

    @property
    def returnable(self) -> list[Opd]:
        """The agencies whose answers lie here, each once."""
        here = (each.opd for each in self.answers if each.opd is not None and is_here(each))
        return list({opd.id: opd for opd in here}.values())

    @property
    def asked_identity(self) -> tuple[str, ...]:
        """What the SOP wants to know of whoever complains on this channel."""
        return self.sop.missing_identity(self.ticket.channel, ())

    @cached_property
    def missing_identity(self) -> tuple[str, ...]:
        """What the SOP must know of whoever complains on this channel, and nobody has written down yet."""
        if not self.complaints:
            return ()
        first = self.complaints[0].complaint.complainant
        return self.sop.missing_identity(self.ticket.channel, identity.known(first))

    @property
    def joins(self) -> list[tuple[Step, list[Task]]]:
        """Steps that open once nobody is asked any more, with the visits that they wait for."""
        at = [task for task in self.open_tasks if task.opd_id is not None]
        found = [(step, [task for task in at if task.step in step.join]) for step in self.sop.steps.values()]
        return [(step, waits) for step, waits in found if step.join and waits]

    @property
    def others(self) -> list[Said]:
        """Complaints that still wait for a reply of their own, once the first one has been answered."""
        return [said for said in self.complaints if said.delivery is None] if self.is_answered else []

    @property
    def is_answered(self) -> bool:
        return any(said.delivery for said in self.complaints)

    @property
    def answers_here(self) -> list[Answer]:
        """What has not gone out yet: agencies' final answers and our own words."""
        return [
            each
            for each in self.answers
            if is_here(each) or (each.kind == "own" and each.delivered_at is None)
        ]

    def step(self, task: Task) -> Step:
        """The step of a visit."""
        return self.sop.steps[task.step]

    def calendar_of(self, task: Task) -> Calendar:
        """The hours by which the clock of a visit runs; several calendars may run in one case."""
        return deadlines.step_calendar(self.sop, self.step(task))

    @property
    def deadline_calendar(self) -> Calendar:
        """The hours by which the working days of the case are counted."""
        process = self.sop.processes[self.case.process]
        return calendars.get(deadlines.deadline_calendar(process, self.now))

    def action(self, step: str | None, slug: str | None) -> Action | None:
        """The action of a step, None where the SOP has none of that name."""
        found = self.sop.steps.get(step or "")
        return found.actions.get(slug or "") if found else None

    def turn(self, task_id: int) -> Turn | None:
        """What the reader may do on a visit; None where it is not theirs."""
        return next((turn for turn in self.turns if turn.task.id == task_id), None)

    def asks_for(self, *evidence: str) -> bool:
        """True where some move that is possible now needs one of these."""
        return any(set(evidence) & set(action.needs) for turn in self.turns for action in turn.actions)


def load(number: str, actor: Actor, now: datetime) -> CasePage:
    """The page of the ticket *number* as the actor may see it. Raises NotFound, NotAllowed."""
    head = _head(number, actor)
    ticket, case = head.Ticket, head.Case
    sop = sops.definition(case.sop_version_id)
    calendar = calendars.get(sop.processes[case.process].calendar)
    former = caserows.former(ticket, sop, actor)
    page = CasePage(
        ticket,
        case,
        sop,
        calendar,
        now,
        caserows.complaints(ticket),
        caserows.tasks(case),
        caserows.events([case.id, *former.told]),
        merged_into=head.merged_into,
        entry=head.RegisterLine,
        has_drafts=head.has_drafts,
    )
    _read_what_happened(page)
    if head.has_notes:
        kept = caserows.notes(ticket)
        page.notes = [
            each for each in kept if not any(begun < each.note.at < over for begun, over in former.untold)
        ]
    run = ReadRun(
        case, page.open_tasks, sop, calendar, page.pause, bound=runs.bound_units(sop), answers=page.answers
    )
    page.turns = turns(run, actor)
    return page


def _read_what_happened(page: CasePage) -> None:
    """Ask only for rows that the moves of this case can have written."""
    used = _used_evidence(page)
    if used & {"answer", "promise_date", "reason", "meeting", "says", "destination", "emergency"}:
        page.answers = caserows.answers(page.ticket)
    if "contact" in used:
        page.contacts = caserows.contacts(page.ticket)
    if "pause" in used:
        page.pauses = caserows.pauses(page.case)


def _head(number: str, actor: Actor) -> Row[Any]:
    """The row of `_heads`. Raises NotFound, or what `scope` says to whoever may not see it."""
    row = db.session.execute(_heads(actor.reach), {"number": number, "reader": actor.user_id}).first()
    if row is None:
        raise NotFound("ticket_unknown", number=number)
    if not row.seen:
        raise scope.hidden(row.Ticket)
    return row


@prepared
def _heads(actor: Actor) -> Select[Any]:
    """Ticket, case, line in the register, and whether notes and drafts are worth a query of their own."""
    first = aliased(Ticket)
    notes = exists().where(Note.ticket_id == Ticket.id)
    drafts = exists().where(Draft.user_id == bindparam("reader"))
    return (
        select(
            Ticket,
            Case,
            scope.visible(actor).label("seen"),
            notes.label("has_notes"),
            drafts.label("has_drafts"),
            first.number.label("merged_into"),
            RegisterLine,
        )
        .join(Case, Case.ticket_id == Ticket.id)
        .outerjoin(RegisterLine, and_(RegisterLine.ticket_id == Ticket.id, RegisterLine.kind == "entry"))
        .outerjoin(first, first.id == Ticket.merged_into_id)
        .where(Ticket.number == bindparam("number"))
        .options(joinedload(Ticket.category), joinedload(Ticket.kecamatan), joinedload(Ticket.kelurahan))
    )


def _used_evidence(page: CasePage) -> set[str]:
    """What evidence this case can hold, told by the actions used so far: the rest is not asked for."""
    slugs = {key.partition(":")[0] for key in page.case.used}
    found: set[str] = set()
    for step in page.sop.steps.values():
        for slug, action in step.actions.items():
            if slug in slugs:
                found.update(action.needs)
                stops = action.pause or any(page.sop.steps[each].pause for each in action.targets)
                found.update(word for word, there in (("says", action.says), ("pause", stops)) if there)
    return found
