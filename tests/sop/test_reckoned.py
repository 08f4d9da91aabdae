"""Due times of the scenes that the house runs too, worked out by hand with the sheet and a wall calendar."""

from pathlib import Path

import pytest

from sapa.sop.play import play
from sapa.sop.played import Played
from sapa.sop.scenarioread import read_scenario
from tests.clock.moments import at

from .test_play import HOUSE

SCENES = Path(__file__).parents[1] / "services" / "scenes"


def scene(name: str) -> Played:
    return play(read_scenario((SCENES / f"{name}.yaml").read_text(encoding="utf-8"), HOUSE))


@pytest.mark.parametrize(
    ("name", "step", "unit", "times", "due"),
    [
        # Ramadan until 20 March: 374 minutes from 8.16 on, a day 390; closed 18 to 24 March; then 450 a day.
        ("kulon-progo-saat-terakhir", "K04", "bidang-aduan", 1, "Tue 2026-03-31 09:46"),
        ("kulon-progo-saat-terakhir", "K04", "bidang-aduan", 2, "Thu 2026-04-23 10:05"),
        ("kulon-progo-saat-terakhir", "K05", None, 2, "Fri 2026-04-17 07:35"),
        # 20 minutes were used before the pause; 1 May is a holiday; the clock is that of the first visit.
        ("bogor-moderasi", "B03", None, 2, "Mon 2026-05-04 08:10"),
        # "4 x 6 Jam": 90 minutes on the 5th, 450 each on the 6th, 7th and 8th; then the promise.
        ("bogor-moderasi", "B06", "Dinas Satu", 1, "Fri 2026-05-15 23:59"),
        ("bogor-moderasi", "B06", "Dinas Satu", 2, "Thu 2026-05-21 10:40"),
        # Opened in the pause, so its half hour begins on Monday: on Friday the pause ends after closing time.
        ("bogor-dua-dinas", "B08", None, 1, "Mon 2026-08-24 08:00"),
        # Ten of the fifteen minutes were used; 16 and 17 February are closed (Imlek).
        ("sms-wa-ramadan", "S02", None, 1, "Wed 2026-02-18 07:35"),
        # A working day is 450 minutes: 445 on the 18th, the last five at the opening hour of Ramadan.
        ("sms-wa-ramadan", "S-E1", None, 1, "Thu 2026-02-19 08:05"),
        ("sms-wa-ramadan", "S05", None, 1, "Fri 2026-02-20 14:00"),
        # Ascension Day, a cuti bersama and a weekend lie between the fourth minute and the fifth.
        ("telepon-tanpa-tangga", "P03", None, 1, "Mon 2026-05-18 07:31"),
        # 33 of 72 hours were used; the pause ends on Monday 16.30, and 25 August is closed for the desk.
        ("twitter-jeda-akhir-pekan", "A", "Dinas Dua", 1, "Wed 2026-08-26 07:30"),
        ("twitter-jeda-akhir-pekan", "T-X1", None, 1, "Wed 2026-08-26 08:00"),
    ],
)
def test_a_step_is_due_as_reckoned_by_hand(
    name: str, step: str, unit: str | None, times: int, due: str
) -> None:
    result = scene(name)
    rows = [row for row in result.rows if (row.step.id, row.times) == (step, times)]
    assert next(row.due for row in rows if result.unit(row.visit.unit) == unit) == at(due)


@pytest.mark.parametrize(
    ("name", "due"),
    [
        ("kulon-progo-saat-terakhir", "Thu 2026-04-16 16:00"),  # 10 days end on 7 April, seven more
        ("bogor-moderasi", "Tue 2026-05-26 16:00"),  # 14 days since the verification of 4 May
        ("bogor-dua-dinas", "Thu 2026-09-10 16:00"),  # 14, 18, 19, 20 and 21 August end in the pause
        ("telepon-tanpa-tangga", "Fri 2026-06-12 16:30"),  # two pauses, Idul Adha, Pancasila
        ("twitter-jeda-akhir-pekan", "Tue 2026-11-17 16:00"),  # 60 days, none before 26 August
    ],
)
def test_a_case_is_due_as_reckoned_by_hand(name: str, due: str) -> None:
    result = scene(name)
    deadline = result.deadline(result.runs[-1])
    assert deadline is not None
    assert deadline.due == at(due)


def test_the_case_that_comes_back_has_a_deadline_of_its_own() -> None:
    result = scene("sms-wa-ramadan")
    due = [result.deadline(run) for run in result.runs]
    assert [each is None for each in due] == [True, True, False]
    assert due[2] is not None and due[2].due == at("Thu 2026-03-12 15:00")
