"""A scenario that does not fit is refused with all its faults and their lines."""

import pytest

from sapa.sop.faults import DefinitionError
from sapa.sop.play import play
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario

from .depok import load_changed
from .test_play import HOUSE

GOOD = """\
sop: depok-twitter
start: 2026-08-10 08:00
moves:
  - {at: 2026-08-10 08:05, step: T02, action: complaint}
  - {at: 2026-08-10 08:10, step: T03, action: forward, units: [PUPR]}
"""


def faults_of(old: str, new: str) -> list[tuple[str, int | None]]:
    assert old in GOOD
    with pytest.raises(DefinitionError) as caught:
        read_scenario(GOOD.replace(old, new, 1), HOUSE)
    return [(fault.code, fault.line) for fault in caught.value.faults]


def test_what_fits_is_read() -> None:
    scenario = read_scenario(GOOD, HOUSE)
    assert (scenario.sop.code, scenario.process) == ("depok-twitter", "handling")
    assert [planned.step for planned in scenario.moves] == ["T02", "T03"]
    assert scenario.units == {1: "PUPR"}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("depok-twitter", "depok-radio", ("unknown_sop", 1)),
        ("start:", "version: 9\nstart:", ("unknown_sop", 1)),
        ("start: 2026-08-10 08:00", "start: kemarin", ("bad_moment", 2)),
        ("moves:", "tz: Asia/Depok\nmoves:", ("bad_zone", 3)),
        ("moves:", "process: perang\nmoves:", ("unknown_process", 3)),
        ("moves:", "options: {ladder: true}\nmoves:", ("unknown_option", 3)),
        ("moves:", "holidays: [{day: 17-08-2026}]\nmoves:", ("bad_date", 3)),
        ("moves:", "settings: {deadline_calendar: ours}\nmoves:", ("unknown_calendar", None)),
        ("moves:", "calendars: {office: {hours: []}}\nmoves:", ("bad_hours", 3)),
        ("moves:", "colour: red\nmoves:", ("unknown_field", 3)),
        ("step: T02", "step: T99", ("unknown_step", 4)),
        ("action: complaint", "action: complain", ("unknown_action", 4)),
        ("action: complaint", "action: complaint, by: wali", ("unknown_lane", 4)),
        ("at: 2026-08-10 08:05", "at: 2026-08-10 07:05", ("out_of_order", 4)),
        ("at: 2026-08-10 08:10", "at: 2026-08-10 08:04", ("out_of_order", 5)),
        ("at: 2026-08-10 08:10", "at: pagi", ("bad_moment", 5)),
        (
            "step: T03, action: forward, units: [PUPR]",
            "step: A, action: answer_promise",
            ("missing_field", 5),
        ),
        (
            "step: T03, action: forward, units: [PUPR]",
            "step: A, action: answer_promise, promise_date: 2026-08-12 10:00",
            ("bad_date", 5),
        ),
        ("action: complaint", "action: complaint, units: [PUPR]", ("not_asked", 4)),
        ("action: complaint", "action: complaint, promise_date: 2026-08-12", ("not_asked", 4)),
        ("action: complaint", "action: complaint, identity: [name]", ("not_asked", 4)),
        ("units: [PUPR]", "units: [PUPR], klasifikasi: pengaduan", ("not_asked", 5)),
        ("action: complaint", "action: complaint, klasifikasi: keluhan", ("not_in_vocabulary", 4)),
        ("moves:", "klasifikasi: keluhan\nmoves:", ("not_in_vocabulary", 3)),
        ("moves:", "until: 2026-08-10 08:09\nmoves:", ("until_too_early", 3)),
        ("start: 2026-08-10 08:00", "start: 9999-12-31 23:00", ("bad_year", 2)),
        ("start: 2026-08-10 08:00", "start: 0001-01-01 00:00", ("bad_year", 2)),
        ("moves:", "holidays: [{day: 9999-01-01}]\nmoves:", ("bad_year", 3)),
        ("moves:", "settings: {citizen_end_days: 99999999}\nmoves:", ("too_many", 3)),
        ("moves:", "settings: {deadline_days: {pengaduan: 0}}\nmoves:", ("too_few", 3)),
        ("moves:", "settings: {deadline_days: {keluhan: 3}}\nmoves:", ("not_in_vocabulary", 3)),
        ("moves:", "calendars: {office: {always_open: true, tz: Mars/X}}\nmoves:", ("bad_zone", 3)),
        (
            "moves:",
            'calendars: {office: {hours: [{weekdays: [1], opens: pagi, closes: "16:00"}]}}\nmoves:',
            ("bad_clock", 3),
        ),
        ("action: complaint", "action: complaint, identity: [ktp]", ("not_in_vocabulary", 4)),
    ],
)
def test_what_does_not_fit_is_named(old: str, new: str, fault: tuple[str, int | None]) -> None:
    assert fault in faults_of(old, new)


def test_all_faults_are_told_at_once() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_scenario(
            GOOD.replace("T02", "T99").replace("forward", "fly").replace("start: ", "start: x"), HOUSE
        )
    assert {fault.code for fault in caught.value.faults} >= {"unknown_step", "unknown_action", "bad_moment"}


@pytest.mark.parametrize(
    ("text", "faults"),
    [
        ("", ["empty"]),
        ("- sop", ["not_mapping"]),
        ("sop: depok-twitter", ["missing_field"]),
        ("sop: depok-twitter\nstart: 2026-08-10 08:00\nmoves: [halo]", ["not_mapping"]),
        ("sop: depok-twitter\nstart: 20260810", ["not_text"]),
        ("sop: kulon-progo\nprocess: mailbox\nstart: 2026-08-10 08:00", ["unit_missing"]),
    ],
)
def test_one_slip_is_told_once(text: str, faults: list[str]) -> None:
    with pytest.raises(DefinitionError) as caught:
        read_scenario(text, HOUSE)
    assert [fault.code for fault in caught.value.faults] == faults


def test_a_deadline_beyond_all_years_is_one_fault() -> None:
    patient = House((load_changed("raw: 3 x 24 jam", "raw: 999 hari kerja"),))
    hours = '{weekdays: [1], opens: "08:00", closes: "08:30"}'
    text = GOOD.replace("moves:", f"calendars: {{call_center: {{hours: [{hours}]}}}}\nmoves:")
    with pytest.raises(DefinitionError) as caught:
        play(read_scenario(text, patient))
    assert [fault.code for fault in caught.value.faults] == ["beyond_reckoning"]


def test_a_hostile_scenario_is_refused_in_one_sentence() -> None:
    with pytest.raises(DefinitionError) as caught:
        read_scenario("sop: &a [*a]", HOUSE)
    assert [fault.code for fault in caught.value.faults] == ["anchor"]


def test_moments_with_an_offset_are_those_moments() -> None:
    scenario = read_scenario(GOOD.replace("08:05,", "01:05+00:00,"), HOUSE)
    assert scenario.moves[0].at.isoformat() == "2026-08-10T01:05:00+00:00"
