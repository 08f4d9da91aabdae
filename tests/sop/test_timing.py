"""The timing rules, worked out by hand on Depok's calendars of 2026."""

from datetime import date, timedelta

import pytest

from sapa.clock import Pause, parse_duration
from sapa.sop import timing
from tests.clock.cities import CALL_CENTER, OFFICE
from tests.clock.moments import at

from .depok import BOGOR, DEPOK, KULON_PROGO

MONDAY = "Mon 2026-08-10"


def test_a_step_is_due_after_its_time_and_climbs_after_its_wait() -> None:
    step = DEPOK.steps["T05"]
    due = timing.due_at(step, at(f"{MONDAY} 08:00"), CALL_CENTER)
    assert due == at(f"{MONDAY} 08:10")
    assert timing.timeout_at(step, at(f"{MONDAY} 08:00"), due, CALL_CENTER) == at("Tue 2026-08-11 08:10")


def test_a_waiting_step_is_due_when_its_wait_is_over() -> None:
    step = DEPOK.steps["A"]
    due = timing.due_at(step, at("Fri 2026-08-14 15:00"), CALL_CENTER)
    assert due == at("Mon 2026-08-17 15:00")
    assert timing.timeout_at(step, at("Fri 2026-08-14 15:00"), due, CALL_CENTER) == due


def test_a_step_without_timeout_never_climbs() -> None:
    step = DEPOK.steps["T09"]
    due = timing.due_at(step, at(f"{MONDAY} 08:00"), OFFICE)
    assert due is not None
    assert timing.timeout_at(step, at(f"{MONDAY} 08:00"), due, OFFICE) is None
    assert timing.climbs_at(None, at("Fri 2026-08-14 15:00")) is None


def test_a_step_without_time_is_never_due() -> None:
    assert timing.due_at(DEPOK.steps["T13"], at(f"{MONDAY} 08:00"), OFFICE) is None
    assert timing.explain_due(DEPOK.steps["T13"], at(f"{MONDAY} 08:00"), OFFICE) is None


def test_the_explanation_leads_to_the_same_moment() -> None:
    start = at("Thu 2026-08-13 14:00")
    explained = timing.explain_due(BOGOR.steps["B06"], start, OFFICE)
    assert explained is not None
    assert explained.due == timing.due_at(BOGOR.steps["B06"], start, OFFICE)


def test_a_pause_moves_both_deadline_and_timer() -> None:
    step, start = DEPOK.steps["T05"], at(f"{MONDAY} 08:00")
    pauses = (Pause(at(f"{MONDAY} 08:05"), at(f"{MONDAY} 09:05"), "citizen"),)
    due = timing.due_at(step, start, CALL_CENTER, pauses)
    assert due == at(f"{MONDAY} 09:10")
    assert timing.timeout_at(step, start, due, CALL_CENTER, pauses) == at("Tue 2026-08-11 09:10")


@pytest.mark.parametrize(
    ("promised", "climbs"),
    [(None, "Tue 2026-08-11 08:10"), (f"{MONDAY} 12:00", "Tue 2026-08-11 08:10"),
     ("Fri 2026-08-14 23:59", "Fri 2026-08-14 23:59")],
)  # fmt: skip
def test_a_promise_never_brings_the_climb_forward(promised: str | None, climbs: str) -> None:
    timeout = at("Tue 2026-08-11 08:10")
    assert timing.climbs_at(timeout, at(promised) if promised else None) == at(climbs)


def test_on_the_deadline_a_person_is_in_time_and_a_timer_is_not() -> None:
    due = at(f"{MONDAY} 08:10")
    assert timing.late_since(due, due) is None
    assert timing.late_since(due, due, timer=True) == due
    assert timing.late_since(due, due + timedelta(microseconds=1)) == due
    assert timing.late_since(None, due) is None


def test_what_was_in_time_when_the_pause_began_is_in_time_while_it_lasts() -> None:
    due, asked = at(f"{MONDAY} 08:10"), at(f"{MONDAY} 08:09")
    assert timing.late_since(due, at("Fri 2026-08-14 08:00"), asked) is None
    assert timing.late_since(due, at("Fri 2026-08-14 08:00"), at(f"{MONDAY} 08:11")) == due


def test_a_second_visit_counts_from_the_first_where_the_sop_says_so() -> None:
    first, second = at(f"{MONDAY} 08:00"), at("Wed 2026-08-12 08:00")
    assert timing.begins(BOGOR.steps["B03"], second, first) == first
    assert timing.begins(BOGOR.steps["B06"], second, first) == second
    assert timing.begins(BOGOR.steps["B03"], first) == first


def test_the_days_of_a_case_follow_its_klasifikasi_unless_the_sop_counts_itself() -> None:
    by_class = BOGOR.processes["handling"].deadline
    own = KULON_PROGO.processes["handling"].deadline
    assert timing.case_days(by_class, "pengaduan") == 14
    assert timing.case_days(by_class, "pengaduan", {"pengaduan": 3}) == 3
    assert timing.case_days(by_class, None) is None
    assert timing.case_days(None, "berkadar_pengawasan") == 60
    assert timing.case_days(own, "pengaduan") == 10
    assert (timing.extra_days(own), timing.extra_days(by_class), timing.extra_days(None)) == (7, 0, 0)


def test_ten_and_seven_working_days_from_the_register_entry() -> None:
    registered = at("Mon 2026-03-02 09:00")
    assert timing.case_due(OFFICE, registered, 17) == at("Wed 2026-04-01 16:00")
    explained = timing.explain_case(OFFICE, registered, 17)
    assert explained.due == timing.case_due(OFFICE, registered, 17)
    assert len([line for line in explained.lines if line.kind == "day_counted"]) == 17


def test_the_warning_comes_in_open_hours_before_the_deadline() -> None:
    start, due = at(f"{MONDAY} 15:50"), at("Tue 2026-08-11 07:40")
    assert timing.warn_at(start, due, OFFICE) == at("Tue 2026-08-11 07:35")
    long = timing.due_at(BOGOR.steps["B05"], at(f"{MONDAY} 08:00"), OFFICE)
    assert long is not None
    assert timing.warn_at(at(f"{MONDAY} 08:00"), long, OFFICE) == at(f"{MONDAY} 11:00")


def test_silence_is_counted_in_calendar_days() -> None:
    asked = at("Fri 2026-08-14 15:00")
    assert timing.silence(asked) == (at("Mon 2026-08-17 15:00"), at("Mon 2026-08-24 15:00"))


@pytest.mark.parametrize(
    ("day", "edge", "window"),
    [
        (date(2026, 8, 10), "opening", (f"{MONDAY} 07:30", f"{MONDAY} 08:30")),
        (date(2026, 8, 10), "closing", (f"{MONDAY} 15:00", f"{MONDAY} 16:00")),
        (date(2026, 8, 14), "closing", ("Fri 2026-08-14 15:30", "Fri 2026-08-14 16:30")),
    ],
)
def test_a_duty_has_its_window_after_the_opening_or_before_the_closing(
    day: date, edge: str, window: tuple[str, str]
) -> None:
    hour = parse_duration("1 jam")
    assert hour is not None
    assert timing.duty_window(OFFICE, day, edge, hour) == (at(window[0]), at(window[1]))


@pytest.mark.parametrize("day", [date(2026, 8, 17), date(2026, 8, 15)])
def test_nobody_has_a_duty_on_a_day_that_stays_closed(day: date) -> None:
    hour = parse_duration("1 jam")
    assert hour is not None
    assert timing.duty_window(OFFICE, day, "opening", hour) is None


def test_a_merged_case_keeps_the_earliest_clock() -> None:
    early, late = at(f"{MONDAY} 08:00"), at("Wed 2026-08-12 08:00")
    assert timing.merged_since(late, early) == early
