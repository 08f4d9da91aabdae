"""Laws that hold for the rows of every case, whatever happened to it."""

from __future__ import annotations

from collections import Counter
from itertools import chain

from sqlalchemy import select

from sapa.db import db
from sapa.models import Case, Event, Pause, Task, Ticket
from sapa.models import Counter as CounterRow
from sapa.services import history


def broken_laws() -> list[str]:
    """A sentence for every law that some row of the current database breaks."""
    db.session.expire_all()
    cases = list(db.session.scalars(select(Case).order_by(Case.id)))
    return [
        f"case {case.id}: {fault}" for case in cases for fault in chain(*(law(case) for law in LAWS))
    ] + _numbers()


def _open_work(case: Case) -> list[str]:
    tasks = _tasks(case)
    waiting = [task for task in tasks if task.closed_at is None]
    faults = []
    if (case.closed_at is None) != bool(waiting):
        faults.append(f"{'open' if case.closed_at is None else 'closed'} with {len(waiting)} open tasks")
    units = Counter((task.opd_id or task.step) for task in waiting)
    faults += [f"{unit} has {count} open tasks" for unit, count in units.items() if count > 1]
    return faults


def _closed_work(case: Case) -> list[str]:
    closed = [task for task in _tasks(case) if task.closed_at is not None]
    nameless = [task.step for task in closed if not task.action or not (task.by_timer or task.actor_id)]
    backwards = [task.step for task in closed if task.closed_at < task.opened_at]
    waiting = [task.step for task in closed if task.next_at is not None]
    return [
        f"closed without actor or action, before it opened, or still due: {each}"
        for each in nameless + backwards + waiting
    ]


def _lateness(case: Case) -> list[str]:
    late = [task for task in _tasks(case) if task.breached_at is not None]
    told = {event.task_id for event in _events(case) if event.kind == "breached"}
    return [f"breach of {task.step} at another moment or without an event" for task in late
            if task.breached_at != task.due_at or task.id not in told]  # fmt: skip


def _chain(case: Case) -> list[str]:
    head, faults = history.GENESIS, []
    events = _events(case)
    for number, event in enumerate(events, 1):
        if (event.seq, event.prev) != (number, head) or history.link(event) != event.hash:
            return [*faults, f"event {number} was changed"]
        head = event.hash
    return (
        faults if (case.head, case.events_count) == (head, len(events)) else [*faults, "the head is another"]
    )


def _used(case: Case) -> list[str]:
    counted: Counter[str] = Counter()
    for event in _events(case):
        if event.kind in ("moved", "climbed"):
            counted[f"{event.data['action']}:{event.data.get('opd', '')}"] += 1
    return [] if dict(counted) == case.used else [f"used {case.used}, but the history says {dict(counted)}"]


def _pauses(case: Case) -> list[str]:
    open_pauses = [
        p for p in db.session.scalars(select(Pause).where(Pause.case_id == case.id)) if p.ended_at is None
    ]
    if open_pauses and case.closed_at is not None:
        return ["closed while it waits for the citizen"]
    due = [task.step for task in _tasks(case) if task.closed_at is None and task.next_at is not None]
    return [f"{step} is due during a pause" for step in due] if open_pauses else []


def _ticket(case: Case) -> list[str]:
    ticket = db.session.get(Ticket, case.ticket_id) if case.ticket_id else None
    if ticket is None or (ticket.outcome, ticket.closed_at, ticket.level) == (
        case.outcome,
        case.closed_at,
        case.level,
    ):
        return []
    return ["ticket and case differ"]


LAWS = (_open_work, _closed_work, _lateness, _chain, _used, _pauses, _ticket)


def _numbers() -> list[str]:
    """Ticket numbers of each year run from one to the counter without a gap."""
    found: dict[int, list[int]] = {}
    for number in db.session.scalars(select(Ticket.number)):
        _, year, count = number.split("-")
        found.setdefault(int(year), []).append(int(count))
    counters = db.session.execute(
        select(CounterRow.year, CounterRow.value).where(CounterRow.name == "ticket")
    ).all()
    expected = {year: list(range(1, value + 1)) for year, value in counters}
    return (
        []
        if {year: sorted(each) for year, each in found.items()} == expected
        else [f"numbers {found} for {expected}"]
    )


def _tasks(case: Case) -> list[Task]:
    return list(db.session.scalars(select(Task).where(Task.case_id == case.id).order_by(Task.id)))


def _events(case: Case) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.case_id == case.id).order_by(Event.seq)))
