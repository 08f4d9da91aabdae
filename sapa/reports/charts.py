"""Charts as reportlab.graphics drawings: days and hours, bars, steps against their standard, the ladder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from reportlab.graphics.shapes import Circle, Drawing, Line, Polygon, Rect, String

from sapa.reports import text, words
from sapa.reports.colours import EDGE, INK, INK_2, INK_3, LATE, LATE_INK, LINE, REST, SUNK, TINTA, TINTA_SOFT
from sapa.reports.parts import DayCount, Rung, StepFacts

TINY = 6.5
SMALL = 8.0


class Bar(NamedTuple):
    """One horizontal bar; `late` is the part of `n` that is overdue, `merged` stands for several."""

    label: str
    n: int
    late: int
    merged: bool = False


def _say(
    x: float, y: float, words_: str, font: str, size: float, colour: Any = INK_2, anchor: str = "start"
) -> Any:
    return String(x, y, words_, fontName=font, fontSize=size, fillColor=colour, textAnchor=anchor)


def _block(x: float, y: float, width: float, height: float, colour: Any) -> Any:
    return Rect(x, y, width, height, fillColor=colour, strokeColor=None)


def days(rows: Sequence[DayCount], font: str, width: float, height: float = 104) -> Drawing:
    """Complaints received per day; days that are no working day stand in grey, their numbers too."""
    made = Drawing(width, height)
    floor, room = 20.0, height - 42
    peak = max([day.received for day in rows] or [0]) or 1
    step = width / max(len(rows), 1)
    for n, day in enumerate(rows):
        x, middle = n * step, (n + 0.5) * step
        high = room * day.received / peak
        made.add(_block(x + step * 0.14, floor, step * 0.72, high, REST if day.off else TINTA))
        if day.received:
            made.add(
                _say(middle, floor + high + 2.5, words.number(day.received), font, TINY, INK_2, "middle")
            )
        made.add(_say(middle, floor - 9, str(day.day.day), font, TINY, INK_3 if day.off else INK, "middle"))
        made.add(_say(middle, floor - 17, words.weekday(day.day)[:1], font, 5.5, INK_3, "middle"))
    made.add(Line(0, floor, width, floor, strokeColor=INK_2, strokeWidth=0.6))
    if not any(day.received for day in rows):
        made.add(_say(width / 2, floor + room / 2, "tidak ada pengaduan", font, SMALL, INK_3, "middle"))
    _legend(made, font, width, height - 8, (("hari kerja", TINTA), ("akhir pekan dan hari libur", REST)))
    return made


def hours(counts: Sequence[int], font: str, width: float, height: float = 74) -> Drawing:
    """Complaints by the local hour they were made."""
    made = Drawing(width, height)
    floor, room, step = 12.0, height - 26, width / 24
    peak = max(counts) or 1
    for hour, n in enumerate(counts):
        high, middle = room * n / peak, (hour + 0.5) * step
        made.add(_block(hour * step + step * 0.14, floor, step * 0.72, high, TINTA))
        if n:
            made.add(_say(middle, floor + high + 2.5, words.number(n), font, TINY, INK_2, "middle"))
        made.add(_say(middle, floor - 9, f"{hour:02d}", font, TINY, INK_3, "middle"))
    made.add(Line(0, floor, width, floor, strokeColor=INK_2, strokeWidth=0.6))
    return made


def _legend(made: Drawing, font: str, right: float, y: float, keys: Sequence[tuple[str, Any]]) -> None:
    for label, colour in reversed(keys):
        right -= text.width(label, font, 7)
        made.add(_say(right, y, label, font, 7, INK_3))
        made.add(_block(right - 9, y, 6, 6, colour))
        right -= 20


def top(bars: Sequence[Bar], most: int = 12, *, rest: bool = True) -> list[Bar]:
    """The largest first (ties by name); what does not fit is one grey bar at the end, or left out."""
    ranked = sorted((bar for bar in bars if bar.n), key=lambda bar: (-bar.n, bar.label))
    if len(ranked) <= most or not rest:
        return ranked[:most]
    others = ranked[most - 1 :]
    late = sum(bar.late for bar in others)
    merged = Bar(f"{len(others)} lainnya", sum(bar.n for bar in others), late, merged=True)
    return [*ranked[: most - 1], merged]


def bars(rows: Sequence[Bar], font: str, width: float, label_share: float = 0.42) -> Drawing:
    """Horizontal bars; the overdue part stands at the end in the warm colour, counted in words beside it."""
    pitch = 14.5
    made = Drawing(width, max(len(rows), 1) * pitch + 3)
    start = width * label_share
    room = width - start - 62
    peak = max([bar.n for bar in rows] or [0]) or 1
    for n, bar in enumerate(rows):
        y = made.height - (n + 1) * pitch
        long, late = room * bar.n / peak, room * bar.late / peak
        made.add(_say(0, y + 3, text.fit(bar.label, font, SMALL, start - 6), font, SMALL, INK))
        made.add(_block(start, y + 1, long - late, pitch - 5, REST if bar.merged else TINTA))
        made.add(_block(start + long - late, y + 1, late, pitch - 5, LATE))
        made.add(_say(start + long + 4, y + 3, words.number(bar.n), font, SMALL, INK))
        if bar.late:
            x = start + long + 7 + text.width(words.number(bar.n), font, SMALL)
            made.add(_say(x, y + 3, f"{words.number(bar.late)} lewat", font, 7, LATE_INK))
    return made


def steps(rows: Sequence[StepFacts], font: str, width: float) -> Drawing:
    """Each step's median and 90th percentile as multiples of its standard; its share on time.

    The line at 1 is the standard; a value past 4 is drawn at the edge with an arrow. Steps without a
    standard or without a closed task have no dot.
    """
    pitch, head = 17.0, 22.0
    made = Drawing(width, len(rows) * pitch + head + 4)
    start, end = width * 0.4, width - 96
    one = start + (end - start) / 4
    for n in range(5):
        _grid_line(made, font, n, start + (one - start) * n, made.height - head)
    made.add(_say(width, made.height - head + 4, "tepat waktu", font, 7, INK_3, "end"))
    _dot_legend(made, font, start, made.height - 8)
    for n, row in enumerate(rows):
        _step(made, row, font, (start, one, end), made.height - head - (n + 1) * pitch + 4)
    return made


def _grid_line(made: Drawing, font: str, n: int, x: float, top_: float) -> None:
    """The line at n times the standard; the one at 1 is the standard itself."""
    colour, width, label = (INK, 0.9, "standar") if n == 1 else (LINE, 0.4, f"{n}×")
    made.add(Line(x, 2, x, top_, strokeColor=colour, strokeWidth=width))
    made.add(_say(x, top_ + 4, label, font, 7, INK if n == 1 else INK_3, "middle"))


def _dot_legend(made: Drawing, font: str, x: float, y: float) -> None:
    made.add(Circle(x + 3, y + 2.5, 2.6, fillColor=TINTA, strokeColor=TINTA))
    made.add(_say(x + 9, y, "median", font, 7, INK_3))
    made.add(Circle(x + 46, y + 2.5, 2.2, fillColor=SUNK, strokeColor=TINTA, strokeWidth=1))
    made.add(_say(x + 52, y, "persentil ke-90", font, 7, INK_3))


def _step(made: Drawing, row: StepFacts, font: str, axis: tuple[float, float, float], y: float) -> None:
    start, one, end = axis
    label = f"{row.id}  {row.activity}"
    made.add(_say(0, y, text.fit(label, font, SMALL, start - 10), font, SMALL, INK))
    share = row.share
    counted = f"{words.percent(share)} dari {words.number(row.counted)}" if share is not None else words.NONE
    made.add(
        _say(
            made.width, y, counted, font, SMALL, LATE_INK if share is not None and share < 0.8 else INK, "end"
        )
    )
    if not row.limit_minutes or row.median_minutes is None or row.p90_minutes is None:
        why = "tidak ada standar waktu" if not row.limit_minutes else "tidak ada yang selesai"
        made.add(_say(one + 6, y, why, font, 7, INK_3))
        return
    far = [
        min(start + (one - start) * v / row.limit_minutes, end) for v in (row.median_minutes, row.p90_minutes)
    ]
    warm = [LATE if v > row.limit_minutes else TINTA for v in (row.median_minutes, row.p90_minutes)]
    made.add(Line(far[0], y + 3, far[1], y + 3, strokeColor=EDGE, strokeWidth=1))
    if far[1] < end:
        made.add(Circle(far[1], y + 3, 2.4, fillColor=SUNK, strokeColor=warm[1], strokeWidth=1.2))
    else:
        tip = end + (8.5 if far[0] == end else 3.5)
        made.add(Polygon([tip - 5.5, y + 6, tip - 5.5, y, tip, y + 3], fillColor=warm[1], strokeColor=None))
    made.add(Circle(far[0], y + 3, 2.9, fillColor=warm[0], strokeColor=None))


def ladder(forwarded: int, rungs: Sequence[Rung], font: str, width: float) -> Drawing:
    """A funnel: complaints forwarded to agencies, then each level reached, by a person or by silence."""
    pitch = 22.0
    made = Drawing(width, (len(rungs) + 1) * pitch + 14)
    peak = max([forwarded, *(rung.n for rung in rungs)]) or 1
    start, room = width * 0.36, width * 0.5
    rows = [("Diteruskan ke Perangkat Daerah", forwarded, 0)]
    rows += [(f"{rung.step}  {rung.label}", rung.by_person, rung.by_timer) for rung in rungs]
    for n, (label, person, timer) in enumerate(rows):
        y = made.height - 14 - (n + 1) * pitch
        parts = [max(room * part / peak, 1.5) if part else 0.0 for part in (person, timer)]
        made.add(_say(0, y + 6, text.fit(label, font, SMALL, start - 8), font, SMALL, INK))
        made.add(_block(start, y + 2, parts[0], pitch - 8, TINTA))
        made.add(_block(start + parts[0], y + 2, parts[1], pitch - 8, TINTA_SOFT))
        total = words.number(person + timer) if person + timer else "tidak ada"
        made.add(_say(start + sum(parts) + 5, y + 6, total, font, SMALL, INK))
    _legend(
        made,
        font,
        width,
        made.height - 8,
        (("oleh petugas", TINTA), ("oleh batas waktu, tidak dihubungi", TINTA_SOFT)),
    )
    return made
