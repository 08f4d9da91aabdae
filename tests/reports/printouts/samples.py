"""Facts of papers that steps put out; names, numbers and addresses are invented."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sapa.reports.facts import Document
from sapa.reports.printouts.facts import (
    AnswerReportFacts,
    ComplaintFacts,
    DispositionFacts,
    DutyLine,
    DutyMonthFacts,
    Frame,
    Matter,
    RecapFacts,
    RecapRow,
    Said,
    Sent,
    SolutionFacts,
    Visit,
)
from tests.reports.city import CITY, OPD, TITLES

AT = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FRAME = Frame(
    CITY, Document("DPK-2026-00012", "", demo=True), "Pengelolaan Aspirasi (bogor versi 1)",
    "B04", AT + 3 * HOUR, "Petugas Demo Dishub",
)  # fmt: skip
MATTER = Matter(
    number="DPK-2026-00012",
    register="12/2026",
    title="Lampu jalan mati sejak pekan lalu di Jalan Margonda",
    channel="Telepon",
    said=AT - HOUR,
    klasifikasi="Pengaduan tidak berkadar pengawasan",
    category="Lampu penerangan jalan",
    place="Kelurahan Beji Timur, Kecamatan Beji",
    text="Lampu jalan di depan SD contoh mati sejak Senin.\n\nAnak-anak pulang dalam gelap.",
    reporter=(("Pelapor", "B*** S***"), ("Telepon", "+62 811-***-**22"), ("NIK", "3276********0001")),
    due=AT + timedelta(days=18),
    pictures=2,
)


def disposition() -> DispositionFacts:
    return DispositionFacts(
        FRAME, MATTER, OPD[2], "Operator Call Center", AT, "Segera", "Mohon dijawab sebelum Jumat.",
        Said("PPID Pembantu", "Petugas Demo Dishub", AT + HOUR, ""),
    )  # fmt: skip


def complaint() -> ComplaintFacts:
    sent = tuple(
        Sent(name, AT, "Mohon segera.", "terkirim 3 Agustus 2026 pukul 09.05 WIB") for name in OPD[2:4]
    )
    said = Said(OPD[2], "Kepala Seksi Contoh (WhatsApp)", AT + 5 * HOUR, "Lampu sudah menyala kembali.")
    return ComplaintFacts(FRAME, MATTER, sent, (said,))


def solution() -> SolutionFacts:
    return SolutionFacts(
        FRAME, MATTER, OPD[2],
        (Said("Anggota", "Anggota Demo", AT, "Tiang nomor 12 putus, wewenang Dinas Perhubungan."),),
        (Said("Anggota", "Anggota Demo", AT + HOUR, "Diganti lampu LED hari ini."),),
        Said("Ketua", "Ketua Demo", AT + 2 * HOUR, "Setujui"),
        ("Anggota", "Ketua", "Pengarah"),
    )  # fmt: skip


def answer_report() -> AnswerReportFacts:
    steps = (
        Visit("B04", "Menerima data pengaduan", AT, AT + HOUR, "Petugas Demo Dishub"),
        Visit("B05", "Menganalisa", AT + HOUR, AT + 3 * HOUR, "Petugas Demo Dishub"),
        Visit("B06", "Menindaklanjuti", AT + 3 * HOUR),
    )
    said = Said(OPD[2], "Petugas Demo Dishub", AT + 5 * HOUR, "Lampu sudah menyala kembali.")
    return AnswerReportFacts(FRAME, MATTER, OPD[2], "Operator Call Center", "Mohon segera.", steps, (said,))


def recap(n: int = 300) -> RecapFacts:
    rows = tuple(
        RecapRow(
            date(2026, 8, 1 + k % 31), f"DPK-2026-{k + 1:05d}", TITLES[k % len(TITLES)], "SMS", OPD[k % 10],
            "Sudah ditangani oleh petugas di lapangan dan dilaporkan kembali." if k % 3 else "",
            "dijawab" if k % 3 else "terbuka", date(2026, 8, 31) if k % 3 else None, late=k % 7 == 0,
        )
        for k in range(n)
    )  # fmt: skip
    return RecapFacts(
        FRAME, 2026, 8, AT, rows, (("dijawab", "200"), ("terbuka", "100")), 1, "Listrik padam.", "Genset.",
        ("Ketua", "Pengarah"),
    )  # fmt: skip


def duties() -> DutyMonthFacts:
    missed = tuple(date(2026, 8, day) for day in (3, 4, 10, 14))
    lines = (
        DutyLine(OPD[1], "Setelah apel pagi", 20, 16, missed),
        DutyLine(OPD[8], "Sebelum apel sore", 20, 19, missed[:1]),
        DutyLine(OPD[2], "Setelah apel pagi", 20, 20),
    )
    return DutyMonthFacts(FRAME, 2026, 8, lines)
