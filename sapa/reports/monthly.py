"""The monthly report: one page to read in a minute, then the tables, the paraf sheet and the signature."""

from __future__ import annotations

from typing import Any

from reportlab.platypus import KeepTogether, PageBreak, Table

from sapa.reports import blocks, charts, summary, tables, words
from sapa.reports.charts import Bar
from sapa.reports.facts import MonthlyFacts
from sapa.reports.paper import REPORT, Drawn, Paper, SignatureBox, build
from sapa.reports.style import Style

READING = (
    "Bagian pertama menghitung pengaduan yang diterima dalam bulan ini dengan keadaannya saat angka "
    "dibekukan; pengaduan yang dijawab dalam bulan ini dihitung terpisah, kapan pun diterima.",
    "Tepat waktu per langkah = selesai dalam standar : (selesai + terbuka yang lewat standar). "
    "Waktu langkah adalah menit kerja menurut kalender langkah itu; standar dikutip dari lembar SOP.",
    "Lewat tenggat pada daftar dihitung menurut waktu jalan, dari tenggat sampai saat angka dibekukan.",
)


def draw_monthly(facts: MonthlyFacts, paper: Paper = REPORT) -> Drawn:
    """The report as a PDF, the same bytes for the same facts, with the place of the visible signature."""
    style = Style(paper)
    boxes: list[SignatureBox] = []
    month = words.month(facts.year, facts.month)
    story = [
        *_first_page(facts, style, month),
        *_origin(facts, style),
        *_process(facts, style),
        *_remarks(facts, style),
        *_late(facts, style),
        *_approval(facts, style, boxes),
    ]
    title = f"{facts.title} {month}, versi {facts.version}"
    return build(story, paper, facts.document, title=title, author=facts.city.name, boxes=boxes)


def _first_page(facts: MonthlyFacts, style: Style, month: str) -> list[Any]:
    frozen = words.full_moment(facts.cutoff, facts.city.tz, facts.city.tz_label)
    points = summary.attention(facts)
    return [
        *blocks.kop(facts.city.kop, style),
        style.para(facts.title.upper(), style.title),
        style.para(month.upper(), style.title),
        style.para(f"Kepada Yth. {facts.recipient or facts.city.head}", style.centre),
        style.para(facts.scope, style.centred_note),
        style.para(f"Versi {facts.version}, angka dibekukan {frozen}", style.centred_note),
        style.para("Ringkasan", style.section),
        style.para(summary.sentences(facts), style.justified),
        style.gap(0.6),
        blocks.tiles(summary.tiles(facts), style),
        style.para("Pengaduan masuk per hari", style.caption),
        charts.days(facts.days, style.font, style.paper.width, style.paper.page[1] * 0.15),
        *_points(points, style),
        *_leaders(facts, style),
        PageBreak(),
    ]


def _leaders(facts: MonthlyFacts, style: Style) -> list[Any]:
    """Five categories and five agencies, where the first page is long enough (F4)."""
    if style.paper.format != "F4" or not facts.received.received:
        return []
    category = [Bar(row.label, row.received, row.overdue) for row in facts.by_kategori]
    agency = [Bar(row.label, row.waiting, row.overdue) for row in facts.by_opd]
    wide = style.paper.width - 16
    left = _bars("Kategori terbanyak", charts.top(category, 5, rest=False), style, wide * 0.42, 0.52)
    right = _bars(
        "Menunggu jawaban Perangkat Daerah", charts.top(agency, 5, rest=False), style, wide * 0.58, 0.58
    )
    return [style.gap(0.8), _beside(left, right, wide * 0.42, wide * 0.58)]


def _points(points: list[str], style: Style) -> list[Any]:
    if not points:
        return []
    lines = (style.para(f"• {line}", style.bullet) for line in points)
    return [style.para("Yang perlu perhatian", style.caption), *lines]


def _beside(left: list[Any], right: list[Any], wide_left: float, wide_right: float) -> Any:
    """Two charts in two columns."""
    pair = Table([[left, right]], [wide_left + 16, wide_right])
    pair.setStyle(blocks.BARE)
    return pair


def _bars(
    caption: str, ranked: list[Bar], style: Style, width: float, label_share: float = 0.42
) -> list[Any]:
    head = style.para(caption, style.caption)
    if not ranked:
        return [head, style.para("Tidak ada.", style.note)]
    return [head, charts.bars(ranked, style.font, width, label_share)]


def _origin(facts: MonthlyFacts, style: Style) -> list[Any]:
    return [
        style.para("1. Keadaan pengaduan", style.section),
        *tables.cohort(facts, style),
        *tables.closed(facts, style),
        style.para("2. Asal dan jenis", style.section),
        *(
            _breakdowns(facts, style)
            if facts.received.received
            else [style.para("Tidak ada pengaduan.", style.note)]
        ),
    ]


def _breakdowns(facts: MonthlyFacts, style: Style) -> list[Any]:
    half = (style.paper.width - 16) / 2
    pairs = (("Menurut kategori", facts.by_kategori), ("Menurut kecamatan", facts.by_kecamatan))
    left, right = (
        _bars(caption, charts.top([Bar(row.label, row.received, row.overdue) for row in rows]), style, half)
        for caption, rows in pairs
    )
    return [
        *tables.breakdown("Kanal", facts.by_channel, style),
        *tables.breakdown("Klasifikasi", facts.by_klasifikasi, style),
        _beside(left, right, half, half),
        style.gap(0.6),
        *tables.breakdown("Kategori", facts.by_kategori, style),
        *tables.breakdown("Kecamatan", facts.by_kecamatan, style),
    ]


def _process(facts: MonthlyFacts, style: Style) -> list[Any]:
    return [
        *_agencies(facts, style),
        style.para("4. Langkah SOP: standar dan kenyataan", style.section),
        *_step_chart(facts, style),
        *tables.steps(facts.steps, style),
        style.para("* tidak tertulis di lembar SOP, ditambahkan atau diasumsikan.", style.note),
        style.para("5. Kenaikan dan surat undangan", style.section),
        *_climbs(facts, style),
        style.para("6. Pencatatan dan pembukaan akun" if facts.shifts else "6. Pencatatan", style.section),
        style.para(_lag(facts)),
        style.gap(0.4),
        *tables.days(facts, style),
    ]


def _climbs(facts: MonthlyFacts, style: Style) -> list[Any]:
    """The ladder, where the SOP has one."""
    if not facts.rungs and not facts.letters:
        return [style.para("SOP ini berjalan tanpa tangga eskalasi.", style.note)]
    forwarded = sum(row.forwarded for row in facts.by_opd)
    return [
        charts.ladder(forwarded, facts.rungs, style.font, style.paper.width),
        style.gap(0.6),
        *tables.rungs(facts.rungs, style),
        *_letters(facts, style),
    ]


def _step_chart(facts: MonthlyFacts, style: Style) -> list[Any]:
    seen = [step for step in facts.steps if step.counted]
    return [charts.steps(seen, style.font, style.paper.width), style.gap(0.6)] if seen else []


def _agencies(facts: MonthlyFacts, style: Style) -> list[Any]:
    head = style.para("3. Perangkat Daerah", style.section)
    if not facts.by_opd:
        return [head, style.para("Tidak ada pengaduan yang diteruskan kepada Perangkat Daerah.", style.note)]
    ranked = charts.top([Bar(row.label, row.forwarded, row.overdue) for row in facts.by_opd])
    chart = charts.bars(ranked, style.font, style.paper.width, 0.46)
    caption = style.para("Pengaduan yang diteruskan", style.caption)
    return [KeepTogether([head, caption, chart]), style.gap(0.6), *tables.agencies(facts.by_opd, style)]


def _letters(facts: MonthlyFacts, style: Style) -> list[Any]:
    if not facts.letters:
        return [style.para("Tidak ada surat undangan dalam bulan ini.", style.note)]
    return [style.para("Surat undangan", style.caption), *tables.letters(facts.letters, style)]


def _lag(facts: MonthlyFacts) -> str:
    lag = facts.lag
    if not lag.n or lag.median_minutes is None or lag.p90_minutes is None or lag.max_minutes is None:
        return "Jeda pencatatan tidak dapat dihitung: tidak ada pengaduan yang dicatat."
    middle, far, most = (words.elapsed(m) for m in (lag.median_minutes, lag.p90_minutes, lag.max_minutes))
    return (
        f"Jeda pencatatan (dari pengaduan dibuat sampai dicatat): median {middle}, persentil ke-90 {far}, "
        f"terlama {most}; {words.number(lag.over_hour)} dari {words.number(lag.n)} lebih dari satu jam."
    )


def _remarks(facts: MonthlyFacts, style: Style) -> list[Any]:
    return [
        style.para("7. Kendala dan saran", style.section),
        style.para("Kendala", style.caption),
        *style.free(facts.kendala, "Tidak ada kendala yang dicatat."),
        style.para("Saran", style.caption),
        *style.free(facts.saran, "Tidak ada saran yang dicatat."),
    ]


def _late(facts: MonthlyFacts, style: Style) -> list[Any]:
    head = style.para(f"8. Daftar yang lewat tenggat ({words.number(len(facts.overdue))})", style.section)
    if not facts.overdue:
        return [head, style.para("Tidak ada yang lewat tenggat saat angka dibekukan.", style.note)]
    return [head, *tables.overdue(facts.overdue, facts.cutoff, facts.city.tz, style)]


def _approval(facts: MonthlyFacts, style: Style, boxes: list[SignatureBox]) -> list[Any]:
    block = [] if facts.unsigned else [style.gap(1.2), blocks.signature(
        facts.signer, facts.document, style, boxes, ready=facts.ready,
        dateline=_dateline(facts),
    )]  # fmt: skip
    notes = [style.para(line, style.note) for line in (*READING, *facts.notes)]
    return [
        style.para("9. Cara membaca", style.section),
        *notes,
        KeepTogether([
            style.para(f"10. Lembar paraf{'' if facts.unsigned else ' dan tanda tangan'}", style.section),
            *blocks.paraf_sheet(facts.paraf, facts.city, style),
            *(style.para(line, style.fingerprint) for line in _fingerprints(facts)),
            *block,
        ]),
    ]  # fmt: skip


def _dateline(facts: MonthlyFacts) -> str:
    """What is about to be signed cannot know its day: the signature bears it."""
    if facts.ready and facts.dated is None:
        return f"{facts.city.place}, pada tanggal tanda tangan elektronik"
    return blocks.dateline(facts.city.place, facts.dated)


def _fingerprints(facts: MonthlyFacts) -> list[str]:
    lines = [f"Sidik angka dan naskah yang diparaf (SHA-256): {facts.digest}"]
    if facts.seal:
        lines.append(f"Segel riwayat {words.day(facts.seal.day)}: {facts.seal.hash}")
    return lines
