"""What a paper calls the codes of the data; papers are in Indonesian whoever asks for them."""

from __future__ import annotations

from collections.abc import Mapping

KLASIFIKASI: Mapping[str | None, str] = {
    "pengaduan": "Pengaduan tidak berkadar pengawasan",
    "berkadar_pengawasan": "Pengaduan berkadar pengawasan",
    "permintaan_informasi": "Permintaan informasi",
    "aspirasi": "Aspirasi",
    None: "Belum dipilah",
}
#: Ways a case ends without the answer of the matter itself (models.complaints.OUTCOMES without "answered").
ENDED: Mapping[str, str] = {
    "not_complaint": "Bukan pengaduan",
    "spam": "Spam",
    "duplicate": "Duplikat",
    "out_of_authority": "Bukan kewenangan Pemerintah Kota",
    "emergency": "Keadaan darurat, diarahkan ke 112",
    "incomplete": "Tidak dilengkapi pelapor",
    "false_identity": "Identitas palsu",
}
#: States of a surat undangan, the latest that has come first.
LETTER = (
    ("withdrawn_at", "Ditarik"),
    ("held_at", "Rapat selesai"),
    ("sent_at", "Terkirim"),
    ("signed_at", "Ditandatangani"),
    ("checked_at", "Diperiksa"),
    ("drafted_at", "Konsep"),
)
RUNGS: Mapping[int, str] = {3: "surat undangan"}
STANDINGS: Mapping[str, str | None] = {"definitif": None, "plt": "Plt.", "plh": "Plh.", "pj": "Pj."}
UNKNOWN_PLACE, NOT_SORTED, ELSEWHERE = "Tidak diketahui", "Belum dipilah", "Lainnya"
ZONES: Mapping[str, str] = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
