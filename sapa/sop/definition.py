"""An SOP as data: what an auditor reads on the sheet is what the engine runs and the reports measure.

The vocabulary of a file, in the order of the sheet. Every part may say `assumed: true` (nothing of it is in
the source) or `assumed: [field, ...]`; a wait limit is always assumed, because no source names one. Lines
marked (S) ask something of the services beyond opening and closing tasks.

identity, labels    the identity page (blank where the source is blank) and its captions as spelled there
columns, footnote   the printed headings, and what the sheet says below its last row
options             additions of ours that this version has switched `on` or off; a step or an action names
                    its `option`, and what is off is neither run nor shown, but kept in the file
reporter            channel -> identity fields that must be known, "default" for all others (S)
lanes               the Pelaksana columns: id, printed label, role, scope "opd" where it sees only its agency,
                    or "named": only people named for it in the settings, whatever their role (S)
    unit            code of the one unit (a Bidang) the lane stands for; its visits go to no other (S)
    calendar        hours of this lane where they are not those of the process (S)
    printed         false: no column of the sheet (the Operator's superior where the sheet has none)
waits               named wait limits: how long we wait for the other side before a timer moves
processes           a case runs through one of them: start step and calendar
    deadline        of the case: by klasifikasi (settings), or so many `days`, with an `extension` (S)
    duties          what is to be done on every open day, within the first step's time after the `edge`
                    "opening" of the house or before its "closing"; one case for each agency and duty (S)
    confidential    only the people of its lanes see such a case, in no list, search, export or page (S)
    moderated       no reply goes out before an action with the record "moderated"
groups              actions that several steps share; a step takes them with `use`

A step: id, printed `no` (text, may repeat; "" where the row bears none; left out: a row of ours), `activity`,
`requires`, `time`, `output`, `note` verbatim; `mark`: what is printed in its lane's cell ("mulai").

short               our caption for screens
kind                "step"; "wait": we wait for the lane; "end": a printed terminator that is never opened
also                further lanes in whose columns it stands
wait                name of the wait limit
per_unit            each agency has a visit of its own
answerable          the agency may answer from here
decision            a diamond on the flow chart
decisions           the questions it asks, in order: `ask`, `yes`, `no` (without `no` the next question)
join                opens only when no visit to these steps is left open
pause               the case waits for somebody as long as the step is open (S)
count_from          "first": a later visit goes on with the clock of the first one (S)
level               escalation level reached when it opens
draft               paper drafted when it opens
prints              which form the `output` (or what it `requires`) is printed as: "register" (folio of the
                    buku register), "disposition", "complaint" (as it went to the agency), "solution" (catatan
                    solusi), "answer_report" (laporan jawaban), "recap" (of a month); always assumed (S)
on_timeout          the move the timer makes when time plus wait is over

An action of a step: slug, `label` on the button, `key` on the keyboard.

by, needs, to       lanes or "timer" that may do it; evidence it asks for; steps it opens, or "end"
                    (`needs: identity`: refused while a required identity field is missing) (S)
per_unit            opens one visit for each agency that the move names; to several steps: an agency bound to
                    a lane goes to the step that stands in this lane, all others to the other steps
closes              this "visit", all visits of the "unit" (the agency), "all", or "none"
outcome             of the case when it ends; `closes: visit` ends it only when no other visit stays open
notify              lanes to tell; from the `escalate_at`th use in the case `escalate_to` is told too
up_at, up_to        from this use in the case on it opens `up_to` instead of `to`
pause, resume       the whole case waits for somebody's reply; the wait is over
while_paused        may be done during a pause
suspend             this visit's timer moves to a promised date
once                for each agency and case
after, not_after    only after, or no more after, another action of this visit
says, record        what kind of answer it stores; what goes on record about it
arrives             the arrival of the message itself makes this move: intake makes it at once (S)
starts_deadline     the case deadline runs from this move (the first such one in the case) (S)
extends             moves the case deadline by the extension; once in a case, and only before it is over (S)
begins              ends this case and begins another of that process with the same complaint (S)
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Any

from sapa.sop.build import build
from sapa.sop.dump import dump
from sapa.sop.faults import DefinitionError
from sapa.sop.options import in_force
from sapa.sop.page import Columns, Identity, Labels
from sapa.sop.parts import Action, Assuming, Lane, Option, Process, Step, Wait
from sapa.sop.plan import Plan, plans
from sapa.sop.reading import Reader

__all__ = ["Action", "Columns", "Definition", "Identity", "Labels", "Lane", "Process", "Step", "Wait"]

OTHER_CHANNELS = "default"  # the key of `reporter` for channels that it does not name


@dataclass(frozen=True)
class Definition(Assuming):
    """One version of one SOP, frozen. `rows` are in the order of the sheet, with what is switched off."""

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
    rows: Mapping[str, Step]
    labels: Labels = field(default_factory=Labels)
    footnote: str = ""
    options: Mapping[str, Option] = field(default_factory=lambda: MappingProxyType({}))
    reporter: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))
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

    def switched(self, option: str, on: bool) -> "Definition":
        """The same version with one option on or off; KeyError when it has no such option."""
        data = self.to_json()
        data["options"][option]["on"] = on
        return Definition.from_json(data)

    @cached_property
    def digest(self) -> str:
        """SHA-256 in hexadecimal of the content, the same whatever the layout of the file."""
        canonical = json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(canonical.encode()).hexdigest()

    @cached_property
    def steps(self) -> Mapping[str, Step]:
        """The steps that this version runs, in the order of the sheet."""
        return in_force(self.rows, self.options)

    @cached_property
    def plans(self) -> Mapping[tuple[str, str], Plan]:
        """What the engine knows of each action, by step and slug."""
        return plans(self.steps)

    def lane(self, lane_id: str) -> Lane:
        """The lane of that id; KeyError when there is none."""
        return self._lanes[lane_id]

    def lanes_of(self, roles: Iterable[str]) -> frozenset[str]:
        """The lanes that somebody with these roles works."""
        held = frozenset(roles)
        return frozenset(lane.id for lane in self.lanes if lane.role in held)

    def lane_for(self, step: Step, unit_code: str | None = None) -> Lane:
        """The lane that works a visit: the one bound to the visit's unit where the step stands in several."""
        found = [self.lane(lane) for lane in (step.lane, *step.also)]
        bound = (lane for lane in found if unit_code is not None and lane.unit == unit_code)
        return next(bound, found[0])

    def calendar_of(self, step: Step) -> str:
        """Slug of the calendar by which the clocks of a step run: its lane's, or the process's."""
        return self.lane(step.lane).calendar or self.processes[step.process].calendar

    def arrival(self, process: str) -> Action | None:
        """The move that the arrival of a message makes in the first step, if this process has one."""
        actions = self.steps[self.processes[process].start].actions.values()
        return next((action for action in actions if action.arrives), None)

    def starts_late(self, process: str) -> bool:
        """True where the case deadline does not run from the complaint but from a move of the process."""
        return process in self._starting_late

    def recording(self, record: str, process: str) -> frozenset[tuple[str, str]]:
        """The (step, action) of a process that put this on record."""
        return self._recording.get((record, process), frozenset())

    def missing_identity(self, channel: str, known: Collection[str]) -> tuple[str, ...]:
        """The identity fields that this channel must bring and that are not `known` yet."""
        asked = self.reporter.get(channel, self.reporter.get(OTHER_CHANNELS, ()))
        return tuple(name for name in asked if name not in known)

    def step_line(self, process: str) -> tuple[Step, ...]:
        """The steps of a process in the order of its main line, as a case page draws them."""
        return tuple(self.steps[step_id] for step_id in self.processes[process].steps)

    @cached_property
    def replies(self) -> frozenset[str]:
        """Slugs of the moves by which the citizen is told."""
        return frozenset(
            a.slug for step in self.steps.values() for a in step.actions.values() if "reply" in a.needs
        )

    @cached_property
    def _recording(self) -> dict[tuple[str, str], frozenset[tuple[str, str]]]:
        found: dict[tuple[str, str], frozenset[tuple[str, str]]] = {}
        for step in self.steps.values():
            for action in step.actions.values():
                key = (action.record or "", step.process)
                found[key] = found.get(key, frozenset()) | {(step.id, action.slug)}
        return found

    @cached_property
    def _starting_late(self) -> frozenset[str]:
        steps = self.steps.values()
        return frozenset(s.process for s in steps if any(a.starts_deadline for a in s.actions.values()))

    @cached_property
    def _lanes(self) -> dict[str, Lane]:
        return {lane.id: lane for lane in self.lanes}
