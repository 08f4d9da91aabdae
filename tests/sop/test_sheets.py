"""What the sheets of Depok's telephone, Bogor and SMS/WA need of the engine, each branch to its end."""

import pytest

from sapa.sop.engine import REPEATED, Notify, Outcome, start

from .depok import BOGOR, KULON_PROGO, LADDER, PHONE, SMS
from .run import Run, outcome, reason, walked

CALL = (("P01", "call"), ("P02", "pick_up"), ("P03", "complaint"))
SENT = (("B01", "send"), ("B02", "receive"))


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
