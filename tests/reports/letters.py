"""The facts of a demo surat undangan."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from sapa.reports.facts import LetterCase, LetterFacts, Meeting, Paraf
from tests.reports.city import CITY, CUTOFF, OPD, SIGNER, document


def letter() -> LetterFacts:
    return LetterFacts(
        city=CITY,
        document=document("SU-2026-0007"),
        number="005/131/Diskominfo",
        number_pattern="005/…/Diskominfo",
        sifat="Segera",
        hal="Undangan Pembahasan Jawaban Pengaduan Masyarakat",
        dated=date(2026, 11, 10),
        recipients=(f"Kepala {OPD[1]}",),
        recipients_place="Depok",
        opening="Sampai dengan tanggal surat ini, 3 (tiga) pengaduan masyarakat yang kami teruskan kepada "
        "Saudara belum mendapat jawaban sebagaimana daftar terlampir. Sehubungan dengan hal tersebut, kami "
        "mengundang Saudara untuk membahas jawaban pengaduan dimaksud pada:",
        meeting=Meeting(
            datetime(2026, 11, 12, 2, 0, tzinfo=UTC),
            "Ruang Rapat PPID, Gedung Contoh Lantai 2",
            "Pembahasan jawaban pengaduan masyarakat",
        ),
        closing="Mengingat pentingnya acara tersebut, kami mengharapkan kehadiran Saudara tepat waktu dengan "
        "membawa bahan jawaban. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.",
        cases=(
            LetterCase(
                "DPK-2026-04688",
                "Sampah liar di bantaran kali",
                date(2026, 11, 2),
                date(2026, 11, 3),
                "Kedaung",
            ),
            LetterCase(
                "DPK-2026-04691",
                "Truk sampah tidak datang dua pekan",
                date(2026, 11, 2),
                date(2026, 11, 3),
                "Limo",
            ),
            LetterCase(
                "DPK-2026-04703",
                "Asap pembakaran sampah dekat sekolah",
                date(2026, 11, 3),
                date(2026, 11, 4),
                "Serua",
            ),
        ),
        signer=SIGNER,
        tembusan=("Wali Kota Depok (sebagai laporan)", "Sekretaris Daerah Kota Depok"),
        paraf=(Paraf("Pelaksana Harian PPID", "Paraf", "Pemeriksa Demo", None, CUTOFF + timedelta(days=8)),),
    )
