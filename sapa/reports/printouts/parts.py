"""Blocks that the papers of single steps share: head, pairs of label and value, quotations, places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import KeepTogether, Table

from sapa.reports import blocks, text, words
from sapa.reports.colours import EDGE, LINE
from sapa.reports.paper import REPORT, Drawn, Paper, build
from sapa.reports.parts import City
from sapa.reports.printouts.facts import Frame, Matter, Said
from sapa.reports.style import Style

FORM = replace(REPORT, size=10.5)
"""The sheet of these papers: a little larger than a report, because a clerk reads it standing."""
EMPTY = "–"
SIGNED = 24 * mm
"""Height of a place for paraf or signature."""
LONGEST_TITLE = 250
NAME, NIP = f"({'.' * 34})", f"NIP {'.' * 26}"


def paper_of(frame: Frame, paper: Paper, story: list[Any], title: str) -> Drawn:
    """The finished paper: letterhead, story, and the line that says from which row of which SOP it comes."""
    style = Style(paper)
    whole = [*blocks.kop(frame.city.kop, style), *story, *origin(frame, style)]
    return build(whole, paper, frame.document, title=title, author=frame.city.name, boxes=[])


def heading(title: str, lines: Iterable[str], style: Style) -> list[Any]:
    """The name of the paper with its lines below."""
    small = (style.para(line, style.centre) for line in lines if line)
    return [style.para(title.upper(), style.title), *small, style.gap(0.8)]


def origin(frame: Frame, style: Style) -> list[Any]:
    """Where the paper comes from and when it was printed."""
    at = words.full_moment(frame.printed, frame.city.tz, frame.city.tz_label)
    told = f"{frame.step} {frame.sop}. Dicetak {at}" + (f" oleh {frame.by}." if frame.by else ".")
    return [KeepTogether([style.gap(1), style.para(told, style.note)])]


def moment(at: datetime, city: City) -> str:
    """Senin, 3 Agustus 2026 pukul 09.00 WIB."""
    here = words.local(at, city.tz)
    return f"{words.weekday(here.date())}, {words.full_moment(at, city.tz, city.tz_label)}"


def pairs(rows: Sequence[tuple[str, str]], style: Style, width: float | None = None) -> Any:
    """Label, colon, value; long values wrap, an empty one is a dash."""
    room = width if width is not None else style.paper.width
    names = max(text.width(label, style.font, style.size) for label, _ in rows) + style.size * 0.8
    colon = style.size * 0.9
    cells = [[style.para(label), style.para(":"), style.para(value or EMPTY)] for label, value in rows]
    made = Table(cells, [names, colon, room - names - colon], hAlign="LEFT")
    made.setStyle([*blocks.BARE, ("BOTTOMPADDING", (0, 0), (-1, -1), 1.5)])
    return made


def matter_rows(matter: Matter, city: City) -> list[tuple[str, str]]:
    """What a clerk looks for first."""
    rows = [
        ("Nomor pengaduan", matter.number),
        ("Nomor agenda", matter.register),
        ("Perihal", matter.title[:LONGEST_TITLE]),
        ("Diterima", f"{moment(matter.said, city)}, melalui {matter.channel}"),
        ("Klasifikasi", ", ".join(filter(None, (matter.klasifikasi, matter.category)))),
        ("Lokasi", matter.place),
        ("Batas jawaban", moment(matter.due, city) if matter.due else ""),
    ]
    return [*rows, *matter.reporter]


def quoted(style: Style, heading_: str, said: str, empty: str) -> list[Any]:
    """A heading with people's words below it."""
    return [style.para(heading_, style.section), *style.free(said, empty)]


def spoken(items: Sequence[Said], style: Style, city: City, empty: str) -> list[Any]:
    """Utterances in their order, each under who said it and when."""
    if not items:
        return [style.para(empty, style.note)]
    story: list[Any] = []
    for each in items:
        who = ", ".join(filter(None, (each.who, each.person, moment(each.at, city))))
        head = style.para(who, style.caption)
        body = style.free(each.text, "Tanpa uraian.")
        note = [style.para(each.note, style.note)] if each.note else []
        story += [KeepTogether([head, *body[:1]]), *body[1:], *note]
    return story


def boxed(cells: list[list[Any]], widths: Sequence[float], rules: Iterable[tuple[Any, ...]] = ()) -> Any:
    """A grid of ruled boxes, as a form has them."""
    made = Table(cells, list(widths))
    pad = [(f"{side}PADDING", (0, 0), (-1, -1), 6.0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    made.setStyle([("GRID", (0, 0), (-1, -1), 0.7, EDGE), ("VALIGN", (0, 0), (-1, -1), "TOP"), *pad, *rules])
    return made


def ruled(lines: int, width: float, style: Style) -> Any:
    """Empty lines to write on by hand."""
    made = Table([[""]] * lines, [width], [style.size * 2.1] * lines)
    made.setStyle([("LINEBELOW", (0, 0), (-1, -1), 0.5, LINE)])
    return made


def places(names: Sequence[str], style: Style, dateline: str) -> list[Any]:
    """Places for paraf or signature beside each other, with room for name and NIP below each; a blank name
    leaves its column free."""
    if not names:
        return []
    each = style.paper.width / len(names)
    centre = ParagraphStyle("place", style.centre, leading=style.size * 1.3)
    head = [style.para(name, centre, 80) for name in names]
    under = [[style.para(line, centre) for line in (NAME, NIP)] if name else "" for name in names]
    made = Table([head, [""] * len(names), under], [each] * len(names), [None, SIGNED, None])
    made.setStyle([*blocks.BARE, ("VALIGN", (0, 0), (-1, 0), "BOTTOM")])
    return [KeepTogether([style.gap(1.2), style.para(dateline, style.right), style.gap(0.6), made])]


def day_line(frame: Frame) -> str:
    """Place and day of printing."""
    return blocks.dateline(frame.city.place, words.local(frame.printed, frame.city.tz).date())
