"""The papers of a case: facts of one visit to a step, drawn for whoever may see the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, select, true
from sqlalchemy.orm import InstrumentedAttribute

from sapa.db import db
from sapa.models import Answer, Case, Forward, Note, Opd, OutboxMessage, Task
from sapa.reports import words
from sapa.reports.facts import City, Kop
from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import draw_answer_report, draw_complaint, draw_disposition, draw_solution
from sapa.reports.printouts.facts import (
    AnswerReportFacts,
    ComplaintFacts,
    DispositionFacts,
    Said,
    Sent,
    SolutionFacts,
    Visit,
)
from sapa.reports.printouts.parts import FORM
from sapa.services import scope, settings, sops
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.desk.caselookups import name_of
from sapa.services.errors import NotFound
from sapa.services.figures import city as figures_city
from sapa.services.figures import scope as figures_scope
from sapa.services.printouts import matters
from sapa.services.printouts.matters import Subject
from sapa.services.printouts.offers import OF_A_CASE, may_print
from sapa.sop.definition import Action, Step

#: What an agency or our own people may have answered in the end.
FINAL = ("final", "meeting", "own")


@dataclass(frozen=True)
class Printed:
    """A drawn paper and what it is called when it is saved."""

    drawn: Drawn
    name: str


def draw(number: str, task_id: int, actor: Actor, now: datetime) -> Printed:
    """The paper that the step of this visit prints. Raises NotFound, NotAllowed."""
    about = _about(number, task_id, actor)
    kind = about.step.prints
    if kind not in OF_A_CASE:
        raise NotFound("paper_unknown")
    name, make = FORMS[kind]
    return Printed(make(about, actor, now, _paper(now)), f"{name}-{number}.pdf".lower())


def _about(number: str, task_id: int, actor: Actor) -> Subject:
    """The visit, if it belongs to a ticket that the actor may see, and to no other agency."""
    ticket = scope.ticket(number, actor)
    found = db.session.execute(
        select(Task, Case).join(Case, Case.id == Task.case_id)
        .where(Task.id == task_id, Case.ticket_id == ticket.id)
    ).first()  # fmt: skip
    if found is None or not may_print(found.Task, actor):
        raise NotFound("paper_unknown")
    sop = sops.definition(found.Case.sop_version_id)
    if found.Task.step not in sop.steps:
        raise NotFound("paper_unknown")
    return Subject(ticket, found.Case, found.Task, sop)


def _paper(now: datetime) -> Paper:
    chosen = settings.get("paper", local_day(now))
    return replace(FORM, format=chosen.get("size", FORM.format), font=chosen.get("font", FORM.font))


def _disposition(about: Subject, actor: Actor, now: datetime, paper: Paper) -> Drawn:
    day, task = local_day(now), about.task
    facts = DispositionFacts(
        frame=matters.frame(about, "Disposisi", actor.name, now, _of_agency(about, day)),
        matter=matters.matter(about),
        agency=about.agency,
        sender=_before(about),
        received=task.opened_at,
        sifat=settings.get("letter_sifat", day),
        note=_forward_note(about),
        done=_taken(task),
    )
    return draw_disposition(facts, paper)


def _of_agency(about: Subject, day: date) -> City:
    """The city with the letterhead of the agency, whose paper it is."""
    city = figures_city.city(day)
    return replace(city, kop=Kop(city.kop.government, (about.agency,), ()))


def _taken(task: Task) -> Said | None:
    """Who took the disposition in the application; None while nobody did."""
    if task.closed_at is None or task.by_timer:
        return None
    return Said("", name_of(task.actor_id), task.closed_at, "")


def _complaint(about: Subject, actor: Actor, now: datetime, paper: Paper) -> Drawn:
    query = select(Answer).where(Answer.ticket_id == about.ticket.id, Answer.kind.in_(FINAL))
    query = query.where(Answer.opd_id.is_not(None) | Answer.on_behalf, _own(Answer.opd_id, actor))
    facts = ComplaintFacts(
        frame=matters.frame(about, "Pengaduan", actor.name, now),
        matter=matters.matter(about),
        sent=tuple(_sent(forward) for forward in _forwards(about, actor)),
        answers=matters.said(about, db.session.scalars(query.order_by(Answer.id))),
    )
    return draw_complaint(facts, paper)


def _forwards(about: Subject, actor: Actor) -> list[Forward]:
    query = select(Forward).where(Forward.ticket_id == about.ticket.id, _own(Forward.opd_id, actor))
    return list(db.session.scalars(query.order_by(Forward.id)))


def _own(column: InstrumentedAttribute[Any], actor: Actor) -> ColumnElement[bool]:
    """An agency reads what concerns itself."""
    return true() if scope.sees_everything(actor) else column.in_(sorted(actor.units))


def _sent(forward: Forward) -> Sent:
    row = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.key == f"forward:{forward.id}")
    ).first()
    return Sent(db.session.get_one(Opd, forward.opd_id).name, forward.at, forward.note, _mail(row))


def _mail(row: OutboxMessage | None) -> str:
    if row is None:
        return "tidak ada alamat surel; disampaikan melalui aplikasi, WhatsApp, atau telepon"
    if row.sent_at is not None:
        zone = figures_scope.zone().key
        return f"terkirim {words.short_moment(row.sent_at, zone)}"
    return "belum terkirim"


def _solution(about: Subject, actor: Actor, now: datetime, paper: Paper) -> Drawn:
    here = [visit for visit in about.visits if visit.step == about.step.id]
    query = select(Answer).where(Answer.task_id.in_([visit.id for visit in here])).order_by(Answer.id)
    lanes = (about.step.lane, *about.step.also)
    facts = SolutionFacts(
        frame=matters.frame(about, "Catatan Solusi", actor.name, now),
        matter=matters.matter(about),
        unit=about.agency,
        analysis=tuple(said for visit in about.visits if (said := _noted(about, visit))),
        solutions=matters.said(about, db.session.scalars(query)),
        decided=_decided(about, here),
        places=tuple(lane.label for lane in about.sop.lanes if lane.id in lanes),
    )
    return draw_solution(facts, paper)


def _noted(about: Subject, visit: Task) -> Said | None:
    """The words with which a visit was left, where its move asked for a note."""
    action = _move(about, visit)
    if action is None or "note" not in action.needs:
        return None
    text = _remark(about, visit)
    assert visit.closed_at is not None
    return Said(_lane(about, action), name_of(visit.actor_id), visit.closed_at, text) if text else None


def _decided(about: Subject, visits: list[Task]) -> Said | None:
    """How the newest visit that was left ended: the move in the words of the SOP, and its reason."""
    left = [visit for visit in visits if visit.closed_at is not None and _move(about, visit) is not None]
    if not left:
        return None
    visit, action = left[-1], _move(about, left[-1])
    assert action is not None
    assert visit.closed_at is not None
    reason = _remark(about, visit) if "reason" in action.needs else ""
    return Said(_lane(about, action), name_of(visit.actor_id), visit.closed_at, action.label, reason)


def _move(about: Subject, visit: Task) -> Action | None:
    return (
        about.sop.steps[visit.step].actions.get(visit.action or "") if visit.step in about.sop.steps else None
    )


def _lane(about: Subject, action: Action) -> str:
    return next((about.sop.lane(lane).label for lane in action.by if lane in _ids(about)), "")


def _ids(about: Subject) -> frozenset[str]:
    return frozenset(lane.id for lane in about.sop.lanes)


def _remark(about: Subject, visit: Task) -> str:
    """What was typed with the move that closed the visit: it bears the same moment and the same name."""
    found = db.session.scalar(
        select(Note.text).where(
            Note.ticket_id == about.ticket.id, Note.at == visit.closed_at, Note.user_id == visit.actor_id
        )
    )
    return found or ""


def _answer_report(about: Subject, actor: Actor, now: datetime, paper: Paper) -> Drawn:
    visits = [visit for visit in about.visits if visit.opd_id is not None]
    ids = [visit.id for visit in visits]
    query = select(Answer).where(Answer.task_id.in_(ids), Answer.kind.in_(FINAL)).order_by(Answer.id)
    facts = AnswerReportFacts(
        frame=matters.frame(about, "Laporan Jawaban", actor.name, now, _of_agency(about, local_day(now))),
        matter=matters.matter(about),
        agency=about.agency,
        to=_after(about),
        note=_forward_note(about),
        steps=tuple(_visit(about, visit) for visit in visits),
        answers=matters.said(about, db.session.scalars(query)),
    )
    return draw_answer_report(facts, paper)


def _visit(about: Subject, visit: Task) -> Visit:
    step = about.sop.steps[visit.step]
    by = "batas waktu" if visit.by_timer else name_of(visit.actor_id)
    return Visit(step.id, step.short or step.activity, visit.opened_at, visit.closed_at, by)


def _forward_note(about: Subject) -> str:
    query = select(Forward.note).where(
        Forward.ticket_id == about.ticket.id, Forward.opd_id == about.task.opd_id
    )
    return db.session.scalar(query.order_by(Forward.id.desc()).limit(1)) or ""


def _before(about: Subject) -> str:
    """The lane that sends a matter to this step, as the sheet calls it."""
    leading = (step for step in about.sop.steps.values() if _leads(step, about.step.id))
    return next((about.lane(step) for step in leading), "")


def _leads(step: Step, to: str) -> bool:
    return any("opds" in action.needs and to in action.steps for action in step.actions.values())


def _after(about: Subject) -> str:
    """The lane that takes what this step gives."""
    steps = (
        step for action in about.step.actions.values() if "answer" in action.needs for step in action.steps
    )
    return next((about.lane(about.sop.steps[step]) for step in steps), "")


Form = Callable[[Subject, Actor, datetime, Paper], Drawn]
#: What a kind of paper is called in a file's name, and how it is made.
FORMS: dict[str, tuple[str, Form]] = {
    "disposition": ("disposisi", _disposition),
    "complaint": ("pengaduan", _complaint),
    "solution": ("catatan-solusi", _solution),
    "answer_report": ("laporan-jawaban", _answer_report),
}
