"""The pieces that stories are written from: a draft, and the single acts of people with their pace."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import time
from random import Random

from sapa.clock import Basis
from sapa.demo.acts import (
    Act,
    Attendee,
    Contact,
    Evidence,
    Kind,
    LetterPlan,
    Meeting,
    Reply,
    Source,
    reply_url,
)
from sapa.demo.shapes import DemoContact, MeetingText, Pair, Template
from sapa.demo.texts import city, words

DAY = 24 * 60
WORKDAY = 450


@dataclass(frozen=True)
class Draft:
    """What is settled about a story before its acts are written.

    jalan, kelurahan: as a citizen says them. replies: whether a citizen who is asked answers.
    """

    rng: Random
    kind: Kind
    template: Template
    tweet_id: str
    handle: str
    title: str
    place: str | None
    jalan: str
    kelurahan: str
    opds: tuple[str, ...]
    klasifikasi: str
    letter_number: str
    duplicate_of: str | None
    replies: bool


def within(rng: Random, limit: int, late: float = 0.12) -> int:
    """Minutes a person takes for a step of `limit` minutes: mostly inside, with a share of `late` beyond."""
    if rng.random() < late:
        return limit + rng.randint(1, 2 * limit)
    return max(1, round(rng.triangular(1, limit - 1, limit * 0.55)))


def act(step: str, action: str, lane: str, minutes: int, given: Evidence | None = None) -> Act:
    return Act(step, action, lane, minutes, Basis.WORKING, given or Evidence())


def triage(draft: Draft, minutes: int | None = None) -> Act:
    given = Evidence(
        klasifikasi=draft.klasifikasi,
        category=draft.template.category,
        place=draft.place or "unknown",
        title=draft.title,
    )
    return act("T02", "complaint", "operator", minutes or within(draft.rng, 10), given)


def forward(draft: Draft, *opds: str) -> Act:
    return act("T03", "forward", "operator", within(draft.rng, 10), Evidence(opds=opds))


def deliver(draft: Draft, body: str, nth: int = 0, limit: int = 60) -> Act:
    reply = Reply(draft.handle, body, reply_url(draft.tweet_id, nth))
    return act("T-X1", "deliver", "operator", within(draft.rng, limit, 0.08), Evidence(reply=reply))


def by_agency(draft: Draft, step: str, action: str, unit: str, minutes: int, given: Evidence) -> Act:
    """An act of the OPD: through its account, or recorded by the Operator (it has none, or wrote to him)."""
    members = {row.opd for row in city().accounts if "ppid_pembantu" in row.roles}
    made = replace(act(step, action, "ppid_pembantu", minutes, given), unit=unit, agency=True)
    if unit in members and draft.rng.random() > 0.15:
        return made
    short = next(row.short_name for row in city().opds if row.code == unit)
    medium = draft.rng.choice(words().media[:3])
    source = Source(f"Petugas Demo {short}", f"PPID Pembantu {short}", medium)
    return replace(made, lane="operator", source=source)


def in_time(draft: Draft, made: Act) -> Act:
    """The act inside wait limit A: the same day in open hours, or one or two days later at a like hour."""
    if draft.rng.random() < 0.55:
        return replace(made, minutes=draft.rng.randint(40, 380))
    minutes = draft.rng.choice((1, 1, 2)) * DAY + draft.rng.randint(-90, 90)
    return replace(made, minutes=minutes, basis=Basis.CALENDAR)


def final(draft: Draft, unit: str, step: str = "A", minutes: int = 0, answer: str = "") -> Act:
    given = Evidence(answer=answer or fitting(draft).answer)
    made = by_agency(draft, step, "answer_final", unit, minutes, given)
    return made if minutes else in_time(draft, made)


def fitting(draft: Draft) -> Pair:
    """The answer that fits what was asked; the same for one story however often it is asked for."""
    fits = draft.template.fits or (0,)
    index = fits[int(draft.tweet_id) % len(fits)]
    return words().answers[draft.template.category][index]


def _reached(draft: Draft, unit: str, result: str, rank: str) -> Contact:
    person: DemoContact = next(row for row in city().contacts if (row.opd, row.rank) == (unit, rank))
    medium = draft.rng.choice(words().media[:2])
    return Contact(person.name, person.jabatan, person.phone, medium, result)


def _called(draft: Draft, step: str, lane: str, limit: int, results: tuple[str, ...]) -> Act:
    rank = draft.rng.choice(("kasi", "kabid"))
    contact = _reached(draft, draft.opds[0], draft.rng.choice(results), rank)
    minutes = within(draft.rng, limit, 0.2)
    return replace(act(step, "contacted", lane, minutes, Evidence(contact=contact)), unit=draft.opds[0])


def _prompt(draft: Draft, step: str, action: str, lane: str) -> tuple[Act, ...]:
    """T04 and T06 climb by themselves after ten minutes: the person is quick, or misses it (one in eight)."""
    if draft.rng.random() < 0.125:
        return ()
    return (replace(act(step, action, lane, draft.rng.randint(2, 9)), unit=draft.opds[0]),)


def to_koordinator(draft: Draft, results: tuple[str, ...]) -> tuple[Act, ...]:
    return (
        *_prompt(draft, "T04", "escalate", "operator"),
        _called(draft, "T05", "koordinator", 10, results),
    )


def to_ppid_utama(draft: Draft, results: tuple[str, ...]) -> tuple[Act, ...]:
    return (
        *to_koordinator(draft, words().contact_silent),
        *_prompt(draft, "T06", "resend", "koordinator"),
        _called(draft, "T07", "ppid_utama", 5, results),
    )


def sent_out(draft: Draft) -> tuple[Act, ...]:
    return (triage(draft), forward(draft, *draft.opds))


def letter_plan(draft: Draft) -> LetterPlan:
    hour, minute = str(city().setting("meeting.time")).split(".")
    return LetterPlan(
        number=draft.letter_number,
        meeting_in=2,
        meeting_at=time(int(hour), int(minute)),
        place=city().setting("meeting.place"),
        agenda=city().setting("meeting.agenda"),
    )


def meeting_record(unit: str, text: MeetingText) -> Evidence:
    agency = next(row.name for row in city().opds if row.code == unit)
    guests = [Attendee(row.name, row.jabatan, agency) for row in city().contacts if row.opd == unit]
    host = next(row for row in city().accounts if "pelaksana_harian" in row.roles)
    house = Attendee(host.name, host.jabatan, "PPID Kota Depok")
    return Evidence(meeting=Meeting(text.minutes, text.answer, (house, *guests)))
