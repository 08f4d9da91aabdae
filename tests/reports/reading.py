"""Reads a drawn PDF back: its text with single spaces, its pages."""

from __future__ import annotations

from io import BytesIO

from pypdf import PdfReader

from sapa.reports import Drawn


def reader(drawn: Drawn) -> PdfReader:
    return PdfReader(BytesIO(drawn.pdf))


def pages(drawn: Drawn) -> list[str]:
    return [" ".join(page.extract_text().split()) for page in reader(drawn).pages]


def text(drawn: Drawn) -> str:
    return " ".join(pages(drawn))
