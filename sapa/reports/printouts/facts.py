"""What the papers of single steps are drawn from; identities come in masked, moments are aware."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sapa.reports.codec import Facts
from sapa.reports.parts import City, Document

Pairs = tuple[tuple[str, str], ...]
"""Label and value, in the order of the paper."""


@dataclass(frozen=True)
class Frame:
    """What every such paper bears: whose it is, which row of which SOP, when and by whom it was printed."""

    city: City
    document: Document
    sop: str
    step: str
    printed: datetime
    by: str


@dataclass(frozen=True)
class Matter:
    """The complaint that a paper is about. `register` is "12/2026", "" where it has no number (yet);
    `reporter` holds what is known of who complained, masked. `due` is the end of the case's time."""

    number: str
    register: str
    title: str
    channel: str
    said: datetime
    klasifikasi: str
    category: str
    place: str
    text: str
    reporter: Pairs = ()
    due: datetime | None = None
    pictures: int = 0


@dataclass(frozen=True)
class Said:
    """Something that was said about a complaint: who (agency or role, and person), when, and what."""

    who: str
    person: str
    at: datetime
    text: str
    note: str = ""


@dataclass(frozen=True)
class Visit:
    """One step on a case's way: when it was opened and left, by whom; None and "" while it is open."""

    step: str
    activity: str
    opened: datetime
    left: datetime | None = None
    by: str = ""


@dataclass(frozen=True)
class DispositionFacts(Facts):
    """Lembar disposisi of one agency. `sifat` is ticked among the printed ones, or added to them; `note` is
    what the sender asks; `done` tells who took the disposition in the application, None while it is open."""

    frame: Frame
    matter: Matter
    agency: str
    sender: str
    received: datetime
    sifat: str
    note: str = ""
    done: Said | None = None


@dataclass(frozen=True)
class Sent:
    """How a complaint went to one agency: when, with which words, and what became of the e-mail."""

    agency: str
    at: datetime
    note: str
    mail: str


@dataclass(frozen=True)
class ComplaintFacts(Facts):
    """E-mail and print-out of a complaint as it went to the agencies, with what they answered."""

    frame: Frame
    matter: Matter
    sent: tuple[Sent, ...] = ()
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True)
class SolutionFacts(Facts):
    """Catatan solusi: the complaint, its analysis, the solution that is proposed, and the decision on it.
    `places` are those who initial it, in their order; `decided` is None while nobody has decided."""

    frame: Frame
    matter: Matter
    unit: str
    analysis: tuple[Said, ...] = ()
    solutions: tuple[Said, ...] = ()
    decided: Said | None = None
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class AnswerReportFacts(Facts):
    """Laporan jawaban of one agency: what it did, step by step, and what it answers."""

    frame: Frame
    matter: Matter
    agency: str
    to: str
    note: str = ""
    steps: tuple[Visit, ...] = ()
    answers: tuple[Said, ...] = ()


@dataclass(frozen=True)
class RecapRow:
    """One complaint of a month. `ended` is the day it ended, None while it is open."""

    day: date
    number: str
    title: str
    channel: str
    unit: str
    solution: str
    state: str
    ended: date | None = None
    late: bool = False


@dataclass(frozen=True)
class RecapFacts(Facts):
    """Rekapitulasi bulanan: every complaint of the month as it stood at `cutoff`; `excluded` counts those of
    which nothing may be printed. `places` are those who sign for it, in their order."""

    frame: Frame
    year: int
    month: int
    cutoff: datetime
    rows: tuple[RecapRow, ...]
    states: Pairs = ()
    excluded: int = 0
    kendala: str = ""
    saran: str = ""
    places: tuple[str, ...] = ()


@dataclass(frozen=True)
class DutyLine:
    """One agency and one duty: on how many days it was asked and done, and the days on which it was not.

    `slept`: days on which the system did not run, which were asked of nobody."""

    agency: str
    duty: str
    asked: int
    done: int
    missed: tuple[date, ...] = ()
    slept: tuple[date, ...] = ()


@dataclass(frozen=True)
class DutyMonthFacts(Facts):
    """Who did the daily duties of a month; the agencies that missed most stand first."""

    frame: Frame
    year: int
    month: int
    lines: tuple[DutyLine, ...]
    places: tuple[str, ...] = ()
