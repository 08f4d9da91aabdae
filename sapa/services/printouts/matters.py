"""What all papers of a case share: its frame, the complaint with a masked identity, who said what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import (
    Answer,
    Attachment,
    Case,
    Channel,
    Complaint,
    Kecamatan,
    Kelurahan,
    Opd,
    RegisterLine,
    Task,
    Ticket,
)
from sapa.models import Category as CategoryRow
from sapa.reports.facts import City, Document
from sapa.reports.printouts.facts import Frame, Matter, Pairs, Said
from sapa.services.calendars import local_day
from sapa.services.desk.caselookups import name_of, person
from sapa.services.evidence.identity import complainant_of
from sapa.services.figures import city as figures_city
from sapa.services.figures.words import KLASIFIKASI
from sapa.services.house import house
from sapa.services.register.entering import mask_numbers, reporter
from sapa.sop.definition import Definition, Step

HIDDEN = "tersimpan, disamarkan"


@dataclass(frozen=True)
class Subject:
    """The visit that a paper is about, with its case, ticket and SOP."""

    ticket: Ticket
    case: Case
    task: Task
    sop: Definition

    @property
    def step(self) -> Step:
        return self.sop.steps[self.task.step]

    @property
    def agency(self) -> str:
        """The name of the visit's agency, "" where it is about none."""
        row = db.session.get(Opd, self.task.opd_id) if self.task.opd_id is not None else None
        return row.name if row is not None else ""

    @property
    def visits(self) -> list[Task]:
        """All visits of the case that are about the same agency, in their order."""
        query = select(Task).where(Task.case_id == self.case.id).order_by(Task.id)
        return list(db.session.scalars(query.where(Task.opd_id.is_not_distinct_from(self.task.opd_id))))

    def lane(self, step: Step) -> str:
        """The printed label of a step's lane."""
        return self.sop.lane(step.lane).label


def frame(about: Subject, name: str, by: str, now: datetime, city: City | None = None) -> Frame:
    """The frame of the paper called *name* ("Disposisi")."""
    return framed(about.sop, about.step, f"{name} {about.ticket.number}", by, now, city)


def framed(sop: Definition, step: Step, name: str, by: str, now: datetime, city: City | None = None) -> Frame:
    """The same of any step of an SOP."""
    return Frame(
        city=city or figures_city.city(local_day(now)),
        document=Document(name, "", demo=house().config.env != "production"),
        sop=f"{sop.title} ({sop.code} versi {sop.version})",
        step=f"Langkah {step.id},",
        printed=now,
        by=by,
    )


def matter(about: Subject) -> Matter:
    """The complaint as anybody may read it who sees the case; numbers within the text are masked, too."""
    ticket = about.ticket
    said = db.session.execute(
        select(Complaint.text, Channel.label, Complaint.channel)
        .outerjoin(Channel, Channel.slug == Complaint.channel)
        .where(Complaint.ticket_id == ticket.id)
        .order_by(Complaint.said_at, Complaint.id)
    ).all()
    return Matter(
        number=ticket.number,
        register=register_number(ticket.id),
        title=mask_numbers(ticket.title),
        channel=(said[0].label or said[0].channel) if said else ticket.channel,
        said=ticket.opened_at,
        klasifikasi=KLASIFIKASI[ticket.klasifikasi] if ticket.klasifikasi else "",
        category=_name(CategoryRow, ticket.category_id),
        place=_place(ticket),
        text="\n\n".join(mask_numbers(row.text) for row in said),
        reporter=_reporter(ticket),
        due=about.case.deadline_at,
        pictures=_pictures(ticket.id),
    )


def register_number(ticket_id: int) -> str:
    """ "12/2026", "" before the matter is entered in the register."""
    query = select(RegisterLine.number, RegisterLine.year)
    row = db.session.execute(
        query.where(RegisterLine.ticket_id == ticket_id, RegisterLine.kind == "entry")
    ).first()
    return f"{row.number}/{row.year}" if row else ""


def said(about: Subject, answers: Iterable[Answer]) -> tuple[Said, ...]:
    """What agencies or our own people answered, as a paper quotes it."""
    return tuple(_said(about, each) for each in answers)


def _said(about: Subject, answer: Answer) -> Said:
    opd = db.session.get(Opd, answer.opd_id) if answer.opd_id is not None else None
    spoke = person(answer.person_sealed, "answer.person") if answer.on_behalf else name_of(answer.user_id)
    who = opd.name if opd is not None else about.lane(about.sop.steps[_step_of(answer)])
    told = ", ".join(filter(None, (spoke, answer.jabatan if answer.on_behalf else "")))
    back = f"Dikembalikan: {answer.return_reason}" if answer.returned_at is not None else ""
    return Said(who, told, answer.at, answer.text, back)


def _step_of(answer: Answer) -> str:
    step: str = db.session.get_one(Task, answer.task_id).step
    return step


def _reporter(ticket: Ticket) -> Pairs:
    """Who complained: account or masked name, masked numbers; that an address is kept, not which."""
    row = complainant_of(ticket)
    known = (
        ("Pelapor", reporter(row)),
        ("Telepon", row.phone_mask),
        ("NIK", row.nik_mask),
        ("Alamat", HIDDEN if row.address_sealed else ""),
        ("Surel", HIDDEN if row.email_sealed else ""),
    )
    return tuple((label, value) for label, value in known if value)


def _place(ticket: Ticket) -> str:
    parts = (
        ("Kelurahan", _name(Kelurahan, ticket.kelurahan_id)),
        ("Kecamatan", _name(Kecamatan, ticket.kecamatan_id)),
    )
    return ", ".join(f"{label} {name}" for label, name in parts if name)


def _name(model: type[CategoryRow] | type[Kecamatan] | type[Kelurahan], row_id: int | None) -> str:
    found = db.session.get(model, row_id) if row_id is not None else None
    return str(found) if found is not None else ""


def _pictures(ticket_id: int) -> int:
    query = select(func.count(Attachment.id)).join(Complaint, Complaint.id == Attachment.complaint_id)
    return db.session.scalar(query.where(Complaint.ticket_id == ticket_id)) or 0
