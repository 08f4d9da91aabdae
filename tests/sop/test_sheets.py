"""What the other four sheets need of the engine, each branch to its end."""

import pytest

from sapa.sop.definition import Definition
from sapa.sop.engine import REPEATED, Move, Notify, Outcome, Refused, advance, start

from .depok import BOGOR, KULON_PROGO, LADDER, PHONE, SMS
from .run import Run


def outcome(answer: Outcome | Refused) -> Outcome:
    assert isinstance(answer, Outcome), answer
    return answer


def reason(answer: Outcome | Refused) -> str:
    assert isinstance(answer, Refused), answer
    return answer.reason


def walked(sop: Definition, *moves: tuple[object, ...]) -> Run:
    """A case after these moves: step (or "step/unit"), action, units."""
    run = Run("handling", sop)
    for step, action, *units in moves:
        outcome(run.do(str(step), str(action), *units))
    return run


CALL = (("P01", "call"), ("P02", "pick_up"), ("P03", "complaint"))
SENT = (("B01", "send"), ("B02", "receive"))
WRITTEN = (("K01", "accept"), ("K02", "register"))


# Depok, telephone


def test_a_call_is_answered_at_once() -> None:
    run = walked(PHONE, *CALL)
    assert outcome(run.do("P04", "answer_now")).end == "answered"


def test_the_first_move_is_the_arrival_itself() -> None:
    arrivals = {sop.code: sop.arrival("handling") for sop in (PHONE, BOGOR, SMS, KULON_PROGO)}
    slugs = {code: action.slug if action else None for code, action in arrivals.items()}
    assert slugs == {"depok-telepon": "call", "bogor": "send", "sms-wa": "send", "kulon-progo": None}


def test_an_answer_that_is_found_is_sent_by_sms() -> None:
    run = walked(PHONE, *CALL, ("P04", "cannot_answer"), ("P06", "answer"))
    assert outcome(run.do("P10", "deliver")).end == "answered"


def test_the_operator_of_the_agency_answers() -> None:
    run = walked(PHONE, *CALL, ("P04", "cannot_answer"), ("P06", "not_found"), ("P07", "forward", 1))
    assert run.steps == ["P08/1"]
    for step, action in (("P08/1", "answer_final"), ("P09", "accept")):
        run.do(step, action)
    assert outcome(run.do("P10", "deliver")).end == "answered"


def test_waiting_for_the_photo_pauses_the_case_until_it_comes() -> None:
    run = walked(PHONE, *CALL, ("P04", "needs_photo"))
    assert outcome(run.do("P05", "ask_photo")).pause == "citizen"
    assert (run.steps, run.paused) == (["P-F"], True)
    assert outcome(run.do("P-F", "photo_came")).resume
    assert (run.steps, run.paused) == (["P04"], False)


def test_a_photo_that_never_comes_ends_the_case() -> None:
    run = walked(PHONE, *CALL, ("P04", "needs_photo"), ("P05", "ask_photo"))
    assert outcome(run.do("P-F", "citizen_silent")).end == "incomplete"


def test_no_identity_no_case() -> None:
    run = walked(PHONE, *CALL[:2])
    run.missing = PHONE.missing_identity("telepon", ["name"])
    assert run.missing == ("phone", "address")
    assert reason(run.do("P03", "complaint")) == "identity"
    assert outcome(run.do("P03", "ask_citizen")).pause == "citizen"


def test_the_borrowed_ladder_climbs_only_where_it_is_switched_on() -> None:
    moves = (*CALL, ("P04", "cannot_answer"), ("P06", "not_found"), ("P07", "forward", 1))
    silent = walked(PHONE, *moves)
    assert silent.tick() is None
    assert PHONE.steps["P08"].on_timeout is None
    run = walked(LADDER, *moves)
    seen = [run.steps[0]]
    while run.tick():
        seen.append(run.steps[0])
    assert seen == [f"{step}/1" for step in ("P08", "P-L1", "P-L2", "P-L3", "P-L4", "P-L5", "P-L6")]
    assert run.level == 3


def test_what_is_switched_off_is_kept_in_the_version() -> None:
    assert "P-L1" not in PHONE.steps
    assert "P-L1" not in PHONE.processes["handling"].steps
    assert "P-L1" in PHONE.rows
    assert LADDER.switched("silence_ladder", False) == PHONE
    assert LADDER.digest != PHONE.digest


def test_the_terminator_is_printed_and_never_opened() -> None:
    assert "P14" in PHONE.steps
    assert PHONE.processes["monthly_report"].steps == ("P12", "P13")
    run = Run("monthly_report", PHONE)
    run.do("P12", "submit")
    run.do("P13", "return")
    run.do("P12", "submit")
    assert outcome(run.do("P13", "paraf")).end == "finished"


# Bogor


def test_bogor_from_the_first_message_to_the_moderated_answer() -> None:
    moves = (("B03", "complaint", 1), ("B04/1", "dispose"), ("B05/1", "ours"), ("B06/1", "handled"))
    run = walked(BOGOR, *SENT, *moves, ("B07/1", "answer_final"), ("B08", "accept"))
    assert reason(run.do("B09", "deliver")) == "after"
    assert outcome(run.do("B09", "approve")).record == "moderated"
    assert outcome(run.do("B09", "deliver")).end == "answered"


def test_verification_starts_the_deadline() -> None:
    run = walked(BOGOR, *SENT)
    assert outcome(run.do("B03", "complaint", 1)).deadline
    assert BOGOR.starts_late("handling")
    assert not PHONE.starts_late("handling")


def test_what_lacks_something_goes_back_to_the_citizen_and_comes_again() -> None:
    run = walked(BOGOR, *SENT)
    assert outcome(run.do("B03", "return_to_citizen")).pause == "citizen"
    assert run.steps == ["B-M"]
    assert outcome(run.do("B-M", "citizen_replied", lane="masyarakat")).resume
    assert (run.steps, run.paused) == (["B03"], False)


def test_a_false_identity_ends_the_case() -> None:
    assert outcome(walked(BOGOR, *SENT).do("B03", "false_identity")).end == "false_identity"


@pytest.mark.parametrize(
    ("channel", "asked"),
    [("website", 5), ("sms", 4), ("surat_kabar", 0), ("telepon", 4)],
)
def test_each_channel_asks_for_its_own_identity(channel: str, asked: int) -> None:
    assert len(BOGOR.missing_identity(channel, ())) == asked


def test_a_refused_case_is_told_the_second_time_and_goes_up_the_third() -> None:
    run = walked(BOGOR, *SENT, ("B03", "complaint", 1))
    told = []
    for unit in (1, 2, 3):
        run.do(f"B04/{unit}", "dispose")
        told.append(outcome(run.do(f"B05/{unit}", "not_ours")).notify)
        if unit < 3:
            assert run.steps == ["B03"]
            run.do("B03", "complaint", unit + 1)
    assert told == [(), (Notify("supervisor", 2, REPEATED),), (Notify("supervisor", 3, REPEATED),)]
    assert run.steps == ["B-K"]
    assert not BOGOR.lane("supervisor").printed


def test_an_answer_that_is_not_approved_goes_back_to_the_agency() -> None:
    moves = (("B03", "complaint", 1), ("B04/1", "dispose"), ("B05/1", "ours"), ("B06/1", "handled"))
    run = walked(BOGOR, *SENT, *moves, ("B07/1", "answer_final"), ("B08", "accept"))
    run.do("B09", "return_to_opd", 1)
    assert run.steps == ["B06/1"]


# SMS/WA


def test_an_answer_in_the_book_skips_the_analysis() -> None:
    run = walked(SMS, ("S01", "send"), ("S02", "available"), ("S05", "deliver"))
    assert run.steps == ["S07"]
    assert outcome(run.do("S07", "received")).end == "answered"


def test_row_seven_follows_row_five_and_ends_without_a_receipt_too() -> None:
    run = walked(SMS, ("S01", "send"), ("S02", "available"), ("S05", "deliver"))
    answer = run.tick()
    assert isinstance(answer, Outcome)
    assert (answer.end, answer.record) == ("answered", "no_receipt")


def test_the_member_drafts_and_the_head_decides_or_asks_the_director() -> None:
    run = walked(SMS, ("S01", "send"), ("S02", "complaint", 1), ("S03/1", "recommend"))
    assert reason(run.do("S04/1", "approve", lane="ketua")) == "after"
    run.do("S04/1", "draft", lane="anggota")
    assert reason(run.do("S04/1", "approve_up", lane="pengarah")) == "after"
    assert outcome(run.do("S04/1", "refer", lane="ketua")).notify == (Notify("pengarah", 1, "moved"),)
    assert outcome(run.do("S04/1", "approve_up", lane="pengarah")).record == "moderated"
    assert run.steps == ["S05"]


def test_a_solution_that_is_not_approved_is_analysed_again() -> None:
    run = walked(SMS, ("S01", "send"), ("S02", "complaint", 1), ("S03/1", "recommend"))
    run.do("S04/1", "return", lane="ketua")
    assert run.steps == ["S03/1"]


def test_a_breach_of_the_code_of_ethics_leaves_the_open_process() -> None:
    run = walked(SMS, ("S01", "send"))
    answer = outcome(run.do("S02", "ethics"))
    assert (answer.end, answer.begins, run.steps) == ("confidential", "kode_etik", [])
    assert SMS.processes["kode_etik"].confidential
    assert [opening.step for opening in start(SMS, "kode_etik").open] == ["S-E1"]


def test_only_named_people_work_the_confidential_process() -> None:
    lanes = {step.lane for step in SMS.step_line("kode_etik")}
    assert {(SMS.lane(lane).scope, SMS.lane(lane).role) for lane in lanes} == {("named", None)}
    every_role = ["operator", "koordinator", "ppid_utama", "ppid_pembantu", "admin"]
    assert not lanes & SMS.lanes_of(every_role)


def test_what_was_no_breach_comes_back_into_the_open() -> None:
    answer = outcome(Run("kode_etik", SMS).do("S-E1", "open_again"))
    assert (answer.end, answer.begins) == ("not_confidential", "handling")


# Kulon Progo (units 1 to 3 are the Bidang of the sheet)


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
