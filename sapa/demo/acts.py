"""What a planned story is made of: the tweet and the acts of the people who handle it."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, time
from enum import StrEnum

from sapa.clock import Basis
from sapa.demo.texts import tweet_reply


class Kind(StrEnum):
    """How a story goes."""

    ANSWERED_AT_ONCE = "answered_at_once"
    OPD_ANSWERS = "opd_answers"
    PROMISED = "promised"
    RETURNED_INADEQUATE = "returned_inadequate"
    NOT_OURS = "not_ours"
    INCOMPLETE = "incomplete"
    SILENT_TO_KOORDINATOR = "silent_to_koordinator"
    SILENT_TO_PPID_UTAMA = "silent_to_ppid_utama"
    SILENT_TO_UNDANGAN = "silent_to_undangan"
    NOT_COMPLAINT = "not_complaint"
    SPAM = "spam"
    DUPLICATE = "duplicate"
    OUT_OF_AUTHORITY = "out_of_authority"
    EMERGENCY = "emergency"


@dataclass(frozen=True)
class Source:
    """Who at the OPD said what the Operator records on its behalf, in which office, by which medium."""

    name: str
    jabatan: str
    medium: str


@dataclass(frozen=True)
class Contact:
    """A contact record (T05, T07): who was called, where, how, and what came of it."""

    name: str
    jabatan: str
    number: str
    medium: str
    result: str


@dataclass(frozen=True)
class LetterPlan:
    """The surat undangan: its number from the agenda, the meeting `meeting_in` working days later.

    One letter may carry several stories of an OPD; then the plan of the first that is sent counts.
    """

    number: str
    meeting_in: int
    meeting_at: time
    place: str
    agenda: str


@dataclass(frozen=True)
class Attendee:
    """One who came to the meeting."""

    name: str
    jabatan: str
    agency: str


@dataclass(frozen=True)
class Meeting:
    """What T-X0 records: notula, attendance, and the answer agreed on for this case."""

    minutes: str
    answer: str
    attendance: tuple[Attendee, ...]


@dataclass(frozen=True)
class Reply:
    """What the Operator posts at T-X1 and the link he pastes back."""

    handle: str
    body: str
    url: str

    def text(self, number: str = "") -> str:
        """The tweet: account, body and the case number, which only the running system knows; at most 280."""
        return tweet_reply(self.handle, self.body, number)


@dataclass(frozen=True)
class Evidence:
    """What an act hands in, named as the SOP's evidence vocabulary; None where the act needs it not.

    place: slug of a `Place`; "unknown" for "tidak diketahui". opds: OPD codes. duplicate_of: tweet id of the
    earlier story. destination: slug. promise_days: days from the act to the promised date. standard: slug of
    the folder answer that `answer` was taken from.
    """

    klasifikasi: str | None = None
    category: str | None = None
    place: str | None = None
    title: str | None = None
    opds: tuple[str, ...] | None = None
    note: str | None = None
    answer: str | None = None
    standard: str | None = None
    reason: str | None = None
    contact: Contact | None = None
    duplicate_of: str | None = None
    destination: str | None = None
    question: str | None = None
    reply: Reply | None = None
    promise_days: int | None = None
    letter: LetterPlan | None = None
    meeting: Meeting | None = None
    emergency: str | None = None

    def given(self) -> dict[str, object]:
        """Only what is handed in, by name."""
        pairs = ((field.name, getattr(self, field.name)) for field in fields(self))
        return {name: value for name, value in pairs if value is not None}


@dataclass(frozen=True)
class Act:
    """One move somebody makes.

    step, unit: the visit it belongs to (unit: OPD code; None at T02, T03 and T-X1). A player takes the
    first act not yet played that fits an open visit.
    action, lane: slugs of the SOP definition and of the role that acts.
    minutes, basis: when, counted from the opening of the visit, or from the act before it in the same
    visit: WORKING = open time of the call centre, CALENDAR = wall-clock time, taken as it falls.
    agency: said by the OPD; it stays due when the ladder has climbed meanwhile, at whatever step then
    waits for that unit.
    source: set when the Operator records it for the OPD.

    Where no act fits, nobody acts and the timers of the SOP go on. Acts left when the case ends are
    not played.
    """

    step: str
    action: str
    lane: str
    minutes: int
    basis: Basis
    given: Evidence
    unit: str | None = None
    agency: bool = False
    source: Source | None = None


@dataclass(frozen=True)
class Story:
    """A tweet and everything that people will do about it.

    said_at: moment of the tweet, in UTC.
    entered_delay: minutes of open call-centre time from then until the Operator has pasted it.
    title, category, klasifikasi, place: what the Operator makes of it at T02 (empty for what is no
    complaint; place None: not known).
    opds: the OPDs involved, in order of appearance.
    """

    kind: Kind
    tweet_id: str
    handle: str
    text: str
    said_at: datetime
    entered_delay: int
    title: str
    category: str
    klasifikasi: str
    place: str | None
    opds: tuple[str, ...]
    acts: tuple[Act, ...]

    @property
    def url(self) -> str:
        """Address of the tweet."""
        return f"https://x.com/{self.handle}/status/{self.tweet_id}"

    @property
    def reply_url(self) -> str:
        """Address of the city's reply; also for a duplicate that is answered with its ticket."""
        return reply_url(self.tweet_id, 0)


def reply_url(tweet_id: str, nth: int) -> str:
    """Address of the nth reply (0, 1) to a tweet; ids are ours and far above any that X gives out today."""
    return f"https://x.com/pemkotdepok/status/{int(tweet_id) + 10**16 * (nth + 1)}"
