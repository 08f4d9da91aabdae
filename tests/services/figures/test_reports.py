"""Figures of a month and a day, counted from complaints that were played through the services."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from sapa.db import db
from sapa.models import Report
from sapa.services.figures import month as figures_month
from sapa.services.figures.scope import scope
from sapa.services.figures.steps import percentile
from sapa.services.reporting import versions as reporting
from tests.services import town as t


@pytest.fixture
def town(session):
    return t.found()


@pytest.fixture
def month(town):
    t.october(town)
    return derive(t.NOVEMBER)


def derive(known_at: datetime):
    report = db.session.get(Report, t.drafted())
    return reporting.derive(report, 1, known_at)[0]


def test_the_cohort_is_what_was_said_in_the_month_as_it_stood_at_its_end(month):
    assert (month.received.received, month.received.answered, month.received.open) == (4, 1, 2)
    assert [(count.label, count.n) for count in month.received.ended] == [("Spam", 1)]


def test_an_answer_after_the_month_does_not_change_the_month(town):
    tickets = t.october(town)
    before = derive(t.NOVEMBER)
    t.sort(town, tickets["late"], t.NOVEMBER)
    t.answer(town, tickets["late"], t.NOVEMBER + timedelta(minutes=5))
    again = derive(t.NOVEMBER)
    assert again.received.answered == before.received.answered == 1
    assert again.steps == before.steps


def test_the_same_month_derived_again_is_the_same(town):
    t.october(town)
    assert derive(t.NOVEMBER).digest == derive(t.NOVEMBER).digest


def test_a_tweet_written_down_after_the_figures_were_known_is_left_out(town):
    t.october(town)
    t.tweet(town, t.START + timedelta(days=28), t.NOVEMBER + timedelta(hours=2))
    assert derive(t.NOVEMBER).received.received == 4
    assert derive(t.NOVEMBER + timedelta(hours=3)).received.received == 5


def test_steps_are_measured_in_open_minutes_against_the_sheet(month):
    sorting = next(step for step in month.steps if step.id == "T02")
    assert (sorting.standard, sorting.closed, sorting.on_time, sorting.overdue_open) == ("10 menit", 3, 3, 1)
    assert sorting.median_minutes == 5.0
    assert sorting.share == pytest.approx(3 / 4)


def test_waits_are_no_steps_and_additions_are_marked(month):
    assert "A" not in {step.id for step in month.steps}
    assert {step.id for step in month.steps if step.assumed} == {"T-X0", "T-X1"}


def test_an_agency_shows_what_lies_with_it(month):
    assert [(row.label, row.forwarded, row.waiting, row.overdue) for row in month.by_opd] == [
        ("Dinas Perhubungan", 1, 1, 1)
    ]


def test_breakdowns_name_what_is_not_sorted_yet(month):
    assert {row.label: row.received for row in month.by_klasifikasi} == {
        "Belum dipilah": 2,
        "Pengaduan tidak berkadar pengawasan": 2,
    }
    assert {row.label: row.received for row in month.by_kategori} == {
        "Belum dipilah": 2,
        "Penerangan jalan": 2,
    }
    assert month.by_channel[0].label == "X (Twitter)"


def test_the_gap_between_saying_and_entering_is_a_figure_of_its_own(month):
    assert (month.lag.n, month.lag.median_minutes, month.lag.max_minutes, month.lag.over_hour) == (
        4,
        10.0,
        1440.0,
        1,
    )


def test_the_days_add_up_and_say_why_nobody_worked(month):
    assert len(month.days) == 31
    assert month.days[2].off == "Sabtu"
    assert sum(day.answered for day in month.days) == month.closed.total == 1


def test_the_overdue_list_holds_open_tasks_past_their_time(month):
    assert [(row.step, row.opd) for row in month.overdue] == [("A", "Dinas Perhubungan"), ("T02", None)]


def test_the_basis_names_the_tickets_behind_each_figure(town):
    tickets = t.october(town)
    report = db.session.get(Report, t.drafted())
    basis = reporting.derive(report, 1, t.NOVEMBER)[1]
    assert basis["received"] == {
        "answered": [tickets["told"]],
        "open": sorted([tickets["waiting"], tickets["late"]]),
        "spam": [tickets["spam"]],
    }
    assert basis["period"]["start"].startswith("2026-09-30T17:00")


def test_a_paused_case_is_not_overdue(town):
    ticket = t.tweet(town, t.START)
    t.do(town, ticket, "ask_citizen", t.START + timedelta(minutes=15), question="Di jalan apa lampunya?")
    facts = derive(t.NOVEMBER)
    assert (facts.received.paused, facts.received.overdue, facts.overdue) == (1, 0, ())


def test_a_climb_by_silence_is_told_from_a_climb_by_hand(town):
    from sapa.services import sweep

    ticket = t.october(town)["waiting"]
    task = t.open_task(ticket)
    sweep.sweep(task.wait_until)
    t.do(town, ticket, "escalate", task.wait_until + timedelta(minutes=1))
    silent = t.tweet(town, t.START + timedelta(days=5))
    t.sort(town, silent, t.START + timedelta(days=5, minutes=15))
    t.do(town, silent, "forward", t.START + timedelta(days=5, minutes=20), opd_ids=[str(town.opd)])
    for _ in range(2):
        due = t.open_task(silent).wait_until
        sweep.sweep(due)
    first = next(rung for rung in derive(t.NOVEMBER).rungs if rung.level == 1)
    assert (first.by_person, first.by_timer) == (1, 1)


def test_the_daily_report_counts_from_the_report_before_it(town):
    evening = datetime.fromisoformat("2026-10-01T15:30+07:00")
    t.tweet(town, t.START)
    first = t.drafted(evening, "daily")
    t.act(town, first, "finish", evening, "operator")
    t.tweet(town, evening + timedelta(hours=4), evening + timedelta(hours=17))
    second = t.drafted(evening + timedelta(days=1), "daily")
    report = db.session.get(Report, second)
    facts = reporting.derive(report, 1, evening + timedelta(days=1))[0]
    assert (facts.received, facts.open, facts.hours[19]) == (1, 2, 1)


def test_the_percentile_lies_between_neighbours():
    assert percentile([], 0.5) is None
    assert percentile([10], 0.9) == 10
    assert percentile([1, 2, 3, 4], 0.5) == 2.5


def test_a_running_month_is_cut_off_now(session):
    period = figures_month.period_of(scope("call_center", date(2026, 10, 1)), date(2026, 10, 1), t.START)
    assert period.cutoff == t.START
