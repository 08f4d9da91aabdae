"""Evidence of T02: what kind of matter this is, where it is, and where else it belongs."""

from __future__ import annotations

from sqlalchemy import exists, func, select, update

from sapa.db import db
from sapa.models import (
    Answer,
    Case,
    Category,
    Complainant,
    Complaint,
    Delivery,
    Kecamatan,
    Kelurahan,
    Ticket,
)
from sapa.models.complaints import KLASIFIKASI
from sapa.services import deadlines, history, settings, sops
from sapa.services.calendars import local_day
from sapa.services.evidence.citizen import limit
from sapa.services.evidence.context import Context
from sapa.sop import timing


def check_klasifikasi(context: Context) -> str:
    value = context.text("klasifikasi")
    if value not in KLASIFIKASI:
        context.fault("klasifikasi", "unknown_choice" if value else "required")
    return value


def record_klasifikasi(context: Context, value: str) -> None:
    ticket = _ticket(context)
    ticket.klasifikasi = value
    run = context.run
    deadlines.set_case_deadline(run.case, run.process, value, context.now, run.clock_pauses)


def check_category(context: Context) -> Category | None:
    chosen = context.number("category_id")
    found = db.session.get(Category, chosen) if chosen is not None else None
    if found is None:
        context.fault("category_id", "unknown_choice" if chosen is not None else "required")
    return found


def record_category(context: Context, value: Category) -> None:
    _ticket(context).category_id = value.id


def check_place(context: Context) -> tuple[int | None, int | None]:
    """Kecamatan and kelurahan, or the plain word that the place is not known."""
    if context.text("place_unknown"):
        return None, None
    kecamatan_id, kelurahan_id = context.number("kecamatan_id"), context.number("kelurahan_id")
    if kelurahan_id is not None:
        kelurahan = db.session.get(Kelurahan, kelurahan_id)
        if kelurahan is None or kecamatan_id not in (None, kelurahan.kecamatan_id):
            context.fault("kelurahan_id", "not_in_kecamatan")
            return None, None
        return kelurahan.kecamatan_id, kelurahan.id
    if kecamatan_id is None:
        context.fault("kecamatan_id", "place_required")
    elif db.session.get(Kecamatan, kecamatan_id) is None:
        context.fault("kecamatan_id", "unknown_choice")
    return kecamatan_id, None


def record_place(context: Context, value: tuple[int | None, int | None]) -> None:
    ticket = _ticket(context)
    ticket.kecamatan_id, ticket.kelurahan_id = value
    ticket.place_unknown = value[0] is None


def check_title(context: Context) -> str:
    return context.need_text("title", longest=160, shortest=5)


def record_title(context: Context, value: str) -> None:
    ticket = _ticket(context)
    ticket.title = value
    refresh_search(ticket)


def refresh_search(ticket: Ticket) -> None:
    """Number, heading, handles and every text said: what the search box finds a ticket by."""
    db.session.flush()
    db.session.execute(
        update(Ticket)
        .where(Ticket.id == ticket.id)
        .values(
            search=func.to_tsvector(
                "indonesian",
                func.concat_ws(
                    " ",
                    Ticket.number,
                    Ticket.title,
                    select(func.string_agg(func.concat_ws(" ", Complainant.handle, Complaint.text), " "))
                    .select_from(Complaint)
                    .join(Complainant, Complainant.id == Complaint.complainant_id)
                    .where(Complaint.ticket_id == ticket.id)
                    .scalar_subquery(),
                ),
            )
        )
        .execution_options(synchronize_session=False)
    )


def check_duplicate_of(context: Context) -> Ticket | None:
    """The ticket that already handles this matter; a duplicate of a duplicate leads to the first."""
    number = context.need_text("duplicate_of", longest=32).upper()
    if "duplicate_of" in context.wrong:
        return None
    found = _surviving(number)
    if found is None:
        context.fault("duplicate_of", "ticket_unknown", number=number)
    elif found.id == _ticket(context).id:
        context.fault("duplicate_of", "ticket_itself")
    elif found.closed_at is not None and not _was_answered(found):
        # Whoever complained there would never be told anything.
        context.fault("duplicate_of", "ticket_unanswered", number=found.number)
    return found


def _surviving(number: str) -> Ticket | None:
    """The ticket of that number, or the one it was merged into; its case is locked, so that it stays so."""
    query = select(Ticket).where(Ticket.number == number, Ticket.confidential.is_(False))
    while True:
        found = db.session.scalars(query.execution_options(populate_existing=True)).first()
        if found is None:
            return None
        db.session.execute(select(Case.id).where(Case.ticket_id == found.id).with_for_update())
        db.session.refresh(found)
        if found.merged_into_id is None:
            return found
        query = select(Ticket).where(Ticket.id == found.merged_into_id)


def _was_answered(ticket: Ticket) -> bool:
    replied = exists().where(Delivery.complaint_id == Complaint.id, Complaint.ticket_id == ticket.id)
    return bool(db.session.scalar(select(replied)))


def record_duplicate_of(context: Context, target: Ticket) -> None:
    """Hand the complaints over; the surviving case, while it is open, keeps the earliest clock."""
    ticket = _ticket(context)
    ticket.merged_into_id = target.id
    db.session.execute(
        update(Complaint)
        .where(Complaint.ticket_id == ticket.id)
        .values(ticket_id=target.id)
        .execution_options(synchronize_session=False)
    )
    case = db.session.scalars(
        select(Case).where(Case.ticket_id == target.id).execution_options(populate_existing=True)
    ).one()
    if case.closed_at is None:
        _keep_earliest(context, case, target)
    history.append(case, "merged", context.actor, context.now, now=context.now, ticket=ticket.number)
    refresh_search(target)


def _keep_earliest(context: Context, case: Case, target: Ticket) -> None:
    own = context.run.case
    target.opened_at = timing.merged_since(target.opened_at, _ticket(context).opened_at)
    case.started_at = timing.merged_since(case.started_at, own.started_at)
    starts = [start for start in (case.deadline_from, own.deadline_from) if start is not None]
    if starts and timing.merged_since(*starts) != case.deadline_from:
        case.deadline_from = timing.merged_since(*starts)
        process = sops.definition(case.sop_version_id).processes[case.process]
        pauses = deadlines.pauses_of(case.id)
        deadlines.set_case_deadline(case, process, target.klasifikasi, context.now, pauses)


def check_destination(context: Context) -> str:
    """Where the citizen should turn to, in words that go to the citizen."""
    return context.need_text("destination", longest=limit(context))


def check_emergency(context: Context) -> str:
    """What the citizen is told at once; 112 stands in by default (settings)."""
    value = context.text("emergency") or settings.get("emergency_text", local_day(context.now))
    if len(value) > limit(context):
        context.fault("emergency", "too_long", longest=limit(context), length=len(value))
    return value


def record_redirect(context: Context, value: str) -> None:
    """Keep the words for the citizen as our own answer, ready for the step that delivers it."""
    db.session.add(
        Answer(
            ticket_id=_ticket(context).id,
            task_id=context.task.id,
            opd_id=None,
            kind="own",
            text=value,
            at=context.now,
            user_id=context.actor.user_id,
        )
    )


def _ticket(context: Context) -> Ticket:
    assert context.ticket is not None, "this evidence belongs to a ticket"
    return context.ticket
