"""The shapes of the demo city: its master data (`City`) and the words people say in it (`Words`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class DemoOpd:
    """A perangkat daerah. `successor` is the code of the OPD that takes over after `valid_to`."""

    code: str
    name: str
    short_name: str
    email: str
    valid_from: date | None
    valid_to: date | None
    successor: str | None
    note: str = ""


@dataclass(frozen=True)
class Destination:
    """An institution outside the city: `where` tells staff, `reply` tells the citizen."""

    slug: str
    name: str
    where: str
    reply: str


@dataclass(frozen=True)
class Place:
    """A kelurahan with its kecamatan; `slug` is "kecamatan.kelurahan" because Curug exists twice."""

    slug: str
    kelurahan: str
    kecamatan: str

    @property
    def spoken(self) -> str:
        """The name as a tweet says it: Curug needs its kecamatan to be found."""
        return f"{self.kelurahan} {self.kecamatan}" if self.kelurahan == "Curug" else self.kelurahan


@dataclass(frozen=True)
class DemoCategory:
    """What complaints are about, the OPD that usually handles it, and its usual klasifikasi.

    `field`: the work is done in the street and not on paper, which decides the words an OPD uses.
    """

    slug: str
    name: str
    opd: str
    klasifikasi: str = "pengaduan"
    field: bool = False

    @property
    def manner(self) -> str:
        """Key of promises and thin answers: "field" or "desk"."""
        return "field" if self.field else "desk"


@dataclass(frozen=True)
class DemoChannel:
    """A way in; the demo works only the active one."""

    slug: str
    label: str
    account: str
    active: bool


@dataclass(frozen=True)
class DemoAccount:
    """A login with its role slugs and the OPD it belongs to (its row scope for ppid_pembantu)."""

    login: str
    name: str
    jabatan: str
    roles: tuple[str, ...]
    opd: str


@dataclass(frozen=True)
class DemoContact:
    """Whom T05 calls at an OPD; `rank` is "kabid" or "kasi"."""

    opd: str
    rank: str
    name: str
    jabatan: str
    phone: str
    email: str


@dataclass(frozen=True)
class DemoOfficial:
    """An office holder for paraf and signature. The Wali Kota has no login, pangkat or NIP."""

    role: str
    login: str | None
    name: str
    jabatan: str
    pangkat: str | None
    golongan: str | None
    nip: str | None
    standing: str


@dataclass(frozen=True)
class DemoSetting:
    """A first value of a setting; `confirm` marks what no source states (perlu konfirmasi)."""

    key: str
    value: Any
    confirm: bool
    note: str | None


@dataclass(frozen=True)
class FolderAnswer:
    """An answer of the Operator's folder."""

    slug: str
    category: str
    title: str
    text: str


@dataclass(frozen=True)
class City:
    """All master data of the demo city."""

    opds: tuple[DemoOpd, ...]
    destinations: tuple[Destination, ...]
    places: tuple[Place, ...]
    streets: tuple[str, ...]
    categories: tuple[DemoCategory, ...]
    channels: tuple[DemoChannel, ...]
    accounts: tuple[DemoAccount, ...]
    contacts: tuple[DemoContact, ...]
    officials: tuple[DemoOfficial, ...]
    settings: tuple[DemoSetting, ...]
    klasifikasi: tuple[tuple[str, str], ...]
    folder: tuple[FolderAnswer, ...]

    def setting(self, key: str) -> Any:
        """The value of one setting; KeyError when there is none."""
        return {row.key: row.value for row in self.settings}[key]

    def category(self, slug: str) -> DemoCategory:
        """The category of that slug; KeyError when there is none."""
        return {row.slug: row for row in self.categories}[slug]


@dataclass(frozen=True)
class Template:
    """A tweet with {kelurahan}, {jalan}, {handle}, {judul} to fill, and what the Operator makes of it.

    Only the fields of its group are set: `fits` and `standard` for complaints, `reply` for questions and
    emergencies, `question` and `citizen` for incomplete ones, `reason` for what is no complaint.
    """

    text: str
    title: str = ""
    category: str = ""
    klasifikasi: str = ""
    opds: tuple[str, ...] = ()
    fits: tuple[int, ...] = ()
    standard: str = ""
    reply: str = ""
    question: str = ""
    citizen: str = ""
    reason: str = ""
    destination: str = ""
    emergency: str = ""


@dataclass(frozen=True)
class Pair:
    """What an OPD answers, and how the Operator tells it to the citizen (body only)."""

    answer: str
    reply: str


@dataclass(frozen=True)
class Thin:
    """An answer that says too little, and why the Operator returns it."""

    answer: str
    reason: str


@dataclass(frozen=True)
class NotOurs:
    """An OPD declines with `reason`; `opd` is next and may decline `again`; `then` is the right one."""

    category: str
    titles: tuple[str, ...]
    reason: str
    opd: str
    again: str
    then: str


@dataclass(frozen=True)
class MeetingText:
    """The notula of a meeting, the answer agreed on, and the reply to the citizen."""

    minutes: str
    answer: str
    reply: str


@dataclass(frozen=True)
class ReportWords:
    """Paragraphs for reports and the notes beside a paraf or a return."""

    daily_kendala: tuple[str, ...]
    daily_saran: tuple[str, ...]
    monthly_kendala: tuple[str, ...]
    monthly_saran: tuple[str, ...]
    paraf_notes: tuple[str, ...]
    return_notes: tuple[str, ...]


@dataclass(frozen=True)
class Words:
    """Everything that is said in the demo city."""

    complaints: tuple[Template, ...]
    questions: tuple[Template, ...]
    incomplete: tuple[Template, ...]
    not_complaint: tuple[Template, ...]
    spam: tuple[Template, ...]
    duplicate: tuple[Template, ...]
    out_of_authority: tuple[Template, ...]
    emergency: tuple[Template, ...]
    answers: Mapping[str, tuple[Pair, ...]]
    supporting: tuple[Pair, ...]
    promises: Mapping[str, tuple[str, ...]]
    received: tuple[str, ...]
    inadequate: Mapping[str, tuple[Thin, ...]]
    not_ours: tuple[NotOurs, ...]
    contact_answered: tuple[str, ...]
    contact_silent: tuple[str, ...]
    media: tuple[str, ...]
    meetings: tuple[MeetingText, ...]
    reports: ReportWords

    def templates(self) -> tuple[Template, ...]:
        """Every tweet template of every group."""
        return (*self.complaints, *self.questions, *self.incomplete, *self.not_complaint, *self.spam,
                *self.duplicate, *self.out_of_authority, *self.emergency)  # fmt: skip
