"""Facts of a demo Depok in October 2026, plainly demo: names, numbers and addresses are invented."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from sapa.reports.facts import (
    City,
    Closed,
    Cohort,
    Count,
    DailyFacts,
    DayCount,
    Document,
    Headline,
    Kop,
    Lag,
    LetterCase,
    LetterFacts,
    LetterRow,
    Meeting,
    MonthlyFacts,
    OpdRow,
    OverdueRow,
    Paraf,
    Row,
    Rung,
    SealMark,
    ShiftDay,
    ShiftOpening,
    Signer,
    StepFacts,
    Waiting,
)

CUTOFF = datetime(2026, 11, 2, 3, 20, tzinfo=UTC)
KECAMATAN = (
    "Pancoran Mas", "Cimanggis", "Sukmajaya", "Tapos", "Cilodong", "Beji", "Bojongsari", "Sawangan", "Cipayung",
    "Limo", "Cinere",
)  # fmt: skip
KATEGORI = (
    "Jalan dan drainase", "Sampah dan kebersihan", "Lampu penerangan jalan", "Lalu lintas dan parkir",
    "Kependudukan", "Banjir dan genangan", "Ketertiban umum", "Kesehatan", "Pendidikan", "Perizinan",
    "Bantuan sosial", "Air bersih", "Pajak daerah", "Belum dipilah",
)  # fmt: skip
OPD = (
    "Dinas Pekerjaan Umum dan Penataan Ruang", "Dinas Lingkungan Hidup dan Kebersihan", "Dinas Perhubungan",
    "Dinas Kependudukan dan Pencatatan Sipil", "Satuan Polisi Pamong Praja", "Dinas Kesehatan", "Dinas Pendidikan",
    "Dinas Sosial", "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu", "Badan Keuangan Daerah",
)  # fmt: skip
TITLES = (
    "Jalan berlubang di depan sekolah", "Sampah liar di bantaran kali", "Lampu jalan mati sejak pekan lalu",
    "Parkir liar menutup trotoar", "Antrean KTP elektronik", "Genangan setiap hujan di perempatan",
    "Asap pembakaran sampah dekat sekolah", "Truk sampah tidak datang dua pekan",
)  # fmt: skip
CITY = City(
    name="Kota Depok",
    place="Depok",
    head="Wali Kota Depok",
    tz="Asia/Jakarta",
    tz_label="WIB",
    kop=Kop(
        "Pemerintah Kota Depok",
        ("Dinas Komunikasi dan Informatika",),
        (
            "Jalan Contoh Nomor 1, Depok 16400",
            "Telepon (021) 0000000 · Laman contoh.depok.example · Pos-el contoh@depok.example",
        ),
    ),
)
SIGNER = Signer("PPID Utama", "Pejabat Demo", pangkat="Pembina Tingkat I", nip="00000000 000000 0 000")


def document(name: str) -> Document:
    return Document(name, f"http://localhost:8000/periksa/{name}", demo=True)


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


STEPS = (
    StepFacts("T02", "memilah dan menindaklanjuti tweet yang terkait pengaduan", "Operator Call Center", "10 menit", 10,
              409, 379, 3, 6.0, 14.0),
    StepFacts("T03", "memberi respon atau meneruskan ke PPID terkait", "Operator Call Center", "10 menit", 10,
              396, 335, 2, 8.0, 19.0),
    StepFacts("T04", "tidak bisa menjawab dan tidak mendapat respon PPID terkait, meneruskan ke Koordinator Call Center",
              "Operator Call Center", "10 menit", 10, 46, 40, 0, 5.5, 11.0),
    StepFacts("T05", "menghubungi PPID OPD terkait (Kasi dan Kabid OPD)", "Koordinator Call Center", "10 menit", 10,
              44, 28, 2, 12.0, 31.0),
    StepFacts("T06", "menyampaikan ke PPID Utama, mengirimkan ulang pengaduannya", "Koordinator Call Center", "10 menit",
              10, 14, 13, 0, 4.0, 9.0),
    StepFacts("T07", "menghubungi PPID Pembantu untuk mendapatkan jawaban", "PPID Utama", "5 menit", 5, 14, 11, 0, 4.0, 11.0),
    StepFacts("T08", "menindaklanjuti pengaduan masyarakat", "PPID Pembantu", "5 menit", 5, 11, 4, 1, 22.0, 64.0),
    StepFacts("T09", "mengirimkan surat Undangan kepada OPD untuk membahas jawaban", "Pelaksana Harian PPID", "1 hari", 450,
              3, 3, 0, 315.0, 405.0),
    StepFacts("T-X0", "rapat pembahasan jawaban dengan OPD", "Pelaksana Harian PPID", None, None, 2, None, 0, 1310.0, 1620.0,
              True),
    StepFacts("T-X1", "menyampaikan jawaban kepada masyarakat dan menutup kasus", "Operator Call Center", "60 menit", 60,
              371, 352, 4, 18.0, 47.0, True),
)  # fmt: skip
PARAF = (
    Paraf("Koordinator Call Center", "Penyusun", "Koordinator Demo", None, CUTOFF),
    Paraf("Pelaksana Harian PPID", "Paraf", "Pemeriksa Demo", "Kepala Bidang Contoh", CUTOFF + timedelta(days=3, hours=4),
          None, "Angka T05 sudah dicocokkan."),
    Paraf("Koordinator PPID", "Paraf", "Koordinator PPID Demo", "Sekretaris Contoh", CUTOFF + timedelta(days=7)),
)  # fmt: skip
PENDING = (PARAF[0], Paraf("Pelaksana Harian PPID", "Paraf"), Paraf("Koordinator PPID", "Paraf"))


def overdue(count: int) -> tuple[OverdueRow, ...]:
    return tuple(
        OverdueRow(f"DPK-2026-{4000 + n:05d}", TITLES[n % len(TITLES)] + f", {KECAMATAN[n % 11]}",
                   ("A", "T05", "T08", "T-X1")[n % 4], CUTOFF - timedelta(hours=7 * (count - n), minutes=13 * n % 60),
                   OPD[n % len(OPD)])
        for n in range(count)
    )  # fmt: skip


def monthly(received: int = 412, late: int = 11) -> MonthlyFacts:
    """A full month; larger for the bench."""
    ended = (Count("Bukan pengaduan", received // 60), Count("Duplikat", received // 90),
             Count("Bukan kewenangan Pemerintah Kota", received // 150), Count("Tidak dilengkapi pelapor", received // 200))  # fmt: skip
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
            received, ("Pengaduan tidak berkadar pengawasan", "Permintaan informasi", "Aspirasi", "Berkadar pengawasan"), 2
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
            LetterRow("005/118/Diskominfo", OPD[1], date(2026, 10, 14), 3, "Rapat selesai", "Jawaban disepakati untuk 3 kasus"),
            LetterRow("005/121/Diskominfo", OPD[0], date(2026, 10, 22), 2, "Rapat selesai", "Jadwal perbaikan disampaikan"),
            LetterRow(None, OPD[2], None, 1, "Konsep"),
        ),
        lag=Lag(received, 17.0, 95.0, 1904.0, received * 61 // 412),
        overdue=overdue(late),
        shifts=shifts(),
        kendala="PPID Pembantu di dua Perangkat Daerah berganti dan belum menunjuk pengganti, sehingga pengaduan "
        "menunggu sampai batas waktu lewat.\n\nTweet yang masuk malam hari baru dicatat pagi berikutnya.",
        saran="Menunjuk pengganti tetap pada setiap Perangkat Daerah.\nMenambah satu giliran jaga pada pukul 16.00-20.00.",
        seal=SealMark(date(2026, 10, 31), "4b70c91e22fa8d05" * 4),
        notes=("Batas tunggu 3 x 24 jam (A) serta 1 hari kerja (B dan C) adalah asumsi; lembar SOP tidak menyebutnya.",),
        paraf=PARAF,
        signer=SIGNER,
        dated=date(2026, 11, 10),
    )  # fmt: skip


def empty() -> MonthlyFacts:
    """A month in which nobody complained and nothing was yet approved."""
    none = Lag(0, None, None, None, 0)
    steps = tuple(
        replace(s, closed=0, on_time=None if s.standard is None else 0, overdue_open=0, median_minutes=None, p90_minutes=None)
        for s in STEPS
    )  # fmt: skip
    return replace(
        monthly(),
        received=Cohort(0, 0, 0, 0, 0), closed=Closed(0, 0, 0, None, None), previous=None,
        days=tuple(replace(day, received=0, answered=0) for day in days(0)),
        by_channel=(), by_klasifikasi=(), by_kategori=(), by_kecamatan=(), by_opd=(), steps=steps,
        rungs=tuple(replace(rung, by_person=0, by_timer=0) for rung in monthly().rungs),
        letters=(), lag=none, overdue=(), shifts=(), kendala="", saran="", seal=None, notes=(), paraf=PENDING, dated=None,
    )  # fmt: skip


def daily() -> DailyFacts:
    return DailyFacts(
        city=CITY, document=document("LH-2026-10-21-1"), title="Laporan Harian Twitter",
        scope="Pengaduan lewat Twitter @pemkotdepok", day=date(2026, 10, 21),
        cutoff=datetime(2026, 10, 21, 9, 0, tzinfo=UTC), version=1,
        openings=(ShiftOpening("Giliran pagi", datetime(2026, 10, 21, 1, 4, tzinfo=UTC), "Operator Demo A"),
                  ShiftOpening("Giliran siang", None, None)),
        received=17, triage=(Count("Pengaduan", 13), Count("Bukan pengaduan", 2), Count("Duplikat", 1), Count("Menunggu pelapor", 1)),
        answered=9, forwarded=6, open=31, hours=(0, 0, 0, 0, 0, 1, 2, 1, 3, 2, 0, 1, 1, 2, 1, 1, 2, 0, 0, 0, 0, 0, 0, 0),
        waiting=(Waiting(OPD[0], 8, 1, datetime(2026, 10, 16, 2, 0, tzinfo=UTC)), Waiting(OPD[1], 5, 0, CUTOFF - timedelta(13))),
        overdue=tuple(replace(row, due=datetime(2026, 10, 20, 3 + n, 0, tzinfo=UTC)) for n, row in enumerate(overdue(3))),
        lag=Lag(17, 12.0, 70.0, 300.0, 2), kendala="Jaringan terputus pukul 10.00 sampai 10.40.", saran="",
        drafter=Paraf("Operator Call Center", "Penyusun", "Operator Demo A", None, datetime(2026, 10, 21, 9, 20, tzinfo=UTC)),
    )  # fmt: skip


def letter() -> LetterFacts:
    return LetterFacts(
        city=CITY, document=document("SU-2026-0007"), number="005/131/Diskominfo", number_pattern="005/…/Diskominfo",
        sifat="Segera", hal="Undangan Pembahasan Jawaban Pengaduan Masyarakat", dated=date(2026, 11, 10),
        recipients=(f"Kepala {OPD[1]}",), recipients_place="Depok",
        opening="Sampai dengan tanggal surat ini, 3 (tiga) pengaduan masyarakat yang kami teruskan kepada Saudara belum "
        "mendapat jawaban sebagaimana daftar terlampir. Sehubungan dengan hal tersebut, kami mengundang Saudara untuk "
        "membahas jawaban pengaduan dimaksud pada:",
        meeting=Meeting(datetime(2026, 11, 12, 2, 0, tzinfo=UTC), "Ruang Rapat PPID, Gedung Contoh Lantai 2",
                        "Pembahasan jawaban pengaduan masyarakat"),
        closing="Mengingat pentingnya acara tersebut, kami mengharapkan kehadiran Saudara tepat waktu dengan membawa bahan "
        "jawaban. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.",
        cases=(
            LetterCase("DPK-2026-04688", "Sampah liar di bantaran kali", date(2026, 11, 2), date(2026, 11, 3), "Kedaung"),
            LetterCase("DPK-2026-04691", "Truk sampah tidak datang dua pekan", date(2026, 11, 2), date(2026, 11, 3), "Limo"),
            LetterCase("DPK-2026-04703", "Asap pembakaran sampah dekat sekolah", date(2026, 11, 3), date(2026, 11, 4), "Serua"),
        ),
        signer=SIGNER, tembusan=("Wali Kota Depok (sebagai laporan)", "Sekretaris Daerah Kota Depok"),
        paraf=(Paraf("Pelaksana Harian PPID", "Paraf", "Pemeriksa Demo", None, CUTOFF + timedelta(days=8)),),
    )  # fmt: skip
