"""Draws the cover and the identity page of a sheet: the unit beside dates and approval, then six boxes."""

from __future__ import annotations

from dataclasses import dataclass

from sapa.reports import text
from sapa.reports.sheet.facts import Approval, Field, Listing, SheetFacts
from sapa.reports.sheet.page import CENTRE, PAD, TOP, Box, Sheet, Type, height, wrap

USUAL, SMALLEST = 11.0, 5.0
CAPTION = 0.36
"""Share of the right half that the captions take."""
COLON = 8.0
SIGNATURE = 3.6
"""Lines that the signature takes."""


def draw_cover(sheet: Sheet, lines: tuple[str, ...]) -> None:
    """The lines of the source's cover, one below the other, in the middle of a framed page."""
    sheet.begin()
    sheet.frame(sheet.body)
    kind = Type(text.bold(sheet.paper.face), 15, CENTRE)
    room = min(sheet.body.h / max(len(lines), 1), kind.leading * 3.5)
    top = sheet.body.y + (sheet.body.h + room * len(lines)) / 2
    for n, words in enumerate(lines, 1):
        sheet.write(words, Box(sheet.body.x + 40, top - n * room, sheet.body.w - 80, room), kind)
    sheet.end()


def draw_identity(sheet: Sheet, facts: SheetFacts) -> None:
    """The identity page, in the largest type in which everything finds room."""
    sheet.begin()
    size = USUAL
    while size > SMALLEST and _Page(sheet, facts, size).needs > sheet.body.h:
        size -= 0.25
    _Page(sheet, facts, size).draw()
    sheet.end()


@dataclass(frozen=True)
class _Page:
    sheet: Sheet
    facts: SheetFacts
    size: float

    @property
    def plain(self) -> Type:
        return Type(self.sheet.paper.face, self.size, valign=TOP)

    @property
    def strong(self) -> Type:
        return Type(text.bold(self.sheet.paper.face), self.size, valign=TOP)

    @property
    def half(self) -> float:
        return self.sheet.body.w / 2

    @property
    def needs(self) -> float:
        """Points from the top of the page to its last box."""
        return self._upper() + sum(self._bands())

    def draw(self) -> None:
        body = self.sheet.body
        spare = max(0.0, body.h - self.needs) / max(len(self._bands()), 1)
        high = self._upper()
        self._unit(Box(body.x, body.top - high, self.half, high))
        self._fields(body.x + self.half, body.top)
        top = body.top - high
        pairs = zip(self.facts.identity.left, self.facts.identity.right, self._bands(), strict=True)
        for left, right, band in pairs:
            band += spare
            self._listing(left, Box(body.x, top - band, self.half, band))
            self._listing(right, Box(body.x + self.half, top - band, self.half, band))
            top -= band

    # Above: unit, fields, approval, title --------------------------------------------------------

    def _upper(self) -> float:
        own = self.facts.identity
        fields = sum(self._field_high(field) for field in own.fields)
        return fields + self._approval_high(own.approval) + self._field_high(own.title, self.strong)

    def _field_high(self, field: Field, kind: Type | None = None) -> float:
        value = height(_value(field), kind or self.plain, self.half * (1 - CAPTION))
        return max(value, height(_caption(field.caption), self.plain, self.half * CAPTION)) + 4

    def _approval_high(self, own: Approval) -> float:
        room = self.half * (1 - CAPTION) - 2 * COLON
        words = sum(height(part, self.plain, room) for part in (own.jabatan, own.name, own.nip))
        return words + SIGNATURE * self.plain.leading + 4

    def _unit(self, box: Box) -> None:
        self.sheet.frame(box)
        kind = Type(text.bold(self.sheet.paper.face), self.size * 1.25, CENTRE)
        lines = [line for words in self.facts.identity.unit for line in wrap(words, kind, box.w - 40)]
        room = kind.leading * 1.3
        top = box.y + (box.h + room * len(lines)) / 2
        for n, line in enumerate(lines, 1):
            self.sheet.lines([line], Box(box.x, top - n * room, box.w, room), kind)

    def _fields(self, x: float, top: float) -> None:
        own = self.facts.identity
        for field in own.fields:
            top = self._field(field, x, top)
        top = self._approval(own.approval, x, top)
        self._field(own.title, x, top, self.strong)

    def _field(self, field: Field, x: float, top: float, kind: Type | None = None) -> float:
        high = self._field_high(field, kind)
        self._pair(field.caption, x, top, high)
        box = Box(x + self.half * CAPTION, top - high, self.half * (1 - CAPTION), high)
        self.sheet.write(_value(field), _lowered(box, 2), kind or self.plain)
        return top - high

    def _pair(self, caption: str, x: float, top: float, high: float) -> None:
        left = Box(x, top - high, self.half * CAPTION, high)
        self.sheet.frame(left)
        self.sheet.frame(Box(left.right, left.y, self.half - left.w, high))
        self.sheet.write(_caption(caption), _lowered(left, 2), self.plain)

    def _approval(self, own: Approval, x: float, top: float) -> float:
        high = self._approval_high(own)
        self._pair(own.caption, x, top, high)
        left, wide = x + self.half * CAPTION + COLON, self.half * (1 - CAPTION) - 2 * COLON
        centred = Type(self.plain.font, self.size, CENTRE, TOP)
        if own.caption.rstrip().endswith(":"):
            self.sheet.write(":", Box(left - COLON, top - high, wide, high - 2), self.plain)
        y = top - 2
        for words, room in ((own.jabatan, SIGNATURE), (own.name, 0), (own.nip, 0)):
            tall = height(words, centred, wide)
            self.sheet.write(words, Box(left, y - tall, wide, tall), centred)
            y -= tall + room * centred.leading - (0 if room else 2 * PAD)
        return top - high

    # Below: six boxes ----------------------------------------------------------------------------

    def _bands(self) -> list[float]:
        pairs = zip(self.facts.identity.left, self.facts.identity.right, strict=True)
        return [max(self._listing_high(each) for each in pair) for pair in pairs]

    def _listing_high(self, own: Listing) -> float:
        texts = sum(
            len(wrap(item, self.plain, self._item_room(own))) * self.plain.leading for item in own.items
        )
        return height(own.caption, self.strong, self.half) + max(texts, self.plain.leading) + 6

    def _item_room(self, own: Listing) -> float:
        return self.half - 2 * PAD - (self._indent if own.numbered else 0)

    @property
    def _indent(self) -> float:
        return text.width("88. ", self.plain.font, self.size)

    def _listing(self, own: Listing, box: Box) -> None:
        self.sheet.frame(box)
        caption = height(own.caption, self.strong, box.w)
        self.sheet.write(own.caption, _lowered(box, 2), self.strong)
        top = box.top - caption - 1
        for n, item in enumerate(own.items, 1):
            lines = wrap(item, self.plain, self._item_room(own))
            high = len(lines) * self.plain.leading
            x = box.x + (self._indent if own.numbered else 0)
            if own.numbered:
                self.sheet.lines([f"{n}."], Box(box.x, top - high, self._indent, high + PAD), self.plain)
            self.sheet.lines(lines, Box(x, top - high, box.right - x, high + PAD), self.plain)
            top -= high


def _caption(caption: str) -> str:
    """The caption without its colon, which stands before the value."""
    return caption.rstrip().removesuffix(":").rstrip()


def _value(field: Field) -> str:
    return f": {field.value}".rstrip() if field.caption.rstrip().endswith(":") else field.value


def _lowered(box: Box, by: float) -> Box:
    return Box(box.x, box.y, box.w, box.h - by)
