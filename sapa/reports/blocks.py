"""Blocks that every paper shares: kop, figure tiles, lembar paraf, signature field."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Drawing, Path, String
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, Table

from sapa.reports import text, words
from sapa.reports.colours import EDGE, INK, INK_3, LINE, TINTA
from sapa.reports.paper import SignatureBox
from sapa.reports.parts import City, Document, Kop, Paraf, Signer
from sapa.reports.style import Column, Style

HOLE = "…"
WIDEST = 200
"""Characters of a name or a jabatan: the block of a signature never grows past its page."""
PENDING = "belum ditandatangani"
BOX = (88 * mm, 27 * mm)
"""Room for the visible signature with its QR: width, height."""
BARE = [
    ("LEFTPADDING", (0, 0), (-1, -1), 0), ("RIGHTPADDING", (0, 0), (-1, -1), 0),
    ("TOPPADDING", (0, 0), (-1, -1), 0), ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
]  # fmt: skip


class Tile(NamedTuple):
    """One big figure: what it is, its value, and a line that compares; `late` draws it warm."""

    label: str
    value: str
    compare: str
    late: bool = False


def kop(head: Kop, style: Style) -> list[Any]:
    """Letterhead: black emblem at the left, sizes near 2 : 3 : 1 as far as they fit, a double rule."""
    size = style.size
    centre = ParagraphStyle("kop", style.centre, leading=size * 1.35, fontSize=size * 1.15)
    office = ParagraphStyle(
        "office", centre, fontName=text.bold(style.font), fontSize=size * 1.45, leading=size * 1.75
    )
    address = ParagraphStyle("address", centre, fontSize=size * 0.72, leading=size * 0.95)
    lines = [style.para(head.government.upper(), centre, WIDEST)]
    lines += [style.para(line.upper(), office, WIDEST) for line in head.office[:3]]
    lines += [style.para(line, address, WIDEST) for line in head.address[:3]]
    side = 20 * mm
    table = Table([[emblem(style.font), lines, ""]], [side, style.paper.width - 1.5 * side, side / 2])
    table.setStyle([*BARE, ("VALIGN", (0, 0), (-1, -1), "MIDDLE")])
    thick = HRFlowable("100%", 1.6, color=INK, spaceBefore=4, spaceAfter=1.2)
    return [table, thick, HRFlowable("100%", 0.5, color=INK, spaceBefore=0, spaceAfter=style.size)]


def emblem(font: str) -> Drawing:
    """A black outline where the city puts its lambang daerah."""
    made = Drawing(46, 54)
    shield = Path(fillColor=None, strokeColor=INK, strokeWidth=1.4)
    shield.moveTo(3, 52)
    shield.lineTo(43, 52)
    shield.lineTo(43, 24)
    shield.curveTo(43, 12, 33, 6, 23, 2)
    shield.curveTo(13, 6, 3, 12, 3, 24)
    shield.closePath()
    made.add(shield)
    for y, word in ((34, "lambang"), (26, "daerah")):
        made.add(String(23, y, word, fontName=font, fontSize=7, fillColor=INK, textAnchor="middle"))
    return made


def tiles(items: Sequence[Tile], style: Style, per_row: int = 3) -> Table:
    """Big figures in a grid of hairlines."""
    cells = [[_tile(item, style) for item in items[n : n + per_row]] for n in range(0, len(items), per_row)]
    made = Table(cells, [style.paper.width / per_row] * per_row, spaceBefore=4, spaceAfter=4)
    made.setStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 8),
        ("TOPPADDING", (0, 0), (-1, -1), 5), ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
        ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE), ("LINEABOVE", (0, 0), (-1, 0), 1.2, TINTA),
        ("LINEBELOW", (0, -1), (-1, -1), 0.5, LINE),
    ])  # fmt: skip
    return made


def _tile(item: Tile, style: Style) -> list[Any]:
    big = style.size * 2.1
    colour = "#9f1d17" if item.late else "#181e24"
    figure = ParagraphStyle(
        "figure",
        style.body,
        fontName=text.bold(style.font),
        fontSize=big,
        leading=big * 1.15,
        textColor=colour,
    )
    return [
        style.para(item.label, style.small),
        style.para(item.value, figure),
        style.para(item.compare, style.note),
    ]


class SignatureField(Flowable):  # type: ignore[misc]
    """The reserved rectangle; where it came to stand is added to `boxes`."""

    def __init__(self, font: str, note: str, boxes: list[SignatureBox]) -> None:
        super().__init__()
        self.font, self.note, self.boxes = font, note, boxes
        self.width, self.height = BOX

    def wrap(self, *_room: float) -> tuple[float, float]:
        return BOX

    def draw(self) -> None:
        x, y = self.canv.absolutePosition(0, 0)
        page = self.canv.getPageNumber() - 1
        right, top = int(x + self.width), int(y + self.height)
        self.boxes.append(SignatureBox(page, ceil(x), ceil(y), right, top))
        if self.note:
            self._pending()

    def _pending(self) -> None:
        """Dashes and a word; nothing is drawn below a signature that is about to come."""
        self.canv.setStrokeColor(EDGE)
        self.canv.setLineWidth(0.5)
        self.canv.setDash(2, 2)
        self.canv.rect(0, 0, self.width, self.height)
        self.canv.setFont(text.italic(self.font), 8.5)
        self.canv.setFillColor(INK_3)
        self.canv.drawCentredString(self.width / 2, self.height / 2 - 3, self.note)


def signature(
    signer: Signer | None, document: Document, style: Style, boxes: list[SignatureBox], *, ready: bool,
    dateline: str | None = None,
) -> Any:  # fmt: skip
    """The signer's block for the right half: date, jabatan with a.n./u.b./Plt., field, name, pangkat, NIP."""
    centre = ParagraphStyle("sign", style.centre, leading=style.size * 1.25)
    lines = [style.para(dateline, centre, WIDEST)] if dateline else []
    lines += [style.para(line, centre, WIDEST) for line in office_lines(signer)]
    field = SignatureField(style.font, "" if ready else PENDING, boxes)
    lines += [style.gap(0.5), field, style.gap(0.5)]
    name = signer.name if signer else HOLE
    lines.append(Paragraph(f"<b>{text.markup(name[:WIDEST], style.font)}</b>", centre))
    for extra in (signer.pangkat, f"NIP {signer.nip}" if signer.nip else None) if signer else ():
        lines += [style.para(extra, centre, WIDEST)] if extra else []
    small = ParagraphStyle("tte", style.note, alignment=TA_CENTER, fontSize=7, leading=8.5)
    lines += [style.para(f"{document.tte_label}. Periksa: {document.verify_url}", small)]
    block = Table([[lines]], [BOX[0]], hAlign="RIGHT")
    block.setStyle(BARE)
    return block


def office_lines(signer: Signer | None) -> list[str]:
    """The lines above the signature, in capitals as the tata naskah has them."""
    if signer is None:
        return [HOLE]
    own = f"{signer.prefix} {signer.jabatan.upper()}" if signer.prefix else signer.jabatan.upper()
    if signer.on_behalf is None:
        return [f"{own},"]
    head = f"a.n. {signer.on_behalf.upper()}"
    if signer.under is None:
        return [head, f"{own},"]
    return [head, f"{signer.under.upper()},", "u.b.", f"{own},"]


def dateline(place: str, dated: date | None) -> str:
    """Place and date, without a full stop; the date is a hole until it is known."""
    return f"{place}, {words.day(dated) if dated else HOLE}"


def paraf_sheet(paraf: Sequence[Paraf], city: City, style: Style) -> list[Any]:
    """Lembar paraf in the order of the chain."""
    columns = [
        Column("No.", 5, figure=True), Column("Jabatan dalam SOP", 26, wrap=True),
        Column("Nama dan jabatan", 33, wrap=True), Column("Sebagai", 12), Column("Waktu", 24, wrap=True),
    ]  # fmt: skip
    rows = [[str(n), p.role, _who(p), p.act, _when(p, city)] for n, p in enumerate(paraf, 1)]
    return style.table(columns, rows)


def _who(paraf: Paraf) -> str:
    who = ", ".join(part for part in (paraf.name, paraf.jabatan) if part) or HOLE
    return f"{who} ({paraf.note})" if paraf.note else who


def _when(paraf: Paraf, city: City) -> str:
    if paraf.waived:
        return f"Tidak diperlukan: {paraf.waived}"
    if paraf.at is None:
        return "belum diparaf"
    return f"{words.short_moment(paraf.at, city.tz)} {city.tz_label}"
