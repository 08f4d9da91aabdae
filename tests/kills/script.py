"""A day of a small city in steps that may be done again: as a user clicks again, or the next sweep comes."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select

from sapa.db import db
from sapa.models import Ticket
from sapa.services import intake, sweep
from sapa.services.outgoing import delivery
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import Story, World, inbound

COUNT = 5
MONDAY = "Mon 2026-08-03 09:00"


def stories(world: World) -> list[Story]:
    rows = db.session.execute(select(Ticket.id, Ticket.number).order_by(Ticket.number)).all()
    return [Story(world, *row) for row in rows]


def enter(world: World) -> None:
    for number in range(COUNT):
        message = inbound(at("Mon 2026-08-03 08:30"), number=900_001 + number, handle=f"@warga{number}")
        intake.receive(message, at(MONDAY), world.people["operator"])


def each(step: str, do: Callable[[Story], object]) -> Callable[[World], None]:
    """Do it in every case that stands there (again: where it was not done yet)."""

    def act(world: World) -> None:
        for story in stories(world):
            if step in story.places():
                do(story)

    return act


def swept(when: str) -> Callable[[World], None]:
    return lambda _: (sweep.sweep(at(when), limit=2), None)[1]


def answer_some(world: World) -> None:
    for story in stories(world)[:2]:
        if "T04 dishub" in story.places():
            story.do("T04", "answer_final", "Thu 2026-08-06 09:05", opd="dishub")


def sent(world: World) -> None:
    delivery.deliver(at("Mon 2026-08-03 09:30") + delivery.LEASE, delivery.transport(None))


SCRIPT: dict[str, Callable[[World], None]] = {
    "intake": enter,
    "triage": each("T02", lambda story: story.complaint("Mon 2026-08-03 09:04")),
    "forward": each("T03", lambda story: story.forward("Mon 2026-08-03 09:10", "dishub", "dlhk")),
    "send": sent,
    "climb": swept("Thu 2026-08-06 09:10"),
    "answer": answer_some,
    "climb on": swept("Thu 2026-08-06 09:20"),
    "next day": swept("Fri 2026-08-07 09:30"),
}


def play(town: Town, step: str = "", broken: Callable[[Callable[[World], None]], None] | None = None) -> None:
    """The whole script; at *step* first the broken attempt, then, as in life, once more."""
    for name, act in SCRIPT.items():
        if name == step and broken is not None:
            broken(act)
        town.do(act)
