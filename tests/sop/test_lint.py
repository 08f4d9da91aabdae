"""The linter: each way in which a well-formed definition cannot run, and the oddities of the source."""

import pytest

from sapa.sop.faults import MESSAGES, DefinitionError
from sapa.sop.loader import load
from sapa.sop.remarks import remarks

from .depok import DEPOK, changed, load_changed

LETTER_TO = "needs: [letter]\n        to: [T-X0]"


@pytest.mark.parametrize(
    ("old", "new", "code", "where"),
    [
        (LETTER_TO, "needs: [letter]\n        to: [T-X1]", "unreachable", "T-X0"),
        ("to: [end]\n        outcome: finished", "to: [T10a]", "no_way_out", "T10a"),
        ("start: T10a", "start: T10b", "other_process", "processes.daily_report.start"),
        ("start: T10a", "start: T99", "unknown_step", "processes.daily_report.start"),
        ("process: shift", "process: shifts", "unknown_process", "T01.process"),
        ("lane: koordinator\n", "lane: kordinator\n", "unknown_lane", "T05.lane"),
        ("by: [operator], to: [T05]", "by: [operatr], to: [T05]", "unknown_lane", "T04.actions.escalate.by"),
        ("to: [A]", "to: [AA]", "unknown_step", "T03.actions.forward.to"),
        ("to: [A]", "to: [T11]", "other_process", "T03.actions.forward.to"),
        ("per_unit: true\n        assumed: [needs, to, per_unit]", "", "needs_unit",
         "T03.actions.forward.to"),
        ("needs: [destination]", "needs: [destiny]", "unknown_evidence",
         "T02.actions.out_of_authority.needs"),
        ("on_timeout: missed", "on_timeout: mist", "unknown_action", "T01.on_timeout"),
        ("on_timeout: missed", "on_timeout: open_account", "timeout_not_timer", "T01.on_timeout"),
        ("    wait: A\n", "", "timeout_without_limit", "A.on_timeout"),
        ("    on_timeout: climb\n", "", "wait_without_timeout", "A.kind"),
        ("    on_timeout: missed\n", "", "timer_never_fires", "T01.actions.missed.by"),
        ("closes: none\n        once: true", "once: true", "leads_nowhere", "T13.actions.sign.to"),
        (", outcome: done", "", "end_without_outcome", "T01.actions.open_account.outcome"),
        ("to: [T09]\n        assumed", "to: [T09]\n        outcome: x\n        assumed",
         "outcome_without_end", None),
        ("        after: sign", "        after: sing", "unknown_action", "T13.actions.send.after"),
        ("      escalate_at: 2\n", "", "escalate_incomplete", None),
        ("key: b", "key: p", "same_key", "T02.actions.not_complaint.key"),
        ("      resume: true\n", "", "pause_without_reply", None),
        ("level: 1\n    on_timeout: climb\n    use: [agency]", "use: [agency, citizen]",
         "pause_in_unit", None),
        ("by: [timer], to: [T09]", "by: [timer], to: [A]", "timer_loop", "A.on_timeout"),
    ],
)  # fmt: skip
def test_it_finds(old: str, new: str, code: str, where: str | None) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(changed(old, new))
    found = {fault.code: fault for fault in caught.value.faults}
    assert code in found
    places = {fault.where for fault in caught.value.faults if fault.code == code}
    assert where is None or where in places or f"steps.{where}" in places
    assert found[code].line is not None


def test_a_decision_with_one_way_out_is_one_sided() -> None:
    text = changed("to: [T11]\n        record: returned", "to: [T13]\n        record: returned")
    with pytest.raises(DefinitionError) as caught:
        load(text)
    assert ("one_sided", "steps.T12.decision") in {(f.code, f.where) for f in caught.value.faults}


def test_every_fault_reads_as_a_sentence_with_its_line() -> None:
    with pytest.raises(DefinitionError) as caught:
        load(changed("to: [A]", "to: [AA]"))
    assert "T03.actions.forward.to: There is no step called AA." in str(caught.value)


def test_the_oddities_of_the_source_are_remarks_and_no_faults() -> None:
    told = {(remark.where, remark.code, remark.confirm) for remark in remarks(DEPOK)}
    assert told == {
        ("steps.T09.time", "time_unclear", True),
        ("steps.T10a.no", "duplicate_number", False),
        ("steps.T10b.no", "duplicate_number", False),
        ("steps.T10a.requires", "period_mismatch", True),
        ("steps.T11.activity", "doubled_word", False),
        ("steps.T11.activity", "unbalanced_bracket", False),
        ("steps.T12.activity", "unbalanced_bracket", False),
        ("steps.T13.time", "time_missing", True),
    }


def test_a_product_of_hours_is_to_be_confirmed() -> None:
    sop = load_changed("time: 5 menit", "time: 4 x 6 Jam")
    assert ("steps.T01.time", "time_unclear") in {(r.where, r.code) for r in remarks(sop)}


def test_every_message_can_be_filled_in() -> None:
    for remark in remarks(DEPOK):
        assert "%(" not in remark.message % remark.params
    assert all(text.endswith(".") for text in MESSAGES.values())
