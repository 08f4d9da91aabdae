"""The sweep: everything that is due, in batches, whatever a single case may do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import event, text

from sapa.config import Config
from sapa.db import db
from sapa.services import cases, sweep
from sapa.services.sweep import Swept
from tests.clock.moments import at
from tests.support.city import Town
from tests.support.world import Story, World

DUE = "Thu 2026-08-06 09:00"


@pytest.fixture
def five(world: World) -> list[Story]:
    return [world.tweet("Mon 2026-08-03 08:50").sent_to("dishub") for _ in range(5)]


@pytest.mark.parametrize("limit", [1, 2, 5, 100])
def test_the_size_of_a_batch_changes_nothing(five: list[Story], limit: int) -> None:
    assert sweep.sweep(at(DUE), limit) == Swept(looked=5, warned=0, breached=5, climbed=5)
    assert [story.places() for story in five] == [["T04 dishub"]] * 5


@pytest.mark.parametrize(("limit", "calls"), [(1, 1), (2, 1), (5, 1), (6, 0)])
def test_help_is_called_once_where_a_batch_is_full(five: list[Story], limit: int, calls: int) -> None:
    called: list[str] = []
    sweep.sweep(at(DUE), limit, lambda: called.append("help"))
    assert len(called) == calls


def test_a_second_sweep_finds_nothing(five: list[Story]) -> None:
    sweep.sweep(at(DUE))
    assert sweep.sweep(at(DUE)) == Swept()


def test_a_warning_comes_before_the_breach(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    assert sweep.next_due(at("Mon 2026-08-03 09:00")) == at("Mon 2026-08-03 09:07")
    assert world.sweep("Mon 2026-08-03 09:07") == Swept(looked=1, warned=1)
    assert world.sweep("Mon 2026-08-03 09:10") == Swept(looked=1, breached=1)
    assert story.told() == [("turn", "operator"), ("due_soon", "operator"), ("late", "operator")][1:]


def test_who_comes_too_late_to_warn_only_tells_of_the_breach(world: World) -> None:
    story = world.tweet("Mon 2026-08-03 09:00")
    world.sweep("Mon 2026-08-03 11:00")
    assert story.told() == [("late", "operator")]


def test_a_wait_over_a_holiday_is_warned_of_in_open_hours(world: World) -> None:
    """Fri 10:00 to Mon 10:00 (a holiday) has 5 open hours, all on Friday: three quarters end at 15:15."""
    story = world.tweet("Fri 2026-08-14 09:50").sent_to("dishub", when="Fri 2026-08-14 10:00")
    assert story.task("A").warn_at == at("Fri 2026-08-14 15:15")


def test_a_culprit_is_parked_and_the_others_go_on(five: list[Story], broken: Callable[[Story], None]) -> None:
    broken(five[2])
    assert sweep.sweep(at(DUE)) == Swept(looked=4, breached=4, climbed=4, parked=1)
    assert [story.places() for story in five] == [["T04 dishub"]] * 2 + [["A dishub"]] + [["T04 dishub"]] * 2
    task = five[2].task("A")
    assert (task.parked_at, task.park_reason) == (at(DUE), "ValueError: broken")
    assert task.breached_at is None


def test_a_parked_task_no_longer_stops_the_line(five: list[Story], broken: Callable[[Story], None]) -> None:
    broken(five[2])
    sweep.sweep(at(DUE))
    assert sweep.sweep(at(DUE)) == Swept()
    assert sweep.next_due(at(DUE)) == min(
        task.next_at for story in five for task in story.tasks() if task.step == "T04"
    )


def test_a_parked_task_is_put_back(five: list[Story], broken: Callable[..., None]) -> None:
    broken(five[2])
    sweep.sweep(at(DUE))
    broken(None)
    sweep.retry(five[2].task("A").id, at("Thu 2026-08-06 10:00"))
    five[2].world.sweep("Thu 2026-08-06 10:00")
    assert five[2].places() == ["T04 dishub"]
    assert five[2].all_tasks("A")[0].breached_at == at(DUE)


def test_a_pause_that_cannot_end_is_parked_too(world: World, broken: Callable[..., None]) -> None:
    story, other = world.tweet("Mon 2026-08-03 09:00"), world.tweet("Mon 2026-08-03 09:00")
    for each in (story, other):
        each.do("T02", "ask_citizen", "Mon 2026-08-03 09:01")
    broken(story)
    swept = world.sweep("Mon 2026-08-17 09:01")
    assert (swept.parked, swept.ended) == (1, 1)
    assert (story.places(), other.places()) == (["T02"], [])
    assert world.sweep("Mon 2026-08-17 09:01") == Swept()
    broken(None)
    sweep.retry(story.task("T02").id, at("Tue 2026-08-18 09:00"))
    assert world.sweep("Tue 2026-08-18 09:00").ended == 1


def test_a_case_that_cannot_be_told_late_is_parked(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    story, other = world.tweet("Mon 2026-08-03 09:00"), world.tweet("Mon 2026-08-03 09:00")
    real, bad = cases.breach_case, {story.case.id}

    def breach_case(run: cases.Run, *args: object, **words: object) -> bool:
        if run.case.id in bad:
            raise ValueError("broken")
        return real(run, *args, **words)

    for each in (story, other):
        each.complaint("Mon 2026-08-03 09:01")
    monkeypatch.setattr(cases, "breach_case", breach_case)
    late = "Mon 2026-12-21 09:00"
    assert world.sweep(late).parked
    assert world.sweep(late) == Swept()
    assert (story.case.deadline_breached_at is None, other.case.deadline_breached_at is None) == (True, False)
    bad.clear()
    for task in story.tasks():
        sweep.retry(task.id, at(late))
    world.sweep(late)
    assert story.case.deadline_breached_at is not None


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch) -> Callable[[Story | None], None]:
    """Let every timer move of that case fail; None lets it go again."""
    real, bad = cases.apply, set()

    def apply(run: cases.Run, *args: object, **words: object) -> object:
        if run.case.id in bad:
            raise ValueError("broken")
        return real(run, *args, **words)

    monkeypatch.setattr(cases, "apply", apply)
    return lambda story: bad.add(story.case.id) if story else bad.clear()


def test_a_batch_takes_few_queries(five: list[Story]) -> None:
    """What a batch costs does not grow with its cases (the reading; the writing is one statement a table)."""
    db.session.expunge_all()
    seen: list[str] = []
    connection = db.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: seen.append(args[2].split()[0]))
    sweep.sweep(at(DUE))
    assert seen.count("SELECT") <= 14, seen


def test_nothing_due_is_nothing_done(five: list[Story]) -> None:
    assert sweep.sweep(at("Mon 2026-08-03 09:30")) == Swept()


@pytest.fixture
def town(clone: Callable[[], str], make_config: Callable[..., Config]) -> Iterator[Town]:
    with Town.built(make_config(clone())) as town:
        yield town


def test_two_sweeps_at_once_do_everything_once(town: Town) -> None:
    town.do(lambda world: [world.tweet("Mon 2026-08-03 08:50").sent_to("dishub") for _ in range(12)])
    with ThreadPoolExecutor(3) as pool:
        swept = list(pool.map(lambda limit: town.do(lambda _: sweep.sweep(at(DUE), limit)), (1, 3, 5)))
    town.do(lambda world: world.sweep(DUE))
    assert sum(each.climbed for each in swept) <= 12
    assert town.rows("SELECT step, count(*) FROM task WHERE closed_at IS NULL GROUP BY step") == [("T04", 12)]
    assert town.rows("SELECT count(*) FROM event WHERE kind = 'climbed'") == [(12,)]


def test_a_sweep_passes_by_a_case_that_somebody_holds(town: Town) -> None:
    stories = town.do(lambda world: [world.tweet("Mon 2026-08-03 08:50").sent_to("dishub") for _ in range(2)])
    with town.app.app_context():
        db.session.execute(text(f"SELECT 1 FROM cases WHERE ticket_id = {stories[0].ticket_id} FOR UPDATE"))
        assert town.do(lambda world: world.sweep(DUE)).climbed == 1
        db.session.rollback()
    assert town.do(lambda world: world.sweep(DUE)).climbed == 1
