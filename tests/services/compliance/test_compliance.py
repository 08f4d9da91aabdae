"""Compliance counted from complaints played through the services, and what is behind each figure."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select, update

from sapa.clock import Pause, between
from sapa.db import db
from sapa.models import Answer, Task, Ticket
from sapa.models import Pause as PauseRow
from sapa.services import calendars
from sapa.services.actors import Actor
from sapa.services.compliance import spans
from sapa.services.compliance.breakdowns import DIMENSIONS, table
from sapa.services.compliance.counting import COUNTS, cells
from sapa.services.compliance.listing import visits
from sapa.services.compliance.visits import NO_OPD, Wish
from sapa.services.errors import NotAllowed, NotFound
from sapa.services.figures.steps import percentile
from tests.clock.moments import at
from tests.support.world import World

SOP = "depok-twitter"
NOW = at("Mon 2026-08-31 12:00")
AUGUST = spans.around("month", date(2026, 8, 10))


@pytest.fixture
def august(world: World) -> World:
    """Three complaints: one answered at once, one late at T02, one that an agency leaves lying."""
    soon = world.tweet("Mon 2026-08-03 08:50", "Mon 2026-08-03 09:00")
    soon.complaint("Mon 2026-08-03 09:06")
    soon.do("T03", "answer", "Mon 2026-08-03 09:10")
    soon.do("T-X1", "deliver", "Mon 2026-08-03 09:20")
    slow = world.tweet("Tue 2026-08-04 09:00")
    slow.complaint("Tue 2026-08-04 11:00")
    slow.do("T03", "forward", "Tue 2026-08-04 11:05", opd_ids=[str(world.opds["dlhk"].id)])
    slow.do("A", "answer_final", "Tue 2026-08-04 13:00", who="dlhk")
    slow.do("T-X1", "ask_citizen", "Tue 2026-08-04 13:10")
    slow.do("T-X1", "citizen_replied", "Thu 2026-08-06 13:10")
    slow.do(
        "T-X1", "deliver", "Thu 2026-08-06 13:20", reply_url="https://x.com/pemkotdepok/status/2000000002"
    )
    silent = world.tweet("Wed 2026-08-05 09:00")
    silent.sent_to("dishub", when="Wed 2026-08-05 09:05")
    for day in ("Sat 2026-08-08 09:06", "Mon 2026-08-10 09:00", "Mon 2026-08-10 12:00"):
        world.sweep(day)
    for day in ("Tue 2026-08-11 12:00", "Wed 2026-08-12 12:00", "Thu 2026-08-13 12:00"):
        world.sweep(day)
    world.stories = {"soon": soon, "slow": slow, "silent": silent}
    return world


def figures(world: World, by: str = "step", who: str = "koordinator", now=NOW, **narrowed):
    found = table(Wish(AUGUST, **narrowed), by, world.people[who], now)
    return {tuple(line.narrowed.values())[-1]: line.figures for line in found.lines}


def test_a_step_tells_what_was_promised_and_what_happened(august):
    sorting = figures(august)["T02"]
    assert (sorting.closed, sorting.on_time, sorting.late, sorting.overdue) == (3, 2, 1, 0)
    assert sorting.share == pytest.approx(2 / 3)
    assert sorting.median_minutes == 6.0


def test_what_is_open_and_overdue_counts_against_the_share(august):
    deadlines = august.stories["silent"].all_tasks()
    open_late = [task for task in deadlines if task.closed_at is None and task.due_at and task.due_at <= NOW]
    found = figures(august)[open_late[0].step]
    assert (found.overdue, found.on_time) == (1, 0)
    assert found.share == 0


def test_silence_leaves_a_step_late_and_without_its_evidence(august):
    called = figures(august)["T05"]
    assert (called.closed, called.late, called.asked, called.complete) == (1, 1, 1, 0)


def test_evidence_is_looked_for_in_the_rows_and_not_believed(august):
    assert figures(august)["T02"].complete == 3
    db.session.execute(
        update(Ticket).values(category_id=None).where(Ticket.number == august.stories["soon"].number)
    )
    assert figures(august)["T02"].complete == 2


def test_an_output_is_there_when_its_paper_or_word_is(august):
    told = figures(august)["T-X1"]
    assert (told.due_output, told.produced) == (2, 2)


def test_an_answer_that_is_gone_is_missing(august):
    before = figures(august)["A"]
    db.session.execute(update(Answer).values(at=at("Sat 2026-08-01 00:00")).where(Answer.kind == "final"))
    assert figures(august)["A"].complete == before.complete - 1


def test_a_step_without_a_promise_has_no_share(august):
    assert figures(august, sop=SOP)["T13"].share is None


def test_steps_that_nobody_came_to_stand_in_the_table_of_their_sop(august):
    assert figures(august, sop=SOP)["T09"].seen >= 0
    assert "T13" in figures(august, sop=SOP)
    assert "T13" not in figures(august)


def test_open_time_is_that_of_the_clock_with_pauses_taken_out(august):
    """The database reckons as the clock does, task by task."""
    found = visits(Wish(AUGUST), "closed", august.people["koordinator"], NOW)
    assert found.visits == len(found.rows) > 8
    for row in found.rows:
        calendar = calendars.get(row.sop.calendar_of(row.definition))
        pauses = [
            Pause(each.started_at, each.ended_at, each.reason)
            for each in db.session.scalars(select(PauseRow).where(PauseRow.case_id == row.case_id))
        ]
        spent = between(calendar, row.begun_at, row.closed_at, tuple(pauses))
        assert row.seconds == pytest.approx(spent.total_seconds(), abs=0.01), (row.number, row.step)


def test_median_and_p90_are_those_of_the_visits_listed(august):
    found = figures(august)["T02"]
    rows = visits(Wish(AUGUST, step="T02"), "closed", august.people["koordinator"], NOW).rows
    minutes = [row.seconds / 60 for row in rows]
    assert found.median_minutes == pytest.approx(percentile(minutes, 0.5), abs=0.1)
    assert found.p90_minutes == pytest.approx(percentile(minutes, 0.9), abs=0.1)


@pytest.mark.parametrize("by", DIMENSIONS)
def test_every_figure_opens_exactly_the_visits_that_it_counts(august, by):
    actor = august.people["koordinator"]
    for line in table(Wish(AUGUST), by, actor, NOW).lines:
        for what in COUNTS:
            found = visits(Wish(AUGUST, **line.narrowed), what, actor, NOW)
            assert found.visits == getattr(line.figures, what) == len(found.rows), (line.label, what)


def test_the_lines_add_up_to_the_whole(august):
    for by in DIMENSIONS:
        found = table(Wish(AUGUST), by, august.people["koordinator"], NOW)
        for what in COUNTS:
            assert sum(getattr(line.figures, what) for line in found.lines) == getattr(found.whole, what)


def test_an_agency_sees_the_figures_of_its_own_and_asks_for_no_other(august):
    own, other = august.opds["dlhk"].id, august.opds["dishub"].id
    assert set(figures(august, "opd", "dlhk")) == {own}
    with pytest.raises(NotAllowed):
        figures(august, "opd", "dlhk", opd_id=other)
    with pytest.raises(NotAllowed):
        visits(Wish(AUGUST, opd_id=other), "closed", august.people["dlhk"], NOW)
    assert {row.opd_id for row in visits(Wish(AUGUST), "closed", august.people["dlhk"], NOW).rows} == {own}


def test_an_account_without_an_agency_sees_nothing(august):
    nobody = Actor(august.people["dlhk"].user_id, "Uji", frozenset({"ppid_pembantu"}))
    assert cells(Wish(AUGUST), nobody, NOW) == []


def test_a_confidential_case_is_in_no_figure_and_no_list(august):
    before = figures(august)["T02"].closed
    db.session.execute(
        update(Ticket).values(confidential=True).where(Ticket.number == august.stories["slow"].number)
    )
    assert figures(august)["T02"].closed == before - 1
    numbers = {row.number for row in visits(Wish(AUGUST), "closed", august.people["koordinator"], NOW).rows}
    assert august.stories["slow"].number not in numbers


def test_a_period_stands_as_it_was_at_its_end(august):
    before = figures(august, now=at("Tue 2026-09-01 12:00"))
    august.stories["silent"].do(
        august.stories["silent"].tasks()[0].step, "answer_final", "Thu 2026-09-03 09:00", who="dishub"
    )
    assert figures(august, now=at("Mon 2026-09-14 12:00")) == before


def test_a_period_to_come_has_no_figures(august):
    assert table(Wish(AUGUST.after()), "step", august.people["koordinator"], NOW).whole.seen == 0


def test_channel_agency_and_lane_narrow_the_figures(august):
    whole = figures(august)["T02"].closed
    assert figures(august, channel="twitter")["T02"].closed == whole
    assert "T02" not in figures(august, opd_id=august.opds["dishub"].id)
    assert set(figures(august, opd_id=NO_OPD)) >= {"T02", "T03"}
    assert set(figures(august, lane="koordinator")) <= {"T05", "T06", "B", "T10b"}


def test_a_figure_that_does_not_exist_is_not_found(august):
    with pytest.raises(NotFound):
        visits(Wish(AUGUST), "wish_it_were", august.people["koordinator"], NOW)


def test_the_breach_decides_and_not_a_second_reckoning(august):
    task = august.stories["soon"].all_tasks("T02")[0]
    db.session.execute(update(Task).values(breached_at=task.due_at).where(Task.id == task.id))
    assert figures(august)["T02"].on_time == 1
