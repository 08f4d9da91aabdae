"""Periods: a month, a quarter, a half-year, or days of one's own."""

from __future__ import annotations

from datetime import date

import pytest

from sapa.services.compliance.spans import LONGEST, around, free


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("month", date(2026, 2, 14), date(2026, 2, 1), date(2026, 2, 28)),
        ("month", date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 5, 1), date(2026, 4, 1), date(2026, 6, 30)),
        ("quarter", date(2026, 12, 1), date(2026, 10, 1), date(2026, 12, 31)),
        ("half", date(2026, 6, 30), date(2026, 1, 1), date(2026, 6, 30)),
        ("half", date(2026, 7, 1), date(2026, 7, 1), date(2026, 12, 31)),
    ],
)
def test_a_day_lies_in_its_period(kind, day, first, last):
    found = around(kind, day)
    assert (found.first, found.last) == (first, last)


@pytest.mark.parametrize("kind", ["month", "quarter", "half"])
def test_the_period_after_the_one_before_is_the_same(kind):
    found = around(kind, date(2026, 1, 20))
    assert found.before().after() == found == found.after().before()


def test_free_days_include_both_ends_in_either_order():
    found = free(date(2026, 8, 9), date(2026, 8, 3))
    assert (found.first, found.last) == (date(2026, 8, 3), date(2026, 8, 9))
    assert (found.before().last, found.after().first) == (date(2026, 8, 2), date(2026, 8, 10))


def test_a_free_period_is_no_longer_than_a_year():
    assert (free(date(2020, 1, 1), date(2026, 1, 1)).end - date(2020, 1, 1)).days == LONGEST
