"""Clock bugs that other complaint systems had or have, each as a test that ours passes.

The sources are the issue threads and files that their docstrings name. Depok's hours: Monday to Friday 07.30
to 16.00 with lunch from 12.00 to 13.00 (Friday to 16.30, lunch 11.30 to 13.00), holidays of 2026.
"""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest

from sapa.clock import (
    Calendar,
    ClockError,
    DayKind,
    Duration,
    Explanation,
    Hours,
    LineKind,
    Pause,
    StillPausedError,
    Window,
    add,
    between,
    default_calendars,
    explain_add,
    explain_nth_day,
    is_open,
    next_open,
    nth_day,
    parse_duration,
)
from sapa.sop import timing
from sapa.sop.definition import Definition
from sapa.sop.loader import shipped
from sapa.sop.play import play
from sapa.sop.played import Played, Row
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario
from tests.clock.cities import ALWAYS, CALL_CENTER, OFFICE, SKB_2026, nine_to_five, special, weekdays
from tests.clock.moments import at

SOPS: dict[str, Definition] = {sop.code: sop for sop in shipped()}
HOUSE = House(tuple(SOPS.values()), lambda year: [day for day in SKB_2026 if day.day.year == year])


def limit(raw: str) -> Duration:
    duration = parse_duration(raw)
    assert duration is not None
    return duration


def played(text: str, sop: str = "depok-twitter") -> Played:
    return play(read_scenario(f"sop: {sop}\n{text}", HOUSE))


def row(result: Played, step: str, visit: int = 1) -> Row:
    return next(each for each in result.rows if (each.step.id, each.times) == (step, visit))


FORWARDED = """\
start: 2026-08-10 08:00
klasifikasi: pengaduan
moves:
  - {at: 2026-08-10 08:05, step: T02, action: complaint}
  - {at: 2026-08-10 08:10, step: T03, action: forward, units: [PUPR, Dishub]}
"""


# GLPI


def test_glpi_24481_a_paused_case_is_not_late() -> None:
    """GLPI #24481: an SLA becomes violated even while the ticket is pending."""
    due, asked = at("Mon 2026-08-10 09:00"), at("Mon 2026-08-10 08:30")
    assert timing.late_since(due, at("Thu 2026-08-20 08:00"), paused_since=asked, timer=True) is None
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:05, step: T02, action: ask_citizen}\n"
        "  - {at: 2026-08-12 08:05, step: T02, action: citizen_replied}\n"
        "  - {at: 2026-08-12 08:10, step: T02, action: spam}\n"
    )
    assert row(result, "T02").state == "on_time"


def test_glpi_6902_a_pause_survives_a_change_of_the_limit() -> None:
    """GLPI #6902: when the SLA of a ticket changes, the time it waited is lost."""
    start, pause = (
        at("Mon 2026-08-10 08:00"),
        Pause(at("Mon 2026-08-10 08:10"), at("Mon 2026-08-10 09:10"), "q"),
    )
    old, new = (add(OFFICE, start, limit(raw), [pause]) for raw in ("30 menit", "2 jam"))
    assert old == at("Mon 2026-08-10 09:30")
    assert new == at("Mon 2026-08-10 11:00")


def test_glpi_15605_a_pause_survives_a_change_of_klasifikasi() -> None:
    """GLPI #15605: the pending time is forgotten as soon as another SLA is attached."""
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:10, step: B02, action: receive}\n"
        "  - {at: 2026-08-10 08:20, step: B03, action: complaint, units: [A],"
        " klasifikasi: permintaan_informasi}\n"
        "  - {at: 2026-08-10 08:40, step: B04, action: dispose}\n"
        "  - {at: 2026-08-10 09:00, step: B05, action: not_ours}\n"
        "  - {at: 2026-08-10 09:10, step: B03, action: return_to_citizen}\n"
        "  - {at: 2026-08-13 09:10, step: B-M, action: citizen_replied}\n"
        "  - {at: 2026-08-13 09:20, step: B03, action: complaint, units: [B], klasifikasi: pengaduan}\n",
        "bogor",
    )
    deadline = result.deadline(result.runs[0])
    assert deadline is not None
    # Fourteen days from Tuesday the 11th, of which the closings of the 10th to 12th stood still.
    assert deadline.due == at("Thu 2026-09-03 16:00")


def test_glpi_23359_time_after_the_end_of_a_pause_is_not_pending_time() -> None:
    """GLPI #23359: the time a ticket was solved is counted as pending."""
    pause = Pause(at("Mon 2026-08-10 09:00"), at("Mon 2026-08-10 10:00"), "waiting")
    spent = between(OFFICE, at("Mon 2026-08-10 08:00"), at("Mon 2026-08-10 11:30"), [pause])
    assert spent == timedelta(hours=2, minutes=30)


def test_glpi_14148_a_step_that_is_entered_anew_keeps_the_pauses_of_its_case() -> None:
    """GLPI #14148: back in status "new" the ticket forgets that it had been waiting."""
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:10, step: B02, action: receive}\n"
        "  - {at: 2026-08-10 08:20, step: B03, action: return_to_citizen}\n"
        "  - {at: 2026-08-12 08:20, step: B-M, action: citizen_replied}\n",
        "bogor",
    )
    again = row(result, "B03", visit=2)
    assert again.due == at("Wed 2026-08-12 09:10")


def test_glpi_2765_the_clock_of_answering_is_not_the_clock_of_taking() -> None:
    """GLPI #2765, #2908, #4170: escalations of time-to-own fire on time-to-resolve."""
    result = played(FORWARDED)
    waiting, handed_up = row(result, "A"), row(result, "T04")
    assert handed_up.opened == waiting.climbs == at("Thu 2026-08-13 08:10")
    assert handed_up.climbs == at("Thu 2026-08-13 08:20")


def test_glpi_5319_every_level_of_the_ladder_fires() -> None:
    """GLPI #5319: only the first escalation level is ever executed."""
    result = played(FORWARDED)
    climbed = [each.step.id for each in result.rows if each.visit.unit == 1 and each.by == "timer"]
    assert climbed == ["A", "T04", "T05", "T06", "T07", "T08"]
    assert result.runs[0].level == 3


def test_glpi_15429_a_warning_never_comes_at_the_creation() -> None:
    """GLPI #15429: with a custom calendar a negative offset escalates the ticket as it is created."""
    start = at("Mon 2026-08-10 15:55")
    due = add(OFFICE, start, limit("10 menit"))
    assert due == at("Tue 2026-08-11 07:35")
    assert start < timing.warn_at(start, due, OFFICE) < due


def test_glpi_22678_a_warning_before_the_end_keeps_to_the_hours_of_the_calendar() -> None:
    """GLPI PR #22678: an escalation before the deadline is executed at 00.00, outside the calendar."""
    cal = nine_to_five()
    due = add(cal, at("Mon 2026-08-10 16:00"), limit("4 jam"))
    assert due == at("Tue 2026-08-11 12:00")
    assert timing.warn_at(at("Mon 2026-08-10 16:00"), due, cal) == at("Tue 2026-08-11 11:00")


# Zammad


def test_zammad_5177_no_clock_overrules_another() -> None:
    """Zammad #5177: the update time overrules the first response time; here step and case are kept apart."""
    result = played(
        "start: 2026-08-10 08:00\nklasifikasi: pengaduan\nmoves:\n"
        "  - {at: 2026-08-10 09:00, step: T02, action: complaint}\n"
        "  - {at: 2026-08-10 09:05, step: T03, action: answer}\n"
        "  - {at: 2026-08-10 09:10, step: T-X1, action: deliver}\n"
    )
    assert [(each.step.id, each.state) for each in result.rows] == [
        ("T02", "late"), ("T03", "on_time"), ("T-X1", "on_time"),
    ]  # fmt: skip
    assert not result.late(result.runs[0])


def test_zammad_3140_who_answered_does_not_climb() -> None:
    """Zammad #3140: a ticket escalates although the agent has answered."""
    result = played(FORWARDED + "  - {at: 2026-08-11 09:00, step: A, unit: PUPR, action: answer_final}\n")
    assert not [each for each in result.rows if each.visit.unit == 1 and each.by == "timer"]
    assert [each for each in result.rows if each.visit.unit == 2 and each.by == "timer"]


def test_zammad_1322_a_reply_that_is_entered_by_hand_starts_the_clock_again() -> None:
    """Zammad #1322: after a customer's reply as a note the ticket "will never escalate"."""
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:05, step: T02, action: ask_citizen}\n"
        "  - {at: 2026-08-11 09:00, step: T02, action: citizen_replied}\n"
    )
    assert row(result, "T02").due == at("Tue 2026-08-11 09:05")
    assert row(result, "T02").since == at("Tue 2026-08-11 09:05")


def test_zammad_5624_a_case_that_goes_to_another_agency_takes_no_clock_with_it() -> None:
    """Zammad #5624: the update time of the old group is still there after the move to another group."""
    result = played(
        FORWARDED + "  - {at: 2026-08-12 10:00, step: A, unit: PUPR, action: not_ours}\n"
        "  - {at: 2026-08-12 10:05, step: T03, action: forward, units: [DLHK]}\n"
    )
    third = next(each for each in result.rows if each.step.id == "A" and each.visit.unit == 3)
    assert third.due == at("Sat 2026-08-15 10:05")
    assert not [each for each in result.rows if each.visit.unit == 1 and each.by == "timer"]


def test_zammad_4353_what_has_no_limit_does_not_go_on_escalating() -> None:
    """Zammad #4353, #4359: tickets keep escalating after their SLA was deleted."""
    step = replace(SOPS["depok-twitter"].steps["T04"], time=None, on_timeout=None)
    due = timing.due_at(step, at("Mon 2026-08-10 08:00"), CALL_CENTER)
    assert due is None
    assert timing.timeout_at(step, at("Mon 2026-08-10 08:00"), due, CALL_CENTER) is None


def test_zammad_904_a_case_that_was_merged_away_escalates_no_more() -> None:
    """Zammad #904: a merged ticket still escalates."""
    result = played(
        FORWARDED + "  - {at: 2026-08-11 09:00, step: A, unit: PUPR, action: answer_final}\n"
        "  - {at: 2026-08-11 09:10, step: T-X1, action: duplicate}\n"
    )
    assert result.runs[0].outcome == "duplicate"
    assert max(each.opened for each in result.rows) == at("Tue 2026-08-11 09:00")


def test_zammad_904_the_case_it_was_merged_into_keeps_the_earliest_clock() -> None:
    """Zammad #904, the other side: merging must not make the remaining case younger."""
    first, second = at("Mon 2026-08-03 08:00"), at("Mon 2026-08-10 08:00")
    since = timing.merged_since(second, first)
    assert timing.case_due(OFFICE, since, 5) == at("Mon 2026-08-10 16:00")


def test_zammad_2532_each_level_has_its_own_person_and_its_own_time() -> None:
    """Zammad #2532, closed as a question: an SLA in three levels that escalates to different persons."""
    rungs = [each for each in played(FORWARDED).rows if each.step.level and each.visit.unit == 1]
    assert [(each.step.lane, each.due - each.opened if each.due else None) for each in rungs] == [
        ("koordinator", timedelta(minutes=10)),
        ("ppid_utama", timedelta(minutes=5)),
        ("pelaksana_harian", timedelta(days=1)),
    ]


@pytest.mark.parametrize("opened", ["Fri 2026-08-14 16:20", "Wed 2026-12-23 15:50", "Mon 2026-08-10 15:45"])
def test_zammad_4432_no_reminder_at_midnight_or_on_a_weekend(opened: str) -> None:
    """Zammad #4432: reminders are sent at midnight and at weekends."""
    due = add(OFFICE, at(opened), limit("1 jam"))
    assert is_open(OFFICE, timing.warn_at(at(opened), due, OFFICE))


def test_zammad_a_break_is_kept_to_the_second() -> None:
    """Zammad ticket_biz_break.rb: breaks are rebuilt from the history with the precision of HH:MM."""
    start = at("Mon 2026-08-10 08:00")
    starts = [start + timedelta(minutes=n, seconds=10) for n in range(60)]
    breaks = [Pause(begun, begun + timedelta(seconds=40), "q") for begun in starts]
    assert add(OFFICE, start, limit("10 menit"), breaks) == at("Mon 2026-08-10 08:30")
    assert between(OFFICE, start, start + timedelta(minutes=30), breaks) == timedelta(minutes=10)


# osTicket


def test_osticket_1168_a_limit_leaves_out_nights_weekends_and_holidays() -> None:
    """osTicket #1168, #2131, #4969: grace periods run round the clock."""
    spent = between(OFFICE, at("Fri 2026-08-14 16:00"), at("Tue 2026-08-18 08:00"))
    assert spent == timedelta(hours=1)


def test_osticket_6739_a_calendar_may_be_open_on_two_days_that_do_not_touch() -> None:
    """osTicket #6739: a schedule of Monday and Thursday needs the days between."""
    window = Window(time(9), time(12), None, None)
    cal = Calendar("two", "Two", "Asia/Jakarta", weekdays(window, 0, 3), ())
    assert add(cal, at("Mon 2026-08-10 11:00"), limit("2 jam")) == at("Thu 2026-08-13 10:00")
    assert nth_day(cal, at("Mon 2026-08-10 11:00"), 2) == at("Mon 2026-08-17 12:00")


def test_osticket_6847_lunch_is_a_break_and_no_holiday() -> None:
    """osTicket #6847: lunch can only be entered as a holiday."""
    explained = explain_add(OFFICE, at("Mon 2026-08-10 11:55"), limit("10 menit"))
    assert explained.due == at("Mon 2026-08-10 13:05")
    kinds = [line.kind for line in explained.lines]
    assert LineKind.BREAK in kinds
    assert LineKind.HOLIDAY not in kinds


# Frappe Helpdesk


def test_frappe_2405_the_deadline_is_that_of_the_limit_that_was_set() -> None:
    """Frappe Helpdesk #2405: the expected times "do not reflect the configured SLA settings"."""
    starts = ("Mon 2026-08-10 08:00", "Mon 2026-08-10 11:50", "Fri 2026-08-14 16:20", "Sun 2026-08-16 12:00")
    for start in starts:
        due = add(OFFICE, at(start), limit("45 menit"))
        assert between(OFFICE, at(start), due) == timedelta(minutes=45)


def test_frappe_2214_twenty_four_minutes_are_not_two_hours() -> None:
    """Frappe Helpdesk #2214: the ticket shows two hours where the SLA says 24 minutes."""
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("24 menit")) == at("Mon 2026-08-10 08:24")


def test_frappe_2075_what_comes_on_a_closed_day_counts_from_the_next_opening() -> None:
    """Frappe Helpdesk #2075: the response to a ticket of a non-working day is counted from that day."""
    assert add(OFFICE, at("Sat 2026-08-15 10:00"), limit("30 menit")) == at("Tue 2026-08-18 08:00")
    assert between(OFFICE, at("Sat 2026-08-15 10:00"), at("Tue 2026-08-18 07:45")) == timedelta(minutes=15)


def test_frappe_2449_hold_time_counts_only_in_open_hours() -> None:
    """Frappe Helpdesk PR #2449: hold time is added to the creation time, wrong over closed days."""
    hold = Pause(at("Fri 2026-08-14 15:30"), at("Tue 2026-08-18 08:00"), "hold")
    assert add(OFFICE, at("Fri 2026-08-14 15:00"), limit("2 jam"), [hold]) == at("Tue 2026-08-18 09:30")


def test_frappe_3776_a_case_that_ends_in_its_pause_does_not_count_it() -> None:
    """Frappe Helpdesk PR #3776: hold time is ignored when a ticket goes straight from paused to resolved."""
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n  - {at: 2026-08-10 08:05, step: T02, action: ask_citizen}\n"
    )
    only = row(result, "T02")
    assert only.left is not None
    assert between(CALL_CENTER, only.opened, only.left, result.runs[0].pauses) == timedelta(minutes=5)
    assert only.state == "on_time"


def test_frappe_1643_no_limit_is_not_a_limit_of_zero() -> None:
    """Frappe Helpdesk #1643: without an SLA on resolution the resolution is taken for late at once."""
    sop = SOPS["depok-twitter"]
    assert parse_duration("") is None
    assert timing.due_at(sop.steps["T13"], at("Mon 2026-08-10 08:00"), OFFICE) is None
    assert timing.late_since(None, at("Thu 2026-12-31 08:00"), timer=True) is None


def test_frappe_1554_holds_that_overlap_are_counted_once() -> None:
    """Frappe Helpdesk #1554 (wrong clocks): hold time is one counter to which each hold is added."""
    holds = [
        Pause(at("Mon 2026-08-10 08:30"), at("Mon 2026-08-10 09:30"), "a"),
        Pause(at("Mon 2026-08-10 09:00"), at("Mon 2026-08-10 10:00"), "b"),
    ]
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("1 jam"), holds) == at("Mon 2026-08-10 10:30")


def test_frappe_2212_a_workday_has_a_lunch_break() -> None:
    """Frappe Helpdesk #2212 (#1528): a lunch break in the working hours is asked for."""
    assert add(OFFICE, at("Mon 2026-08-10 07:30"), limit("1 hari kerja")) == at("Mon 2026-08-10 16:00")
    assert not is_open(OFFICE, at("Mon 2026-08-10 12:30"))


def test_frappe_3236_business_hours_spent_can_be_told() -> None:
    """Frappe Helpdesk #3236: show the business hours that were spent, not the hours of the wall clock."""
    assert between(OFFICE, at("Mon 2026-08-10 11:00"), at("Tue 2026-08-11 08:30")) == timedelta(hours=5)


# Alaveteli and the requests for information


def test_alaveteli_7292_a_new_holiday_moves_a_running_deadline() -> None:
    """Alaveteli #7292: a holiday that is entered later does not move running deadlines."""
    receipt = at("Mon 2026-09-07 09:00")
    later = default_calendars([*SKB_2026, special("2026-09-09", DayKind.HOLIDAY)])["office"]
    assert nth_day(OFFICE, receipt, 3) == at("Thu 2026-09-10 16:00")
    assert nth_day(later, receipt, 3) == at("Fri 2026-09-11 16:30")


def test_alaveteli_a_holiday_that_was_added_is_seen_in_the_same_process() -> None:
    """Alaveteli app/models/holiday.rb memoises holidays per process: a new one is seen after a restart."""
    start = at("Tue 2026-09-08 15:00")
    before = add(OFFICE, start, limit("2 jam"))
    closed = replace(OFFICE, days=(*OFFICE.days, special("2026-09-09", DayKind.HOLIDAY)))
    assert before == at("Wed 2026-09-09 08:30")
    assert add(closed, start, limit("2 jam")) == at("Thu 2026-09-10 08:30")


def test_alaveteli_5101_a_deadline_shows_how_it_was_computed() -> None:
    """Alaveteli #5101: show how a deadline was computed."""
    explained = explain_nth_day(OFFICE, at("Thu 2026-08-13 09:00"), 2)
    told = [(line.kind, line.name or line.n) for line in explained.lines[1:-1]]
    assert told == [
        (LineKind.DAY_COUNTED, 1), (LineKind.WEEKEND, None), (LineKind.WEEKEND, None),
        (LineKind.HOLIDAY, "holiday 08-17"), (LineKind.DAY_COUNTED, 2),
    ]  # fmt: skip
    assert Explanation.from_dict(explained.as_dict()) == explained


def test_whatdotheyknow_1027_what_comes_on_a_closed_day_has_the_next_open_day_as_its_first() -> None:
    """whatdotheyknow-theme #1027 (and #872, #959): which day is day one when delivery is on a closed day."""
    for receipt in ("Fri 2026-08-14 23:59", "Sat 2026-08-15 12:00", "Mon 2026-08-17 08:00"):
        assert nth_day(OFFICE, at(receipt), 1) == at("Tue 2026-08-18 16:00")


def test_righttoknow_102_an_extension_makes_no_case_late() -> None:
    """righttoknow #102: cases whose deadline was extended count as overdue."""
    moves = (
        "start: 2026-03-02 09:00\nmoves:\n"
        "  - {at: 2026-03-02 09:05, step: K01, action: accept}\n"
        "  - {at: 2026-03-02 09:10, step: K02, action: register}\n"
        "  - {at: 2026-03-13 15:00, step: K03, action: extend}\n"
        "  - {at: 2026-03-26 09:00, step: K03, action: direct}\n"
        "  - {at: 2026-03-26 09:01, step: K05, action: decide}\n"
        "  - {at: 2026-03-26 09:02, step: K06, action: book}\n"
        "  - {at: 2026-03-26 09:03, step: K07, action: deliver}\n"
    )
    extended = played(moves, "kulon-progo")
    plain = played(
        moves.replace("  - {at: 2026-03-13 15:00, step: K03, action: extend}\n", ""), "kulon-progo"
    )
    assert not extended.late(extended.runs[0])
    assert plain.late(plain.runs[0])


def test_froide_469_a_deadline_moves_by_exactly_the_days_that_the_citizen_took() -> None:
    """froide #469: a deadline can be moved only in the law's unit (months), not by the time a reply took."""
    asked = Pause(at("Wed 2026-03-04 09:00"), at("Mon 2026-03-09 09:00"), "citizen")
    receipt = at("Mon 2026-03-02 09:10")
    assert timing.case_due(OFFICE, receipt, 10) == at("Mon 2026-03-16 16:00")
    assert timing.case_due(OFFICE, receipt, 10, [asked]) == at("Thu 2026-03-26 16:00")


# DIGIT


def test_digit_an_edit_does_not_wind_the_clock_back() -> None:
    """DIGIT EscalationScheduler: the clock is lastModifiedTime, so any edit resets it."""
    quiet = row(played(FORWARDED), "A")
    noted = row(
        played(FORWARDED + "  - {at: 2026-08-12 15:00, step: A, unit: PUPR, action: answer_received}\n"), "A"
    )
    assert noted.climbs == quiet.climbs == at("Thu 2026-08-13 08:10")


def test_digit_a_ladder_climbs_without_a_named_assignee() -> None:
    """DIGIT docs/escalation-handoff.md: scanned 57, escalated 0, skipped 57 because nobody was assigned."""
    result = played(FORWARDED)
    assert all(each.by is None or each.by == "timer" for each in result.rows if each.step.id in ("A", "T04"))
    assert {each.visit.unit for each in result.rows if each.step.id == "T09"} == {1, 2}


def test_digit_nights_and_holidays_belong_to_nobody() -> None:
    """DIGIT discussion #773, PR #815: the SLA runs on the wall clock, a business clock is not modelled."""
    assert add(OFFICE, at("Fri 2026-08-14 16:00"), limit("4 Jam")) == at("Tue 2026-08-18 11:00")
    assert add(ALWAYS, at("Fri 2026-08-14 16:00"), limit("4 Jam")) == at("Fri 2026-08-14 20:00")


def test_digit_reassignment_within_the_step_keeps_its_deadline() -> None:
    """DIGIT EnrichmentService: the state SLA resets on every change of state."""
    result = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:10, step: B02, action: receive}\n"
        "  - {at: 2026-08-10 08:20, step: B03, action: complaint, units: [PUPR]}\n"
        "  - {at: 2026-08-10 08:25, step: B04, action: dispose}\n"
        "  - {at: 2026-08-10 10:00, step: B05, action: not_ours}\n"
        "  - {at: 2026-08-10 10:05, step: B03, action: complaint, units: [Dishub]}\n",
        "bogor",
    )
    assert row(result, "B03", visit=2).due == row(result, "B03").due == at("Mon 2026-08-10 09:10")


def test_digit_the_first_late_case_does_not_block_the_others() -> None:
    """DIGIT EscalationScheduler: the query starts at offset 0, so skipped cases fill the page for ever."""
    result = played(FORWARDED + "  - {at: 2026-08-11 09:00, step: A, unit: PUPR, action: answer_promise, "
                    "promise_date: 2026-09-30}\n")  # fmt: skip
    first, second = (
        next(each for each in result.rows if each.step.id == "A" and each.visit.unit == n) for n in (1, 2)
    )
    assert first.climbs == at("Wed 2026-09-30 23:59")
    assert second.left == at("Thu 2026-08-13 08:10")


# OpenCPS


def test_opencps_1112_the_same_step_twice_counts_from_the_first_entry() -> None:
    """OpenCPS #1112: the same step done twice must count from the first entry."""
    first = at("Mon 2026-08-10 08:00")
    step = SOPS["bogor"].steps["B03"]
    begun = timing.begins(step, at("Mon 2026-08-10 08:50"), first)
    assert timing.due_at(step, begun, OFFICE) == at("Mon 2026-08-10 09:00")


def test_opencps_1112_waiting_for_a_supplement_extends_the_limit() -> None:
    """OpenCPS #1112: while a supplement is waited for, the limit must grow by that time."""
    waited = Pause(at("Mon 2026-08-10 08:30"), at("Wed 2026-08-12 08:30"), "citizen")
    assert add(OFFICE, at("Mon 2026-08-10 08:00"), limit("1 Jam"), [waited]) == at("Wed 2026-08-12 09:00")


def test_opencps_1280_a_step_is_late_by_its_own_time_and_not_by_a_zero() -> None:
    """opencps #1280, DossierOverDueUtils: the step's overdue is computed with a duration of zero."""
    start = at("Mon 2026-08-10 08:00")
    due = timing.due_at(SOPS["bogor"].steps["B05"], start, OFFICE)
    assert due == at("Mon 2026-08-10 12:00")
    assert timing.late_since(due, at("Mon 2026-08-10 11:59")) is None


def test_opencps_a_day_is_the_working_time_of_a_day_and_not_eight_hours() -> None:
    """OpenCPS DueDateUtils: "because 1d = 8h :((" in a calendar of seven and a half."""
    assert limit("1 hari kerja").minutes == 450
    assert add(OFFICE, at("Mon 2026-08-10 10:00"), limit("1 hari kerja")) == at("Tue 2026-08-11 10:00")


def test_opencps_a_make_up_saturday_is_worked_even_beside_a_holiday() -> None:
    """OpenCPS DueDateUtils has holidays of the types "off" and "make-up day": neither swallows the other."""
    days = (special("2026-08-14", DayKind.HOLIDAY), special("2026-08-15", DayKind.MAKE_UP))
    cal = nine_to_five(*days)
    assert add(cal, at("Thu 2026-08-13 16:00"), limit("2 jam")) == at("Sat 2026-08-15 10:00")


def test_opencps_1269_every_minute_is_seen_and_not_only_once_a_day() -> None:
    """OpenCPS ActionOverdueScheduler fires once a day: a step of ten minutes is late the next morning."""
    late = played("start: 2026-08-10 08:00\nmoves:\n  - {at: 2026-08-10 08:11, step: T02, action: spam}\n")
    assert row(late, "T02").since == at("Mon 2026-08-10 08:10")


# Signalen


def test_signalen_working_days_know_festivities() -> None:
    """Signalen domain/deadlines.py: workdays are "Monday through Friday, ignoring festivities"."""
    assert nth_day(OFFICE, at("Tue 2026-03-17 10:00"), 3) == at("Fri 2026-03-27 16:30")


def test_signalen_a_deadline_in_days_stands_still_in_a_pause() -> None:
    """Signalen models/slo.py: a number of days per category, with no pause while the reporter is asked."""
    asked = Pause(at("Tue 2026-08-11 09:00"), at("Thu 2026-08-13 09:00"), "reaction requested")
    assert nth_day(OFFICE, at("Mon 2026-08-10 09:00"), 2, [asked]) == at("Fri 2026-08-14 16:30")


# FixMyStreet


def test_fixmystreet_a_calendar_that_ends_does_not_make_holidays_working_days_for_nothing() -> None:
    """FixMyStreet Zurich: the holidays are source code and ended on 2025-12-31; here they are an argument,
    and hours that end are an error and not a guess."""
    short = Hours(0, Window(time(9), time(17), None, None), None, at("Mon 2026-08-10 00:00").date())
    cal = Calendar("ended", "Ended", "Asia/Jakarta", (short,), ())
    with pytest.raises(ClockError, match="ended"):
        next_open(cal, at("Mon 2026-08-17 08:00"))


def test_fixmystreet_overdue_is_counted_in_open_time() -> None:
    """FixMyStreet bin/zurich/overdue-alert: one working day to moderate, six to close, over holidays."""
    received = at("Wed 2026-03-11 09:00")
    assert nth_day(OFFICE, received, 1) == at("Thu 2026-03-12 16:00")
    assert nth_day(OFFICE, received, 6) == at("Thu 2026-03-26 16:00")


# Everybody


def test_a_deadline_of_a_standing_pause_is_not_invented() -> None:
    """GLPI #24481, Frappe #1554: a deadline is shown although the clock stands still."""
    with pytest.raises(StillPausedError):
        add(
            OFFICE, at("Mon 2026-08-10 08:00"), limit("1 jam"), [Pause(at("Mon 2026-08-10 08:30"), None, "q")]
        )


def test_local_days_are_not_days_of_the_server() -> None:
    """DIGIT BusinessCalendar: "today" is that of Africa/Nairobi by default."""
    late_evening_utc = datetime(2026, 8, 10, 17, 30, tzinfo=UTC)  # 00.30 on Tuesday in Depok
    assert nth_day(OFFICE, late_evening_utc, 1) == at("Wed 2026-08-12 16:00")


def test_event_time_counts_and_not_the_time_of_typing() -> None:
    """PEERS section 4, number 20: work done by telephone and typed later is late everywhere."""
    typed_late = played(
        "start: 2026-08-10 08:00\nmoves:\n"
        "  - {at: 2026-08-10 08:02, step: P02, action: pick_up}\n"
        "  - {at: 2026-08-10 08:06, step: P03, action: complaint}\n",
        "depok-telepon",
    )
    assert [each.state for each in typed_late.rows[:3]] == ["on_time"] * 3
