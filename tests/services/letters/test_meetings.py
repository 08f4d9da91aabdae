"""The meeting of a letter: proposed in office hours, and written for calendars."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sapa.services.letters import meetings

#: Thursday 17 December 2026, 14.00 WIB.
NOW = datetime(2026, 12, 17, 7, 0, tzinfo=UTC)


@pytest.mark.usefixtures("session")
def test_a_draft_proposes_the_second_working_day_at_nine() -> None:
    found = meetings.proposed(NOW).astimezone(ZoneInfo("Asia/Jakarta"))
    assert f"{found:%Y-%m-%d %H.%M}" == "2026-12-21 09.00"


def entry(**changes: str) -> list[str]:
    words = {"summary": "Rapat", "place": "Aula", "text": "Nomor 1"} | changes
    return meetings.calendar_entry("undangan-1@contoh", NOW, NOW, **words).decode().split("\r\n")


def test_an_entry_is_in_utc_and_ends_with_an_empty_line() -> None:
    lines = entry()
    assert "DTSTART:20261217T070000Z" in lines
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-2:] == ["END:VCALENDAR", ""]


def test_an_entry_escapes_what_calendars_read() -> None:
    lines = entry(place="Aula, Lantai 2; Gedung A\\B\nDepok")
    assert "LOCATION:Aula\\, Lantai 2\\; Gedung A\\\\B\\nDepok" in lines


def test_an_entry_folds_long_lines_between_characters() -> None:
    lines = entry(summary="Pembahasan jawaban pengaduan masyarakat – " * 4)
    assert all(len(line.encode()) <= 75 for line in lines)
    start = next(number for number, line in enumerate(lines) if line.startswith("SUMMARY"))
    whole = lines[start] + "".join(line[1:] for line in lines[start + 1 :] if line.startswith(" "))
    assert whole.count("–") == 4


def test_blank_rows_of_an_attendance_list_are_left_out() -> None:
    rows = meetings.attendees([{"name": " Demo  A ", "jabatan": "Kasi"}, {"name": "", "jabatan": " "}])
    assert rows == (meetings.Attendee("Demo A", "Kasi"),)
