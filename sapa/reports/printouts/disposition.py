"""Lembar disposisi in the form of the tata naskah dinas: boxes to tick, lines to write on, place for a paraf.

The form is that of Permendagri 54/2009; sifat and the three requests are the ones printed there.
"""

from __future__ import annotations

from typing import Any

from reportlab.graphics.shapes import Drawing, Line, Rect
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Table

from sapa.reports import blocks, words
from sapa.reports.colours import INK
from sapa.reports.paper import Drawn, Paper
from sapa.reports.printouts import parts
from sapa.reports.printouts.facts import DispositionFacts
from sapa.reports.style import Style

SIFAT = ("Sangat Segera", "Segera", "Rahasia")
REQUESTS = ("Tanggapan dan saran", "Proses lebih lanjut", "Koordinasi/konfirmasi", "." * 30)
HOLE_LINES = 5
SIDE = 3.2 * mm
QUOTED = 900
"""Characters of the complaint that fit beside the form; the application has the whole."""


def draw_disposition(facts: DispositionFacts, paper: Paper = parts.FORM) -> Drawn:
    """The sheet as a PDF; one page, unless what was said is long."""
    style, frame = Style(paper), facts.frame
    story = [
        *parts.heading("Lembar Disposisi", (), style),
        _letter(facts, style),
        _subject(facts, style),
        KeepTogether([_orders(style), _notes(facts, style)]),
    ]
    return parts.paper_of(frame, paper, story, f"Lembar disposisi {facts.matter.number}")


def _letter(facts: DispositionFacts, style: Style) -> Any:
    """Where it comes from at the left; when it came, under which number, and how urgent at the right."""
    matter, city, half = facts.matter, facts.frame.city, style.paper.width / 2
    said = words.full_day(words.local(matter.said, city.tz).date())
    came = f"{words.short_moment(facts.received, city.tz)} {city.tz_label}"
    left = [("Surat dari", facts.sender), ("No. surat", matter.number), ("Tgl. surat", said)]
    right = [("Diterima tgl.", came), ("No. agenda", matter.register)]
    ticks = [_tick(each, style, each.casefold() == facts.sifat.casefold()) for each in SIFAT]
    if facts.sifat and facts.sifat.casefold() not in (each.casefold() for each in SIFAT):
        ticks.append(_tick(facts.sifat, style, ticked=True))
    cells = [[
        parts.pairs(left, style, half - 14),
        [parts.pairs(right, style, half - 14), style.para("Sifat :"), *ticks],
    ]]  # fmt: skip
    return parts.boxed(cells, (half, half))


def _subject(facts: DispositionFacts, style: Style) -> Any:
    matter, city = facts.matter, facts.frame.city
    rows = [
        ("Hal", matter.title[: parts.LONGEST_TITLE]),
        ("Isi ringkas", _short(matter.text)),
        ("Lokasi", matter.place),
        ("Klasifikasi", ", ".join(filter(None, (matter.klasifikasi, matter.category)))),
        ("Pelapor", "; ".join(f"{label} {value}" for label, value in matter.reporter)),
        ("Melalui", matter.channel),
        ("Batas jawaban", parts.moment(matter.due, city) if matter.due else ""),
    ]
    return parts.boxed([[parts.pairs(rows, style, style.paper.width - 14)]], (style.paper.width,))


def _short(said: str) -> str:
    plain = " ".join(said.split())
    return plain if len(plain) <= QUOTED else plain[:QUOTED].rsplit(" ", 1)[0] + " …"


def _orders(style: Style) -> Any:
    """To whom it goes on, and what is asked of them."""
    half = style.paper.width / 2
    left = [style.para("Diteruskan kepada Sdr. :"), parts.ruled(HOLE_LINES - 1, half - 14, style)]
    right = [style.para("Dengan hormat harap :"), *(_tick(each, style) for each in REQUESTS)]
    return parts.boxed([[left, right]], (half, half))


def _notes(facts: DispositionFacts, style: Style) -> Any:
    """Isi disposisi at the left, who disposes with his paraf at the right."""
    wide = style.paper.width
    left: list[Any] = [style.para("Catatan / isi disposisi :")]
    if facts.note:
        left += [style.para(f"Dari pengirim: {facts.note}", style.small, 600)]
    left += [parts.ruled(HOLE_LINES, wide * 0.58 - 14, style)]
    right: list[Any] = [
        style.para("Paraf dan tanggal :"),
        style.para(f"PPID Pembantu {facts.agency}", style.small),
        style.gap(5),
        style.para("." * 36),
        style.para("NIP " + "." * 28),
    ]
    if facts.done is not None:
        at = words.full_moment(facts.done.at, facts.frame.city.tz, facts.frame.city.tz_label)
        right += [
            style.para(f"Dicatat di aplikasi oleh {facts.done.person or blocks.HOLE}, {at}", style.note)
        ]
    return parts.boxed([[left, right]], (wide * 0.58, wide * 0.42))


def _tick(label: str, style: Style, ticked: bool = False) -> Any:
    """A square with its label; a cross where it is ticked."""
    box = Drawing(SIDE + 2, SIDE)
    box.add(Rect(0.4, 0.4, SIDE - 0.8, SIDE - 0.8, fillColor=None, strokeColor=INK, strokeWidth=0.8))
    if ticked:
        for y1, y2 in ((1.6, SIDE - 1.6), (SIDE - 1.6, 1.6)):
            box.add(Line(1.6, y1, SIDE - 1.6, y2, strokeColor=INK, strokeWidth=1.2))
    row = Table([[box, style.para(label)]], [SIDE + 6, None], hAlign="LEFT")
    row.setStyle(
        [*blocks.BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE"), ("BOTTOMPADDING", (0, 0), (-1, -1), 1)]
    )
    return row
