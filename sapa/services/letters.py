"""Surat undangan: drafted from an agency's overdue cases, checked, signed, numbered, sent, held."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sapa.models import Case, Task


def include(case: Case, task: Task, now: datetime) -> None:
    """Put *case* on the draft letter to the OPD of *task*, starting one where there is none."""


def check_sent(context: Any) -> Any:
    """The sent letter about this case."""


def check_meeting(context: Any) -> Any:
    """Attendance and result."""


def record_meeting(context: Any, value: Any) -> None:
    """Keep attendance and result."""
