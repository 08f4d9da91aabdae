"""The loader: what it refuses, with which sentence and on which line, all at once."""

import pytest

from sapa.sop.faults import DefinitionError, Fault
from sapa.sop.loader import judge, load
from sapa.sop.yamltext import MAX_BYTES

from .depok import BOGOR, FILE, KULON_PROGO, changed, file_of


def faults_of(text: str | bytes) -> tuple[Fault, ...]:
    with pytest.raises(DefinitionError) as caught:
        load(text)
    return caught.value.faults


def codes_of(text: str | bytes) -> list[str]:
    return [fault.code for fault in faults_of(text)]


def line_of(text: str, piece: str) -> int:
    return text[: text.index(piece)].count("\n") + 1


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"x" * (MAX_BYTES + 1), "too_large"),
        ("é" * (MAX_BYTES // 2 + 1), "too_large"),
        ("title: Pengaduan é".encode("latin-1"), "wrong_encoding"),
        ("title: \ud800", "wrong_encoding"),
        ("title: Pengaduan".encode("utf-16"), "wrong_encoding"),
        (b"title: \x00", "not_yaml"),
        ("steps: [", "not_yaml"),
        ("a: b: c", "not_yaml"),
        ("[" * 5_000, "too_deep"),
        ("a: 1\n---\nb: 2", "second_document"),
        ("[1, 2]: 3", "not_text"),
        ("", "empty"),
        ("# nothing\n", "empty"),
        ("steps:\n\t- id: a", "tab"),
        ('title: "\\0"', "control"),
        ('title: "\\e[31m"', "control"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_sentence(text: str | bytes, code: str) -> None:
    assert codes_of(text) == [code]


def test_a_bomb_of_aliases_is_refused_and_not_unfolded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert codes_of("\n".join(rows)) == ["anchor"]


def test_a_tag_never_runs_anything() -> None:
    text = changed("city: Kota Depok", "city: !!python/object/apply:os.system ['true']")
    assert codes_of(text) == ["tag"]


def test_a_byte_order_mark_does_no_harm() -> None:
    assert load(b"\xef\xbb\xbf" + FILE.read_bytes()).code == "depok-twitter"


def test_yes_and_no_are_words_and_not_flags() -> None:
    assert "not_flag" in codes_of(changed("resume: true", "resume: yes"))
    assert load(changed("city: Kota Depok", "city: no")).city == "no"


@pytest.mark.parametrize("text", ["just words", "- a\n- b", "42"])
def test_something_else_altogether_is_refused_without_a_crash(text: str) -> None:
    assert codes_of(text)[0] in ("not_mapping", "missing_field")


def test_a_sign_that_no_yaml_has_is_found_by_its_line() -> None:
    assert [fault.line for fault in faults_of(b"a: 1\nb: \x00")] == [2]


def test_a_time_of_nothing_is_no_time() -> None:
    assert codes_of(changed("time: 5 menit", "time: 0 menit")) == ["bad_duration"]


def test_a_calendar_that_no_house_begins_with_is_remarked_upon() -> None:
    text = changed("start: T02, calendar: call_center", "start: T02, calendar: callcenter")
    found = judge(text, calendars=("call_center", "office"))
    told = [(remark.code, remark.line) for remark in found.remarks if remark.code == "calendar_of_your_own"]
    assert told == [("calendar_of_your_own", line_of(text, "calendar: callcenter"))]


def test_remarks_come_in_the_order_of_the_file() -> None:
    lines = [remark.line or 0 for remark in judge(file_of(KULON_PROGO)).remarks]
    assert lines == sorted(lines)


def test_all_faults_are_told_at_once_with_their_lines() -> None:
    text = changed("time: 5 menit", "time: 5 monit").replace("lane: koordinator\n", "lane: koordinatr\n", 1)
    text = text.replace("needs: [opds]", "needs: [odps]").replace("version: 1", "version: one")
    told = {(fault.code, fault.line) for fault in faults_of(text)}
    assert told == {
        ("not_number", line_of(text, "version: one")),
        ("bad_duration", line_of(text, "time: 5 monit")),
        ("unknown_lane", line_of(text, "lane: koordinatr\n")),
        ("unknown_evidence", line_of(text, "needs: [odps]")),
    }


def test_a_fault_in_a_shared_action_is_told_once_and_where_it_stands() -> None:
    text = changed("escalate_to: [koordinator]", "escalate_to: [kordinator]")
    (fault,) = faults_of(text)
    assert (fault.code, fault.line) == ("unknown_lane", line_of(text, "escalate_to:"))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("city: Kota Depok", "city: Kota Depok\ncity: Kota Bogor", "duplicate_field"),
        ("city: Kota Depok", "city: Kota Depok\ncolour: red", "unknown_field"),
        ("city: Kota Depok\n", "", "missing_field"),
        ("- id: T04", "- id: T 04", "bad_slug"),
        ("closes: unit", "closes: none_of_them", "not_in_vocabulary"),
        ("use: [citizen]", "use: [citizens]", "unknown_group"),
        ("wait: shift", "wait: shifts", "unknown_wait"),
        ("needs: [opds]", "needs: {opds: 1}", "not_list"),
        ('"no": "2"', '"no": 2', "not_text"),
        ("slug: spam", "slug: duplicate", "duplicate_id"),
        ("{id: masyarakat,", "{id: operator,", "duplicate_id"),
    ],
)
def test_a_fault_of_form_is_found(old: str, new: str, code: str) -> None:
    assert code in codes_of(changed(old, new))


def test_a_role_that_does_not_exist_is_found_when_the_roles_are_known() -> None:
    with pytest.raises(DefinitionError) as caught:
        load(FILE.read_bytes(), roles=["operator"])
    assert {fault.code for fault in caught.value.faults} == {"unknown_role"}
    assert len(caught.value.faults) == 5


def test_a_judgement_names_remarks_with_their_lines() -> None:
    text = file_of(BOGOR)
    found = judge(text)
    assert found.definition == BOGOR
    assert [(r.code, r.line) for r in found.remarks] == [("time_unclear", line_of(text, "time: 4 x 6 Jam"))]


def test_a_judgement_of_a_broken_file_has_faults_and_no_definition() -> None:
    found = judge(changed("to: [A]", "to: [AA]"))
    assert found.definition is None
    assert "unknown_step" in {fault.code for fault in found.faults}
    assert [fault.code for fault in judge(b"\xff\xfe").faults] == ["wrong_encoding"]
