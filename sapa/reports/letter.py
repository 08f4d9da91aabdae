"""Surat undangan as the tata naskah dinas has it, with the list of cases as its lampiran."""

from __future__ import annotations

from typing import Any

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import KeepTogether, PageBreak, Paragraph, Table

from sapa.reports import blocks, text, words
from sapa.reports.facts import LetterCase, LetterFacts, Meeting
from sapa.reports.paper import LETTER, Drawn, Paper, SignatureBox, build
from sapa.reports.style import Column, Style

LISTED = 4
"""So many recipients stand in the letter; more are moved to the lampiran."""


def draw_letter(facts: LetterFacts, paper: Paper = LETTER) -> Drawn:
    """The letter as a PDF. It is laid out twice where its own line says how many pages the lampiran has."""
    first = _draw(facts, paper, facts.lampiran or blocks.HOLE)
    if facts.lampiran or not _has_lampiran(facts):
        return first
    assert first.signature_box is not None
    return _draw(facts, paper, f"{words.counted(first.pages - first.signature_box.page - 1)} lembar")


def _has_lampiran(facts: LetterFacts) -> bool:
    return bool(facts.cases) or len(facts.recipients) > LISTED


def _draw(facts: LetterFacts, paper: Paper, lampiran: str) -> Drawn:
    style = Style(paper)
    boxes: list[SignatureBox] = []
    story = [
        *blocks.kop(facts.city.kop, style),
        *_address(facts, style, lampiran if _has_lampiran(facts) or facts.lampiran else "-"),
        *_body(facts, style),
        style.gap(1),
        KeepTogether([_signed(facts, style, boxes), *_tembusan(facts, style)]),
        *(_lampiran(facts, style) if _has_lampiran(facts) else ()),
    ]
    title = f"Surat Undangan, {facts.hal}"
    return build(story, paper, facts.document, title=title, author=facts.city.name, boxes=boxes)


def number(facts: LetterFacts) -> str:
    """The letter's number, or what is known of it with its hole."""
    return facts.number or facts.number_pattern or blocks.HOLE


def _address(facts: LetterFacts, style: Style, lampiran: str) -> list[Any]:
    rows = [("Nomor", number(facts)), ("Sifat", facts.sifat), ("Lampiran", lampiran), ("Hal", facts.hal)]
    right = style.para(blocks.dateline(facts.city.place, facts.dated), style.right)
    width = style.paper.width
    head = Table([[_pairs(rows, style, width * 0.58), right]], [width * 0.6, width * 0.4])
    head.setStyle(blocks.BARE)
    return [head, style.gap(1.2), *_recipients(facts, style)]


def _pairs(rows: list[tuple[str, str]], style: Style, width: float) -> Any:
    name = max(text.width(label, style.font, style.size) for label, _ in rows) + style.size * 0.6
    cells = [[style.para(label), ":", style.para(value, most=250)] for label, value in rows]
    made = Table(cells, [name, style.size * 0.8, width - name - style.size * 0.8], hAlign="LEFT")
    made.setStyle([*blocks.BARE, ("FONT", (1, 0), (1, -1), style.font, style.size, style.size * 1.4)])
    return made


def _recipients(facts: LetterFacts, style: Style) -> list[Any]:
    names = facts.recipients
    if len(names) == 1:
        lines = [f"Yth. {names[0]}"]
    elif len(names) <= LISTED:
        lines = ["Yth.", *(f"{n}. {name}" for n, name in enumerate(names, 1))]
    else:
        lines = ["Yth. (daftar terlampir)"]
    inner = ParagraphStyle("place", style.body, leftIndent=style.size * 1.6)
    place = [style.para("di"), style.para(facts.recipients_place, inner)]
    return [*(style.para(line) for line in lines), *place, style.gap(1.2)]


def _body(facts: LetterFacts, style: Style) -> list[Any]:
    first = ParagraphStyle("first", style.justified, firstLineIndent=style.size * 3)
    block = Table([["", _pairs(_meeting(facts), style, style.paper.width - style.size * 3)]],
                  [style.size * 3, style.paper.width - style.size * 3])  # fmt: skip
    block.setStyle(blocks.BARE)
    opening = [Paragraph(part, first) for part in text.paragraphs(facts.opening, style.font)]
    closing = [Paragraph(part, first) for part in text.paragraphs(facts.closing, style.font)]
    return [*opening, style.gap(0.8), block, style.gap(0.8), *closing]


def _meeting(facts: LetterFacts) -> list[tuple[str, str]]:
    meeting = facts.meeting
    if meeting is None:
        return [(label, blocks.HOLE) for label in ("hari", "tanggal", "waktu", "tempat", "acara")]
    start = words.local(meeting.starts, facts.city.tz)
    return [
        ("hari", words.weekday(start.date())),
        ("tanggal", words.day(start.date())),
        ("waktu", _time(meeting, facts)),
        ("tempat", meeting.place),
        ("acara", meeting.agenda),
    ]


def _time(meeting: Meeting, facts: LetterFacts) -> str:
    zone = facts.city
    end = (
        "selesai"
        if meeting.ends is None
        else f"{words.clock(words.local(meeting.ends, zone.tz))} {zone.tz_label}"
    )
    return f"pukul {words.clock(words.local(meeting.starts, zone.tz))} {zone.tz_label} sampai dengan {end}"


def _signed(facts: LetterFacts, style: Style, boxes: list[SignatureBox]) -> Any:
    """The signature block; the paraf of those who checked stand small at its left, below each other."""
    block = blocks.signature(facts.signer, facts.document, style, boxes, ready=facts.ready)
    small = ParagraphStyle("paraf", style.note, fontSize=7.5, leading=9.5)
    lines = [style.para(line, small, 200) for line in _paraf(facts)]
    right = blocks.BOX[0]
    pair = Table([[lines or "", block]], [style.paper.width - right, right])
    pair.setStyle([*blocks.BARE, ("VALIGN", (0, 0), (0, 0), "MIDDLE")])
    return pair


def _paraf(facts: LetterFacts) -> list[str]:
    lines = ["Paraf:"] if facts.paraf else []
    for paraf in facts.paraf:
        when = (
            f"{words.short_moment(paraf.at, facts.city.tz)} {facts.city.tz_label}"
            if paraf.at
            else "belum diparaf"
        )
        lines.append(f"{paraf.role}, {paraf.name or blocks.HOLE}, {paraf.waived or when}")
    return lines


def _tembusan(facts: LetterFacts, style: Style) -> list[Any]:
    """Numbered only when more than one; ";" between, "; dan" before the last, "." at the end."""
    names = facts.tembusan
    if not names:
        return []
    ends = [*[";"] * (len(names) - 2), *["; dan"] * (len(names) > 1), "."]
    numbered = [f"{n}. {name}{end}" for n, (name, end) in enumerate(zip(names, ends, strict=True), 1)]
    lines = numbered if len(names) > 1 else [f"{names[0]}."]
    return [style.gap(0.6), *(style.para(line, style.cell) for line in ("Tembusan :", *lines))]


def _lampiran(facts: LetterFacts, style: Style) -> list[Any]:
    width = style.paper.width
    dated = words.day(facts.dated) if facts.dated else blocks.HOLE
    rows = [("LAMPIRAN", "SURAT UNDANGAN"), ("NOMOR", number(facts)), ("TANGGAL", dated)]
    head = Table([["", _pairs(rows, style, width * 0.5)]], [width * 0.5, width * 0.5])
    head.setStyle(blocks.BARE)
    story: list[Any] = [PageBreak(), head, style.gap(1.4)]
    if len(facts.recipients) > LISTED:
        story += [style.para("DAFTAR YANG DIUNDANG", style.heading), style.gap(0.4)]
        story += [style.para(f"{n}. {name}") for n, name in enumerate(facts.recipients, 1)]
    if facts.cases:
        story += [
            style.para("DAFTAR PENGADUAN YANG BELUM MENDAPAT JAWABAN", style.heading),
            *_cases(facts, style),
        ]
    return [*story, KeepTogether([style.gap(1), *_repeated(facts, style)])]


def _cases(facts: LetterFacts, style: Style) -> list[Any]:
    columns = [
        Column("No.", 6, True), Column("Nomor", 20), Column("Pengaduan", 42, wrap=True),
        Column("Diterima", 16), Column("Diteruskan", 16),
    ]  # fmt: skip
    rows = [
        [str(n), case.number, _subject(case),
         words.short_day(case.received), words.short_day(case.forwarded)]
        for n, case in enumerate(facts.cases, 1)
    ]  # fmt: skip
    return [style.gap(0.6), *style.table(columns, rows)]


def _subject(case: LetterCase) -> str:
    """Heading and place; many headings name the place already."""
    title = case.title[:250]
    named = not case.place or case.place.casefold() in title.casefold()
    return title if named else f"{title}, {case.place}"


def _repeated(facts: LetterFacts, style: Style) -> list[Any]:
    """The signer's name once more below the lampiran: one signature covers the whole file."""
    centre = ParagraphStyle("again", style.centre, fontSize=style.size * 0.9)
    lines = [style.para(line, centre) for line in blocks.office_lines(facts.signer)]
    lines.append(style.para("ditandatangani secara elektronik pada surat", style.centred_note))
    lines.append(style.para(facts.signer.name, centre))
    block = Table([[lines]], [style.paper.width * 0.55], hAlign="RIGHT")
    block.setStyle(blocks.BARE)
    return [block]
