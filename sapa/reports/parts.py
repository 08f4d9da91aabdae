"""The small fact classes that several papers share: the city and its kop, people, rows of figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class Kop:
    """Letterhead: government, the office in up to three lines (never abbreviated), address lines."""

    government: str
    office: tuple[str, ...]
    address: tuple[str, ...]


@dataclass(frozen=True)
class City:
    """Whose paper it is. `tz` is an IANA zone; `tz_label` is printed (WIB, WITA, WIT)."""

    name: str
    place: str
    head: str
    tz: str
    tz_label: str
    kop: Kop


@dataclass(frozen=True)
class Document:
    """Identity of one paper: `id` is printed in every footer, the QR carries `verify_url`."""

    id: str
    verify_url: str
    demo: bool
    tte_label: str = "Tanda tangan elektronik tidak tersertifikasi"


@dataclass(frozen=True)
class Signer:
    """Who signs, as the tata naskah wants it printed.

    `prefix` is "Plt.", "Plh." or "Pj."; `on_behalf` the jabatan after "a.n."; `under` the jabatan after
    "u.b." (the signer's own jabatan then stands below it). The head of a region has neither pangkat nor
    NIP.
    """

    jabatan: str
    name: str
    pangkat: str | None = None
    nip: str | None = None
    prefix: str | None = None
    on_behalf: str | None = None
    under: str | None = None


@dataclass(frozen=True)
class Paraf:
    """One line of the lembar paraf, in the order of the chain, the drafter first.

    `role` is the lane's label, `act` what the role does ("Penyusun", "Paraf"); `at` None means not yet
    given. `waived` is the printed reason why no paraf is needed (a Plh. who holds the next role too);
    `note` a remark.
    """

    role: str
    act: str
    name: str | None = None
    jabatan: str | None = None
    at: datetime | None = None
    waived: str | None = None
    note: str | None = None

    @property
    def settled(self) -> bool:
        return self.at is not None or self.waived is not None


@dataclass(frozen=True)
class Count:
    """A label and how many."""

    label: str
    n: int


@dataclass(frozen=True)
class Row:
    """One line of a breakdown of the received cohort, with its state at the cut-off."""

    label: str
    received: int
    answered: int
    open: int
    overdue: int


@dataclass(frozen=True)
class OpdRow:
    """One agency: complaints forwarded to it in the period and what became of them at the cut-off.

    `promised` and `not_ours` count events; `median_minutes` is the working time from forwarding to its
    answer.
    """

    label: str
    forwarded: int
    answered: int
    promised: int
    not_ours: int
    waiting: int
    overdue: int
    letters: int
    median_minutes: float | None


@dataclass(frozen=True)
class DayCount:
    """One local day. `off` is why it is no working day ("Sabtu", "Maulid Nabi"), None if it is one."""

    day: date
    received: int
    answered: int
    off: str | None = None


@dataclass(frozen=True)
class StepFacts:
    """One SOP step in the period. Minutes are working minutes of the step's own calendar.

    `standard` is the raw text of the SOP sheet, None where it sets no time; then `on_time` is None too.
    `on_time` counts tasks closed in the period within their time, `overdue_open` tasks still open past it.
    `limit_minutes` is the standard in minutes, for the chart. `assumed` marks what the SOP sheet does not
    say.
    """

    id: str
    activity: str
    lane: str
    standard: str | None
    limit_minutes: int | None
    closed: int
    on_time: int | None
    overdue_open: int
    median_minutes: float | None
    p90_minutes: float | None
    assumed: bool = False

    @property
    def counted(self) -> int:
        """What the share is taken of: closed + open overdue."""
        return self.closed + self.overdue_open

    @property
    def share(self) -> float | None:
        """On time / (closed + open overdue), 0..1; None without a standard or without a task."""
        return None if self.on_time is None or not self.counted else self.on_time / self.counted


@dataclass(frozen=True)
class Rung:
    """How often the ladder reached a level: by a person's move, or by a timer ("tidak dihubungi")."""

    level: int
    step: str
    label: str
    by_person: int
    by_timer: int

    @property
    def n(self) -> int:
        return self.by_person + self.by_timer


@dataclass(frozen=True)
class LetterRow:
    """One surat undangan of the period; `number` None while it has none."""

    number: str | None
    opd: str
    dated: date | None
    cases: int
    status: str
    result: str | None = None


@dataclass(frozen=True)
class Lag:
    """Jeda pencatatan: wall-clock minutes from the complaint's own time to our entry; `over_hour`: > 60."""

    n: int
    median_minutes: float | None
    p90_minutes: float | None
    max_minutes: float | None
    over_hour: int


@dataclass(frozen=True)
class OverdueRow:
    """An open task past its due moment at the cut-off; the delay printed is wall-clock cut-off - due."""

    number: str
    title: str
    step: str
    due: datetime
    opd: str | None = None


@dataclass(frozen=True)
class ShiftDay:
    """T01 on one local day: shifts the calendar asked for, shifts opened, and the first opening."""

    day: date
    expected: int
    opened: int
    first_at: datetime | None = None
    by: str | None = None


@dataclass(frozen=True)
class SealMark:
    """The last daily seal of the month over the chain of events."""

    day: date
    hash: str
