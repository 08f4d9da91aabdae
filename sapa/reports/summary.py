"""The first page in words: what a Walikota reads in one minute, worked out from the facts alone."""

from __future__ import annotations

from sapa.reports import words
from sapa.reports.blocks import Tile
from sapa.reports.facts import EXCLUDED, MonthlyFacts
from sapa.reports.parts import OpdRow, StepFacts

FEW = 5
"""A step with fewer counted tasks is not singled out as slow: one bad afternoon is no pattern."""


def sentences(facts: MonthlyFacts) -> str:
    """The month in one paragraph."""
    cohort = facts.received
    if not cohort.received:
        return f"Selama {words.month(facts.year, facts.month)} tidak ada pengaduan yang diterima." + _closed(
            facts
        )
    parts = [
        f"Selama {words.month(facts.year, facts.month)} diterima {words.number(cohort.received)} pengaduan"
    ]
    parts[0] += _against(facts) + "."
    parts.append(_states(facts) + ".")
    return " ".join(parts) + _closed(facts) + _climbs(facts)


def _against(facts: MonthlyFacts) -> str:
    if facts.previous is None:
        return ""
    before = words.MONTHS[facts.month - 2]
    change = facts.received.received - facts.previous.received
    if not change:
        return f", sama banyak dengan {before}"
    return f", {words.number(abs(change))} lebih {'banyak' if change > 0 else 'sedikit'} daripada {before}"


def _states(facts: MonthlyFacts) -> str:
    cohort = facts.received
    items = [f"{words.number(cohort.answered)} sudah terjawab", f"{words.number(cohort.open)} masih terbuka"]
    excluded = sum(count.n for count in cohort.ended if count.label == EXCLUDED)
    other = sum(count.n for count in cohort.ended) - excluded
    if other:
        items.append(
            f"{words.number(other)} selesai tanpa jawaban pokok (bukan pengaduan, duplikat, dan sejenisnya)"
        )
    if excluded:
        items.append(f"{words.number(excluded)} dikecualikan")
    late = f"; {words.number(cohort.overdue)} di antara yang terbuka lewat tenggat" if cohort.overdue else ""
    return "Sampai saat angka dibekukan " + words.listing(items) + late


def _closed(facts: MonthlyFacts) -> str:
    share = facts.closed.share
    if share is None:
        return ""
    of = f"{words.number(facts.closed.on_time)} dari {words.number(facts.closed.total)}"
    return f" Dari kasus yang dijawab dalam bulan ini, {of} ({words.percent(share)}) tepat waktu."


def _climbs(facts: MonthlyFacts) -> str:
    climbed = [f"{words.number(rung.n)} kali sampai {rung.label}" for rung in facts.rungs if rung.n]
    text = f" Karena belum dijawab, kasus naik {words.listing(climbed)}." if climbed else ""
    if facts.letters:
        n = len(facts.letters)
        text += f" Ada {words.counted(n)} surat undangan kepada Perangkat Daerah."
    return text


def tiles(facts: MonthlyFacts) -> list[Tile]:
    """Six figures with last month beside them; warm only where something is late."""
    now, closed, before = facts.received, facts.closed, facts.previous
    counts = (
        ("Pengaduan masuk", now.received, before.received if before else None),
        ("Sudah terjawab", now.answered, before.answered if before else None),
        ("Masih terbuka", now.open, before.open if before else None),
        ("Lewat tenggat", now.overdue, before.overdue if before else None),
    )
    name = words.MONTHS[facts.month - 2]
    made = [Tile(label, words.number(n), _count(n, then, name)) for label, n, then in counts]
    made[3] = made[3]._replace(late=bool(now.overdue))
    share, median = words.percent(closed.share), words.worktime(closed.median_minutes)
    return [
        *made,
        Tile(
            "Dijawab tepat waktu", share, _was(words.percent(before.on_time_share) if before else None, name)
        ),
        Tile(
            "Median waktu jawab",
            median,
            _was(words.worktime(before.median_minutes) if before else None, name),
        ),
    ]


def _was(then: str | None, name: str) -> str:
    return f"{name} {then}" if then else "belum ada pembanding"


def _count(now: int, before: int | None, name: str) -> str:
    if before is None:
        return "belum ada pembanding"
    if now == before:
        return f"sama dengan {name}"
    return f"{words.signed(now - before)} dari {name} ({words.number(before)})"


def attention(facts: MonthlyFacts) -> list[str]:
    """At most three sentences on what deserves a question, the most pressing first."""
    return [line for line in (_agency(facts), _slow(facts), _unwitnessed(facts)) if line][:3]


def _agency(facts: MonthlyFacts) -> str | None:
    worst: OpdRow | None = max(facts.by_opd, key=lambda row: (row.overdue, row.waiting), default=None)
    if worst is None or not worst.overdue:
        return None
    count = f"{words.number(worst.overdue)} dari {words.number(worst.forwarded)} pengaduan yang diteruskan"
    return f"{worst.label} menyimpan keterlambatan terbanyak: {count} lewat tenggat."


def _slow(facts: MonthlyFacts) -> str | None:
    rated = [step for step in facts.steps if step.share is not None and step.counted >= FEW]
    worst: StepFacts | None = min(rated, key=lambda step: (step.share or 0.0, step.id), default=None)
    if worst is None or (worst.share or 0.0) >= 0.9:
        return None
    share = f"{words.percent(worst.share)} tepat waktu"
    time = f"median {words.worktime(worst.median_minutes)}, standar {worst.standard}"
    return f"Langkah {worst.id} ({worst.lane}) paling sering terlambat: {share}, {time}."


def _unwitnessed(facts: MonthlyFacts) -> str | None:
    silent, climbs = sum(rung.by_timer for rung in facts.rungs), sum(rung.n for rung in facts.rungs)
    if not silent:
        return None
    share = f"{words.number(silent)} dari {words.number(climbs)}"
    return f"{share} kenaikan terjadi karena batas waktu lewat tanpa seorang pun menghubungi."
