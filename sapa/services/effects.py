"""What the SOP orders beside tasks: papers of a closed list, and how the deadline of the case moves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sapa.models import Case, Task
from sapa.services import deadlines
from sapa.services.letters import drafting as letters
from sapa.services.runs import Run
from sapa.sop.engine import Outcome

#: What a step's `draft` may name, and who writes it.
DRAFTS: dict[str, Callable[[Case, Task, datetime], None]] = {
    "undangan": letters.include,
}


def draft(kind: str, case: Case, task: Task, now: datetime) -> None:
    """Draft the paper *kind* for the task that needs it. KeyError for a paper the house cannot write."""
    DRAFTS[kind](case, task, now)


def move_deadline(run: Run, outcome: Outcome, now: datetime) -> None:
    """Let the days of the case run from this move, or lengthen them by the one extension."""
    case, ticket = run.case, run.ticket
    if ticket is None or not (outcome.deadline or outcome.extend):
        return
    if outcome.deadline and case.deadline_from is None:
        case.deadline_from = now
    if outcome.extend:
        case.extended_at = now
    deadlines.set_case_deadline(case, run.process, ticket.klasifikasi, now, run.clock_pauses)
