"""What a visitor finds on the desks: fresh tweets, calls to be made, a letter to be signed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from sapa.clock import Basis, Calendar, Duration, add, is_open
from sapa.demo.acts import Act, Kind, Story
from sapa.demo.story import plan_month

#: Minutes before the visitor comes at which a fresh tweet was pasted: two are late by then.
FRESH = (24, 15, 9, 6, 3, 1)
#: Minutes before the visitor comes at which a rung of the ladder opened.
CALL_KOORDINATOR, CALL_PPID_UTAMA, LETTER = (18, 7), 6, 75
#: How long people take on the rungs below, in minutes, and when the letter is checked.
TRIAGE, FORWARD, ESCALATE, CONTACT, RESEND, CHECK = 2, 3, 4, 5, 4, 55
WORKDAY, T08_TIME = 450, 5
FIRST_WAIT = timedelta(hours=72)

Timed = tuple[datetime, Story]


def stories(seed: int, morning: datetime, calendar: Calendar) -> list[Timed]:
    """Stories with the moment at which each is pasted; none that would have to begin on a closed day."""
    local = morning.astimezone(calendar.zone)
    planned = plan_month(f"{seed}/morning", local.year, local.month, 400)
    silent = (story for story in planned if story.kind is Kind.SILENT_TO_UNDANGAN)
    fresh = (story for story in planned if story.kind is Kind.OPD_ANSWERS)
    found = [_pasted(next(fresh), morning - timedelta(minutes=minutes), ()) for minutes in FRESH]
    ladders = [
        *(_to_koordinator(next(silent), morning - timedelta(minutes=each)) for each in CALL_KOORDINATOR),
        _to_ppid_utama(next(silent), morning - timedelta(minutes=CALL_PPID_UTAMA), calendar),
        _to_letter(next(silent), morning - timedelta(minutes=LETTER), calendar),
    ]
    return found + [each for each in ladders if is_open(calendar, each[0])]


def _to_koordinator(story: Story, opens: datetime) -> Timed:
    """T05 opens at *opens*: the agency said nothing for three days, the Operator has just passed it on."""
    forwarded = opens - timedelta(minutes=ESCALATE) - FIRST_WAIT
    return _pasted(story, _entered(forwarded), _acts(story, {"T02": TRIAGE, "T03": FORWARD, "T04": ESCALATE}))


def _to_ppid_utama(story: Story, opens: datetime, calendar: Calendar) -> Timed:
    """T07 opens at *opens*: the Koordinator's call one working day ago changed nothing."""
    called = _before(calendar, opens - timedelta(minutes=RESEND), WORKDAY)
    at, _ = _to_koordinator(story, called - timedelta(minutes=CONTACT))
    paces = {"T02": TRIAGE, "T03": FORWARD, "T04": ESCALATE, "T05": CONTACT, "T06": RESEND}
    return _pasted(story, at, _acts(story, paces))


def _to_letter(story: Story, opens: datetime, calendar: Calendar) -> Timed:
    """T09 opens at *opens*; its letter is checked before the visitor comes and waits for the signature."""
    asked = _before(calendar, opens, WORKDAY + T08_TIME)
    at, _ = _to_ppid_utama(story, asked - timedelta(minutes=RESEND), calendar)
    paces = {"T02": TRIAGE, "T03": FORWARD, "T04": ESCALATE, "T05": CONTACT, "T06": RESEND, "T07": RESEND}
    return _pasted(story, at, (*_acts(story, paces), *_acts(story, {"T09": CHECK})))


def _acts(story: Story, paces: Mapping[str, int]) -> tuple[Act, ...]:
    """The story's acts at these steps, made after so many minutes; nothing else is done."""
    return tuple(_paced(story, paces))


def _paced(story: Story, paces: Mapping[str, int]) -> Iterator[Act]:
    for act in story.acts:
        if act.step in paces and not act.agency:
            yield replace(act, minutes=paces[act.step], basis=Basis.WORKING)


def _pasted(story: Story, at: datetime, acts: tuple[Act, ...]) -> Timed:
    return at, replace(story, said_at=at - timedelta(minutes=17), acts=acts)


def _entered(forwarded: datetime) -> datetime:
    return forwarded - timedelta(minutes=TRIAGE + FORWARD)


def _before(calendar: Calendar, moment: datetime, minutes: int) -> datetime:
    """The latest moment, to the minute, from which so many open minutes lead to *moment* or earlier."""
    span = Duration("", minutes, Basis.WORKING)
    early, late = moment - timedelta(days=30), moment
    while late - early > timedelta(minutes=1):
        middle = early + (late - early) / 2
        early, late = (middle, late) if add(calendar, middle, span) <= moment else (early, middle)
    return early
