"""Papers that the SOP orders while a case moves: a closed list, so that data never runs code."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sapa.models import Case, Task
from sapa.services.letters import drafting as letters

#: What a step's `draft` may name, and who writes it.
DRAFTS: dict[str, Callable[[Case, Task, datetime], None]] = {
    "undangan": letters.include,
}


def draft(kind: str, case: Case, task: Task, now: datetime) -> None:
    """Draft the paper *kind* for the task that needs it. KeyError for a paper the house cannot write."""
    DRAFTS[kind](case, task, now)
