"""Kulon Progo against its seed, whose table was lost: each fragment is claimed by exactly one field."""

from collections import defaultdict

from sapa.sop.definition import Definition

from .depok import KULON_PROGO, seed

#: The seed from its first word to its last: (fragment, field that claims it). "+" glues a fragment to the
#: one before it in the same field, "@n" is its place in that field where the seed has it out of order.
CLAIMS = [
    ("LAMPIRAN: KEPUTUSAN SEKRETARIS DAERAH KAB. KULON PROGO NOMOR: TANGGAL :", "identity.cover.0"),
    ("Juli 2013", "identity.cover.1"),
    ("PEMERINTAH KABUPATEN KULON PROGO SEKRETARIAT DAERAH", "identity.cover.2"),
    ("PROSEDUR BAKU PELAKSANAAN KEGIATAN STANDAR OPERASIONAL PROSEDUR (SOP)", "identity.cover.3"),
    ("PELAYANAN SMS CENTER DAN EMAIL DI PPID KABUPATEN KULON PROGO", "identity.cover.4"),
    ("PEMERINTAH KABUPATEN KULON PROGO SEKRETARIAT DAERAH", "identity.letterhead.0"),
    ("Nomor SOP", "labels.nomor"),
    ("TanggalPembuatan", "labels.tanggal_pembuatan"),
    ("TanggalRevisi", "labels.tanggal_revisi"),
    ("TanggalEfektif", "labels.tanggal_efektif"),
    ("Disahkanoleh", "labels.pengesahan"),
    ("Nama SOP :", "labels.nama"),
    ("PELAYANAN SMS CENTER DAN EMAIL DI PPID KABUPATEN KULON PROGO", "identity.nama"),
    ("DasarHukum:", "labels.dasar_hukum"),
    ("Kualifikasi Pelaksana :", "labels.kualifikasi"),
    ("Keterkaitan:", "labels.keterkaitan"),
    ("Peralatan/Perlengkapan:", "labels.peralatan"),
    ("1. SOP Pelayanan Informasi", "identity.keterkaitan.0"),
    ("1. Komputer dengan jaringan internet", "identity.peralatan.0"),
    ("2. ATK", "identity.peralatan.1"),
    ("3. Media Komunikasi (Telepon,Email,web site,fax,SMS )", "identity.peralatan.2"),
    ("2. SOP Pengelolaan TI", "identity.keterkaitan.1"),
    ("3. SOP Pelayanan Sengketa Informasi", "identity.keterkaitan.2"),
    ("4. SOP Pengelolaan Web Site", "identity.keterkaitan.3"),
    ("Peringatan:", "labels.peringatan"),
    ("Jika prosedur ini tidak dilaksanakan akan menghambat kelancaran tugas PPID", "identity.peringatan.0"),
    ("Pencatatan dan Pendataan:", "labels.pencatatan"),
    ("SMS Center dan email sebagai media pelayanan permohonan informasi, aduan, kritik dan saran kepada "
     "pemerintah Kabupaten Kulon Progo", "identity.pencatatan.0"),
    ("No.", "columns.no"),
    ("Uraian Prosedur", "columns.activity"),
    ("1", "columns.numbers.0"),
    ("2", "columns.numbers.1"),
    ("1", "K01.no"),
    ("Masuk", "K01.activity"),
    ("2", "K02.no"),
    ("Mencatat dalam buku", "K02.activity@0"),
    ("melakukan rekapitulasi", "K02.activity@3"),
    ("3", "K03.no"),
    ("PPID menelaah", "K03.activity"),
    ("Petugas Pelayanan / Front Office/ Admin", "lanes.petugas"),
    ("3", "columns.numbers.2"),
    ("register", "K02.activity@1"),
    ("dan", "K02.activity@2"),
    ("4", "K04.no"),
    ("Bidang Pengolahan data dan Dokumentasi , Pengolahan TI serta Bidang Pelayanan aduan dan sengketa, "
     "Memberikan informasi / masukan pada PPID ,", "K04.activity"),
    ("PPID", "lanes.ppid"),
    ("4", "columns.numbers.3"),
    ("Bidang", "lanes.bidang_data"),
    ("Bidang", "lanes.bidang_ti"),
    ("Pengolahan", "lanes.bidang_data"),
    ("Pengelolaan", "lanes.bidang_ti"),
    ("Data dan", "lanes.bidang_data"),
    ("Teknologi", "lanes.bidang_ti"),
    ("dokumentas", "lanes.bidang_data"),
    ("Informasi", "lanes.bidang_ti"),
    ("i", "lanes.bidang_data+"),
    ("5", "columns.numbers.4"),
    ("6", "columns.numbers.5"),
    ("Bidang Pelayanan aduan dan sengketa informasi", "lanes.bidang_aduan"),
    ("7", "columns.numbers.6"),
    ("SKPD/ PPID Pembantu", "lanes.skpd"),
    ("Waktu", "columns.time"),
    ("8", "columns.numbers.8"),
    ("5 menit", "K01.time_raw"),
    ("Output", "columns.output"),
    ("9", "columns.numbers.9"),
    ("Keterangan", "columns.note"),
    ("10", "columns.numbers.10"),
    ("Mulai", "K01.mark"),
    ("selesai", "K07.mark"),
    ("Isian Identitas", "K01.output"),
    ("Menyertakan identitas diri", "K01.note"),
    ("5 menit", "K02.time_raw"),
    ("Dokumentasi dan rekapitulasi", "K02.output"),
    ("10 menit", "K03.time_raw"),
    ("Diketahuinya subtansinya serta instansi yang menguasai nya", "K03.output"),
    ("Apabila PPID sudah mengetahui subtansi dan mampu menanggapi langsung, maka PPID berkoordinasi dg "
     "petugas pelayanan informasi guna memberikan jawaban/tanggapan", "K03.note"),
    ("6 hr kerja", "K04.time_raw"),
    ("Apabila informasi yg dimohon berada di SKPD lain, maka PPID berkoordinasi dg SKPD terkait guna "
     "mendapatkan tanggapan", "K04b.note"),
    ("Tanggapan yang dibutuhkan", "K04.output"),
    ("SKPD/PPID Pembantu wajib membuka email resmi SKPD ( setelah apel pagi serta sebelum apel sore) guna "
     "mengecek email dan memberikan masukan / tanggapan kepada PPID", "K04b.activity"),
    ("5", "K05.no"),
    ("PPID Memberikan keputusan jawaban/tanggapan melalui petugas pelayanan", "K05.activity"),
    ("Form 5 menit", "K05.time_raw"),
    ("Jawaban", "K05.output"),
    ("6.", "K06.no"),
    ("Melakukan pencatatan dan pembukuan", "K06.activity"),
    ("5 menit", "K06.time_raw"),
    ("Dokumentasi pelayanan", "K06.output"),
    ("7", "K07.no"),
    ("Memberikan jawaban / tanggapan kepada pemohon", "K07.activity"),
    ("5 menit", "K07.time_raw"),
    ("Jawaban / tanggapan", "K07.output"),
    ("Terhitung sejak dicatat dalam buku register, 10 hari kerja adalah waktu yang tersedia bagi PPID guna "
     "memberikan jawaban,/tanggapan dan 7 hari kerja adalah waktu tambahan apabila belum bisa terpenui.",
     "footnote"),
]  # fmt: skip
# Numbered lists of the identity page print their own numbers.
NUMBERED = ("identity.keterkaitan.", "identity.peralatan.")


def claimed() -> dict[str, str]:
    """Field -> its text, put together from the fragments it claims."""
    pieces: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for fragment, claim in CLAIMS:
        field, _, place = claim.removesuffix("+").partition("@")
        glue = "" if claim.endswith("+") else " "
        text = fragment.split(". ", 1)[1] if field.startswith(NUMBERED) else fragment
        pieces[field].append((int(place or len(pieces[field])), glue + text))
    return {field: "".join(text for _, text in sorted(found)).strip() for field, found in pieces.items()}


def stated(sop: Definition) -> dict[str, str]:
    """Field -> its text, for every field of the definition that holds words of the source."""
    found = {"footnote": sop.footnote, **{f"lanes.{x.id}": x.label for x in sop.lanes if x.printed}}
    for name in ("identity", "labels", "columns"):
        for field, value in vars(getattr(sop, name)).items():
            texts = (
                {f".{n}": text for n, text in enumerate(value)} if isinstance(value, tuple) else {"": value}
            )
            found |= {f"{name}.{field}{suffix}": text for suffix, text in texts.items()}
    for step in sop.rows.values():
        for field in ("no", "activity", "mark", "requires", "time_raw", "output", "note"):
            if step.no is not None and not step.assumes(field):
                found[f"{step.id}.{field}"] = getattr(step, field)
    return {field: text for field, text in found.items() if text}


def test_the_fragments_are_the_whole_seed() -> None:
    ours = [word for fragment, _ in CLAIMS for word in fragment.split()]
    assert ours == seed(KULON_PROGO).split()


def test_every_field_says_what_its_fragments_say() -> None:
    assert claimed() == stated(KULON_PROGO)


def test_the_deadline_is_the_footnotes_own() -> None:
    deadline = KULON_PROGO.processes["handling"].deadline
    assert deadline is not None
    assert not deadline.assumes("days")
    for text in (deadline.days, deadline.extension):
        assert f"{text} adalah waktu" in KULON_PROGO.footnote
