"""What the five SOPs ask of each visit, as the statement reads it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import scoped_session

from sapa.services import sops
from sapa.services.compliance import visits
from sapa.services.compliance.rules import LEAVES, MISSING, NEUTRAL, RECORDED, TRACES, asked, mask, rules
from sapa.sop.loader import shipped
from sapa.sop.parts import EVIDENCE
from tests.support.world import World

SOPS = {sop.code: sop for sop in shipped()}
#: Evidence that leaves no row of its own: it was checked at the door.
DOOR_ONLY = {"reason", "identity"}


def test_every_kind_of_evidence_leaves_a_trace_or_is_known_to_leave_none():
    assert set(EVIDENCE) == set(LEAVES) | DOOR_ONLY


def test_every_trace_is_looked_for_somewhere():
    assert set(TRACES) == set(visits._BESIDE) | set(visits._WRITTEN)
    assert {*LEAVES.values(), *RECORDED.values()} == set(TRACES)


def way(code: str, step: str, action: str, by_timer: bool = False) -> tuple[int, int]:
    found = SOPS[code].steps[step]
    return asked(found, found.actions[action], by_timer)


@pytest.mark.parametrize(
    ("code", "step", "action", "by_timer", "evidence", "output"),
    [
        ("depok-twitter", "T03", "forward", False, mask(["forward"]), NEUTRAL),
        ("depok-twitter", "T-X1", "deliver", False, mask(["reply"]), mask(["reply"])),
        ("depok-twitter", "T05", "climb", True, MISSING, NEUTRAL),
        ("depok-twitter", "T04", "climb", True, NEUTRAL, NEUTRAL),
        ("depok-twitter", "T03", "citizen_silent", True, NEUTRAL, NEUTRAL),
        ("depok-twitter", "T11", "paraf", False, NEUTRAL, mask(["paraf"])),
        ("kulon-progo", "K02", "register", False, None, mask(["registered"])),
        ("kulon-progo", "K-M", "missed", True, NEUTRAL, MISSING),
    ],
)
def test_a_way_out_asks_for_its_evidence_and_its_output(code, step, action, by_timer, evidence, output):
    found = way(code, step, action, by_timer)
    assert found[1] == output
    assert evidence is None or found[0] == evidence


def test_a_confidential_process_has_no_rules(session: scoped_session, world: World):
    secret = {
        (version, step.id)
        for version, sop in sops.every().items()
        for step in sop.steps.values()
        if sop.processes[step.process].confidential
    }
    assert secret
    found = rules()
    assert not secret & {(version, step) for version, step, *_ in found.steps}
    assert not secret & {(version, step) for version, step, *_ in found.ways}


def test_every_other_step_of_every_sop_is_measured(session: scoped_session, world: World):
    found = {(version, step) for version, step, *_ in rules().steps}
    for version, sop in sops.every().items():
        for step in sop.steps.values():
            assert ((version, step.id) in found) != sop.processes[step.process].confidential
