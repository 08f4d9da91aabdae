"""The frozen definition: its round trip through JSON, its digest and its small look-ups."""

import json
from dataclasses import FrozenInstanceError

import pytest

from sapa.sop.definition import Definition
from sapa.sop.faults import DefinitionError

from .depok import DEPOK, load_changed


def test_it_survives_json_even_when_the_database_sorts_the_keys() -> None:
    stored = json.loads(json.dumps(DEPOK.to_json(), sort_keys=True))
    again = Definition.from_json(stored)
    assert again == DEPOK
    assert list(again.steps) == list(DEPOK.steps)
    assert list(again.steps["T02"].actions) == list(DEPOK.steps["T02"].actions)


def test_the_digest_follows_the_content_and_not_the_layout() -> None:
    assert Definition.from_json(DEPOK.to_json()).digest == DEPOK.digest
    assert load_changed("# The source has no identity page.", "").digest == DEPOK.digest
    assert load_changed("raw: 3 x 24 jam", "raw: 2 x 24 jam").digest != DEPOK.digest


def test_broken_json_is_refused_with_all_its_faults() -> None:
    data = DEPOK.to_json() | {"version": "one", "title": 7}
    with pytest.raises(DefinitionError) as caught:
        Definition.from_json(data)
    assert {(fault.code, fault.where) for fault in caught.value.faults} == {
        ("not_number", "version"),
        ("not_text", "title"),
    }


def test_nothing_in_it_can_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        DEPOK.steps["T02"].time = None  # type: ignore[misc]
    with pytest.raises(TypeError):
        DEPOK.steps["T02"].actions["spam"] = None  # type: ignore[index]
    with pytest.raises(TypeError):
        DEPOK.steps["T99"] = DEPOK.steps["T02"]  # type: ignore[index]


def test_the_step_line_is_the_order_of_the_case_page() -> None:
    line = [step.id for step in DEPOK.step_line("handling")]
    assert line == ["T02", "T03", "A", "T04", "T05", "B", "T06", "T07", "T08", "T09", "T-X0", "T-X1"]
    assert [step.id for step in DEPOK.step_line("monthly_report")] == ["T10b", "T11", "T12", "T13"]


def test_roles_lead_to_lanes() -> None:
    assert DEPOK.lanes_of(["operator", "ppid_utama", "admin"]) == {"operator", "ppid_utama"}
    assert DEPOK.lane("ppid_pembantu").scope == "opd"


def test_the_keys_are_those_of_the_desk() -> None:
    keys = {(a.key, a.slug) for step in DEPOK.steps.values() for a in step.actions.values() if a.key}
    assert keys == {
        ("p", "complaint"),
        ("b", "not_complaint"),
        ("d", "duplicate"),
        ("r", "answer"),
        ("t", "forward"),
        ("o", "escalate"),
        ("s", "deliver"),
        ("e", "return_to_opd"),
        ("w", "ask_citizen"),
    }
