"""The sheet of an SOP version as facts: its own words on identity page and rows, ours at the end."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from sapa.reports import Drawn
from sapa.reports.paper import Paper
from sapa.reports.sheet import SHEET, draw_sheet
from sapa.reports.sheet.facts import Approval, Field, Heading, Identity, Listing, Row, SheetFacts
from sapa.services import settings
from sapa.services.sheets import flow, proposals
from sapa.sop.definition import Definition, Step

FIELDS = {
    "nomor": "Nomor SOP :",
    "tanggal_pembuatan": "Tanggal Pembuatan :",
    "tanggal_revisi": "Tanggal Revisi :",
    "tanggal_efektif": "Tanggal Efektif :",
}
LEFT = {"dasar_hukum": "Dasar Hukum:", "keterkaitan": "Keterkaitan:", "peringatan": "Peringatan:"}
RIGHT = {
    "kualifikasi": "Kualifikasi Pelaksana:",
    "peralatan": "Peralatan/Perlengkapan:",
    "pencatatan": "Pencatatan dan Pendataan:",
}
APPROVAL, TITLE = "Disahkan oleh", "Judul SOP"
"""Captions of the form (PermenPANRB 35/2012), where the source has no caption of its own."""
SENTENCES = ("peringatan", "pencatatan")
"""Boxes that hold a sentence rather than a list while there is only one."""
_NIP = re.compile(r"\bNIP\b.*$", re.DOTALL)


def draw(sop: Definition, paper: Paper = SHEET) -> Drawn:
    """The sheet as a PDF, the same bytes for the same definition."""
    return draw_sheet(facts(sop), paper)


def city_paper(day: date) -> Paper:
    """The sheet's own size and margins, in the format and font that the city has set for that day."""
    chosen = settings.get("paper", day)
    return replace(SHEET, format=chosen.get("size", SHEET.format), font=chosen.get("font", SHEET.font))


def file_name(sop: Definition) -> str:
    """What the PDF is called when it is saved."""
    return f"sop-{sop.code}-v{sop.version}.pdf"


def facts(sop: Definition) -> SheetFacts:
    """Everything that the sheet prints."""
    return SheetFacts(
        name=f"{sop.code}, versi {sop.version}",
        cover=sop.identity.cover,
        identity=_identity(sop),
        heading=_heading(sop),
        rows=tuple(_row(sop, step) for step in flow.printed(sop)),
        arrows=flow.arrows(sop),
        footnote=sop.footnote,
        proposals=proposals.proposals(sop),
    )


def _identity(sop: Definition) -> Identity:
    own, labels = sop.identity, sop.labels
    title = own.nama or ("" if sop.assumes("title") else sop.title)
    return Identity(
        unit=own.letterhead,
        fields=tuple(Field(getattr(labels, k) or usual, getattr(own, k)) for k, usual in FIELDS.items()),
        approval=_approval(labels.pengesahan or APPROVAL, own.pengesahan),
        title=Field(labels.nama or TITLE, title),
        left=tuple(_listing(sop, name, usual) for name, usual in LEFT.items()),
        right=tuple(_listing(sop, name, usual) for name, usual in RIGHT.items()),
    )


def _approval(caption: str, words: str) -> Approval:
    """The jabatan is what stands in capitals before the name, the NIP what follows it."""
    nip = _NIP.search(words)
    before = (words[: nip.start()] if nip else words).split()
    name = next((n for n, word in enumerate(before) if not word.isupper()), len(before))
    return Approval(caption, " ".join(before[:name]), " ".join(before[name:]), nip[0].strip() if nip else "")


def _listing(sop: Definition, name: str, usual: str) -> Listing:
    items = getattr(sop.identity, name)
    return Listing(getattr(sop.labels, name) or usual, items, len(items) > 1 or name not in SENTENCES)


def _heading(sop: Definition) -> Heading:
    own = sop.columns
    return Heading(
        no=own.no,
        activity=own.activity,
        performers=own.lanes,
        lanes=tuple(lane.label for lane in sop.lanes if lane.printed),
        standard=own.standard,
        requires=own.requires,
        time=own.time,
        output=own.output,
        note=own.note,
        numbers=own.numbers,
    )


def _row(sop: Definition, step: Step) -> Row:
    """A row in the words of the source: a cell that we filled ourselves stays blank."""
    return Row(
        no=step.no or "",
        activity=_said(step, "activity"),
        lanes=_lanes(sop, step),
        requires=_said(step, "requires"),
        time=_said(step, "time_raw"),
        output=_said(step, "output"),
        note=_said(step, "note"),
        mark=_said(step, "mark"),
        questions=len(flow.answers(step)),
    )


def _said(step: Step, name: str) -> str:
    return "" if step.assumes(name) else str(getattr(step, name))


def _lanes(sop: Definition, step: Step) -> tuple[int, ...]:
    """The columns it stands in. Which one a lost symbol stood in is our reading; what is only added is not
    drawn."""
    columns = [lane.id for lane in sop.lanes if lane.printed]
    stands = (step.lane, *(() if step.assumes("also") else step.also))
    return tuple(columns.index(lane) for lane in stands if lane in columns)
