"""Draws the visible part of a signature: who, as what, when, the label and a QR, as a one-page PDF."""

import io
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from .ca import LABEL
from .errors import StampDoesNotFit

HEADING = "Ditandatangani secara elektronik oleh:"
# The papers' own fonts, so that nothing depends on the machine's.
FONT_FOLDER = Path(__file__).parents[1] / "reports" / "fonts"
FONTS = {"SapaStamp": "LiberationSans-Regular.ttf", "SapaStamp-Bold": "LiberationSans-Bold.ttf"}
LARGEST, SMALLEST, STEP = 9.0, 5.0, 0.25  # points; below 5 nobody reads it on paper
LEADING = 1.25
MARGIN = 4.0

Line = tuple[str, str]  # font, text


@dataclass(frozen=True)
class Placement:
    """Where the block stands (whole points from the page's lower left corner) and what it says.

    `page` counts from 0, -1 is the last. `lines` are jabatan, name and, where there is one, pangkat; heading,
    time and label are added here, so that they cannot be forgotten or differ from the signature.
    `timezone` is the city's, for WIB, WITA or WIT.
    """

    page: int
    x1: int
    y1: int
    x2: int
    y2: int
    lines: tuple[str, ...]
    qr_text: str
    timezone: str = "Asia/Jakarta"

    @property
    def width(self) -> int:
        return self.x2 - self.x1

    @property
    def height(self) -> int:
        return self.y2 - self.y1


def draw_stamp(placement: Placement, signed_at: datetime) -> bytes:
    """A PDF of one page, exactly as large as the box. Raises StampDoesNotFit."""
    _register_fonts()
    side = min(placement.height, placement.width / 2) - 2 * MARGIN
    lines = _lines(placement, signed_at)
    size, rows = _fit(lines, placement.width - side - 3 * MARGIN, placement.height - 2 * MARGIN)
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(placement.width, placement.height), invariant=1)
    _frame(canvas, placement)
    _qr(canvas, placement, side)
    _write(canvas, rows, size, side + 2 * MARGIN, placement.height)
    canvas.save()
    return target.getvalue()


def time_text(signed_at: datetime, timezone: str) -> str:
    """The moment as the stamp prints it: "21 November 2026 18.06.12 WIB"."""
    zone = ZoneInfo(timezone)
    words = format_datetime(signed_at, "d MMMM y HH.mm.ss", tzinfo=zone, locale="id_ID")
    return f"{words} {signed_at.astimezone(zone):%Z}"


def _register_fonts() -> None:
    for name, file in FONTS.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(FONT_FOLDER / file)))


def _lines(placement: Placement, signed_at: datetime) -> list[Line]:
    who = [("SapaStamp-Bold", line) for line in placement.lines]
    when = ("SapaStamp", time_text(signed_at, placement.timezone))
    return [("SapaStamp", HEADING), *who, when, ("SapaStamp", LABEL)]


def _fit(lines: list[Line], width: float, height: float) -> tuple[float, list[Line]]:
    """The largest type size at which all lines, wrapped, fill no more than the box."""
    size = LARGEST
    while size >= SMALLEST:
        rows = [(font, row) for font, text in lines for row in simpleSplit(text, font, size, width)]
        widest = max(pdfmetrics.stringWidth(row, font, size) for font, row in rows)
        if len(rows) * size * LEADING <= height and widest <= width:
            return size, rows
        size -= STEP
    raise StampDoesNotFit


def _frame(canvas: Canvas, placement: Placement) -> None:
    canvas.setStrokeGray(0.55)
    canvas.setLineWidth(0.5)
    canvas.rect(0.25, 0.25, placement.width - 0.5, placement.height - 0.5)


def _qr(canvas: Canvas, placement: Placement, side: float) -> None:
    code = QrCodeWidget(placement.qr_text, barLevel="M", barWidth=side, barHeight=side, barBorder=0)
    drawing = Drawing(side, side)
    drawing.add(code)
    renderPDF.draw(drawing, canvas, MARGIN, (placement.height - side) / 2)


def _write(canvas: Canvas, rows: list[Line], size: float, left: float, height: float) -> None:
    block = len(rows) * size * LEADING
    baseline = (height + block) / 2 - size
    for font, text in rows:
        canvas.setFont(font, size)
        canvas.drawString(left, baseline, text)
        baseline -= size * LEADING
