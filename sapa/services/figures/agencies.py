"""Figures of agencies: what was forwarded to them, what they said, and the letters that called them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from sapa.clock import Calendar
from sapa.db import db
from sapa.models import Letter, LetterCase
from sapa.reports.facts import LetterRow, OpdRow
from sapa.services.figures.rows import Forwarded, Open, Period
from sapa.services.figures.steps import Pauses, clock_of, percentile
from sapa.services.figures.words import LETTER


@dataclass(frozen=True)
class Dealings:
    """What lies between the house and the agencies in one period."""

    period: Period
    forwarded: Sequence[Forwarded]
    open: Sequence[Open]
    pauses: Pauses
    opds: dict[int, str]


def agencies(found: Dealings, calendar: Calendar) -> tuple[OpdRow, ...]:
    """One line for each agency that was asked in the period, the busiest first."""
    spent = clock_of(calendar, found.pauses)
    letters_of = Counter(opd for opd, _ in letters(found))
    waiting = _cases(task for task in found.open if task.agency_open)
    late = _cases(task for task in found.open if task.agency_open and is_late(task, found.period))
    rows = []
    for opd_id, asked in _by_agency(found.forwarded).items():
        minutes = [spent(row.case_id, row.at, row.answered_at) for row in asked if row.answered_at]
        cases = {row.case_id for row in asked}
        rows.append(
            OpdRow(
                label=found.opds[opd_id],
                forwarded=len(asked),
                answered=len(minutes),
                promised=sum(row.promised for row in asked),
                not_ours=sum(row.not_ours for row in asked),
                waiting=len(cases & waiting.get(opd_id, set())),
                overdue=len(cases & late.get(opd_id, set())),
                letters=letters_of[opd_id],
                median_minutes=percentile(minutes, 0.5),
            )
        )
    return tuple(sorted(rows, key=lambda row: (-row.forwarded, row.label)))


def letters(found: Dealings) -> list[tuple[int, LetterRow]]:
    """Letters drafted in the period, with the OPD's id, as they stood at the cut-off."""
    period = found.period
    rows = db.session.execute(
        select(Letter, func.count(LetterCase.id))
        .outerjoin(LetterCase, (LetterCase.letter_id == Letter.id) & LetterCase.included)
        .where(Letter.drafted_at >= period.start, Letter.drafted_at < period.end)
        .group_by(Letter.id)
        .order_by(Letter.drafted_at, Letter.id)
    )
    return [
        (letter.opd_id, _letter(letter, cases, found))
        for letter, cases in rows
        if not _came_to_nothing(letter, period)
    ]


def is_late(task: Open, period: Period) -> bool:
    """True for an open task past its due moment at the cut-off."""
    return task.due_at is not None and task.due_at <= period.cutoff


def _by_agency(rows: Iterable[Forwarded]) -> dict[int, list[Forwarded]]:
    groups: dict[int, list[Forwarded]] = {}
    for row in rows:
        groups.setdefault(row.opd_id, []).append(row)
    return groups


def _cases(tasks: Iterable[Open]) -> dict[int, set[int]]:
    """Cases by the agency that they wait for."""
    found: dict[int, set[int]] = {}
    for task in tasks:
        if task.opd_id is not None:
            found.setdefault(task.opd_id, set()).add(task.case_id)
    return found


def _came_to_nothing(letter: Letter, period: Period) -> bool:
    """A draft that was withdrawn before it had a number: no paper ever left the desk."""
    withdrawn = letter.withdrawn_at is not None and letter.withdrawn_at <= period.cutoff
    return withdrawn and letter.number is None


def _letter(letter: Letter, cases: int, found: Dealings) -> LetterRow:
    cutoff = found.period.cutoff
    moments = ((getattr(letter, name), label) for name, label in LETTER)
    status = next(label for moment, label in moments if moment is not None and moment <= cutoff)
    signed = letter.signed_at if letter.signed_at and letter.signed_at <= cutoff else None
    held = letter.held_at is not None and letter.held_at <= cutoff
    return LetterRow(
        number=letter.number if signed else None,
        opd=found.opds[letter.opd_id],
        # The date on the paper: it may be numbered on one day and signed on the next.
        dated=letter.dated if signed else None,
        cases=cases,
        status=status,
        result=(" ".join(letter.minutes.split())[:160] or None) if held else None,
    )
