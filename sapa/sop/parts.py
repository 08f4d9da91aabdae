"""The parts of a definition that run: lanes, wait limits, options, actions, steps, processes, deadlines."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

from sapa.clock import Duration

TIMER = "timer"  # stands in `Action.by` for the job that moves when time is up
END = "end"  # stands in `Action.to` for the end of the case
EVERYTHING = "*"  # stands in `assumed` for "nothing of this is in the source"

EVIDENCE = (
    "klasifikasi", "category", "place", "title", "opds", "note", "answer", "reason", "contact",
    "duplicate_of", "destination", "question", "reply", "promise_date", "letter", "meeting", "report_text",
    "passphrase", "emergency", "identity",
)  # fmt: skip
IDENTITY = ("name", "nik", "phone", "address", "email", "handle")  # what may be asked of who complains
CLOSES = ("visit", "unit", "all", "none")
KINDS = ("step", "wait", "end")
SCOPES = ("opd", "named")
COUNTS = ("visit", "first")
EDGES = ("opening", "closing")
BY = ("klasifikasi", "days")
PAUSES = ("citizen",)
DRAFTS = ("undangan",)
PRINTS = ("register", "disposition", "complaint", "solution", "answer_report", "recap")
OF_ONE_AGENCY = ("disposition", "answer_report")  # papers that a step prints for the agency of its visit
SAYS = ("final", "promise", "received", "not_ours", "own", "meeting")
MODERATED = "moderated"  # Action.record: an answer may go out
RECORDS = (
    "not_contacted", "out_of_authority", "emergency", "paraf", "returned", "signed", "sent",
    MODERATED, "registered", "no_receipt", "without_input",
)  # fmt: skip


class Assuming:
    """Whatever can say which of its fields the source does not give."""

    assumed: tuple[str, ...]

    def assumes(self, name: str) -> bool:
        """True when the field `name` is our reading and not the source's word."""
        return EVERYTHING in self.assumed or name in self.assumed


@dataclass(frozen=True)
class Lane(Assuming):
    """A Pelaksana column, in printed order. `scope` "opd": whoever works it sees only his own agency;
    "named": only people named for it in the settings work it, whatever their role."""

    id: str
    label: str
    role: str | None = None
    scope: str | None = None
    unit: str | None = None
    calendar: str | None = None
    printed: bool = True
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wait(Assuming):
    """A named wait limit: how long we wait for the other side before the ladder climbs."""

    raw: str
    limit: Duration | None
    label: str = ""
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Option(Assuming):
    """An addition that a version of the SOP has switched on or off."""

    label: str
    on: bool = False
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Question(Assuming):
    """One diamond: a question and the actions that answer it; without `no`, no leads to the next question."""

    ask: str
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Action(Assuming):
    """One way out of a step (or a thing done in it). The field meanings are listed in definition.py."""

    slug: str
    label: str
    key: str | None = None
    by: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    to: tuple[str, ...] = ()
    per_unit: bool = False
    closes: str = "visit"
    outcome: str | None = None
    notify: tuple[str, ...] = ()
    pause: str | None = None
    resume: bool = False
    while_paused: bool = False
    suspend: bool = False
    once: bool = False
    after: str | None = None
    not_after: str | None = None
    escalate_at: int = 0
    escalate_to: tuple[str, ...] = ()
    up_at: int = 0
    up_to: tuple[str, ...] = ()
    says: str | None = None
    record: str | None = None
    arrives: bool = False
    starts_deadline: bool = False
    extends: bool = False
    begins: str | None = None
    option: str | None = None
    assumed: tuple[str, ...] = ()

    @cached_property
    def ends(self) -> bool:
        """True when this action can end the case."""
        return END in self.to

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The ids of the steps that this action opens, before it goes up."""
        return tuple(target for target in self.to if target != END)

    @cached_property
    def sends_out(self) -> bool:
        """True when agencies are chosen for it, which get the case from then on."""
        return "opds" in self.needs

    @cached_property
    def sends_back(self) -> bool:
        """True when it sends an agency's answer back to it: one answer at a time."""
        return self.per_unit and not self.sends_out

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The ids of all steps that this action may open."""
        return tuple(dict.fromkeys((*self.steps, *self.up_to)))


@dataclass(frozen=True)
class Step(Assuming):
    """One row of the sheet, or an addition of ours. `activity`, `requires`, `time_raw`, `output` and `note`
    are verbatim; `time` and `wait` are what the clock reads (None: no limit is set, which is not zero)."""

    id: str
    process: str
    lane: str
    activity: str
    no: str | None = None
    also: tuple[str, ...] = ()
    mark: str = ""
    kind: str = "step"
    short: str = ""
    requires: str = ""
    time_raw: str = ""
    time: Duration | None = None
    wait_limit: str | None = None
    wait: Duration | None = None
    output: str = ""
    note: str = ""
    per_unit: bool = False
    answerable: bool = False
    decision: bool = False
    decisions: tuple[Question, ...] = ()
    join: tuple[str, ...] = ()
    pause: str | None = None
    count_from: str = "visit"
    level: int = 0
    draft: str | None = None
    prints: str | None = None
    option: str | None = None
    on_timeout: str | None = None
    actions: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))
    assumed: tuple[str, ...] = ()

    @cached_property
    def limit(self) -> Duration | None:
        """What a visit's deadline is made of: the printed time, or for a waiting step the wait itself."""
        return self.wait if self.kind == "wait" else self.time

    @cached_property
    def holds_answers(self) -> bool:
        """True for a step from which an agency's answer can be sent back."""
        return any(action.sends_back for action in self.actions.values())


@dataclass(frozen=True)
class Deadline(Assuming):
    """When a case must be answered: `by` klasifikasi as the settings say, or after `days` working days, which
    an action that `extends` makes `extension` longer. It runs from the complaint, or from the first action
    that `starts_deadline`."""

    by: str = "klasifikasi"
    days: str = ""
    limit: Duration | None = None
    extension: str = ""
    more: Duration | None = None
    calendar: str | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Duty(Assuming):
    """A thing to be done on every open day, within the first step's time after the "opening" of the house or
    before its "closing"."""

    name: str
    label: str
    edge: str
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process(Assuming):
    """A run of steps that a case goes through: where it starts and by which calendar its clocks run."""

    name: str
    label: str
    start: str
    calendar: str
    steps: tuple[str, ...] = ()
    deadline: Deadline | None = None
    duties: tuple[Duty, ...] = ()
    confidential: bool = False
    moderated: bool = False
    assumed: tuple[str, ...] = ()
