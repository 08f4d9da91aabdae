"""After any sequence of moves, wrong moves and sweeps the laws hold (Hypothesis chooses the sequence)."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from sapa.db import db
from sapa.models import Case, Task
from sapa.services import cases, moves, sweep
from sapa.services.actors import Actor
from sapa.services.errors import ServiceError
from tests.clock.moments import at
from tests.support.databases import rolled_back_session
from tests.support.laws import broken_laws
from tests.support.world import BEHALF, FIELDS, World, build

BEGIN = at("Thu 2026-08-13 15:00")
#: How far the time goes on before the next thing happens.
SPANS = (
    [timedelta(minutes=m) for m in (0, 1, 7, 45)]
    + [timedelta(hours=h) for h in (3, 20)]
    + [timedelta(days=4)]
)
WHO = ("operator", "dishub", "dlhk", "koordinator", "ppid_utama", "pelaksana_harian")

#: (what happens, which of the choices, by whom, after how long)
steps = st.tuples(
    st.sampled_from(["move", "move", "move", "move", "tweet", "sweep", "wrong"]),
    st.integers(0, 60),
    st.sampled_from(WHO),
    st.sampled_from(SPANS),
)


@settings(max_examples=12, suppress_health_check=list(HealthCheck))
@given(st.lists(steps, min_size=8, max_size=24))
def test_the_laws_hold_after_anything(app: Flask, sequence: list[tuple]) -> None:
    with app.app_context(), rolled_back_session(app):
        world, now = build(), BEGIN
        world.tweet("Thu 2026-08-13 14:50", "Thu 2026-08-13 15:00")
        for kind, number, who, span in sequence:
            now += span
            happen(world, kind, number, world.people[who], now)
        sweep.sweep(now + timedelta(days=30), 3)
        assert broken_laws() == []


def happen(world: World, kind: str, number: int, actor: Actor, now: datetime) -> None:
    if kind == "sweep":
        sweep.sweep(now, 1 + number % 3)
    elif kind == "tweet":
        text = now.strftime("%a %Y-%m-%d %H:%M")
        world.tweet(text, text)
    else:
        any_move(world, number, actor, now, wrong=kind == "wrong")


def any_move(world: World, number: int, actor: Actor, now: datetime, wrong: bool) -> None:
    """One of the moves that the actor may make now, or anything at all on some task, open or closed."""
    tasks = list(db.session.scalars(select(Task).where(Task.closed_at.is_(None) | wrong).order_by(Task.id)))
    if not tasks:
        return
    task = tasks[number % len(tasks)]
    run = cases.lock(task.case_id)
    offered = run.sop.steps[task.step].actions.values() if wrong else moves.choices(run, task, actor)
    actions = [
        action.slug for action in offered if "letter" not in action.needs and "meeting" not in action.needs
    ]
    if not actions:
        return
    slug = actions[number % len(actions)]
    try:
        moves.make(task.id, slug, actor, now, fields(world, slug, task, number, now))
    except ServiceError:
        db.session.expire_all()


def fields(world: World, slug: str, task: Task, number: int, now: datetime) -> dict[str, object]:
    opds = [str(opd.id) for opd in world.opds.values()]
    survivor = db.session.scalars(select(Case).order_by(Case.id)).first()
    typed = (
        dict(BEHALF)
        | dict(FIELDS.get(slug, {}))
        | {
            "category_id": world.category.id,
            "kelurahan_id": world.kelurahan.id,
            "opd_ids": (opds, opds[:1], opds[1:])[number % 3],
            "promise_date": (now + timedelta(days=number % 9)).date().isoformat(),
            "duplicate_of": f"DPK-2026-{1 + number % 3:05d}" if survivor else "",
        }
    )
    return typed if number % 11 else {}
