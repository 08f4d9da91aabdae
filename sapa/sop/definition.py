"""An SOP as data: what an auditor reads on the sheet is what the engine runs and the reports measure.

The vocabulary of a file, in the order of the sheet. Every part may say `assumed: true` (nothing of it is in
the source) or `assumed: [field, ...]`; a wait limit is always assumed, because no source names one.

identity, columns   the identity page (blank where the source is blank) and the printed headings
lanes               the Pelaksana columns: id, printed label, role, scope "opd" where it sees only its agency
waits               named wait limits: how long we wait for the other side before a timer moves
processes           a case runs through one of them: start step and calendar
groups              actions that several steps share; a step takes them with `use`

A step: id, printed `no` (text, may repeat), `activity`, `requires`, `time`, `output`, `note` verbatim.

short               our caption for screens
kind                "step", or "wait": we wait for the lane
wait                name of the wait limit
per_unit            each agency has a visit of its own
answerable          the agency may answer from here
decision            a diamond on the flow chart
level               escalation level reached when it opens
draft               paper drafted when it opens
on_timeout          the move the timer makes when time plus wait is over

An action of a step: slug, `label` on the button, `key` on the keyboard.

by, needs, to       lanes or "timer" that may do it; evidence it asks for; steps it opens, or "end"
per_unit            opens one visit for each agency that the move names
closes              this "visit", all visits of the "unit" (the agency), "all", or "none"
outcome             of the case when it ends; `closes: visit` ends it only when no other visit stays open
notify              lanes to tell; from the `escalate_at`th use in the case `escalate_to` is told too
pause, resume       the whole case waits for somebody's reply; the wait is over
while_paused        may be done during a pause
suspend             this visit's timer moves to a promised date
once                for each agency and case
after, not_after    only after, or no more after, another action of this visit
says, record        what kind of answer it stores; what goes on record about it
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sapa.sop.build import build
from sapa.sop.dump import dump
from sapa.sop.faults import DefinitionError
from sapa.sop.parts import Action, Assuming, Columns, Identity, Lane, Process, Step, Wait
from sapa.sop.reading import Reader

__all__ = ["Action", "Columns", "Definition", "Identity", "Lane", "Process", "Step", "Wait"]


@dataclass(frozen=True)
class Definition(Assuming):
    """One version of one SOP, frozen. `steps` are in the order of the sheet."""

    code: str
    version: int
    title: str
    city: str
    source: str
    identity: Identity
    columns: Columns
    lanes: tuple[Lane, ...]
    waits: Mapping[str, Wait]
    processes: Mapping[str, Process]
    steps: Mapping[str, Step]
    assumed: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Definition":
        """The definition that `to_json` wrote. Raises DefinitionError when its form is broken."""
        reader = Reader()
        given = build(reader, data)
        if reader.faults:
            raise DefinitionError(reader.faults)
        return cls(**given)

    def to_json(self) -> dict[str, Any]:
        """Plain data for table sop_version; what is ordered is a list, so that JSONB keeps it."""
        return dump(self)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal of the content, the same whatever the layout of the file."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    def lane(self, lane_id: str) -> Lane:
        """The lane of that id; KeyError when there is none."""
        return self._lanes[lane_id]

    def lanes_of(self, roles: Iterable[str]) -> frozenset[str]:
        """The lanes that somebody with these roles works."""
        held = frozenset(roles)
        return frozenset(lane.id for lane in self.lanes if lane.role in held)

    def step_line(self, process: str) -> tuple[Step, ...]:
        """The steps of a process in the order of its main line, as a case page draws them."""
        return tuple(self.steps[step_id] for step_id in self.processes[process].steps)

    @cached_property
    def _lanes(self) -> dict[str, Lane]:
        return {lane.id: lane for lane in self.lanes}
