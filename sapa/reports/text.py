"""Fonts that we ship, and people's text made safe for them: escaped, drawable, cut to a width."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

FONTS = Path(__file__).parent / "fonts"
FAMILIES = {"Arial": "LiberationSans", "Times New Roman": "LiberationSerif"}
"""The name a city sets -> the family we ship with the same widths."""
SUBSTITUTE = "□"
"""Stands for a character that the font lacks (emoji, Chinese): the reader sees that something was there."""
LONGEST = 20_000
"""Characters of one free text that are printed; the rest stays in the application."""


@cache
def register(family: str) -> str:
    """Load the four faces once per process; returns the name of the regular face."""
    base = FAMILIES[family]
    faces = (base, f"{base}-Bold", f"{base}-Italic", f"{base}-BoldItalic")
    for face, style in zip(faces, ("Regular", "Bold", "Italic", "BoldItalic"), strict=True):
        pdfmetrics.registerFont(TTFont(face, str(FONTS / f"{base}-{style}.ttf")))
    pdfmetrics.registerFontFamily(base, *faces)
    return base


def bold(font: str) -> str:
    return f"{font}-Bold"


def italic(font: str) -> str:
    return f"{font}-Italic"


class _Drawable(dict[int, str]):
    """A translate table that learns: a code point to itself, to the substitute, or to nothing."""

    def __init__(self, font: str) -> None:
        self.glyphs = frozenset(pdfmetrics.getFont(font).face.charToGlyph)

    def __missing__(self, code: int) -> str:
        character = chr(code)
        category = unicodedata.category(character)
        if character in "\t\v\f\u2028\u2029\u0085":
            drawn = " "
        elif category in ("Cc", "Cf"):
            drawn = ""  # a mark of writing direction would reorder what stands beside it
        elif code in self.glyphs:
            drawn = character
        else:
            drawn = "" if category in ("Mn", "Me") else SUBSTITUTE
        self[code] = drawn
        return drawn


@cache
def _drawable(font: str) -> _Drawable:
    table = _Drawable(font)
    table[10] = "\n"
    return table


def clean(text: str, font: str) -> str:
    """Only characters that the font can draw; line breaks stay."""
    if text.isascii() and text.isprintable():
        return text
    plain = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    return plain.translate(_drawable(font))


def line(text: str, font: str) -> str:
    """Clean, on one line."""
    return " ".join(clean(text, font).split())


def markup(text: str, font: str) -> str:
    """Clean and escaped for a paragraph, on one line."""
    return escape(line(text[:LONGEST], font))


def paragraphs(text: str, font: str) -> list[str]:
    """Free text as escaped paragraphs: a blank line parts them, a single break stays a break."""
    cut = clean(text[:LONGEST], font) + (" …" if len(text) > LONGEST else "")
    parts = (part.strip() for part in re.split(r"\n\s*\n", cut))
    return [escape(part).replace("\n", "<br/>") for part in parts if part]


def width(text: str, font: str, size: float) -> float:
    """Points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def fit(text: str, font: str, size: float, room: float) -> str:
    """The text on one line, cut with "…" where it is wider than `room` points."""
    whole = line(text[:400], font)
    if width(whole, font, size) <= room:
        return whole
    low, high = 0, len(whole)
    while low < high:
        middle = (low + high + 1) // 2
        if width(whole[:middle] + "…", font, size) <= room:
            low = middle
        else:
            high = middle - 1
    return whole[:low].rstrip() + "…"
