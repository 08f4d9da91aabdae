"""The engine, move by move, on Depok's Twitter SOP."""

import pytest

from sapa.sop.engine import (
    Draft,
    Move,
    Notify,
    Outcome,
    Position,
    Refused,
    Visit,
    advance,
    allowed,
    timer_action,
)

from .depok import DEPOK
from .run import Run, climbed, forwarded


def outcome(answer: Outcome | Refused) -> Outcome:
    assert isinstance(answer, Outcome), answer
    return answer


def reason(answer: Outcome | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason


def slugs(run: Run, name: str, *lanes: str) -> list[str]:
    return [a.slug for a in allowed(DEPOK, run.position, run.visit(name).id, frozenset(lanes))]


def test_a_complaint_answered_at_once_goes_through_three_steps() -> None:
    run = Run()
    assert run.steps == ["T02"]
    run.do("T02", "complaint")
    run.do("T03", "answer")
    assert run.steps == ["T-X1"]
    assert outcome(run.do("T-X1", "deliver")).end == "answered"
    assert run.steps == []


@pytest.mark.parametrize("slug", ["not_complaint", "spam", "duplicate"])
def test_what_is_no_complaint_ends_at_once(slug: str) -> None:
    assert outcome(Run().do("T02", slug)).end == slug


@pytest.mark.parametrize("slug", ["out_of_authority", "emergency"])
def test_what_another_office_must_do_is_told_to_the_citizen(slug: str) -> None:
    run = Run()
    assert outcome(run.do("T02", slug)).record == slug
    assert run.steps == ["T-X1"]


def test_it_climbs_to_the_invitation_when_everybody_stays_silent() -> None:
    run = forwarded(7)
    seen = [(run.steps[0], run.level)]
    records = []
    while answer := run.tick():
        seen.append((run.steps[0], run.level))
        records.append(outcome(answer).record)
    line = ["A/7", "T04/7", "T05/7", "T06/7", "T07/7", "T08/7", "T09/7"]
    assert seen == list(zip(line, [0, 0, 1, 1, 2, 2, 3], strict=True))
    assert records == [None, "not_contacted", "not_contacted", None, "not_contacted", None]


def test_people_who_act_take_the_waits_between() -> None:
    run = climbed("T04")
    run.do("T04/1", "escalate")
    run.do("T05/1", "contacted")
    assert run.steps == ["B/1"]
    run.tick()
    run.do("T06/1", "resend")
    run.do("T07/1", "contacted")
    assert run.steps == ["T08/1"]


def test_the_invitation_is_drafted_when_the_top_is_reached_and_again_the_second_time() -> None:
    run = climbed("T08")
    assert outcome(run.do("T08/1", "climb")).draft == (Draft("undangan", 1),)
    run.do("T09/1", "send_letter")
    assert outcome(run.do("T-X0/1", "second_invitation")).draft == (Draft("undangan", 1),)
    run.do("T09/1", "send_letter")
    run.do("T-X0/1", "record_meeting")
    assert run.steps == ["T-X1"]


@pytest.mark.parametrize("step", ["A", "T04", "T05", "T06", "T07", "T08", "T09"])
def test_a_final_answer_stops_the_ladder_on_every_rung(step: str) -> None:
    run = climbed(step)
    run.do(f"{step}/1", "answer_final")
    assert run.steps == ["T-X1"]
    assert run.tick() is None


def test_the_coordinator_may_record_the_answer_that_he_heard() -> None:
    run = climbed("T05")
    assert "answer_final" in slugs(run, "T05/1", "koordinator")
    assert "contacted" not in slugs(run, "T05/1", "operator")


def test_each_agency_climbs_its_own_ladder() -> None:
    run = forwarded(1, 2, 2, 3)
    assert run.steps == ["A/1", "A/2", "A/3"]
    run.do("A/1", "climb")
    run.do("A/2", "answer_final")
    assert run.steps == ["A/3", "T-X1", "T04/1"]


def test_a_second_answer_joins_the_first() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "answer_final")
    assert outcome(run.do("A/2", "answer_final")).open == ()
    assert run.steps == ["T-X1"]
    assert run.visit("T-X1").units == (1, 2)


def test_delivering_one_answer_leaves_the_other_agency_climbing() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "answer_final")
    assert outcome(run.do("T-X1", "deliver")).end is None
    assert run.steps == ["A/2"]
    run.do("A/2", "answer_final")
    assert outcome(run.do("T-X1", "deliver")).end == "answered"


def test_returning_one_answer_keeps_the_other_on_the_desk() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "answer_final")
    run.do("A/2", "answer_final")
    assert outcome(run.do("T-X1", "return_to_opd", 1)).close == ()
    assert run.steps == ["A/1", "T-X1"]
    run.do("T-X1", "return_to_opd", 2)
    assert run.steps == ["A/1", "A/2"]


def test_a_return_names_an_agency_that_answered() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "answer_final")
    assert reason(run.do("T-X1", "return_to_opd")) == "needs_units"
    assert reason(run.do("T-X1", "return_to_opd", 2)) == "needs_units"


def test_a_return_without_known_answers_closes_the_visit() -> None:
    position = Position("handling", (Visit(5, "T-X1"),))
    answer = outcome(advance(DEPOK, position, Move(5, "return_to_opd", "operator", (3,))))
    assert [c.visit for c in answer.close] == [5]
    assert [(o.step, o.unit) for o in answer.open] == [("A", 3)]


def test_a_promise_suspends_the_ladder_once_for_each_agency() -> None:
    run = forwarded(1, 2)
    assert outcome(run.do("A/1", "answer_promise")).suspend
    assert reason(run.do("A/1", "answer_promise")) == "once"
    assert outcome(run.do("A/2", "answer_promise")).suspend
    run.do("A/1", "climb")
    assert reason(run.do("T04/1", "answer_promise")) == "once"


def test_received_changes_nothing_but_is_told() -> None:
    run = forwarded(1)
    answer = outcome(run.do("A/1", "answer_received"))
    assert answer == Outcome(notify=(Notify("operator", 1, "moved"),))
    assert run.steps == ["A/1"]


def test_not_ours_goes_back_to_the_operator_and_the_second_time_the_coordinator_is_told() -> None:
    run = forwarded(1, 2)
    assert outcome(run.do("A/1", "not_ours")).notify == ()
    assert run.steps == ["A/2", "T03"]
    second = outcome(run.do("A/2", "not_ours"))
    assert second.notify == (Notify("koordinator", 2, "repeated"),)
    assert run.steps == ["T03"]


def test_it_is_told_the_third_time_too() -> None:
    run = forwarded(1, 2, 3)
    told = [len(outcome(run.do(f"A/{unit}", "not_ours")).notify) for unit in (1, 2, 3)]
    assert told == [0, 1, 1]


def test_an_answer_closes_every_rung_of_that_agency() -> None:
    position = Position("handling", (Visit(1, "A", 7), Visit(2, "T05", 7), Visit(3, "A", 8)))
    answer = outcome(advance(DEPOK, position, Move(1, "answer_final", "operator")))
    assert [closing.visit for closing in answer.close] == [1, 2]


def test_an_agency_that_still_waits_cannot_be_sent_the_case_again() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "not_ours")
    assert reason(run.do("T03", "forward", 2, 3)) == "opd_waiting"
    run.do("T03", "forward", 1, 3)
    assert run.steps == ["A/1", "A/2", "A/3"]


def test_answers_go_back_one_at_a_time() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "answer_final")
    run.do("A/2", "answer_final")
    assert reason(run.do("T-X1", "return_to_opd", 1, 2)) == "one_unit"


def test_forwarding_needs_an_agency() -> None:
    run = Run()
    run.do("T02", "complaint")
    assert reason(run.do("T03", "forward")) == "needs_units"
    assert "forward" in slugs(run, "T03", "operator")


def test_a_pause_stops_the_desk_and_the_timers_but_not_the_agencies() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "not_ours")
    assert outcome(run.do("T03", "ask_citizen")).pause == "citizen"
    assert reason(run.do("A/2", "climb")) == "paused"
    assert reason(run.do("T03", "ask_citizen")) == "paused"
    assert slugs(run, "T03", "operator") == ["citizen_replied"]
    assert outcome(run.do("A/2", "answer_final")).open
    assert run.paused


def test_the_reply_of_the_citizen_lets_time_run_again() -> None:
    run = Run()
    assert reason(run.do("T02", "citizen_replied")) == "not_paused"
    run.do("T02", "ask_citizen")
    assert outcome(run.do("T02", "citizen_replied")).resume
    assert not run.paused
    assert run.steps == ["T02"]


def test_silence_of_the_citizen_ends_everything() -> None:
    run = forwarded(1, 2)
    run.do("A/1", "not_ours")
    assert timer_action(DEPOK, run.position, run.visit("T03").id) is None
    run.do("T03", "ask_citizen")
    answer = outcome(run.do("T03", "citizen_silent"))
    assert (answer.end, answer.resume, len(answer.close)) == ("incomplete", True, 2)


def test_only_the_lanes_that_are_named_may_move() -> None:
    run = Run()
    assert reason(run.do("T02", "complaint", lane="ppid_utama")) == "not_your_lane"
    assert reason(run.do("T02", "citizen_silent", lane="operator")) == "not_your_lane"
    assert slugs(run, "T02", "koordinator") == []


def test_what_does_not_exist_is_refused() -> None:
    position = Run().position
    assert advance(DEPOK, position, Move(99, "complaint", "operator")) == Refused("no_such_visit")
    assert advance(DEPOK, position, Move(1, "fly", "operator")) == Refused("no_such_action")
    assert allowed(DEPOK, position, 99, frozenset({"operator"})) == ()


def test_a_refused_move_changes_nothing() -> None:
    run = forwarded(1)
    before = run.position
    run.do("A/1", "climb", lane="operator")
    assert run.position == before


def test_the_monthly_report_goes_up_with_two_paraf_and_one_signature() -> None:
    run = Run("monthly_report")
    assert outcome(run.do("T10b", "submit")).record is None
    assert outcome(run.do("T11", "paraf")).record == "paraf"
    assert outcome(run.do("T12", "paraf")).record == "paraf"
    assert reason(run.do("T13", "send")) == "after"
    assert outcome(run.do("T13", "sign")).close == ()
    assert reason(run.do("T13", "sign")) == "once"
    assert reason(run.do("T13", "return")) == "after"
    assert outcome(run.do("T13", "send")).end == "sent"


def test_a_return_goes_one_level_back() -> None:
    run = Run("monthly_report")
    run.do("T10b", "submit")
    run.do("T11", "paraf")
    run.do("T12", "paraf")
    for step in ("T13", "T12", "T11"):
        run.do(step, "return")
    assert run.steps == ["T10b"]


def test_a_shift_is_opened_or_missed() -> None:
    assert outcome(Run("shift").do("T01", "open_account")).end == "done"
    assert outcome(Run("shift").do("T01", "missed")).end == "missed"
    assert outcome(Run("daily_report").do("T10a", "finish")).end == "finished"
