"""An explanation tells, line by line, where the time up to a deadline went."""

import json

from sapa.clock import (
    DayKind,
    Duration,
    Explanation,
    Line,
    Pause,
    default_calendars,
    explain_add,
    explain_nth_day,
    parse_duration,
)
from tests.clock.cities import OFFICE, SKB_2026, special
from tests.clock.moments import WEEKDAYS, at


def limit(raw: str) -> Duration:
    duration = parse_duration(raw)
    assert duration is not None
    return duration


def told(line: Line) -> str:
    """A line in short: kind, local start and end, and what else it says."""
    start, end = (moment.astimezone(OFFICE.zone) for moment in (line.start, line.end))
    said = [f"{WEEKDAYS[start.weekday()]} {start:%H:%M}-{end:%H:%M}", line.name, line.minutes, line.n]
    return " ".join([line.kind.value, *(str(part) for part in said if part is not None)])


def test_a_limit_over_a_weekend_and_a_holiday() -> None:
    lines = explain_add(OFFICE, at("Fri 2026-08-14 11:00"), limit("5 jam")).lines
    assert [told(line) for line in lines] == [
        "start Fri 11:00-11:00 300",
        "open Fri 11:00-11:30 30",
        "break Fri 11:30-13:00",
        "open Fri 13:00-16:30 210",
        "night Fri 16:30-00:00",
        "weekend Sat 00:00-00:00",
        "weekend Sun 00:00-00:00",
        "holiday Mon 00:00-00:00 holiday 08-17",
        "night Tue 00:00-07:30",
        "open Tue 07:30-08:30 60",
        "due Tue 08:30-08:30",
    ]


def test_one_night_is_one_line() -> None:
    lines = explain_add(OFFICE, at("Mon 2026-08-10 15:30"), limit("1 jam")).lines
    assert [told(line) for line in lines] == [
        "start Mon 15:30-15:30 60",
        "open Mon 15:30-16:00 30",
        "night Mon 16:00-07:30",
        "open Tue 07:30-08:00 30",
        "due Tue 08:00-08:00",
    ]


def test_a_start_before_opening_is_night_and_at_noon_is_break() -> None:
    early = explain_add(OFFICE, at("Mon 2026-08-10 06:00"), limit("5 menit")).lines
    noon = explain_add(OFFICE, at("Mon 2026-08-10 12:10"), limit("5 menit")).lines
    assert told(early[1]) == "night Mon 06:00-07:30"
    assert told(noon[1]) == "break Mon 12:10-13:00"


def test_a_pause_cuts_the_open_time_and_hides_the_night_it_covers() -> None:
    pause = Pause(at("Mon 2026-08-10 09:00"), at("Tue 2026-08-11 08:00"), "waiting for the citizen")
    lines = explain_add(OFFICE, at("Mon 2026-08-10 08:30"), limit("1 jam"), [pause]).lines
    assert [told(line) for line in lines] == [
        "start Mon 08:30-08:30 60",
        "open Mon 08:30-09:00 30",
        "pause Mon 09:00-08:00 waiting for the citizen",
        "open Tue 08:00-08:30 30",
        "due Tue 08:30-08:30",
    ]


def test_wall_time_is_one_open_line() -> None:
    lines = explain_add(OFFICE, at("Fri 2026-08-14 15:00"), limit("3 x 24 jam")).lines
    assert [told(line) for line in lines] == [
        "start Fri 15:00-15:00 4320",
        "open Fri 15:00-15:00 4320",
        "due Mon 15:00-15:00",
    ]


def test_a_make_up_saturday_is_named_before_its_hours() -> None:
    cal = default_calendars([*SKB_2026, special("2026-08-15", DayKind.MAKE_UP, "Ganti")])["office"]
    lines = explain_add(cal, at("Fri 2026-08-14 16:00"), limit("1 jam")).lines
    assert [told(line) for line in lines][3:5] == ["make_up Sat 00:00-00:00 Ganti", "open Sat 07:30-08:00 30"]


def test_working_days_over_lebaran_are_numbered_and_the_rest_is_named() -> None:
    lines = explain_nth_day(OFFICE, at("Tue 2026-03-17 10:00"), 2).lines
    assert [told(line) for line in lines] == [
        "start Tue 10:00-10:00 2",
        "cuti_bersama Wed 00:00-00:00 cuti_bersama 03-18",
        "holiday Thu 00:00-00:00 holiday 03-19",
        "cuti_bersama Fri 00:00-00:00 cuti_bersama 03-20",
        "holiday Sat 00:00-00:00 holiday 03-21",
        "holiday Sun 00:00-00:00 holiday 03-22",
        "cuti_bersama Mon 00:00-00:00 cuti_bersama 03-23",
        "cuti_bersama Tue 00:00-00:00 cuti_bersama 03-24",
        "day_counted Wed 00:00-16:00 1",
        "day_counted Thu 00:00-16:00 2",
        "due Thu 16:00-16:00",
    ]


def test_a_paused_working_day_is_told_but_not_numbered() -> None:
    pause = Pause(at("Tue 2026-08-11 15:00"), at("Wed 2026-08-12 08:00"), "waiting")
    lines = explain_nth_day(OFFICE, at("Mon 2026-08-10 10:00"), 1, [pause]).lines
    assert [told(line) for line in lines][1:3] == [
        "pause Tue 00:00-16:00 waiting",
        "day_counted Wed 00:00-16:00 1",
    ]


def test_an_explanation_survives_json() -> None:
    for explanation in (
        explain_add(OFFICE, at("Fri 2026-08-14 11:00"), limit("5 jam")),
        explain_nth_day(OFFICE, at("Tue 2026-03-17 10:00"), 3),
    ):
        assert Explanation.from_dict(json.loads(json.dumps(explanation.as_dict()))) == explanation


def test_an_explanation_names_the_time_zone_of_its_readers() -> None:
    explanation = explain_add(OFFICE, at("Fri 2026-08-14 15:00"), limit("3 x 24 jam"))
    assert explanation.tz == "Asia/Jakarta"
    assert explanation.lines[0].day.isoformat() == "2026-08-14"
