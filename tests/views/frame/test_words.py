"""Every row of the design's table "How time is written"."""

from __future__ import annotations

from datetime import datetime

import pytest

from sapa.views.frame import words
from sapa.views.frame.words import ZONE


def at(text: str) -> datetime:
    return datetime.strptime(text, "%Y-%m-%d %H:%M:%S" if text.count(":") == 2 else "%Y-%m-%d %H:%M").replace(
        tzinfo=ZONE
    )


NOW = at("2026-11-10 13:42")  # a Tuesday


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-10 13:42:40", "sekarang"),
        ("2026-11-10 13:41:30", "sekarang"),
        ("2026-11-10 13:48", "6 menit lagi"),
        ("2026-11-10 14:41:59", "59 menit lagi"),
        ("2026-11-10 13:27", "terlambat 15 menit"),
        ("2026-11-10 13:18", "terlambat 24 menit"),
        ("2026-11-10 15:12", "1 jam lagi"),
        ("2026-11-10 16:00", "2 jam lagi"),
        ("2026-11-10 11:12", "terlambat 3 jam"),
        ("2026-11-10 22:30", "hari ini 22.30"),
        ("2026-11-11 08:10", "besok 08.10"),
        ("2026-11-12 09:00", "2 hari lagi"),
        ("2026-11-09 16:00", "terlambat 1 hari"),
    ],
)
def test_time_left_is_said_in_words(due: str, said: str):
    assert words.left(at(due), NOW) == said


def test_the_last_minutes_count_across_midnight():
    assert words.left(at("2026-11-11 00:05"), at("2026-11-10 23:50")) == "15 menit lagi"
    assert words.left(at("2026-11-10 23:00"), at("2026-11-11 01:30")) == "terlambat 3 jam"


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        ("2026-11-10 11:48", "hari ini 11.48"),
        ("2026-11-09 08:17", "kemarin 08.17"),
        ("2026-11-06 07:52", "Jum 6 Nov 07.52"),
        ("2026-11-12 09:00", "Kam 12 Nov 09.00"),
        ("2025-12-31 09:00", "Rab 31 Des 2025 09.00"),
    ],
)
def test_a_moment_is_said_as_a_day_and_an_hour(moment: str, said: str):
    assert words.at(at(moment), NOW) == said


def test_the_second_line_does_not_say_tomorrow_twice():
    assert words.beside(at("2026-11-11 08:10"), NOW) == "Rab 11 Nov"
    assert words.beside(at("2026-11-10 13:18"), NOW) == "hari ini 13.18"


def test_a_pause_is_counted_in_days():
    began = at("2026-11-09 10:00")
    assert words.paused(began, NOW) == "jeda 1 hari"
    assert words.since(began, NOW) == "sejak Sen 9 Nov"


def test_a_short_pause_is_counted_in_minutes():
    assert words.paused(at("2026-11-10 13:20"), NOW) == "jeda 22 menit"


def test_papers_name_the_day_in_full():
    assert words.formal(at("2026-11-19 09:00")) == "Kamis, 19 November 2026 pukul 09.00 WIB"


def test_a_row_that_is_late_turns_red_at_the_due_minute():
    assert words.state(NOW, NOW) == "is-late"


def test_a_row_warns_thirty_minutes_before():
    assert words.state(at("2026-11-10 14:12"), NOW) == "is-warn"
    assert words.state(at("2026-11-10 14:13"), NOW) == ""


def test_a_row_warns_when_three_quarters_are_used():
    assert words.state(at("2026-11-12 09:00"), NOW, used=0.75) == "is-warn"


def test_a_paused_row_is_never_late():
    assert words.state(at("2026-11-09 09:00"), NOW, paused=True) == "is-paused"


def test_the_gauge_turns_red_where_the_promise_ended():
    assert words.gauge(54, 60) == ("90%", "", "")
    assert words.gauge(13, 10) == ("77%", "77%", "23%")


def test_figures_carry_indonesian_marks():
    assert words.number(1198) == "1.198"
    assert words.number(2.5, 1) == "2,5"
    assert words.percent(0.889) == "89%"


def test_a_span_of_service_time_is_written_in_days_of_450_minutes():
    assert words.span(54) == "54 menit"
    assert words.span(450 + 180) == "1 hari 3 jam"
