"""Writes the acts of one story: who does what at which step, when, and in which words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sapa.clock import Basis
from sapa.demo.acts import Act, Evidence, Kind
from sapa.demo.pieces import (
    DAY,
    WORKDAY,
    Draft,
    act,
    by_agency,
    deliver,
    final,
    fitting,
    forward,
    in_time,
    letter_plan,
    meeting_record,
    sent_out,
    to_koordinator,
    to_ppid_utama,
    triage,
    within,
)
from sapa.demo.texts import city, words


def write(draft: Draft) -> tuple[Act, ...]:
    """All acts of the story, in the order in which they are due."""
    return WRITERS[draft.kind](draft)


def _answered_at_once(draft: Draft) -> tuple[Act, ...]:
    folder = {row.slug: row.text for row in city().folder}
    standard = draft.template.standard or None
    body = folder[standard] if standard else draft.template.reply
    answer = Evidence(answer=body, standard=standard)
    return (
        triage(draft),
        act("T03", "answer", "operator", within(draft.rng, 10), answer),
        deliver(draft, body),
    )


def _opd_answers(draft: Draft) -> tuple[Act, ...]:
    if len(draft.opds) > 1:
        return _two_answer(draft)
    unit, tell = draft.opds[0], deliver(draft, fitting(draft).reply)
    if draft.rng.random() > 0.15:
        return (*sent_out(draft), final(draft, unit), tell)
    # Received first, answered the same working day: two waits in one visit must not outlast limit A.
    said = Evidence(note=draft.rng.choice(words().received))
    first = by_agency(draft, "A", "answer_received", unit, draft.rng.randint(10, 60), said)
    return (*sent_out(draft), first, final(draft, unit, minutes=draft.rng.randint(90, 300)), tell)


def _two_answer(draft: Draft) -> tuple[Act, ...]:
    """The main OPD answers first, the supporting one later: two replies."""
    main, other = draft.opds[:2]
    support, minutes = draft.rng.choice(words().supporting), draft.rng.randint(40, 180)
    return (
        *sent_out(draft),
        final(draft, main, minutes=minutes),
        deliver(draft, fitting(draft).reply),
        final(draft, other, minutes=minutes + draft.rng.randint(120, 200), answer=support.answer),
        deliver(draft, support.reply, nth=1),
    )


def _promised(draft: Draft) -> tuple[Act, ...]:
    """A dated promise, kept the day before it is due, or (one in five) broken so that the ladder goes on."""
    unit, days = draft.opds[0], draft.rng.randint(3, 6)
    manner = city().category(draft.template.category).manner
    said = Evidence(promise_days=days, note=draft.rng.choice(words().promises[manner]))
    promise = in_time(draft, by_agency(draft, "A", "answer_promise", unit, 0, said))
    kept = replace(
        final(draft, unit, minutes=(days - 1) * DAY + draft.rng.randint(-90, 90)), basis=Basis.CALENDAR
    )
    rest = _after_call(draft) if draft.rng.random() < 0.2 else (kept,)
    return (*sent_out(draft), promise, *rest, deliver(draft, fitting(draft).reply))


def _after_call(draft: Draft) -> tuple[Act, ...]:
    """Operator and Koordinator climb, the OPD answers while wait limit B runs."""
    answer = final(draft, draft.opds[0], "B", draft.rng.randint(30, 400))
    return (*to_koordinator(draft, words().contact_answered), answer)


def _returned(draft: Draft) -> tuple[Act, ...]:
    unit, manner = draft.opds[0], city().category(draft.template.category).manner
    thin = draft.rng.choice(words().inadequate[manner])
    back = act("T-X1", "return_to_opd", "operator", within(draft.rng, 60), Evidence(reason=thin.reason))
    return (
        *sent_out(draft),
        final(draft, unit, answer=thin.answer),
        back,
        final(draft, unit),
        deliver(draft, fitting(draft).reply),
    )


def _not_ours(draft: Draft) -> tuple[Act, ...]:
    """The first OPD declines; with three OPDs the second does too and the Koordinator is told."""
    row = next(row for row in words().not_ours if row.category == draft.template.category)
    reasons = (row.reason, row.again)
    passed: list[Act] = [triage(draft)]
    for unit, reason in zip(draft.opds[:-1], reasons, strict=False):
        declined = by_agency(draft, "A", "not_ours", unit, 0, Evidence(reason=reason))
        passed += [forward(draft, unit), in_time(draft, declined)]
    last = draft.opds[-1]
    return (*passed, forward(draft, last), final(draft, last), deliver(draft, fitting(draft).reply))


def _incomplete(draft: Draft) -> tuple[Act, ...]:
    """The citizen is asked and answers within a few open hours; two in five never do."""
    question = Evidence(question=draft.template.question)
    asked = act("T02", "ask_citizen", "operator", within(draft.rng, 10), question)
    if not draft.replies:
        return (asked,)
    said = draft.template.citizen.format(jalan=draft.jalan, kelurahan=draft.kelurahan)
    back = act("T02", "citizen_replied", "operator", draft.rng.randint(20, 900), Evidence(note=said))
    unit = draft.opds[0]
    return (
        asked,
        back,
        triage(draft, draft.rng.randint(1, 5)),
        forward(draft, unit),
        final(draft, unit),
        deliver(draft, fitting(draft).reply),
    )


def _silent_to_koordinator(draft: Draft) -> tuple[Act, ...]:
    return (*sent_out(draft), *_after_call(draft), deliver(draft, fitting(draft).reply))


def _silent_to_ppid_utama(draft: Draft) -> tuple[Act, ...]:
    answer = final(draft, draft.opds[0], "T08", within(draft.rng, 5, 0.4))
    climb = to_ppid_utama(draft, words().contact_answered)
    return (*sent_out(draft), *climb, answer, deliver(draft, fitting(draft).reply))


def _silent_to_undangan(draft: Draft) -> tuple[Act, ...]:
    text, unit = draft.rng.choice(words().meetings), draft.opds[0]
    letter = Evidence(letter=letter_plan(draft))
    sent = act("T09", "send_letter", "pelaksana_harian", draft.rng.randint(60, 430), letter)
    # Sent in the morning or the evening: the meeting of two working days later is over after this.
    held = act("T-X0", "record_meeting", "pelaksana_harian", 2 * WORKDAY + 200, meeting_record(unit, text))
    climb = to_ppid_utama(draft, words().contact_silent)
    return (
        *sent_out(draft),
        *climb,
        replace(sent, unit=unit),
        replace(held, unit=unit),
        deliver(draft, text.reply),
    )


def _not_complaint(draft: Draft) -> tuple[Act, ...]:
    reason = Evidence(reason=draft.template.reason)
    return (act("T02", "not_complaint", "operator", within(draft.rng, 10), reason),)


def _spam(draft: Draft) -> tuple[Act, ...]:
    return (act("T02", "spam", "operator", draft.rng.randint(1, 6)),)


def _duplicate(draft: Draft) -> tuple[Act, ...]:
    earlier = Evidence(duplicate_of=draft.duplicate_of)
    return (act("T02", "duplicate", "operator", within(draft.rng, 10), earlier),)


def _out_of_authority(draft: Draft) -> tuple[Act, ...]:
    target = next(row for row in city().destinations if row.slug == draft.template.destination)
    chosen = Evidence(destination=target.slug)
    made = act("T02", "out_of_authority", "operator", within(draft.rng, 10), chosen)
    return (made, deliver(draft, target.reply))


def _emergency(draft: Draft) -> tuple[Act, ...]:
    called = Evidence(emergency=draft.template.emergency)
    made = act("T02", "emergency", "operator", draft.rng.randint(1, 2), called)
    return (made, deliver(draft, draft.template.reply, limit=5))


WRITERS: dict[Kind, Callable[[Draft], tuple[Act, ...]]] = {
    Kind.ANSWERED_AT_ONCE: _answered_at_once,
    Kind.OPD_ANSWERS: _opd_answers,
    Kind.PROMISED: _promised,
    Kind.RETURNED_INADEQUATE: _returned,
    Kind.NOT_OURS: _not_ours,
    Kind.INCOMPLETE: _incomplete,
    Kind.SILENT_TO_KOORDINATOR: _silent_to_koordinator,
    Kind.SILENT_TO_PPID_UTAMA: _silent_to_ppid_utama,
    Kind.SILENT_TO_UNDANGAN: _silent_to_undangan,
    Kind.NOT_COMPLAINT: _not_complaint,
    Kind.SPAM: _spam,
    Kind.DUPLICATE: _duplicate,
    Kind.OUT_OF_AUTHORITY: _out_of_authority,
    Kind.EMERGENCY: _emergency,
}
