"""What monthly and daily reports and a surat undangan are drawn from: filled by services, kept as JSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from sapa.reports.codec import UNBOUND, Facts, FactsError
from sapa.reports.parts import (
    City,
    Count,
    DayCount,
    Document,
    Kop,
    Lag,
    LetterRow,
    OpdRow,
    OverdueRow,
    Paraf,
    Row,
    Rung,
    SealMark,
    ShiftDay,
    Signer,
    StepFacts,
)

__all__ = [
    "EXCLUDED",
    "City",
    "Closed",
    "Cohort",
    "Count",
    "DailyFacts",
    "DayCount",
    "Document",
    "FactsError",
    "Headline",
    "Kop",
    "Lag",
    "LetterCase",
    "LetterFacts",
    "LetterRow",
    "Meeting",
    "MonthlyFacts",
    "OpdRow",
    "OverdueRow",
    "Paraf",
    "Row",
    "Rung",
    "SealMark",
    "ShiftDay",
    "ShiftOpening",
    "Signer",
    "StepFacts",
    "Waiting",
]  # fmt: skip


#: How confidential complaints are counted: together, without a state, a place or a kind of their own.
EXCLUDED = "Dikecualikan"


@dataclass(frozen=True)
class Cohort:
    """Complaints received in the month, by their state at the cut-off.

    received = answered + open + sum(ended). `ended` holds every other outcome (bukan pengaduan, spam,
    duplikat, bukan kewenangan, darurat, tidak dilengkapi) and what is EXCLUDED. Of the open ones `paused`
    wait for the citizen and `overdue` are past the case deadline.
    """

    received: int
    answered: int
    open: int
    paused: int
    overdue: int
    ended: tuple[Count, ...] = ()

    def __post_init__(self) -> None:
        if self.received != self.answered + self.open + sum(count.n for count in self.ended):
            raise FactsError("received is not answered + open + ended")
        if self.paused > self.open or self.overdue > self.open:
            raise FactsError("more paused or overdue than open")


@dataclass(frozen=True)
class Closed:
    """Cases answered in the month whenever they came in; `on_time`: in the case deadline; working minutes."""

    total: int
    from_before: int
    on_time: int
    median_minutes: float | None
    p90_minutes: float | None

    def __post_init__(self) -> None:
        if self.from_before > self.total or self.on_time > self.total:
            raise FactsError("more closed from before or on time than closed")

    @property
    def share(self) -> float | None:
        return self.on_time / self.total if self.total else None


@dataclass(frozen=True)
class Headline:
    """The previous month's figures, as that month's own report froze them, to compare with."""

    received: int
    answered: int
    open: int
    overdue: int
    on_time_share: float | None
    median_minutes: float | None


@dataclass(frozen=True)
class MonthlyFacts(Facts):
    """The monthly report of one scope, as it was at `cutoff`.

    `title` is printed in capitals above the month; `scope` names what is counted. `days` has every local
    day of the month and sums to received.received. `by_*` rows are printed in the given order in tables,
    sorted by size in charts. `notes` are printed below the figures (assumed wait limits and the like).
    Kendala and saran are people's text: plain, blank line = new paragraph. `dated` is the day of signing,
    None while unknown (a hole). `unsigned`: the SOP's report ends without a signature. `recipient` is who
    gets it, the head of the city where it is empty.
    """

    city: City
    document: Document
    title: str
    scope: str
    year: int
    month: int
    cutoff: datetime
    version: int
    received: Cohort
    closed: Closed
    previous: Headline | None
    days: tuple[DayCount, ...]
    by_channel: tuple[Row, ...]
    by_klasifikasi: tuple[Row, ...]
    by_kategori: tuple[Row, ...]
    by_kecamatan: tuple[Row, ...]
    by_opd: tuple[OpdRow, ...]
    steps: tuple[StepFacts, ...]
    rungs: tuple[Rung, ...]
    letters: tuple[LetterRow, ...]
    lag: Lag
    overdue: tuple[OverdueRow, ...]
    shifts: tuple[ShiftDay, ...]
    kendala: str
    saran: str
    seal: SealMark | None
    notes: tuple[str, ...] = ()
    paraf: tuple[Paraf, ...] = field(default=(), metadata=UNBOUND)
    signer: Signer | None = field(default=None, metadata=UNBOUND)
    dated: date | None = field(default=None, metadata=UNBOUND)
    unsigned: bool = field(default=False, metadata=UNBOUND)
    recipient: str = field(default="", metadata=UNBOUND)

    def __post_init__(self) -> None:
        if self.days and sum(day.received for day in self.days) != self.received.received:
            raise FactsError("the days do not add up to the month")

    @property
    def ready(self) -> bool:
        """Every paraf is given or waived: the signature field stays clear, without "belum ditandatangani"."""
        return self.signer is not None and bool(self.paraf) and all(paraf.settled for paraf in self.paraf)


@dataclass(frozen=True)
class ShiftOpening:
    """One shift's T01: when and by whom the account was opened; both None when it was missed."""

    label: str
    at: datetime | None
    by: str | None


@dataclass(frozen=True)
class Waiting:
    """Complaints that lie with an agency at the cut-off; `oldest` is when the oldest was forwarded."""

    opd: str
    n: int
    overdue: int
    oldest: datetime | None = None


@dataclass(frozen=True)
class DailyFacts(Facts):
    """The operator's report of one local day.

    `hours` has 24 counts of complaints by the local hour they were made. `triage` counts the day's outcomes
    of the step that sorts (pengaduan included), which is `triage_step`; `answered` and `forwarded` count acts
    of the day. `off` as in DayCount. `has_shift`: the SOP asks for an account to be opened every day.
    """

    city: City
    document: Document
    title: str
    scope: str
    day: date
    cutoff: datetime
    version: int
    openings: tuple[ShiftOpening, ...]
    received: int
    triage: tuple[Count, ...]
    answered: int
    forwarded: int
    open: int
    hours: tuple[int, ...]
    waiting: tuple[Waiting, ...]
    overdue: tuple[OverdueRow, ...]
    lag: Lag
    kendala: str
    saran: str
    off: str | None = None
    triage_step: str = ""
    has_shift: bool = True
    drafter: Paraf | None = field(default=None, metadata=UNBOUND)

    def __post_init__(self) -> None:
        if len(self.hours) != 24:
            raise FactsError("a day has 24 hours")


@dataclass(frozen=True)
class LetterCase:
    """One line of the letter's lampiran: a complaint that the agency left without an answer."""

    number: str
    title: str
    received: date
    forwarded: date
    place: str | None = None


@dataclass(frozen=True)
class Meeting:
    """The invitation itself; `ends` None is printed "sampai dengan selesai"."""

    starts: datetime
    place: str
    agenda: str
    ends: datetime | None = None


@dataclass(frozen=True)
class LetterFacts(Facts):
    """A surat undangan to an agency (tata naskah dinas; Permendagri 54/2009 form).

    `number` None draws `number_pattern` (its "…" as a hole) or a bare hole. `lampiran` None prints the
    pages that the list of cases takes. One to four recipients stand in the letter, more in the lampiran.
    Lines of `recipients` come without "Yth.". Number and date come at signing, so a paraf does not hang on
    them. `meeting` None draws holes (a draft not yet filled in).
    """

    city: City
    document: Document
    number: str | None = field(metadata=UNBOUND)
    number_pattern: str | None
    sifat: str
    hal: str
    dated: date | None = field(metadata=UNBOUND)
    recipients: tuple[str, ...]
    recipients_place: str
    opening: str
    meeting: Meeting | None
    closing: str
    cases: tuple[LetterCase, ...]
    signer: Signer
    tembusan: tuple[str, ...] = ()
    lampiran: str | None = None
    paraf: tuple[Paraf, ...] = field(default=(), metadata=UNBOUND)

    @property
    def ready(self) -> bool:
        """Numbered, dated and initialled: only the signature is missing."""
        settled = all(paraf.settled for paraf in self.paraf)
        return self.number is not None and self.dated is not None and self.meeting is not None and settled
