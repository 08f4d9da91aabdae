"""The helper that writes moments must itself be right."""

from datetime import UTC, datetime

import pytest

from tests.clock.moments import at


def test_a_moment_is_read_in_jakarta() -> None:
    assert at("Fri 2026-08-14 15:00") == datetime(2026, 8, 14, 8, 0, tzinfo=UTC)


def test_another_time_zone_can_be_named() -> None:
    assert at("Fri 2026-08-14 15:00", "Asia/Jayapura") == datetime(2026, 8, 14, 6, 0, tzinfo=UTC)


def test_a_wrong_weekday_is_refused() -> None:
    with pytest.raises(ValueError, match="is a Fri, not a Mon"):
        at("Mon 2026-08-14 15:00")
