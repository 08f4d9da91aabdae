"""The sheet: format, margins, header, footer with "Halaman x dari y", watermark; and what drawing gives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any, NamedTuple

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Frame, PageTemplate

from sapa.reports import text
from sapa.reports.codec import Facts, FactsError
from sapa.reports.colours import INK, INK_3, LINE
from sapa.reports.parts import Document

FORMATS = {"F4": (215 * mm, 330 * mm), "A4": (210 * mm, 297 * mm)}
WATERMARK = "CONTOH - BUKAN DOKUMEN RESMI"
SMALL = 7.5
LONGEST_TITLE = 200


@dataclass(frozen=True)
class Paper(Facts):
    """A city's setting: `format` F4 (215 x 330 mm) or A4, `font` of FAMILIES, `size` points, margins mm."""

    format: str = "F4"
    font: str = "Arial"
    size: float = 12.0
    top: float = 25.0
    right: float = 25.0
    bottom: float = 25.0
    left: float = 30.0

    def __post_init__(self) -> None:
        if self.format not in FORMATS or self.font not in text.FAMILIES:
            raise FactsError(f"unknown paper {self.format} or font {self.font}")
        if not 8 <= self.size <= 14 or not all(12 <= side <= 50 for side in self.sides):
            raise FactsError("size must be 8-14 points and every margin 12-50 mm")

    @property
    def sides(self) -> tuple[float, float, float, float]:
        return (self.top, self.right, self.bottom, self.left)

    @property
    def page(self) -> tuple[float, float]:
        """Width and height in points."""
        return FORMATS[self.format]

    @property
    def width(self) -> float:
        """Points between the side margins."""
        return float(self.page[0] - (self.left + self.right) * mm)

    @property
    def face(self) -> str:
        """The registered regular face."""
        return text.register(self.font)


LETTER = Paper()
"""Tata naskah dinas: F4, Arial 12, wide margins."""
REPORT = Paper(size=10, top=20, right=20, bottom=20, left=25)


class SignatureBox(NamedTuple):
    """Where the visible signature goes: page counted from 0, whole points from its lower left corner."""

    page: int
    x1: int
    y1: int
    x2: int
    y2: int


@dataclass(frozen=True)
class Drawn:
    """A finished paper. `signature_box` is None where nobody signs."""

    pdf: bytes
    pages: int
    signature_box: SignatureBox | None


class _Numbered(Canvas):  # type: ignore[misc]
    """A canvas that finishes every page only when it knows how many there are."""

    def __init__(self, finish: Callable[[Any, int, int], None], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._finish = finish
        self._kept: list[dict[str, Any]] = []
        self.pages = 0

    def showPage(self) -> None:  # noqa: N802 (ReportLab's name)
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        kept = self._kept
        for number, state in enumerate(kept, 1):
            self.__dict__.update(state)
            self._finish(self, number, len(kept))
            Canvas.showPage(self)
        self.pages = len(kept)
        Canvas.save(self)


def build(
    story: list[Any], paper: Paper, document: Document, *, title: str, author: str, boxes: list[SignatureBox]
) -> Drawn:
    """Lay the story on pages. `boxes` is filled by the signature field while it is drawn."""
    title, author = (text.line(words[:LONGEST_TITLE], paper.face) for words in (title, author))
    finish = _finisher(paper, document, title, author)
    canvases: list[_Numbered] = []

    def made(*args: Any, **kwargs: Any) -> _Numbered:
        canvases.append(_Numbered(finish, *args, **kwargs))
        return canvases[-1]

    out = BytesIO()
    _template(out, paper, title, author, document.id).build(story, canvasmaker=made)
    return Drawn(out.getvalue(), canvases[-1].pages, boxes[-1] if boxes else None)


def _template(out: BytesIO, paper: Paper, title: str, author: str, subject: str) -> Any:
    top, right, bottom, left = (side * mm for side in paper.sides)
    wide, high = paper.page
    frame = Frame(left, bottom, wide - left - right, high - top - bottom, 0, 0, 0, 0)
    return BaseDocTemplate(
        out, pagesize=paper.page, title=title, author=author, subject=subject, creator="sapa",
        lang="id", invariant=1, initialFontName=paper.face, pageTemplates=[PageTemplate(frames=[frame])],
    )  # fmt: skip


def _finisher(paper: Paper, document: Document, title: str, author: str) -> Callable[[Any, int, int], None]:
    font = paper.face
    half = paper.width * 0.6

    def finish(canvas: Any, number: int, total: int) -> None:
        if document.demo:
            _watermark(canvas, paper, font)
        canvas.setFont(font, SMALL)
        _foot(canvas, paper, text.fit(document.id, font, SMALL, half), f"Halaman {number} dari {total}")
        if number > 1:
            _head(canvas, paper, text.fit(title, font, SMALL, half), text.fit(author, font, SMALL, half / 2))

    return finish


def _foot(canvas: Any, paper: Paper, left: str, right: str) -> None:
    x1, x2, y = paper.left * mm, paper.page[0] - paper.right * mm, (paper.bottom - 8) * mm
    _rule(canvas, x1, x2, y + 10)
    canvas.drawString(x1, y, left)
    canvas.drawRightString(x2, y, right)


def _head(canvas: Any, paper: Paper, left: str, right: str) -> None:
    x1, x2, y = paper.left * mm, paper.page[0] - paper.right * mm, paper.page[1] - (paper.top - 7) * mm
    canvas.drawString(x1, y, left)
    canvas.drawRightString(x2, y, right)
    _rule(canvas, x1, x2, y - 4)


def _rule(canvas: Any, x1: float, x2: float, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(x1, y, x2, y)
    canvas.setFillColor(INK_3)


def _watermark(canvas: Any, paper: Paper, font: str) -> None:
    wide, high = paper.page
    canvas.saveState()
    canvas.setFillColor(INK, alpha=0.07)
    canvas.setFont(text.bold(font), 38)
    canvas.translate(wide / 2, high / 2)
    canvas.rotate(55)
    canvas.drawCentredString(0, -13, WATERMARK)
    canvas.restoreState()
