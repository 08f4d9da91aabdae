"""The folio of a month: from lines to the facts that are printed, one book or both."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from sapa.db import db
from sapa.models import Channel, Complainant
from sapa.reports.folio import FOLIO, Landscape, draw_folio
from sapa.reports.folio_facts import Closing, Correction, FolioFacts, Line, Matter, Sums
from sapa.reports.paper import Drawn
from sapa.reports.parts import Document
from sapa.services import settings, sops
from sapa.services.calendars import local_day
from sapa.services.errors import NotFound
from sapa.services.figures.city import city
from sapa.services.figures.words import ENDED, KLASIFIKASI
from sapa.services.house import house
from sapa.services.register import reading
from sapa.services.register.reading import Row
from sapa.services.register.rules import BOOKS

ANSWERED = "answered"
#: Ends that only the register tells.
OUTCOMES = {**ENDED, ANSWERED: "dijawab", "not_confidential": "Selesai"}
SEALED = "tersegel"


def draw(sop: str, month: date, now: datetime, book: str = "") -> Drawn:
    """The folio as a PDF; both books where none is chosen. NotFound for a month without any line."""
    rows = reading.of_month(sop, month)
    if not rows:
        raise NotFound("register_month_unknown")
    chosen = (book,) if book in BOOKS else BOOKS
    name = f"Register {sop} {month:%Y-%m}{f' {book}' if book in BOOKS else ''}"
    document = Document(name, "", demo=house().config.env != "production")
    return draw_folio(
        [_facts(sop, month, each, rows, now, document) for each in chosen], _paper(local_day(now))
    )


def file_name(sop: str, month: date, book: str = "") -> str:
    """What the PDF is called when it is saved."""
    return f"register-{sop}-{month:%Y-%m}{f'-{book}' if book else ''}.pdf"


def _paper(day: date) -> Landscape:
    chosen = settings.get("paper", day)
    return replace(FOLIO, format=chosen.get("size", FOLIO.format), font=chosen.get("font", FOLIO.font))


def _facts(
    sop: str, month: date, book: str, rows: list[Row], now: datetime, document: Document
) -> FolioFacts:
    day = local_day(now)
    own = [row for row in rows if row.kind != "closing" and row.book == book]
    entries = [row for row in rows if row.kind == "entry"]
    earlier = [row for row in reading.until(sop, month) if row.book == book]
    return FolioFacts(
        city=city(day),
        document=document,
        sop=sop,
        title=_title(sop),
        book=book,
        month=month,
        printed=now,
        carried=sum((_sums(row, now) for row in earlier), Sums()),
        lines=_Drawing(own, now).lines(),
        others=sum(row.book != book for row in entries),
        closing=_closing(month, rows),
    )


def _title(sop: str) -> str:
    found = [each for each in sops.every().values() if each.code == sop]
    return max(found, key=lambda each: each.version).title if found else sop


def _closing(month: date, rows: Iterable[Row]) -> Closing | None:
    row = next((row for row in rows if row.kind == "closing" and row.month == month), None)
    if row is None:
        return None
    said = row.words
    return Closing(
        row.at, said["by"], said["entries"], said["first"], said["last"],
        date.fromisoformat(said["sealed"]), said["seal"],
    )  # fmt: skip


def _sums(row: Row, now: datetime) -> Sums:
    """What one entry adds."""
    if row.kind != "entry":
        return Sums()
    if row.excluded:
        return Sums(entered=1, excluded=1)
    ended = row.outcome is not None
    return Sums(
        entered=1,
        answered=row.outcome == ANSWERED,
        ended=ended and row.outcome != ANSWERED,
        open=not ended,
        late=_late(row, now),
    )


def _late(row: Row, now: datetime) -> bool:
    running = row.outcome is None and row.deadline_at is not None and row.deadline_at < now
    return row.breached or running


@dataclass
class _People:
    """Masks of the complainants of a folio; nothing sealed is opened for it."""

    known: Mapping[int, Complainant]

    @classmethod
    def of(cls, rows: Iterable[Row]) -> _People:
        ids = {row.complainant_id for row in rows} - {None}
        found = db.session.scalars(select(Complainant).where(Complainant.id.in_(ids)))
        return cls({person.id: person for person in found})

    def contact(self, row: Row) -> str:
        person = self.known.get(row.complainant_id or 0)
        return person.phone_mask or (SEALED if person.email_sealed else "") if person else ""

    def address(self, row: Row) -> str:
        person = self.known.get(row.complainant_id or 0)
        return SEALED if person is not None and person.address_sealed else ""


class _Drawing:
    """The lines of one book in the words of paper."""

    def __init__(self, rows: list[Row], now: datetime) -> None:
        self.rows, self.now = rows, now
        self.people = _People.of(rows)
        self.later = reading.corrections_of(rows)
        rows = db.session.execute(select(Channel.slug, Channel.label))
        self.channels = {row.slug: row.label for row in rows}

    def lines(self) -> tuple[Line, ...]:
        return tuple(self._line(row) for row in self.rows if row.kind == "entry" or not row.excluded)

    def _line(self, row: Row) -> Line:
        if row.kind == "correction":
            return Line(row.seq, row.day, correction=_correction(row))
        matter = None if row.excluded else self._matter(row)
        return Line(row.seq, row.day, row.number, matter, sums=_sums(row, self.now))

    def _matter(self, row: Row) -> Matter:
        assert row.received is not None, "only an entry has a matter"
        return Matter(
            received=row.received,
            reporter=row.words.get("reporter", ""),
            address=self.later.get(row.id, {}).get("address") or self.people.address(row),
            contact=self.people.contact(row),
            channel=self.channels.get(row.channel, row.channel),
            subject=row.words.get("subject", ""),
            ticket=row.ticket,
            klasifikasi=_klasifikasi(row),
            agencies=row.agencies,
            due=local_day(row.deadline_at) if row.deadline_at else None,
            extended=row.extended,
            result=OUTCOMES.get(row.outcome, row.outcome) if row.outcome else "",
            ended=local_day(row.closed_at) if row.closed_at else None,
            late=_late(row, self.now),
            remark=f"lihat koreksi, baris {', '.join(map(str, row.corrected_at))}"
            if row.corrected_at
            else "",
            more=self.later.get(row.id, {}),
        )


def _klasifikasi(row: Row) -> str:
    """What ended without being judged is not waiting for it."""
    if row.klasifikasi is None and row.outcome is not None:
        return ""
    return KLASIFIKASI.get(row.klasifikasi, row.klasifikasi or "")


def _correction(row: Row) -> Correction:
    said = row.words
    of = f"nomor {row.of_number}" + (f" tahun {row.of_year}" if row.of_year != row.day.year else "")
    return Correction(of, said["column"], said["old"], said["new"], said["reason"])
