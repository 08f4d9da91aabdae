"""The linter: each way in which a well-formed definition cannot run, and the oddities of the source."""

import pytest

from sapa.roles import BY_SLUG
from sapa.sop.definition import Definition
from sapa.sop.faults import MESSAGES, DefinitionError
from sapa.sop.lint import lint
from sapa.sop.loader import load
from sapa.sop.remarks import remarks
from sapa.sop.sums import longest_way, sums

from .depok import ALL, BOGOR, DEPOK, KULON_PROGO, PHONE, SMS, changed, load_changed

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
        ("    draft: undangan\n", "    prints: carbon_copy\n", "not_in_vocabulary", "T09.prints"),
        ("    on_timeout: missed\n", "    on_timeout: missed\n    prints: disposition\n",
         "print_without_unit", "T01.prints"),
        ("    draft: undangan\n", "    prints: recap\n", "recap_without_report", "T09.prints"),
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


@pytest.mark.parametrize(
    ("sop", "old", "new", "code"),
    [
        (PHONE, "option: silence_ladder, assumed", "option: ladder, assumed", "unknown_option"),
        (SMS, "scope: named,", "scope: named, role: admin,", "named_with_role"),
        (KULON_PROGO, "scope: opd, unit: bidang-ti", "unit: bidang-ti", "unit_without_scope"),
        (KULON_PROGO, "days: 10 hari kerja", "days: 10 jam", "not_working_days"),
        (KULON_PROGO, "days: 10 hari kerja, ", "", "deadline_incomplete"),
        (BOGOR, "by: klasifikasi", "by: days", "deadline_incomplete"),
        (KULON_PROGO, "    time: 1 jam\n    output: tanda", "    output: tanda", "duty_without_window"),
        (SMS, "process: kode_etik\n    lane: pemeriksa", "process: kode_etik\n    lane: ketua",
         "confidential_lane"),
        (SMS, ", no: [complaint], assumed", ", assumed", "question_one_sided"),
        (SMS, "yes: [available]", "yes: [availble]", "unknown_action"),
        (PHONE, "to: [P06], resume: true", "to: [P06]", "pause_left_open"),
        (KULON_PROGO, "join: [K03, K-K, K04, K04b]", "join: [K03, K06]", "join_not_fed"),
        (KULON_PROGO, "join: [K03, K-K, K04, K04b]", "join: [K03, K99]", "unknown_step"),
        (KULON_PROGO, "join: [K03, K-K, K04, K04b]", "join: [K03]\n    per_unit: true", "join_in_unit"),
        (PHONE, "output: draft laporan bulanan\n", "output: draft laporan bulanan\n    actions: "
         "[{slug: go, label: x, by: [operator], to: [end], outcome: x}]\n", "terminator_with_actions"),
        (PHONE, "to: [P13]", "to: [P14]", "leads_to_terminator"),
        (BOGOR, "        up_at: 3\n", "", "up_incomplete"),
        (BOGOR, "up_to: [B-K]", "up_to: [B-Z]", "unknown_step"),
        (KULON_PROGO, ", extension: 7 hari kerja", "", "nothing_to_extend"),
        (KULON_PROGO, "by: [ppid]\n      needs: [reason]\n      closes: none\n      extends",
         "by: [ppid]\n      closes: none\n      extends", "extends_without_reason"),
        (SMS, "closes: all\n        outcome: confidential", "outcome: confidential", "begins_without_end"),
        (SMS, "begins: kode_etik", "begins: rahasia", "unknown_process"),
        (BOGOR, "{slug: receive,", "{slug: receive, arrives: true,", "arrives_elsewhere"),
        (BOGOR, "after: approve, outcome", "outcome", "unmoderated"),
        (BOGOR, "default: [nik,", "default: [ktp,", "not_in_vocabulary"),
        (KULON_PROGO, "also: [bidang_ti,", "also: [bidang_it,", "unknown_lane"),
    ],
)  # fmt: skip
def test_it_finds_what_the_other_sheets_made_possible(sop: Definition, old: str, new: str, code: str) -> None:
    with pytest.raises(DefinitionError) as caught:
        load(changed(old, new, sop))
    found = {fault.code: fault for fault in caught.value.faults}
    assert code in found, str(caught.value)
    assert found[code].line is not None


def test_two_questions_need_three_ways_out() -> None:
    text = changed("no: [cannot_answer]", "no: [needs_photo]", PHONE)
    text = text.replace(
        "      - {slug: cannot_answer, label: Tidak bisa menjawab langsung, key: c, by: [operator], "
        "to: [P06]}\n",
        "",
    )
    with pytest.raises(DefinitionError) as caught:
        load(text)
    assert ("one_sided", "steps.P04.decision") in {(f.code, f.where) for f in caught.value.faults}


@pytest.mark.parametrize("option", [True, False])
def test_an_addition_is_sound_switched_on_and_off(option: bool) -> None:
    assert lint(PHONE.switched("silence_ladder", option), BY_SLUG) == ()


@pytest.mark.parametrize("sop", ALL, ids=lambda sop: sop.code)
def test_what_is_shipped_has_no_fault(sop: Definition) -> None:
    assert lint(sop, BY_SLUG) == ()


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


def test_the_oddities_of_the_telephone_sheet_are_named() -> None:
    told = {(remark.where, remark.code) for remark in remarks(PHONE)}
    assert told == {
        ("identity.pengesahan", "nip_damaged"),
        ("steps.P11.requires", "period_mismatch"),
        ("steps.P12.requires", "period_mismatch"),
        ("steps.P12.output", "activity_mismatch"),
        ("steps.P14.time", "terminator_with_time"),
    }


def test_a_whole_nip_is_no_oddity() -> None:
    assert not any(remark.code == "nip_damaged" for remark in remarks(BOGOR))


def test_steps_that_cannot_fit_into_the_case_are_added_up() -> None:
    assert not list(sums(KULON_PROGO))
    (found,) = sums(
        load_changed("    time: 6 hr kerja\n    output", "    time: 11 hr kerja\n    output", KULON_PROGO)
    )
    assert (found.code, found.params) == (
        "sum_over_deadline",
        {"process": "handling", "minutes": 11 * 450 + 35, "days": 10},
    )


def test_the_working_time_of_each_sheet_is_what_the_domain_adds_up() -> None:
    sums_ = {sop.code: longest_way(sop, sop.processes["handling"]) for sop in (BOGOR, SMS, KULON_PROGO)}
    assert sums_ == {"bogor": 1900, "sms-wa": 380, "kulon-progo": 6 * 450 + 35}


def test_a_product_of_hours_is_to_be_confirmed() -> None:
    sop = load_changed("time: 5 menit", "time: 4 x 6 Jam")
    assert ("steps.T01.time", "time_unclear") in {(r.where, r.code) for r in remarks(sop)}


def test_every_message_can_be_filled_in() -> None:
    for remark in remarks(DEPOK):
        assert "%(" not in remark.message % remark.params
    assert all(text.endswith(".") for text in MESSAGES.values())


def test_what_is_switched_off_must_be_right_as_well() -> None:
    text = changed(
        "lane: kasi_kabid\n    short: Mengirim surat", "lane: kasi\n    short: Mengirim surat", PHONE
    )
    with pytest.raises(DefinitionError) as caught:
        load(text)
    assert ("unknown_lane", text[: text.index("lane: kasi\n")].count("\n") + 1) in [
        (fault.code, fault.line) for fault in caught.value.faults
    ]
