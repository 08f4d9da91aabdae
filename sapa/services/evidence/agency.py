"""Evidence between the house and the agencies: who was asked, what they said, who was called."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import Select, or_, select

from sapa.db import db
from sapa.models import Answer, ContactRecord, Forward, Note, Opd
from sapa.services import calendars
from sapa.services.evidence.context import Context
from sapa.services.house import house
from sapa.services.outgoing import mail
from sapa.sop import timing

MEDIA = ("phone", "whatsapp", "email", "meeting", "letter", "other")
#: Who was called was called somewhere; three digits are an extension inside the house.
CALLED, SHORTEST_NUMBER = frozenset({"phone", "whatsapp"}), 3


def check_opds(context: Context) -> tuple[Opd, ...]:
    """One or more agencies that exist today."""
    chosen = context.numbers("opd_ids")
    if not chosen:
        context.fault("opd_ids", "required")
    today = calendars.local_day(context.now)
    found = {
        row.id: row
        for row in db.session.scalars(
            select(Opd).where(Opd.id.in_(chosen), or_(Opd.valid_to.is_(None), Opd.valid_to >= today))
        )
    }
    if len(found) != len(chosen):
        context.fault("opd_ids", "unknown_choice")
    waiting = {task.opd_id for task in context.run.tasks}
    for opd in found.values():
        if opd.id in waiting:
            context.fault("opd_ids", "opd_waiting", name=opd.short_name)
    return tuple(found[each] for each in chosen if each in found)


def record_opds(context: Context, value: tuple[Opd, ...]) -> None:
    """The agencies see the ticket from now on, and get it by e-mail."""
    assert context.ticket is not None
    note = context.text("forward_note")
    for opd in value:
        forward = Forward(
            ticket_id=context.ticket.id,
            opd_id=opd.id,
            note=note,
            at=context.now,
            user_id=context.actor.user_id,
        )
        db.session.add(forward)
        db.session.flush()
        mail.forwarded(context.ticket, context.run.case, opd, forward, context.now)


def check_answer(context: Context) -> str:
    return context.need_text("answer", longest=5000, shortest=3)


def record_answer(context: Context, value: str) -> None:
    _utter(context, value)


def check_promise(context: Context) -> tuple[datetime, str]:
    """The end of the promised day in local time; not in the past and not too far ahead."""
    raw = context.text("promise_date")
    try:
        day = date.fromisoformat(raw)
    except ValueError:
        context.fault("promise_date", "required" if not raw else "not_a_date")
        return context.now, ""
    today = calendars.local_day(context.now)
    if wrong := timing.promise_fault(today, day):
        context.fault("promise_date", wrong, days=timing.LONGEST_PROMISE)
    zone = ZoneInfo(context.run.calendar.tz)
    return datetime.combine(day, time(23, 59), zone).astimezone(UTC), context.text("answer")


def record_promise(context: Context, value: tuple[datetime, str]) -> None:
    until, text = value
    _utter(context, text, promised_until=until)


def check_reason(context: Context) -> str:
    return context.need_text("reason", longest=1000, shortest=5)


def record_reason(context: Context, value: str) -> None:
    """A reason that says something is an utterance; one against an OPD's answer marks that as returned, with
    what the same OPD answered before it; any other is kept as a remark on the ticket."""
    if context.action.says is not None:
        _utter(context, value)
    elif (answer := returned_answer(context)) is not None:
        for each in db.session.scalars(_lying(context).where(Answer.opd_id == answer.opd_id)):
            each.returned_at, each.return_reason = context.now, value
    elif context.ticket is not None:
        remark(context, value)


def remark(context: Context, text: str) -> None:
    """Keep a text of the actor beside the ticket."""
    assert context.ticket is not None
    assert context.actor.user_id is not None
    db.session.add(
        Note(ticket_id=context.ticket.id, text=text, at=context.now, user_id=context.actor.user_id)
    )


def returned_answer(context: Context) -> Answer | None:
    """The OPD's answer that a move sends back, where the move reopens its ladder: the one of `return_opd_id`,
    or the newest where nobody chose."""
    if context.ticket is None or not context.action.sends_back:
        return None
    query = _lying(context).order_by(Answer.id.desc()).limit(1)
    chosen = context.number("return_opd_id")
    return db.session.scalars(query.where(Answer.opd_id == chosen) if chosen is not None else query).first()


def _lying(context: Context) -> Select[tuple[Answer]]:
    """What OPDs answered and what was neither delivered nor returned."""
    assert context.ticket is not None
    return select(Answer).where(
        Answer.ticket_id == context.ticket.id,
        Answer.kind.in_(("final", "meeting")),
        Answer.opd_id.is_not(None),
        Answer.returned_at.is_(None),
        Answer.delivered_at.is_(None),
    )


def record_bare(context: Context) -> None:
    """An utterance without words, such as "diterima"."""
    _utter(context, "")


def check_contact(context: Context) -> dict[str, str]:
    """Who was called: name, jabatan, number, medium, result (SOP step T05: Kasi dan Kabid OPD)."""
    number, medium = context.need_text("contact_number", longest=60), _medium(context, "contact_medium")
    if number and medium in CALLED and sum(map(str.isdigit, number)) < SHORTEST_NUMBER:
        context.fault("contact_number", "not_a_phone")
    return {
        "name": context.need_text("contact_name", longest=160),
        "jabatan": context.need_text("contact_jabatan", longest=160),
        "number": number,
        "medium": medium,
        "result": context.need_text("contact_result", longest=2000, shortest=3),
    }


def record_contact(context: Context, value: dict[str, str]) -> None:
    assert context.ticket is not None
    assert context.task.opd_id is not None
    assert context.actor.user_id is not None
    seal = house().vault.encrypt
    db.session.add(
        ContactRecord(
            ticket_id=context.ticket.id,
            task_id=context.task.id,
            opd_id=context.task.opd_id,
            person_sealed=seal(value["name"], "contact_record.person"),
            jabatan=value["jabatan"],
            number_sealed=seal(value["number"], "contact_record.number"),
            medium=value["medium"],
            result=value["result"],
            at=context.now,
            user_id=context.actor.user_id,
        )
    )


def check_on_behalf(context: Context) -> dict[str, str]:
    """Who at the OPD said it, when our Operator writes it down."""
    return {
        "name": context.need_text("behalf_name", longest=160),
        "jabatan": context.need_text("behalf_jabatan", longest=160),
        "medium": _medium(context, "behalf_medium"),
    }


def _medium(context: Context, name: str) -> str:
    value = context.text(name)
    if value not in MEDIA:
        context.fault(name, "unknown_choice" if value else "required")
    return value


def _utter(context: Context, text: str, promised_until: datetime | None = None) -> None:
    assert context.ticket is not None
    assert context.actor.user_id is not None
    assert context.action.says is not None
    behalf = context.clean.get("on_behalf")
    answer = Answer(
        ticket_id=context.ticket.id,
        task_id=context.task.id,
        opd_id=context.task.opd_id if context.as_agency else None,
        kind=context.action.says,
        text=text,
        promised_until=promised_until,
        on_behalf=behalf is not None,
        at=context.now,
        user_id=context.actor.user_id,
    )
    if behalf is not None:
        answer.person_sealed = house().vault.encrypt(behalf["name"], "answer.person")
        answer.jabatan, answer.medium = behalf["jabatan"], behalf["medium"]
    db.session.add(answer)
