"""Indonesian dates, numbers and durations."""

from datetime import UTC, date, datetime

import pytest

from sapa.reports import words


def test_a_full_day_names_its_weekday():
    assert words.full_day(date(2026, 11, 19)) == "Kamis, 19 November 2026"


def test_a_moment_is_told_on_the_citys_own_clock():
    late = datetime(2026, 10, 31, 17, 5, tzinfo=UTC)
    assert words.full_moment(late, "Asia/Jakarta", "WIB") == "1 November 2026 pukul 00.05 WIB"
    assert words.full_moment(late, "Asia/Jayapura", "WIT") == "1 November 2026 pukul 02.05 WIT"


@pytest.mark.parametrize(("n", "text"), [(0, "0"), (1198, "1.198"), (1_000_000, "1.000.000")])
def test_thousands_are_parted_by_points(n, text):
    assert words.number(n) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.894, "89,4%"), (1.0, "100%"), (0.0, "0%"), (0.9999, "99,9%"), (0.0001, "0,1%"), (None, "–")],
)
def test_a_share_is_never_rounded_to_all_or_nothing(share, text):
    assert words.percent(share) == text


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (0, "nol"), (11, "sebelas"), (14, "empat belas"), (46, "empat puluh enam"), (100, "seratus"),
        (111, "seratus sebelas"), (219, "dua ratus sembilan belas"), (1000, "seribu"),
        (1100, "seribu seratus"), (21_000, "dua puluh satu ribu"), (101_000, "seratus satu ribu"),
        (1_000_000, "1.000.000"),
    ],
)  # fmt: skip
def test_counts_are_spelled(n, text):
    assert words.terbilang(n) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (None, "–"),
        (5.5, "5,5 menit"),
        (0, "0 menit"),
        (135, "2 jam 15 menit"),
        (120, "2 jam"),
        (1860, "31 jam"),
    ],
)
def test_working_time_stays_in_hours(minutes, text):
    assert words.worktime(minutes) == text


@pytest.mark.parametrize(
    ("minutes", "text"), [(45, "45 menit"), (185, "3 jam 5 menit"), (5880, "4 hari 2 jam"), (1441, "1 hari")]
)
def test_elapsed_time_turns_into_days(minutes, text):
    assert words.elapsed(minutes) == text


def test_a_list_ends_with_dan():
    assert [words.listing(list(items)) for items in ("", "a", "ab", "abc")] == [
        "",
        "a",
        "a dan b",
        "a, b, dan c",
    ]
