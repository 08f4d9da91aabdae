"""Facts of the demo Depok in October 2026, plainly demo."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sapa.reports.facts import (
    Closed,
    Cohort,
    Count,
    DailyFacts,
    DayCount,
    Headline,
    Lag,
    LetterRow,
    MonthlyFacts,
    OpdRow,
    OverdueRow,
    Paraf,
    Row,
    Rung,
    SealMark,
    ShiftDay,
    ShiftOpening,
    Waiting,
)
from tests.reports.city import (
    CITY,
    CUTOFF,
    KATEGORI,
    KECAMATAN,
    OPD,
    PARAF,
    PENDING,
    SIGNER,
    STEPS,
    TITLES,
    document,
)


def _split(total: int, names: tuple[str, ...], seed: int) -> list[int]:
    """Counts that add up to the total, falling as such counts do."""
    rng = random.Random(seed)
    weights = [rng.uniform(0.7, 1.3) / (n + 1.5) for n in range(len(names))]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[0] += total - sum(counts)
    return counts


def rows(total: int, names: tuple[str, ...], seed: int) -> tuple[Row, ...]:
    made = []
    for name, n in zip(names, _split(total, names, seed), strict=True):
        late, still = n // 40, n // 14
        made.append(Row(name, n, n - still, still, late))
    return tuple(made)


def agencies(total: int, names: tuple[str, ...] = OPD) -> tuple[OpdRow, ...]:
    made = []
    for n, (name, count) in enumerate(zip(names, _split(total, names, 5), strict=True)):
        waiting = count // 9
        made.append(
            OpdRow(
                name,
                count,
                count - waiting,
                count // 20,
                count // 30,
                waiting,
                waiting // 3,
                int(n == 1),
                260.0 + 35 * n,
            )
        )
    return tuple(made)


def days(total: int) -> tuple[DayCount, ...]:
    rng = random.Random(7)
    dates = [date(2026, 10, 1) + timedelta(n) for n in range(31)]
    rest = {5: "Sabtu", 6: "Minggu"}
    weights = [rng.uniform(0.6, 1.2) * (0.3 if d.weekday() > 4 else 1) for d in dates]
    counts = [int(total * weight / sum(weights)) for weight in weights]
    counts[5] += total - sum(counts)
    off = [rest.get(d.weekday()) for d in dates]
    return tuple(DayCount(d, n, n * 9 // 10, why) for d, n, why in zip(dates, counts, off, strict=True))


def shifts() -> tuple[ShiftDay, ...]:
    made = []
    for n in range(31):
        day = date(2026, 10, 1) + timedelta(n)
        at = datetime(2026, 10, day.day, 1, 2 + n % 9, tzinfo=UTC)
        made.append(ShiftDay(day, 2, 2 if n % 11 else 1, at, "Operator Demo A"))
    return tuple(made)


def overdue(count: int) -> tuple[OverdueRow, ...]:
    return tuple(
        OverdueRow(
            f"DPK-2026-{4000 + n:05d}",
            TITLES[n % len(TITLES)] + f", {KECAMATAN[n % 11]}",
            ("A", "T05", "T08", "T-X1")[n % 4],
            CUTOFF - timedelta(hours=7 * (count - n), minutes=13 * n % 60),
            OPD[n % len(OPD)],
        )
        for n in range(count)
    )


def monthly(received: int = 412, late: int = 11) -> MonthlyFacts:
    """A full month; larger for the bench."""
    ended = (
        Count("Bukan pengaduan", received // 60),
        Count("Duplikat", received // 90),
        Count("Bukan kewenangan Pemerintah Kota", received // 150),
        Count("Tidak dilengkapi pelapor", received // 200),
    )
    still = received * 29 // 412
    answered = received - still - sum(count.n for count in ended)
    return MonthlyFacts(
        city=CITY,
        document=document("LB-2026-10-3"),
        title="Laporan Bulanan Call Center",
        scope="Pengaduan lewat Twitter @pemkotdepok (SOP depok-twitter versi 1)",
        year=2026,
        month=10,
        cutoff=CUTOFF,
        version=3,
        received=Cohort(received, answered, still, still // 4, min(late, still), ended),
        closed=Closed(answered + 9, 21, (answered + 9) * 894 // 1000, 372.0, 1540.0),
        previous=Headline(381, 340, 33, 9, 0.871, 415.0),
        days=days(received),
        by_channel=rows(received, ("Twitter",), 1),
        by_klasifikasi=rows(
            received,
            (
                "Pengaduan tidak berkadar pengawasan",
                "Permintaan informasi",
                "Aspirasi",
                "Berkadar pengawasan",
            ),
            2,
        ),
        by_kategori=rows(received, KATEGORI, 3),
        by_kecamatan=rows(received, (*KECAMATAN, "Tidak diketahui"), 4),
        by_opd=agencies(received * 2 // 3),
        steps=STEPS,
        rungs=(
            Rung(1, "T05", "Koordinator Call Center", 38, 8),
            Rung(2, "T07", "PPID Utama", 9, 5),
            Rung(3, "T09", "surat undangan", 0, 3),
        ),
        letters=(
            LetterRow(
                "005/118/Diskominfo",
                OPD[1],
                date(2026, 10, 14),
                3,
                "Rapat selesai",
                "Jawaban disepakati untuk 3 kasus",
            ),
            LetterRow(
                "005/121/Diskominfo",
                OPD[0],
                date(2026, 10, 22),
                2,
                "Rapat selesai",
                "Jadwal perbaikan disampaikan",
            ),
            LetterRow(None, OPD[2], None, 1, "Konsep"),
        ),
        lag=Lag(received, 17.0, 95.0, 1904.0, received * 61 // 412),
        overdue=overdue(late),
        shifts=shifts(),
        kendala="PPID Pembantu di dua Perangkat Daerah berganti dan belum menunjuk pengganti, sehingga "
        "pengaduan menunggu sampai batas waktu lewat.\n\nTweet yang masuk malam hari baru dicatat pagi "
        "berikutnya.",
        saran="Menunjuk pengganti tetap pada setiap Perangkat Daerah.\n"
        "Menambah satu giliran jaga pada pukul 16.00-20.00.",
        seal=SealMark(date(2026, 10, 31), "4b70c91e22fa8d05" * 4),
        notes=(
            "Batas tunggu 3 x 24 jam (A) serta 1 hari kerja (B dan C) adalah asumsi; "
            "lembar SOP tidak menyebutnya.",
        ),
        paraf=PARAF,
        signer=SIGNER,
        dated=date(2026, 11, 10),
    )


def empty() -> MonthlyFacts:
    """A month in which nobody complained and nothing was yet approved."""
    none = Lag(0, None, None, None, 0)
    steps = tuple(
        replace(
            s,
            closed=0,
            on_time=None if s.standard is None else 0,
            overdue_open=0,
            median_minutes=None,
            p90_minutes=None,
        )
        for s in STEPS
    )
    return replace(
        monthly(),
        received=Cohort(0, 0, 0, 0, 0),
        closed=Closed(0, 0, 0, None, None),
        previous=None,
        days=tuple(replace(day, received=0, answered=0) for day in days(0)),
        by_channel=(),
        by_klasifikasi=(),
        by_kategori=(),
        by_kecamatan=(),
        by_opd=(),
        steps=steps,
        rungs=tuple(replace(rung, by_person=0, by_timer=0) for rung in monthly().rungs),
        letters=(),
        lag=none,
        overdue=(),
        shifts=(),
        kendala="",
        saran="",
        seal=None,
        notes=(),
        paraf=PENDING,
        dated=None,
    )


def daily() -> DailyFacts:
    return DailyFacts(
        city=CITY,
        document=document("LH-2026-10-21-1"),
        title="Laporan Harian Twitter",
        scope="Pengaduan lewat Twitter @pemkotdepok",
        day=date(2026, 10, 21),
        cutoff=datetime(2026, 10, 21, 9, 0, tzinfo=UTC),
        version=1,
        openings=(
            ShiftOpening("Giliran pagi", datetime(2026, 10, 21, 1, 4, tzinfo=UTC), "Operator Demo A"),
            ShiftOpening("Giliran siang", None, None),
        ),
        received=17,
        triage=(
            Count("Pengaduan", 13),
            Count("Bukan pengaduan", 2),
            Count("Duplikat", 1),
            Count("Menunggu pelapor", 1),
        ),
        answered=9,
        forwarded=6,
        open=31,
        hours=(0, 0, 0, 0, 0, 1, 2, 1, 3, 2, 0, 1, 1, 2, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0),
        waiting=(
            Waiting(OPD[0], 8, 1, datetime(2026, 10, 16, 2, 0, tzinfo=UTC)),
            Waiting(OPD[1], 5, 0, CUTOFF - timedelta(13)),
        ),
        overdue=tuple(
            replace(row, due=datetime(2026, 10, 20, 3 + n, 0, tzinfo=UTC)) for n, row in enumerate(overdue(3))
        ),
        lag=Lag(17, 12.0, 70.0, 300.0, 2),
        kendala="Jaringan terputus pukul 10.00 sampai 10.40.",
        saran="",
        drafter=Paraf(
            "Operator Call Center",
            "Penyusun",
            "Operator Demo A",
            None,
            datetime(2026, 10, 21, 9, 20, tzinfo=UTC),
        ),
    )
