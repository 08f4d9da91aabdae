"""The matrix as it is typed, put into the body of a draft."""

from __future__ import annotations

import pytest

from sapa.services.publishing import bodies, edits, fields, rowedits, rules
from sapa.services.sheets.sheet import draw
from sapa.sop.diff import compared
from sapa.sop.loader import shipped

SOPS = {sop.code: sop.to_json() for sop in shipped()}
CALENDARS = ("office", "call_center")
ROW_FIELDS = (
    "no", "activity", "lane", "short", "mark", "process", "requires", "time", "output", "note", "wait",
    "on_timeout", "pause", "draft", "prints", "option", "level",
)  # fmt: skip
RARE_FIELDS = (
    "key", "after", "not_after", "says", "record", "begins", "option", "pause", "up_at", "escalate_at",
)  # fmt: skip
FLAGS = (
    "once", "per_unit", "resume", "while_paused", "suspend", "arrives", "starts_deadline", "extends",
)  # fmt: skip


@pytest.fixture
def body():
    return SOPS["depok-twitter"]


def form_of(body) -> dict[str, list[str]]:
    """What a browser sends back when nobody has typed anything."""
    typed: dict[str, list[str]] = {"rows": [row["id"] for row in body["steps"]]}
    for row in body["steps"]:
        for field in (*edits.TEXTS, *edits.CHOSEN):
            typed[f"{row['id']}.{field}"] = [str(row.get(field) or "").replace("\n", "\r\n")]
    return typed


@pytest.mark.parametrize("code", SOPS)
def test_a_form_that_nobody_touched_changes_nothing(code) -> None:
    before = SOPS[code]
    assert compared(before, edits.matrix(before, form_of(before))) == ()


@pytest.mark.parametrize("code", SOPS)
def test_a_row_that_nobody_touched_changes_nothing(code) -> None:
    before = SOPS[code]
    for row in before["steps"]:
        assert compared(before, rowedits.row(before, row["id"], row_form(row))) == ()


def row_form(row) -> dict[str, list[str]]:
    typed = {f"row.{name}": [str(row.get(name) or "")] for name in ROW_FIELDS}
    typed |= {"row.count_from": [row.get("count_from", "visit")]}
    typed |= {"row.printed": ["1"]} if "no" in row else {}
    typed |= {"row.kind": [row.get("kind", "step")], "row.lanes": ["1"], "row.flags": ["1"]}
    typed |= {"row.also": list(row.get("also", []))}
    typed |= {f"row.{name}": ["1"] for name in ("per_unit", "answerable", "decision") if row.get(name)}
    typed |= {"row.waits_for": ["1"], "row.join": list(row.get("join", []))}
    for number, question in enumerate(row.get("decisions", ())):
        typed |= {f"q.{number}": ["1"], f"q.{number}.ask": [question["ask"]]}
        typed |= {f"q.{number}.{side}": list(question.get(side, [])) for side in ("yes", "no")}
    for action in row.get("actions", ()):
        name = f"a.{action['slug']}"
        typed |= {
            name: ["1"],
            f"{name}.label": [action["label"]],
            f"{name}.outcome": [action.get("outcome", "")],
        }
        typed |= {f"{name}.rare": ["1"]}
        typed |= {f"{name}.{field}": list(action.get(field, [])) for field in ("up_to", "escalate_to")}
        typed |= {f"{name}.closes": [action.get("closes", "visit")]}
        typed |= {f"{name}.{field}": list(action.get(field, [])) for field in ("by", "to", "needs", "notify")}
        typed |= {f"{name}.{field}": [str(action.get(field) or "")] for field in RARE_FIELDS}
        typed |= {f"{name}.{flag}": ["1"] for flag in FLAGS if action.get(flag)}
        typed |= {f"{name}.ours": ["1"]} if action.get("assumed") is True else {}
    return typed


def test_a_typed_time_is_the_sheets_own_word_and_no_assumption_of_ours(body) -> None:
    assert bodies.step(body, "T-X1")["assumed"]
    assumed = {**bodies.step(body, "T03"), "assumed": ["time", "requires"]}
    fields.put(assumed, "time", "25 menit")
    assert (assumed["time"], assumed["assumed"]) == ("25 menit", ["requires"])


def test_nonsense_stays_as_it_was_typed_and_the_linter_names_row_and_field(body) -> None:
    made = edits.matrix(body, {"T02.time": ["lima meni"]})
    assert bodies.step(made, "T02")["time"] == "lima meni"
    found = bodies.judged(made, CALENDARS)
    assert found.definition is None
    assert [(fault.where, fault.code) for fault in found.faults] == [("steps.T02.time", "bad_duration")]


def test_a_new_row_stands_between_its_neighbours_and_the_linter_has_nothing_against_it(body) -> None:
    made, fresh = edits.add_row(body, "T08")
    ids = [row["id"] for row in made["steps"]]
    assert (fresh, ids[ids.index("T08") + 1]) == ("T14", "T14")
    assert edits.redirected(made, "T14") == [("T08", "Batas tunggu habis")]
    row = bodies.step(made, "T14")
    assert row["per_unit"] and row["answerable"]
    assert {"continue", "answer_final", "not_ours"} <= {each["slug"] for each in row["actions"]}
    assert bodies.judged(made, CALENDARS).faults == ()
    assert bodies.step(edits.remove_row(made, "T07"), "T07") is None


@pytest.mark.parametrize("code", SOPS)
def test_a_row_may_be_added_anywhere_and_taken_away_again(code) -> None:
    for row in SOPS[code]["steps"]:
        made, fresh = edits.add_row(SOPS[code], row["id"])
        assert bodies.step(made, fresh)["process"] == row["process"]
        assert bodies.step(edits.remove_row(made, fresh), fresh) is None


def test_a_row_behind_the_last_one_is_told_to_be_unreachable_until_something_leads_to_it(body) -> None:
    made, fresh = edits.add_row(body, "T-X1")
    assert {fault.code for fault in bodies.judged(made, CALENDARS).faults} >= {"unreachable"}
    typed = {"a.deliver": ["1"], "a.deliver.by": ["operator"], "a.deliver.to": [fresh]}
    led = rowedits.row(made, "T-X1", {**typed, "a.deliver.outcome": [""], "a.deliver.needs": ["reply"]})
    assert bodies.judged(led, CALENDARS).faults == ()


def test_a_removed_row_with_one_way_on_is_bridged(body) -> None:
    made, fresh = edits.add_row(body, "T02")
    typed = {f"a.{each['slug']}": ["1"] for each in bodies.step(made, fresh)["actions"]}
    assert typed
    plain = rowedits.remove_action(made, fresh, "citizen_silent")
    for slug in ("ask_citizen", "citizen_replied"):
        plain = rowedits.remove_action(plain, fresh, slug)
    assert compared(body, edits.remove_row(plain, fresh)) == ()


def test_who_did_the_actions_of_a_row_hands_them_to_its_new_lane(body) -> None:
    made = edits.matrix(body, {"T05.lane": ["ppid_utama"]})
    by = {each["slug"]: each["by"] for each in bodies.step(made, "T05")["actions"]}
    assert by["contacted"] == ["ppid_utama"] and by["climb"] == ["timer"]
    moved = bodies.judged(edits.matrix(body, {"T08.lane": ["ppid_utama"]}), CALENDARS).faults
    assert [(fault.where, fault.code) for fault in moved] == [("steps.T08.lane", "lane_idle")]
    assert by["answer_final"] == ["ppid_pembantu", "operator", "koordinator"]
    typed = {"row.lane": ["ppid_utama"], "a.contacted": ["1"], "a.contacted.by": ["operator"]}
    chosen = bodies.step(rowedits.row(body, "T05", {**typed, "a.contacted.to": ["B"]}), "T05")
    assert next(each for each in chosen["actions"] if each["slug"] == "contacted")["by"] == ["operator"]


def test_an_addition_that_gets_a_number_becomes_a_row_of_the_sheet(body) -> None:
    made = edits.matrix(body, {"T-X1.no": ["10"]})
    assert "assumed" not in bodies.step(made, "T-X1")
    ticked = rowedits.row(body, "T-X1", {"row.flags": ["1"], "row.printed": ["1"], "row.decision": ["1"]})
    assert bodies.step(ticked, "T-X1")["no"] == ""


def test_rare_fields_are_typed_and_wrong_numbers_named(body) -> None:
    typed = {
        "a.not_ours": ["1"], "a.not_ours.label": ["Bukan kewenangan kami"], "a.not_ours.rare": ["1"],
        "a.not_ours.by": ["ppid_pembantu"], "a.not_ours.needs": ["reason"], "a.not_ours.to": ["T03"],
        "a.not_ours.closes": ["unit"], "a.not_ours.escalate_at": ["3"], "a.not_ours.up_at": ["2"],
        "a.not_ours.escalate_to": ["koordinator"], "a.not_ours.up_to": ["T05"], "a.not_ours.key": ["b"],
        "a.not_ours.says": ["not_ours"], "a.not_ours.while_paused": ["1"], "row.level": ["1"],
    }  # fmt: skip
    made = rowedits.row(body, "A", typed)
    sop = bodies.judged(made, CALENDARS).definition
    action = sop.steps["A"].actions["not_ours"]
    assert (action.escalate_at, action.up_at, action.up_to, action.key) == (3, 2, ("T05",), "b")
    assert sop.steps["A"].level == 1 and action.assumed == ()
    wrong = rowedits.row(body, "A", typed | {"a.not_ours.escalate_at": ["kedua"]})
    assert "not_number" in {fault.code for fault in bodies.judged(wrong, CALENDARS).faults}


def test_a_removed_row_leaves_its_callers_for_the_linter(body) -> None:
    made = edits.remove_row(body, "T07")
    assert bodies.step(made, "T07") is None
    assert {"unknown_step"} <= {fault.code for fault in bodies.judged(made, CALENDARS).faults}


def test_rows_change_places_within_their_process_only(body) -> None:
    ids = [row["id"] for row in body["steps"] if row["process"] == "handling"]
    up = edits.move_row(body, ids[1], up=True)
    assert [row["id"] for row in up["steps"] if row["process"] == "handling"][:2] == [ids[1], ids[0]]
    assert edits.move_row(body, ids[0], up=True) == body
    (order,) = compared(body, up)
    assert order.where == "steps"


def test_an_option_is_switched_by_its_box() -> None:
    body = SOPS["depok-telepon"]
    on = rules.rules(body, {"options": ["silence_ladder"], "option.silence_ladder.on": ["1"]})
    assert bodies.judged(on, CALENDARS).definition.options["silence_ladder"].on
    off = rules.rules(on, {"options": ["silence_ladder"]})
    assert not bodies.judged(off, CALENDARS).definition.options["silence_ladder"].on


def test_what_is_switched_off_may_not_lead_to_a_row_that_is_gone() -> None:
    body = SOPS["depok-telepon"]
    assert bodies.judged(body, CALENDARS).faults == ()
    row = next(row for row in body["steps"] if row.get("option") and row.get("on_timeout"))
    gone = next(action["to"][0] for action in row["actions"] if action["slug"] == row["on_timeout"])
    rows = [each for each in body["steps"] if each["id"] != gone]
    faults = bodies.judged({**body, "steps": rows}, CALENDARS).faults
    assert "unknown_step" in {fault.code for fault in faults}


@pytest.mark.parametrize("code", SOPS)
def test_the_sheet_is_drawn_wherever_a_row_is_put_in(code) -> None:
    for row in SOPS[code]["steps"]:
        found = bodies.judged(edits.add_row(SOPS[code], row["id"])[0], CALENDARS).definition
        assert found is None or draw(found).pdf.startswith(b"%PDF")


def test_a_wait_limit_is_added_with_a_code_of_its_own() -> None:
    typed = {"newwait.label": ["Menunggu dinas"], "newwait.raw": ["1 hari kerja"]}
    once = rules.add_wait(SOPS["bogor"], typed)
    twice = edits.matrix(rules.add_wait(once, {"newwait.raw": ["2 hari"]}), {"B04.wait": ["W01"]})
    sop = bodies.judged(twice, CALENDARS).definition
    assert {name: wait.raw for name, wait in sop.waits.items()} == {"W01": "1 hari kerja", "W02": "2 hari"}
    assert sop.steps["B04"].wait.days == 1


def test_a_calendar_that_the_house_does_not_have_is_a_fault(body) -> None:
    typed = {"process.handling": ["1"], "process.handling.calendar": ["malam"]}
    made = rules.rules(body, typed)
    faults = bodies.judged(made, CALENDARS).faults
    assert ("processes.handling.calendar", "unknown_calendar") in [(f.where, f.code) for f in faults]


def test_actions_are_added_with_a_slug_of_their_own_and_removed(body) -> None:
    twice = rowedits.add_action(
        rowedits.add_action(body, "T02", "", "Kirim ulang!"), "T02", "", "Kirim ulang"
    )
    assert [each["slug"] for each in bodies.step(twice, "T02")["actions"]][-2:] == [
        "kirim_ulang",
        "kirim_ulang_2",
    ]
    assert (
        compared(
            rowedits.remove_action(
                rowedits.remove_action(twice, "T02", "kirim_ulang"), "T02", "kirim_ulang_2"
            ),
            body,
        )
        == ()
    )


def test_the_digest_is_that_of_the_definition(body) -> None:
    assert bodies.digest(body) == bodies.judged(body, CALENDARS).definition.digest


def test_questions_are_added_answered_and_lose_an_action_that_is_gone(body) -> None:
    asked = rowedits.add_question(body, "T02", "Apakah ini pengaduan?")
    typed = {"q.0": ["1"], "q.0.ask": ["Pengaduan?"], "q.0.yes": ["complaint"], "q.0.no": ["spam"]}
    made = rowedits.row(asked, "T02", typed)
    expected = {"ask": "Pengaduan?", "yes": ["complaint"], "no": ["spam"]}
    assert bodies.step(made, "T02")["decisions"] == [expected]
    without = rowedits.remove_action(made, "T02", "spam")
    assert bodies.step(without, "T02")["decisions"] == [{**expected, "no": []}]
    assert "decisions" not in bodies.step(rowedits.remove_question(made, "T02", "0"), "T02")
