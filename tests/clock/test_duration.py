"""Every way the five SOPs write a time limit is understood, and nothing else is."""

import pytest

from sapa.clock import Basis, ClockError, Duration, DurationError, Unit, parse_duration

WORKING, CALENDAR = Basis.WORKING, Basis.CALENDAR


@pytest.mark.parametrize(
    ("raw", "minutes", "basis", "days"),
    [
        ("5 menit", 5, WORKING, None),
        ("10 Menit", 10, WORKING, None),
        ("30 Menit", 30, WORKING, None),
        ("1 Jam", 60, WORKING, None),
        ("2 jam", 120, WORKING, None),
        ("4 Jam", 240, WORKING, None),
        ("4 x 6 Jam", 1440, WORKING, None),
        ("3 x 24 jam", 4320, CALENDAR, None),
        ("3x24 jam", 4320, CALENDAR, None),
        ("1 hari", 450, WORKING, 1),
        ("1 hari kerja", 450, WORKING, 1),
        ("6 hr kerja", 2700, WORKING, 6),
        ("10 hari kerja", 4500, WORKING, 10),
        ("Form 5 menit", 5, WORKING, None),
        ("7 hari kalender", 10080, CALENDAR, None),
        ("  5\tmenit ", 5, WORKING, None),
        ("0 menit", 0, WORKING, None),
    ],
)
def test_a_written_limit_is_read(raw: str, minutes: int, basis: Basis, days: int | None) -> None:
    duration = parse_duration(raw)
    assert duration is not None
    assert (duration.minutes, duration.basis, duration.days) == (minutes, basis, days)
    assert duration.raw == raw


@pytest.mark.parametrize("raw", ["", "   ", "\n", "-", " – "])
def test_blank_means_no_limit_and_not_zero(raw: str) -> None:
    assert parse_duration(raw) is None


@pytest.mark.parametrize(
    "raw",
    ["segera", "5", "menit", "lima menit", "-5 menit", "5 menit lagi", "2 x jam", "1 jam 30 menit",
     "5 minggu", "1 jam kerja kerja", "99999 hari", "pada hari ini 5 menit", "5.5 jam"],
)  # fmt: skip
def test_nonsense_is_refused_with_its_text(raw: str) -> None:
    with pytest.raises(DurationError) as caught:
        parse_duration(raw)
    assert raw.strip() in str(caught.value)


def test_a_product_of_hours_asks_for_confirmation() -> None:
    duration = parse_duration("4 x 6 Jam")
    assert duration is not None
    assert duration.note is not None
    assert "24 working hours" in duration.note


def test_a_stray_word_is_noted() -> None:
    duration = parse_duration("Form 5 menit")
    assert duration is not None
    assert duration.note == "stray word 'Form' ignored"


@pytest.mark.parametrize("raw", ["5 menit", "1 hari", "3 x 24 jam"])
def test_a_plain_limit_carries_no_note(raw: str) -> None:
    duration = parse_duration(raw)
    assert duration is not None
    assert duration.note is None


def test_the_unit_follows_from_the_days() -> None:
    assert Duration("1 hari", 450, WORKING, days=1).unit is Unit.WORKDAY
    assert Duration("2 jam", 120, WORKING).unit is Unit.MINUTE


def test_a_negative_duration_cannot_be_made() -> None:
    with pytest.raises(ClockError):
        Duration("?", -1, WORKING)
