"""The parts of a definition: lanes, wait limits, actions, steps, processes, identity and printed headings."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from sapa.clock import Duration

TIMER = "timer"  # stands in `Action.by` for the job that moves when time is up
END = "end"  # stands in `Action.to` for the end of the case
EVERYTHING = "*"  # stands in `assumed` for "nothing of this is in the source"

EVIDENCE = (
    "klasifikasi", "category", "place", "title", "opds", "note", "answer", "reason", "contact",
    "duplicate_of", "destination", "question", "reply", "promise_date", "letter", "meeting", "report_text",
    "passphrase", "emergency",
)  # fmt: skip
CLOSES = ("visit", "unit", "all", "none")
KINDS = ("step", "wait")
PAUSES = ("citizen",)
DRAFTS = ("undangan",)
SAYS = ("final", "promise", "received", "not_ours", "own", "meeting")
RECORDS = ("not_contacted", "out_of_authority", "emergency", "paraf", "returned", "signed", "sent")


class Assuming:
    """Whatever can say which of its fields the source does not give."""

    assumed: tuple[str, ...]

    def assumes(self, name: str) -> bool:
        """True when the field `name` is our reading and not the source's word."""
        return EVERYTHING in self.assumed or name in self.assumed


@dataclass(frozen=True)
class Lane(Assuming):
    """A Pelaksana column, in printed order. `scope` "opd": whoever works it sees only his own agency."""

    id: str
    label: str
    role: str | None = None
    scope: str | None = None
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Wait(Assuming):
    """A named wait limit: how long we wait for the other side before the ladder climbs."""

    raw: str
    limit: Duration | None
    label: str = ""
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
    says: str | None = None
    record: str | None = None
    assumed: tuple[str, ...] = ()

    @property
    def ends(self) -> bool:
        """True when this action can end the case."""
        return END in self.to

    @property
    def steps(self) -> tuple[str, ...]:
        """The ids of the steps that this action opens."""
        return tuple(target for target in self.to if target != END)


@dataclass(frozen=True)
class Step(Assuming):
    """One row of the sheet, or an addition of ours. `activity`, `requires`, `time_raw`, `output` and `note`
    are verbatim; `time` and `wait` are what the clock reads (None: no limit is set, which is not zero)."""

    id: str
    process: str
    lane: str
    activity: str
    no: str | None = None
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
    level: int = 0
    draft: str | None = None
    on_timeout: str | None = None
    actions: Mapping[str, Action] = field(default_factory=lambda: MappingProxyType({}))
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Process(Assuming):
    """A run of steps that a case goes through: where it starts and by which calendar its clocks run."""

    name: str
    label: str
    start: str
    calendar: str
    steps: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Identity:
    """The identity page (PermenPANRB 35/2012); a blank field is blank in the source."""

    nomor: str = ""
    tanggal_pembuatan: str = ""
    tanggal_revisi: str = ""
    tanggal_efektif: str = ""
    pengesahan: str = ""
    dasar_hukum: tuple[str, ...] = ()
    keterkaitan: tuple[str, ...] = ()
    peringatan: tuple[str, ...] = ()
    kualifikasi: tuple[str, ...] = ()
    peralatan: tuple[str, ...] = ()
    pencatatan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Columns:
    """The printed column headings of the sheet; those of the lanes are the lanes' labels."""

    no: str = ""
    activity: str = ""
    lanes: str = ""
    standard: str = ""
    requires: str = ""
    time: str = ""
    output: str = ""
    note: str = ""
