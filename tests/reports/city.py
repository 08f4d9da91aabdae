"""A demo Depok: the city, its steps and its chain of paraf; names, numbers and addresses are invented."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sapa.reports.facts import City, Document, Kop, Paraf, Signer, StepFacts

CUTOFF = datetime(2026, 11, 2, 3, 20, tzinfo=UTC)
KECAMATAN = (
    "Pancoran Mas",
    "Cimanggis",
    "Sukmajaya",
    "Tapos",
    "Cilodong",
    "Beji",
    "Bojongsari",
    "Sawangan",
    "Cipayung",
    "Limo",
    "Cinere",
)
KATEGORI = (
    "Jalan dan drainase",
    "Sampah dan kebersihan",
    "Lampu penerangan jalan",
    "Lalu lintas dan parkir",
    "Kependudukan",
    "Banjir dan genangan",
    "Ketertiban umum",
    "Kesehatan",
    "Pendidikan",
    "Perizinan",
    "Bantuan sosial",
    "Air bersih",
    "Pajak daerah",
    "Belum dipilah",
)
OPD = (
    "Dinas Pekerjaan Umum dan Penataan Ruang",
    "Dinas Lingkungan Hidup dan Kebersihan",
    "Dinas Perhubungan",
    "Dinas Kependudukan dan Pencatatan Sipil",
    "Satuan Polisi Pamong Praja",
    "Dinas Kesehatan",
    "Dinas Pendidikan",
    "Dinas Sosial",
    "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
    "Badan Keuangan Daerah",
)
TITLES = (
    "Jalan berlubang di depan sekolah",
    "Sampah liar di bantaran kali",
    "Lampu jalan mati sejak pekan lalu",
    "Parkir liar menutup trotoar",
    "Antrean KTP elektronik",
    "Genangan setiap hujan di perempatan",
    "Asap pembakaran sampah dekat sekolah",
    "Truk sampah tidak datang dua pekan",
)
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


STEPS = (
    StepFacts(
        "T02",
        "memilah dan menindaklanjuti tweet yang terkait pengaduan",
        "Operator Call Center",
        "10 menit",
        10,
        409,
        379,
        3,
        6.0,
        14.0,
    ),
    StepFacts(
        "T03",
        "memberi respon atau meneruskan ke PPID terkait",
        "Operator Call Center",
        "10 menit",
        10,
        396,
        335,
        2,
        8.0,
        19.0,
    ),
    StepFacts(
        "T04",
        "tidak bisa menjawab dan tidak mendapat respon PPID terkait, meneruskan ke Koordinator Call Center",
        "Operator Call Center",
        "10 menit",
        10,
        46,
        40,
        0,
        5.5,
        11.0,
    ),
    StepFacts(
        "T05",
        "menghubungi PPID OPD terkait (Kasi dan Kabid OPD)",
        "Koordinator Call Center",
        "10 menit",
        10,
        44,
        28,
        2,
        12.0,
        31.0,
    ),
    StepFacts(
        "T06",
        "menyampaikan ke PPID Utama, mengirimkan ulang pengaduannya",
        "Koordinator Call Center",
        "10 menit",
        10,
        14,
        13,
        0,
        4.0,
        9.0,
    ),
    StepFacts(
        "T07",
        "menghubungi PPID Pembantu untuk mendapatkan jawaban",
        "PPID Utama",
        "5 menit",
        5,
        14,
        11,
        0,
        4.0,
        11.0,
    ),
    StepFacts(
        "T08", "menindaklanjuti pengaduan masyarakat", "PPID Pembantu", "5 menit", 5, 11, 4, 1, 22.0, 64.0
    ),
    StepFacts(
        "T09",
        "mengirimkan surat Undangan kepada OPD untuk membahas jawaban",
        "Pelaksana Harian PPID",
        "1 hari",
        450,
        3,
        3,
        0,
        315.0,
        405.0,
    ),
    StepFacts(
        "T-X0",
        "rapat pembahasan jawaban dengan OPD",
        "Pelaksana Harian PPID",
        None,
        None,
        2,
        None,
        0,
        1310.0,
        1620.0,
        True,
    ),
    StepFacts(
        "T-X1",
        "menyampaikan jawaban kepada masyarakat dan menutup kasus",
        "Operator Call Center",
        "60 menit",
        60,
        371,
        352,
        4,
        18.0,
        47.0,
        True,
    ),
)
PARAF = (
    Paraf("Koordinator Call Center", "Penyusun", "Koordinator Demo", None, CUTOFF),
    Paraf(
        "Pelaksana Harian PPID",
        "Paraf",
        "Pemeriksa Demo",
        "Kepala Bidang Contoh",
        CUTOFF + timedelta(days=3, hours=4),
        None,
        "Angka T05 sudah dicocokkan.",
    ),
    Paraf(
        "Koordinator PPID", "Paraf", "Koordinator PPID Demo", "Sekretaris Contoh", CUTOFF + timedelta(days=7)
    ),
)
PENDING = (PARAF[0], Paraf("Pelaksana Harian PPID", "Paraf"), Paraf("Koordinator PPID", "Paraf"))


def document(name: str) -> Document:
    return Document(name, f"http://localhost:8000/periksa/{name}", demo=True)
