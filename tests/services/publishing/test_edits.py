"""The matrix as it is typed, put into the body of a draft."""

from __future__ import annotations

import pytest

from sapa.services.publishing import bodies, edits, rowedits
from sapa.sop.diff import compared
from sapa.sop.loader import shipped

SOPS = {sop.code: sop.to_json() for sop in shipped()}
CALENDARS = ("office", "call_center")


@pytest.fixture
def body():
    return SOPS["depok-twitter"]


def form_of(body) -> dict[str, list[str]]:
    """What a browser sends back when nobody has typed anything."""
    typed: dict[str, list[str]] = {"title": [body["title"]], "options": list(body.get("options", {}))}
    for name, option in body.get("options", {}).items():
        typed |= {f"option.{name}": ["1"]} if option.get("on") else {}
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
    typed = {f"row.{name}": [str(row.get(name) or "")] for name in ("activity", "lane", "short", "mark")}
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
        typed |= {f"{name}.{flag}": ["1"] for flag in ("once", "per_unit") if action.get(flag)}
    return typed


def test_a_typed_time_is_the_sheets_own_word_and_no_assumption_of_ours(body) -> None:
    assert bodies.step(body, "T-X1")["assumed"]
    assumed = {**bodies.step(body, "T03"), "assumed": ["time", "requires"]}
    edits.put(assumed, "time", "25 menit")
    assert (assumed["time"], assumed["assumed"]) == ("25 menit", ["requires"])


def test_nonsense_stays_as_it_was_typed_and_the_linter_names_row_and_field(body) -> None:
    made = edits.matrix(body, {"T02.time": ["lima meni"]})
    assert bodies.step(made, "T02")["time"] == "lima meni"
    found = bodies.judged(made, CALENDARS)
    assert found.definition is None
    assert [(fault.where, fault.code) for fault in found.faults] == [("steps.T02.time", "bad_duration")]


def test_a_new_row_is_told_to_be_unreachable_until_something_leads_to_it(body) -> None:
    made, fresh = edits.add_row(body, "T03")
    assert [row["id"] for row in made["steps"]][made["steps"].index(bodies.step(made, "T03")) + 1] == fresh
    assert {fault.code for fault in bodies.judged(made, CALENDARS).faults} >= {"unreachable"}
    typed = {"a.forward": ["1"], "a.forward.label": ["Teruskan"], "a.forward.by": ["operator"]}
    led = rowedits.row(made, "T03", {**typed, "a.forward.to": [fresh], "a.forward.needs": ["opds"]})
    assert "unreachable" not in {
        fault.code for fault in bodies.judged(led, CALENDARS).faults if fault.params.get("step") == fresh
    }


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
    on = edits.matrix(body, {"options": ["silence_ladder"], "option.silence_ladder": ["1"]})
    assert bodies.judged(on, CALENDARS).definition.options["silence_ladder"].on
    off = edits.matrix(on, {"options": ["silence_ladder"]})
    assert not bodies.judged(off, CALENDARS).definition.options["silence_ladder"].on


def test_a_wait_limit_is_added_with_a_code_of_its_own() -> None:
    once = edits.matrix(SOPS["bogor"], {"newwait.label": ["Menunggu dinas"], "newwait.raw": ["1 hari kerja"]})
    twice = edits.matrix(once, {"newwait.raw": ["2 hari"], "B04.wait": ["W01"]})
    sop = bodies.judged(twice, CALENDARS).definition
    assert {name: wait.raw for name, wait in sop.waits.items()} == {"W01": "1 hari kerja", "W02": "2 hari"}
    assert sop.steps["B04"].wait.days == 1


def test_a_calendar_that_the_house_does_not_have_is_a_fault(body) -> None:
    made = edits.matrix(body, {"process.handling.calendar": ["malam"]})
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
