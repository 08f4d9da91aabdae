"""The demo's paper work: shifts, letters and reports, made by the roles at their hours."""

from __future__ import annotations

from datetime import datetime

from sapa.clock import Calendar
from sapa.demo.acts import Act
from sapa.demo.people import People
from sapa.demo.stage import Playing
from sapa.models import Task


def next_moments(calendar: Calendar) -> list[datetime]:
    return []


def at(people: People, now: datetime) -> set[int]:
    return set()


def letter_act(people: People, act: Act, task: Task, now: datetime) -> None:
    pass


def note_duplicate(playing: Playing) -> None:
    pass
