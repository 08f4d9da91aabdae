"""The tables of a monthly report: facts to rows of printed text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sapa.reports import words
from sapa.reports.facts import MonthlyFacts
from sapa.reports.parts import DayCount, LetterRow, OpdRow, OverdueRow, Row, Rung, ShiftDay, StepFacts
from sapa.reports.style import Column, Style

NUMBERS = (Column("Masuk", 12, True), Column("Terjawab", 13, True), Column("Terbuka", 12, True))


def cohort(facts: MonthlyFacts, style: Style) -> list[Any]:
    """What became of the month's complaints, with shares."""
    now = facts.received
    lines = [
        ("Terjawab", now.answered),
        *((count.label, count.n) for count in now.ended),
        ("Masih terbuka", now.open),
    ]
    rows = [[label, words.number(n), _share(n, now.received)] for label, n in lines]
    rows += [
        ["–  di antaranya menunggu pelapor", words.number(now.paused), _share(now.paused, now.received)],
        ["–  di antaranya lewat tenggat", words.number(now.overdue), _share(now.overdue, now.received)],
    ]
    columns = [
        Column("Keadaan saat angka dibekukan", 60),
        Column("Jumlah", 20, True),
        Column("Bagian", 20, True),
    ]
    whole = ["Diterima dalam bulan ini", words.number(now.received), _share(now.received, now.received)]
    return style.table(columns, rows, whole)


def _share(n: int, whole: int) -> str:
    return words.percent(n / whole) if whole else words.NONE


def closed(facts: MonthlyFacts, style: Style) -> list[Any]:
    """Answered in the month, whenever received."""
    done = facts.closed
    rows = [
        ["Kasus yang dijawab dalam bulan ini", words.number(done.total)],
        ["–  di antaranya diterima pada bulan-bulan sebelumnya", words.number(done.from_before)],
        [
            "–  di antaranya dijawab dalam tenggat kasus",
            f"{words.number(done.on_time)} ({words.percent(done.share)})",
        ],
        ["Waktu jawab, median (jam kerja)", words.worktime(done.median_minutes)],
        ["Waktu jawab, persentil ke-90 (jam kerja)", words.worktime(done.p90_minutes)],
    ]
    return style.table([Column("Dijawab dalam bulan ini", 70), Column("Jumlah", 30, True)], rows)


def breakdown(name: str, rows: Sequence[Row], style: Style) -> list[Any]:
    """Received, answered, open and overdue by one property."""
    columns = [Column(name, 51), *NUMBERS, Column("Lewat", 12, True, late=any(row.overdue for row in rows))]
    figures = [(row.received, row.answered, row.open, row.overdue) for row in rows]
    cells = [[row.label, *map(words.number, figure)] for row, figure in zip(rows, figures, strict=True)]
    whole = ["Jumlah", *(words.number(sum(column)) for column in zip(*figures, strict=True))] if rows else []
    return style.table(columns, cells, whole)


def agencies(rows: Sequence[OpdRow], style: Style) -> list[Any]:
    """Perangkat Daerah: what was forwarded and what came back."""
    columns = [
        Column("Perangkat Daerah", 28, wrap=True), Column("Diteruskan", 12, True), Column("Dijawab", 9, True),
        Column("Janji", 7, True), Column("Ditolak", 8, True), Column("Menunggu", 11, True),
        Column("Lewat", 8, True, late=True), Column("Surat", 7, True), Column("Median", 14, True),
    ]  # fmt: skip
    return style.table(columns, [_agency(row) for row in rows])


def _agency(row: OpdRow) -> list[str]:
    counts = (row.forwarded, row.answered, row.promised, row.not_ours, row.waiting, row.overdue, row.letters)
    return [row.label, *map(words.number, counts), words.worktime(row.median_minutes)]


def steps(rows: Sequence[StepFacts], style: Style) -> list[Any]:
    """Mutu baku against what happened, in the words of the SOP sheet."""
    columns = [
        Column("Langkah", 9),
        Column("Kegiatan", 28, wrap=True),
        Column("Pelaksana", 15, wrap=True),
        Column("Standar", 10),
        Column("Selesai", 9, True),
        Column("Lewat, terbuka", 9, True),
        Column("Median", 11, True, wrap=True),
        Column("Persentil ke-90", 11, True, wrap=True),
        Column("Tepat waktu", 12, True, wrap=True),
    ]
    return style.table(columns, [_step(row) for row in rows])


def _step(row: StepFacts) -> list[str]:
    on_time = (
        f"{words.percent(row.share)} ({row.on_time}/{row.counted})" if row.share is not None else words.NONE
    )
    mark = row.id + ("*" if row.assumed else "")
    measured = (words.worktime(row.median_minutes), words.worktime(row.p90_minutes), on_time)
    counts = (words.number(row.closed), words.number(row.overdue_open))
    return [mark, row.activity, row.lane, row.standard or words.NONE, *counts, *measured]


def rungs(rows: Sequence[Rung], style: Style) -> list[Any]:
    """Levels of the ladder, by hand and by silence."""
    columns = [
        Column("Tingkat", 10),
        Column("Langkah", 12),
        Column("Naik kepada", 38),
        Column("Oleh petugas", 14, True),
        Column("Oleh batas waktu", 16, True),
        Column("Jumlah", 10, True),
    ]
    cells = [
        [str(row.level), row.step, row.label, *map(words.number, (row.by_person, row.by_timer, row.n))]
        for row in rows
    ]
    return style.table(columns, cells)


def letters(rows: Sequence[LetterRow], style: Style) -> list[Any]:
    """Surat undangan of the month with what came of them."""
    columns = [
        Column("Nomor", 22, wrap=True),
        Column("Perangkat Daerah", 30, wrap=True),
        Column("Tanggal", 14),
        Column("Kasus", 9, True),
        Column("Keadaan", 14, wrap=True),
        Column("Hasil", 24, wrap=True),
    ]
    cells = [
        [
            row.number or "…",
            row.opd,
            words.short_day(row.dated) if row.dated else words.NONE,
            words.number(row.cases),
            row.status,
            row.result or words.NONE,
        ]
        for row in rows
    ]
    return style.table(columns, cells)


def overdue(rows: Sequence[OverdueRow], cutoff: datetime, tz: str, style: Style) -> list[Any]:
    """What is past its due moment, as given (the longest first)."""
    columns = [
        Column("Nomor", 17),
        Column("Pengaduan dan Perangkat Daerah", 44),
        Column("Langkah", 9),
        Column("Tenggat", 17),
        Column("Lewat", 14, True, late=True),
    ]
    cells = [
        [
            row.number,
            (row.title, row.opd) if row.opd else row.title,
            row.step,
            words.short_moment(row.due, tz),
            words.elapsed((cutoff - row.due).total_seconds() / 60),
        ]
        for row in rows
    ]
    return style.table(columns, cells)


def days(facts: MonthlyFacts, style: Style) -> list[Any]:
    """Every day with its complaints, its answers and, where the SOP has it, the opening of the account."""
    opened = {shift.day: shift for shift in facts.shifts}
    account = [Column("Akun dibuka", 14, True), Column("Pertama", 11, True)] if opened else []
    columns = [
        Column("Hari", 27), Column("Masuk", 10, True), Column("Terjawab", 12, True), *account,
        Column("Keterangan", 30),
    ]  # fmt: skip
    rows = [_day(row, opened.get(row.day), facts.city.tz) for row in facts.days]
    return style.table(columns, rows if opened else [[*row[:3], row[-1]] for row in rows])


def _day(row: DayCount, shift: ShiftDay | None, tz: str) -> list[str]:
    name = words.weekday(row.day)
    count = f"{shift.opened} dari {shift.expected}" if shift else words.NONE
    first = words.clock(words.local(shift.first_at, tz)) if shift and shift.first_at else words.NONE
    off = row.off if row.off and row.off != name else ""
    return [
        f"{name}, {row.day.day}",
        words.number(row.received),
        words.number(row.answered),
        count,
        first,
        off,
    ]
