"""The half-yearly monitoring form of an SOP: "Tabel 7 Monitoring Pelaksanaan SOP AP", PermenPANRB 35/2012."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reportlab.platypus import KeepTogether, Table

from sapa.reports import blocks, words
from sapa.reports.codec import Facts
from sapa.reports.colours import EDGE, INK_2
from sapa.reports.paper import Drawn, Paper, build
from sapa.reports.parts import City, Document
from sapa.reports.style import Column, Style

RULE = "Tabel 7 Monitoring Pelaksanaan SOP AP (lampiran PermenPANRB 35 Tahun 2012)"
VERDICTS = {"baik": "Berjalan dengan baik", "tidak": "Tidak berjalan dengan baik"}


class Wide(Paper):
    """A sheet on its side."""

    @property
    def page(self) -> tuple[float, float]:
        """Width and height in points."""
        narrow, high = super().page
        return high, narrow


WIDE = Wide(size=9, top=16, right=15, bottom=18, left=20)


@dataclass(frozen=True)
class LogRow:
    """What the log says of one step: counts of visits, and minutes of open time."""

    step: str
    no: str
    activity: str
    lane: str
    promised: str
    assumed: bool
    closed: int
    on_time: int
    counted: int
    overdue: int
    again: int
    asked: int
    complete: int
    due_output: int
    produced: int
    median_minutes: float | None
    p90_minutes: float | None

    @property
    def share(self) -> float | None:
        """On time, of what was closed and what is overdue and still open."""
        return self.on_time / self.counted if self.counted else None

    @property
    def quiet(self) -> bool:
        """Nothing came to this step."""
        return not self.closed and not self.overdue


@dataclass(frozen=True)
class MonitoringLog(Facts):
    """The figures of one form, frozen when it is finished."""

    code: str
    title: str
    cutoff: datetime
    rows: tuple[LogRow, ...]


@dataclass(frozen=True)
class Judgement:
    """What the assessor says of one step."""

    step: str
    verdict: str | None
    note: str
    action: str
    remark: str


@dataclass(frozen=True)
class Reopened:
    """When and by whom a finished edition was opened again, and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True)
class MonitoringFacts:
    """The form: figures of the log, the judgements, and who judged. `dated` None while it is not finished."""

    city: City
    document: Document
    half: str
    log: MonitoringLog
    judgements: tuple[Judgement, ...]
    conclusion: str
    assessor: str
    jabatan: str
    dated: date | None
    edition: int = 1
    #: Of an edition that holds no more.
    reopened: Reopened | None = None


def draw_monitoring(facts: MonitoringFacts, paper: Paper = WIDE) -> Drawn:
    """The form as a PDF; it is initialled by hand, so there is no signature box."""
    style = Style(paper)
    story = [*_head(facts, style), *_table(facts, style), *_reading(facts, style), _close(facts, style)]
    title = f"Monitoring SOP {facts.log.code}, {facts.half}"
    return build(story, paper, facts.document, title=title, author=facts.city.name, boxes=[])


def _head(facts: MonitoringFacts, style: Style) -> list[Any]:
    upto = words.full_moment(facts.log.cutoff, facts.city.tz, facts.city.tz_label)
    state = f" Edisi ke-{facts.edition}." if facts.edition > 1 or facts.reopened else ""
    state += "" if facts.dated else " Belum selesai diisi."
    return [
        *blocks.kop(facts.city.kop, style),
        style.para("MONITORING PELAKSANAAN SOP AP", style.title),
        style.para(facts.log.title, style.heading),
        style.para(f"{facts.half}. Angka dari catatan sistem sampai {upto}.{state}", style.centred_note),
        style.para(RULE, style.centred_note),
        *_replaced(facts, style),
        style.gap(0.6),
    ]


def _replaced(facts: MonitoringFacts, style: Style) -> list[Any]:
    """Who holds an old print in his hands must see it at once."""
    if facts.reopened is None:
        return []
    done = facts.reopened
    when = words.full_moment(done.at, facts.city.tz, facts.city.tz_label)
    told = f"TIDAK BERLAKU LAGI. Dibuka kembali pada {when} oleh {done.by}. Alasan: {done.reason}"
    return [style.gap(0.4), style.para(told, style.heading)]


def _table(facts: MonitoringFacts, style: Style) -> list[Any]:
    columns = [
        Column("No", 4, wrap=True), Column("Prosedur", 23, wrap=True),
        Column("Hasil menurut catatan sistem", 22, wrap=True),
        Column("Penilaian terhadap penerapan", 11, wrap=True),
        Column("Catatan hasil penilaian", 16, wrap=True),
        Column("Tindakan yang harus diambil", 15, wrap=True), Column("Keterangan", 9, wrap=True),
        Column("Paraf penilai", 6, wrap=True),
    ]  # fmt: skip
    judged = {each.step: each for each in facts.judgements}
    rows = [_row(row, judged.get(row.step), number) for number, row in enumerate(facts.log.rows, 1)]
    made = style.table(columns, rows)
    for part in made:  # a form that is filled in by hand needs its cells
        part.setStyle([("INNERGRID", (0, 0), (-1, -1), 0.4, EDGE), ("BOX", (0, 0), (-1, -1), 0.6, INK_2)])
    return made


def _row(row: LogRow, judged: Judgement | None, number: int) -> list[str]:
    mark = " (tambahan, tidak tertulis di lembar SOP)" if row.assumed else ""
    procedure = f"{row.step}. {row.activity} ({row.lane}){mark}"
    said = [judged.note, judged.action, judged.remark] if judged is not None else ["", "", ""]
    verdict = VERDICTS.get(judged.verdict or "", "") if judged is not None else ""
    return [str(number), procedure, told(row), verdict, *said, ""]


def told(row: LogRow) -> str:
    """A step's figures in one sentence."""
    if row.quiet:
        return "Tidak ada kegiatan pada semester ini."
    parts = [f"Waktu: {row.promised or 'belum ditetapkan'}. Selesai {words.number(row.closed)}"]
    if row.share is not None:
        counts = f"{words.number(row.on_time)} dari {words.number(row.counted)}"
        parts.append(f"tepat waktu {words.percent(row.share)} ({counts})")
    if row.overdue:
        parts.append(f"lewat dan belum selesai {words.number(row.overdue)}")
    if row.median_minutes is not None:
        measured = (words.worktime(row.median_minutes), words.worktime(row.p90_minutes))
        parts.append(f"median {measured[0]}, persentil ke-90 {measured[1]}")
    if row.again:
        parts.append(f"kunjungan ulang {words.number(row.again)}")
    if row.asked:
        parts.append(f"kelengkapan tercatat {words.number(row.complete)} dari {words.number(row.asked)}")
    if row.due_output:
        parts.append(f"output ada {words.number(row.produced)} dari {words.number(row.due_output)}")
    return "; ".join(parts) + "."


def _reading(facts: MonitoringFacts, style: Style) -> list[Any]:
    return [
        style.para(
            "Tepat waktu = selesai tepat waktu / (selesai + lewat dan masih terbuka). "
            "Median dan persentil ke-90 dihitung dalam jam kerja, jeda menunggu pelapor tidak dihitung. "
            "Kasus rahasia tidak dihitung.",
            style.note,
        ),
        style.para("Kesimpulan", style.caption),
        *style.free(facts.conclusion, "Belum diisi."),
    ]


def _close(facts: MonitoringFacts, style: Style) -> Any:
    lines = [
        style.para(blocks.dateline(facts.city.place, facts.dated), style.centre),
        style.para("Penilai,", style.centre),
        style.gap(4),
        style.para(facts.assessor or blocks.HOLE, style.heading),
        style.para(facts.jabatan or blocks.HOLE, style.centre),
    ]
    wide = style.paper.width
    block = Table([["", lines]], [wide * 0.62, wide * 0.38])
    block.setStyle(blocks.BARE)
    return KeepTogether([style.gap(1), block])
