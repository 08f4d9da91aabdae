"""What stands on the sheet of an SOP (PermenPANRB 35/2012): words of the source, flow, proposals."""

from __future__ import annotations

from dataclasses import dataclass

YES, NO = "ya", "tidak"
"""What stands beside the two ways out of a diamond."""


@dataclass(frozen=True)
class Field:
    """A caption of the identity page and its value; a blank value is blank in the source."""

    caption: str
    value: str = ""


@dataclass(frozen=True)
class Approval:
    """Who approved the SOP, in the order of the sheet; the signature stands between jabatan and name."""

    caption: str
    jabatan: str = ""
    name: str = ""
    nip: str = ""


@dataclass(frozen=True)
class Listing:
    """One of the six boxes below the identity, with numbered items or with plain text."""

    caption: str
    items: tuple[str, ...] = ()
    numbered: bool = True


@dataclass(frozen=True)
class Identity:
    """The identity page: the unit's box beside `fields` (number and dates), approval and title; then
    `left` and `right`, the boxes in pairs from above."""

    unit: tuple[str, ...]
    fields: tuple[Field, ...]
    approval: Approval
    title: Field
    left: tuple[Listing, ...]
    right: tuple[Listing, ...]


@dataclass(frozen=True)
class Heading:
    """The printed headings. `lanes` are the Pelaksana columns under `performers`; `numbers` is the row of
    column numbers below, empty where the source has none."""

    no: str
    activity: str
    performers: str
    lanes: tuple[str, ...]
    standard: str
    requires: str
    time: str
    output: str
    note: str
    numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Row:
    """One line of the sheet in the words of the source. `lanes` are the columns it stands in, `mark` what is
    printed in their cells; `questions` counts its diamonds, 0 for an execution."""

    no: str
    activity: str
    lanes: tuple[int, ...]
    requires: str = ""
    time: str = ""
    output: str = ""
    note: str = ""
    mark: str = ""
    questions: int = 0


@dataclass(frozen=True)
class Arrow:
    """The way from a row (by index) to another, or to the end (None). From a diamond, `question` says which
    (from 0) and `answer` is YES or NO; a diamond without NO goes on to the next diamond of its row."""

    source: int
    target: int | None
    answer: str = ""
    question: int = 0


@dataclass(frozen=True)
class Proposal:
    """One line of the "Usulan revisi": where it belongs and what it says. Nothing of it is in the source."""

    place: str
    text: str


@dataclass(frozen=True)
class Proposals:
    """The proposals of one kind under their heading."""

    heading: str
    lines: tuple[Proposal, ...]


@dataclass(frozen=True)
class SheetFacts:
    """A whole sheet. `name` stands in the footer and in the properties of the file."""

    name: str
    cover: tuple[str, ...]
    identity: Identity
    heading: Heading
    rows: tuple[Row, ...]
    arrows: tuple[Arrow, ...]
    footnote: str = ""
    proposals: tuple[Proposals, ...] = ()
