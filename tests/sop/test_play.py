"""Scenarios played: each row as a person works it out with the sheet and a wall calendar."""

import json

from sapa.sop.play import play
from sapa.sop.played import Played
from sapa.sop.scenario import House
from sapa.sop.scenarioread import read_scenario
from tests.clock.cities import RAMADAN_2026, SKB_2026
from tests.clock.moments import at

from .depok import SHIPPED

HOUSE = House(
    tuple(SHIPPED.values()),
    national=lambda year: [day for day in SKB_2026 if day.day.year == year],
    ramadan=(RAMADAN_2026,),
)


def played(sop: str, start: str, *moves: str, head: str = "") -> Played:
    """A scenario from its first lines and its moves, each written as "moment | step | action | more"."""
    rows = []
    for move in moves:
        moment, step, action, *more = (part.strip() for part in move.split("|"))
        rest = "".join(f", {each}" for each in more if each)
        rows.append(f"  - {{at: {moment}, step: {step}, action: {action}{rest}}}")
    text = f"sop: {sop}\nstart: {start}\n{head}\nmoves:\n" + "\n".join(rows)
    return play(read_scenario(text if moves else text.replace("moves:\n", ""), HOUSE))


def seen(result: Played, *names: str) -> list[tuple[str, ...]]:
    rows = result.as_dict()["rows"]
    return [tuple(_short(row[name]) for name in names) for row in rows]


def _short(value: object) -> str:
    text = "-" if value is None else str(value)
    return text[5:16].replace("T", " ") if text[4:5] == "-" and "T" in text else text


TRIAGE = ("2026-08-10 08:05 | T02 | complaint", "2026-08-10 08:10 | T03 | forward | units: [PUPR]")
BOTH = (TRIAGE[0], "2026-08-10 08:10 | T03 | forward | units: [PUPR, Dishub]")


def test_silence_climbs_rung_by_rung_to_the_letter() -> None:
    result = played("depok-twitter", "2026-08-10 08:00", *TRIAGE)
    assert seen(result, "step", "opened", "due", "climbs", "left", "state") == [
        ("T02", "08-10 08:00", "08-10 08:10", "-", "08-10 08:05", "on_time"),
        ("T03", "08-10 08:05", "08-10 08:15", "-", "08-10 08:10", "on_time"),
        ("A", "08-10 08:10", "08-13 08:10", "08-13 08:10", "08-13 08:10", "late"),
        ("T04", "08-13 08:10", "08-13 08:20", "08-13 08:20", "08-13 08:20", "late"),
        ("T05", "08-13 08:20", "08-13 08:30", "08-14 08:30", "08-14 08:30", "late"),
        ("T06", "08-14 08:30", "08-14 08:40", "08-14 08:40", "08-14 08:40", "late"),
        ("T07", "08-14 08:40", "08-14 08:45", "08-18 08:45", "08-18 08:45", "late"),
        ("T08", "08-18 08:45", "08-18 08:50", "08-19 08:50", "08-19 08:50", "late"),
        ("T09", "08-19 08:50", "08-20 08:50", "-", "-", "late"),
    ]
    (run,) = result.runs
    assert run.level == 3
    assert [kind for _, kind, _ in run.drafts] == ["undangan"]


def test_every_deadline_is_explained_to_the_same_moment() -> None:
    moves = ("2026-03-16 09:05 | K01 | accept", "2026-03-16 09:10 | K02 | register",
             "2026-03-16 09:15 | K03 | forward | units: [bidang-data]")  # fmt: skip
    result = played("kulon-progo", "2026-03-16 09:00", *moves)
    explained = {row.step.id: row.explain() for row in result.rows}
    assert all((sum_ := explained[row.step.id]) and sum_.due == row.due for row in result.rows)
    lines = explained["K04"].lines if explained["K04"] else ()
    assert [f"{line.day:%m-%d}" for line in lines if line.kind == "cuti_bersama"] == [
        "03-18",
        "03-20",
        "03-23",
        "03-24",
    ]
    assert [f"{line.day:%m-%d}" for line in lines if line.kind == "holiday"] == ["03-19", "03-21", "03-22"]


def test_an_answer_stops_the_ladder_and_the_case_ends() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *TRIAGE,
        "2026-08-11 09:00 | A | answer_final", "2026-08-11 09:30 | T-X1 | deliver",
        head="klasifikasi: pengaduan",
    )  # fmt: skip
    (run,) = result.runs
    assert (run.outcome, run.ended) == ("answered", at("Tue 2026-08-11 09:30"))
    assert not result.late(run)
    deadline = result.deadline(run)
    assert deadline is not None
    assert deadline.due == at("Tue 2026-09-01 16:00")


def test_a_move_on_the_deadline_is_in_time_and_one_second_later_is_not() -> None:
    in_time = played("depok-twitter", "2026-08-10 08:00", "2026-08-10 08:10 | T02 | spam")
    late = played("depok-twitter", "2026-08-10 08:00", "2026-08-10 08:10:01 | T02 | spam")
    assert seen(in_time, "state", "late_since") == [("on_time", "-")]
    assert seen(late, "state", "late_since") == [("late", "08-10 08:10")]


def test_a_move_comes_before_a_timer_of_the_same_moment() -> None:
    result = played("depok-twitter", "2026-08-10 08:00", *TRIAGE, "2026-08-13 08:10 | A | answer_final")
    assert seen(result, "step", "by")[2] == ("A", "ppid_pembantu")


def test_a_pause_stops_the_clocks_and_lets_the_agency_answer() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", TRIAGE[0], "2026-08-10 08:10 | T03 | ask_citizen",
        "2026-08-12 10:10 | T03 | citizen_replied", "2026-08-12 10:14 | T03 | answer",
    )  # fmt: skip
    assert seen(result, "step", "due", "state")[1] == ("T03", "08-12 10:15", "on_time")


def test_a_citizen_who_stays_silent_ends_the_case_after_ten_days() -> None:
    result = played("depok-twitter", "2026-08-10 08:00", "2026-08-10 08:05 | T02 | ask_citizen")
    (run,) = result.runs
    assert (run.outcome, run.ended) == ("incomplete", at("Thu 2026-08-20 08:05"))
    assert seen(result, "state") == [("on_time",)]


def test_the_scenario_may_give_the_citizen_less_time() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", "2026-08-10 08:05 | T02 | ask_citizen",
        head="settings: {citizen_end_days: 2}",
    )  # fmt: skip
    assert result.runs[0].ended == at("Wed 2026-08-12 08:05")


def test_a_promise_moves_deadline_and_timer() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *TRIAGE,
        "2026-08-11 09:00 | A | answer_promise | promise_date: 2026-08-19",
    )  # fmt: skip
    assert seen(result, "step", "due", "climbs", "left")[2] == (
        "A",
        "08-19 23:59",
        "08-19 23:59",
        "08-19 23:59",
    )


def test_a_promise_that_ends_in_a_pause_climbs_when_the_pause_ends() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *BOTH,
        "2026-08-10 09:00 | A | answer_promise | unit: PUPR, promise_date: 2026-08-20",
        "2026-08-10 09:10 | A | not_ours | unit: Dishub", "2026-08-14 09:15 | T03 | ask_citizen",
        "2026-08-21 10:00 | T03 | citizen_replied", head="until: 2026-08-21 10:05",
    )  # fmt: skip
    assert seen(result, "step", "due", "left", "state")[2] == ("A", "08-20 23:59", "08-21 10:00", "late")


def test_a_promise_that_comes_late_forgives_nothing() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *TRIAGE, "2026-08-13 08:15 | T04 | escalate",
        "2026-08-13 09:00 | T05 | answer_promise | promise_date: 2026-08-18",
    )  # fmt: skip
    row = next(row for row in result.as_dict()["rows"] if row["step"] == "T05")
    assert (_short(row["due"]), row["state"]) == ("08-13 08:25", "late")
    assert _short(row["climbs"]) == "08-18 23:59"


def test_a_refused_move_is_told_and_changes_nothing() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", "2026-08-10 08:05 | T02 | complaint | by: koordinator",
        "2026-08-10 08:06 | T03 | answer", "2026-08-10 08:07 | T02 | complaint",
    )  # fmt: skip
    assert [refusal.reason for refusal in result.refused] == ["not_your_lane", "no_such_visit"]
    assert [row.step.id for row in result.rows] == ["T02", "T03"]


def test_an_agency_that_still_waits_is_not_asked_again() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *BOTH, "2026-08-10 09:00 | A | not_ours | unit: PUPR",
        "2026-08-10 09:05 | T03 | forward | units: [Dishub, PUPR]", head="until: 2026-08-10 10:00",
    )  # fmt: skip
    assert [refusal.reason for refusal in result.refused] == ["opd_waiting"]
    assert [row.step.id for row in result.rows if row.left is None] == ["A", "T03"]


def test_answers_go_back_one_at_a_time_and_the_last_where_none_is_named() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *BOTH,
        "2026-08-10 09:00 | A | answer_final | unit: Dishub",
        "2026-08-10 09:05 | A | answer_final | unit: PUPR",
        "2026-08-10 09:10 | T-X1 | return_to_opd | units: [PUPR, Dishub]",
        "2026-08-10 09:15 | T-X1 | return_to_opd", head="until: 2026-08-10 10:00",
    )  # fmt: skip
    assert [refusal.reason for refusal in result.refused] == ["one_unit"]
    assert seen(result, "step", "unit", "opened")[-1] == ("A", "PUPR", "08-10 09:15")


def test_a_promise_names_a_day_to_come_and_not_too_far() -> None:
    result = played(
        "depok-twitter", "2026-08-10 08:00", *TRIAGE,
        "2026-08-11 09:00 | A | answer_promise | promise_date: 2026-08-10",
        "2026-08-11 09:01 | A | answer_promise | promise_date: 2026-10-11",
        "2026-08-11 09:02 | A | answer_promise | promise_date: 2026-10-10",
    )  # fmt: skip
    assert [refusal.reason for refusal in result.refused] == ["in_the_past", "too_far"]
    assert seen(result, "due")[2] == ("10-10 23:59",)


def test_what_a_refused_move_brought_along_is_not_kept() -> None:
    result = played(
        "kulon-progo", "2026-08-10 08:00", "2026-08-10 08:01 | K01 | accept | identity: [name]",
        "2026-08-10 08:02 | K01 | accept | identity: [address]", head="identity: []",
    )  # fmt: skip
    assert [refusal.reason for refusal in result.refused] == ["identity", "identity"]


def test_what_opens_and_closes_in_a_pause_has_used_no_time() -> None:
    result = played(
        "bogor", "2026-08-10 08:00", "2026-08-10 08:01 | B02 | receive",
        "2026-08-10 08:02 | B03 | complaint | units: [PUPR, Dishub]",
        "2026-08-10 08:03 | B04 | dispose | unit: PUPR",
        "2026-08-10 08:04 | B05 | not_ours | unit: PUPR", "2026-08-10 08:05 | B03 | return_to_citizen",
        "2026-08-11 08:04 | B04 | dispose | unit: Dishub", "2026-08-11 08:05 | B05 | ours | unit: Dishub",
    )  # fmt: skip
    assert ("B05", "Dishub", "-", "paused") in seen(result, "step", "unit", "due", "state")
    assert ("B-M", "-", "-", "no_limit") in seen(result, "step", "unit", "due", "state")


def test_it_is_watched_only_until_the_end_of_the_scenario() -> None:
    result = played("depok-twitter", "2026-08-10 08:00", *TRIAGE, head="until: 2026-08-12 08:00")
    assert seen(result, "step", "state")[-1] == ("A", "open")


def test_holidays_of_the_scenario_replace_the_national_ones() -> None:
    moves = ("2026-08-14 16:25 | T02 | complaint",)
    national = played("depok-twitter", "2026-08-14 16:20", *moves)
    own = played(
        "depok-twitter", "2026-08-14 16:20", *moves, head="holidays: [{day: 2026-08-18, name: Libur}]"
    )
    assert seen(national, "due")[1] == ("08-18 07:35",)
    assert seen(own, "due")[1] == ("08-17 07:35",)


def test_hours_of_the_scenario_replace_the_usual_ones() -> None:
    hours = '{weekdays: [1, 2, 3, 4, 5], opens: "09:00", closes: "10:00"}'
    result = played(
        "depok-twitter", "2026-08-10 09:55", head=f"calendars: {{call_center: {{hours: [{hours}]}}}}"
    )
    assert seen(result, "due") == [("08-11 09:05",)]


def test_what_is_played_can_be_written_as_json() -> None:
    result = played("depok-twitter", "2026-08-10 08:00", *TRIAGE)
    again = json.loads(json.dumps(result.as_dict(), ensure_ascii=False))
    assert again["rows"][0]["explained"]["lines"]
    assert again["rows"][2]["opened"] == "2026-08-10T08:10:00+07:00"


def test_the_same_scenario_gives_the_same_rows() -> None:
    first, second = (played("depok-twitter", "2026-08-10 08:00", *TRIAGE) for _ in range(2))
    assert first.as_dict() == second.as_dict()
