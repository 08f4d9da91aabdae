"""The real cases of a month as `replay` reads them: visits, pauses and klasifikasi, nothing of the people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select

from sapa.clock import Pause
from sapa.db import db
from sapa.models import Case, Task, Ticket
from sapa.models import Pause as PauseRow
from sapa.services import calendars, settings, sops
from sapa.services.figures.scope import midnight, month_end
from sapa.services.publishing.replay import CaseFacts, Replay, Rules, Visit, replay
from sapa.sop.definition import Definition

_CASE = (
    Case.id, Ticket.number, Case.process, Case.started_at, Case.closed_at, Ticket.klasifikasi,
    Case.sop_version_id,
)  # fmt: skip
_VISIT = (
    Task.case_id, Task.step, Task.opd_id, Task.opened_at, Task.closed_at, Task.by_timer,
    Task.suspended_until, Task.done, Task.action,
)  # fmt: skip


def try_on_month(draft: Definition, first: date, now: datetime) -> Replay | None:
    """The draft on the cases that began in the month of *first*; None where no version is in force."""
    today = calendars.local_day(now)
    present = sops.in_force(sops.versions(), draft.code, today)
    if present is None:
        return None
    known = calendars.everything()
    days = settings.get("deadline_days", today)
    slug = settings.get("deadline_calendar", today)
    before = Rules(sops.definition(present.id), known, days, slug)
    return replay(read(draft.code, first), before, Rules(draft, known, days, slug), now)


def read(code: str, first: date) -> list[CaseFacts]:
    """The cases about complaints that began in a month; of confidential processes none."""
    start, end = midnight(first), midnight(month_end(first))
    chosen = (
        select(Case.id)
        .where(Case.sop_code == code, Case.ticket_id.is_not(None))
        .where(Case.started_at >= start, Case.started_at < end)
    )
    visits, pauses, known = _visits(chosen), _pauses(chosen), sops.every()
    rows = (
        select(*_CASE).join(Ticket, Ticket.id == Case.ticket_id).where(Case.id.in_(chosen)).order_by(Case.id)
    )
    return [
        _facts(row, pauses[row.id], visits[row.id])
        for row in db.session.execute(rows)
        if not _hidden(known, row)
    ]


def _facts(row: Any, pauses: list[Pause], visits: list[Visit]) -> CaseFacts:
    return CaseFacts(
        id=row.id,
        number=row.number,
        process=row.process,
        started=row.started_at,
        closed=row.closed_at,
        klasifikasi=row.klasifikasi,
        pauses=tuple(pauses),
        visits=tuple(visits),
    )


def _hidden(known: Mapping[int, Definition], row: Any) -> bool:
    process = known[row.sop_version_id].processes.get(row.process)
    return process is not None and process.confidential


def _visits(chosen: Select[Any]) -> dict[int, list[Visit]]:
    found: dict[int, list[Visit]] = defaultdict(list)
    rows = select(*_VISIT).where(Task.case_id.in_(chosen)).order_by(Task.id)
    for row in db.session.execute(rows):
        done = (*row.done, row.action) if row.action else tuple(row.done)
        found[row.case_id].append(
            Visit(row.step, row.opd_id, row.opened_at, row.closed_at, row.by_timer, row.suspended_until, done)
        )
    return found


def _pauses(chosen: Select[Any]) -> dict[int, list[Pause]]:
    found: dict[int, list[Pause]] = defaultdict(list)
    rows = select(PauseRow.case_id, PauseRow.started_at, PauseRow.ended_at, PauseRow.reason)
    for row in db.session.execute(rows.where(PauseRow.case_id.in_(chosen)).order_by(PauseRow.id)):
        found[row.case_id].append(Pause(row.started_at, row.ended_at, row.reason))
    return found
