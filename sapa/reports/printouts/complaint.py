"""E-mail and print-out of a complaint: as it went to the agencies, with what they said, identity masked."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether

from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import ComplaintFacts, Sent
from sapa.reports.style import Style

MASKED = (
    "Identitas pelapor disamarkan; yang berwenang dapat membukanya di aplikasi dengan alasan yang dicatat."
)


def draw_complaint(facts: ComplaintFacts, paper: Paper = parts.FORM) -> Drawn:
    """The print-out as a PDF."""
    style, city, matter = Style(paper), facts.frame.city, facts.matter
    story = [
        *parts.heading("Pengaduan Masyarakat", (f"Nomor {matter.number}",), style),
        parts.pairs(parts.matter_rows(matter, city), style),
        style.para(MASKED, style.note),
        *parts.quoted(style, "Isi pengaduan", matter.text, "Tanpa uraian."),
        *_pictures(facts, style),
        style.para("Diteruskan kepada", style.section),
        *_sent(facts, style),
        style.para("Jawaban Perangkat Daerah", style.section),
        *parts.spoken(facts.answers, style, city, "Belum ada jawaban."),
    ]
    return parts.paper_of(facts.frame, paper, story, f"Pengaduan {matter.number}")


def _pictures(facts: ComplaintFacts, style: Style) -> list[Any]:
    n = facts.matter.pictures
    return [style.para(f"Lampiran: {n} gambar, tersimpan di aplikasi.", style.note)] if n else []


def _sent(facts: ComplaintFacts, style: Style) -> list[Any]:
    if not facts.sent:
        return [style.para("Belum diteruskan kepada Perangkat Daerah.", style.note)]
    return [KeepTogether(_one(each, facts, style)) for each in facts.sent]


def _one(sent: Sent, facts: ComplaintFacts, style: Style) -> list[Any]:
    rows = [
        ("Kepada", f"PPID Pembantu {sent.agency}"),
        ("Tanggal", parts.moment(sent.at, facts.frame.city)),
        ("Perihal", f"[{facts.matter.number}] {facts.matter.title[: parts.LONGEST_TITLE]}"),
        ("Catatan", sent.note),
        ("Surel", sent.mail),
    ]
    return [parts.pairs(rows, style), style.gap(0.7)]
