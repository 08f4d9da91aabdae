"""Kulon Progo's sheet in the engine: parallel inputs, the register, the extension, the daily duty."""

import pytest

from sapa.sop.engine import Move, advance

from .depok import KULON_PROGO
from .run import Run, outcome, reason, walked

WRITTEN = (("K01", "accept"), ("K02", "register"))


def test_the_decision_waits_for_every_input() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 1, 2, 4))
    assert run.steps == ["K04/1", "K04/2", "K04b/4"]
    assert outcome(run.do("K04/1", "answer_final")).open == ()
    assert outcome(run.do("K04b/4", "answer_final")).open == ()
    run.do("K04/2", "answer_final")
    assert run.steps == ["K05"]


def test_a_bidang_is_asked_inside_and_an_agency_outside() -> None:
    assert walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 3)).steps == ["K04/3"]
    assert walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 5)).steps == ["K04b/5"]


def test_one_bidang_does_not_speak_for_another() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 1, 2))
    assert reason(run.do("K04/1", "answer_final", lane="bidang_ti")) == "not_your_lane"
    assert outcome(run.do("K04/1", "answer_final", lane="bidang_data"))


def test_the_head_may_go_on_without_an_input_that_does_not_come() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 1, 4), ("K04/1", "answer_final"))
    assert outcome(run.do("K04b/4", "go_on", lane="ppid")).record == "without_input"
    assert run.steps == ["K05"]


def test_an_agency_that_gives_back_leaves_the_decision_waiting() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 1, 4), ("K04b/4", "not_ours"))
    run.do("K04/1", "answer_final")
    assert run.steps == ["K03"]
    run.do("K03", "direct")
    assert run.steps == ["K05"]


def test_the_answer_goes_out_through_the_desk() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "direct"), ("K05", "decide"), ("K06", "book"))
    assert outcome(run.do("K07", "deliver")).end == "answered"


def test_the_register_entry_starts_the_ten_days() -> None:
    run = walked(KULON_PROGO, ("K01", "accept"))
    answer = outcome(run.do("K02", "register"))
    assert (answer.deadline, answer.record) == (True, "registered")


def test_the_extension_is_given_once_in_a_case_whoever_is_being_asked() -> None:
    run = walked(KULON_PROGO, *WRITTEN, ("K03", "forward", 1, 4))
    assert outcome(run.do("K04/1", "extend", lane="ppid")).extend
    assert reason(run.do("K04b/4", "extend", lane="ppid")) == "extended"
    assert reason(run.do("K04/1", "extend", lane="ppid")) == "extended"


def test_the_extension_comes_too_late_after_the_tenth_day() -> None:
    run = walked(KULON_PROGO, *WRITTEN)
    run.overdue = True
    assert reason(run.do("K03", "extend")) == "too_late"
    assert reason(run.do("K03", "extend", lane="petugas")) == "not_your_lane"


@pytest.mark.parametrize(
    ("action", "lane", "end"), [("opened", "skpd", "done"), ("missed", "timer", "missed")]
)
def test_each_agency_opens_its_mailbox_or_misses_it(action: str, lane: str, end: str) -> None:
    run = Run("mailbox", KULON_PROGO, unit=9)
    assert run.steps == ["K-M/9"]
    assert outcome(run.do("K-M/9", action, lane=lane)).end == end
    assert [duty.edge for duty in KULON_PROGO.processes["mailbox"].duties] == ["opening", "closing"]


def test_a_lane_is_found_by_the_code_of_its_unit() -> None:
    step = KULON_PROGO.steps["K04"]
    assert KULON_PROGO.lane_for(step, "bidang-ti").id == "bidang_ti"
    assert KULON_PROGO.lane_for(step, "dinas-x").id == "bidang_data"
    assert KULON_PROGO.lane_for(KULON_PROGO.steps["K04b"], "dinas-x").id == "skpd"


def test_without_knowing_the_units_everybody_is_asked_outside() -> None:
    run = walked(KULON_PROGO, *WRITTEN)
    position = run.position._replace(bound={})
    answer = outcome(advance(KULON_PROGO, position, Move(run.visit("K03").id, "forward", "ppid", (1, 2))))
    assert [(o.step, o.unit) for o in answer.open] == [("K04b", 1), ("K04b", 2)]
