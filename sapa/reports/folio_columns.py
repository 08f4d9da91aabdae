"""The columns of the two books, as PPID practice has them (Perki 1/2010 for requests)."""

from __future__ import annotations

from collections.abc import Callable

from sapa.reports import words
from sapa.reports.folio_facts import Line, Matter
from sapa.reports.style import Column

Cells = tuple[tuple[Column, Callable[[Line, Matter], str]], ...]
#: Captions of the columns that a correction may name, as papers and pages call them.
CAPTIONS = {
    "reporter": "Nama atau akun",
    "subject": "Pokok pengaduan atau informasi yang diminta",
    "address": "Alamat",
    "job": "Pekerjaan",
    "purpose": "Tujuan penggunaan informasi",
    "held": "Status informasi (di bawah penguasaan)",
    "form": "Bentuk informasi yang dikuasai",
    "copy": "Jenis permohonan",
    "decision": "Keputusan",
    "refusal": "Alasan penolakan",
    "fee": "Biaya dan cara pembayaran",
    "remark": "Keterangan",
}
TITLES = {"pengaduan": "Register Pengaduan", "permohonan": "Register Permohonan Informasi"}


def _number(line: Line, matter: Matter) -> str:
    return str(line.number)


def _day(line: Line, matter: Matter) -> str:
    return words.short_day(line.day)


def _received(line: Line, matter: Matter) -> str:
    return words.short_day(matter.received)


def _due(line: Line, matter: Matter) -> str:
    if matter.due is None:
        return words.NONE
    return words.short_day(matter.due) + (" (diperpanjang)" if matter.extended else "")


def _ended(line: Line, matter: Matter) -> str:
    return words.short_day(matter.ended) if matter.ended else words.NONE


def _result(line: Line, matter: Matter) -> str:
    return matter.result + (", lewat tenggat" if matter.late else "")


def _told(name: str) -> Callable[[Line, Matter], str]:
    """A column of the matter itself."""
    return lambda line, matter: getattr(matter, name) or words.NONE


def _more(name: str) -> Callable[[Line, Matter], str]:
    """A column that is completed later; blank for the pen until it is."""
    return lambda line, matter: matter.more.get(name, "")


def _decision(line: Line, matter: Matter) -> str:
    return matter.more.get("decision") or _result(line, matter)


def _remark(line: Line, matter: Matter) -> str:
    return "; ".join(filter(None, (matter.more.get("remark"), matter.remark)))


def _column(head: str, share: float) -> Column:
    return Column(head, share, wrap=True)


COMPLAINTS: Cells = (
    (_column("No.", 4), _number),
    (_column("Tanggal dicatat", 7), _day),
    (_column("Tanggal diterima", 7), _received),
    (_column("Nomor tiket", 9), _told("ticket")),
    (_column("Nama atau akun pelapor", 11), _told("reporter")),
    (_column("Nomor kontak", 9), _told("contact")),
    (_column("Kanal", 6), _told("channel")),
    (_column("Pokok pengaduan", 24), _told("subject")),
    (_column("Klasifikasi", 10), _told("klasifikasi")),
    (_column("Diteruskan kepada", 10), _told("agencies")),
    (_column("Tenggat jawaban", 8), _due),
    (_column("Hasil", 9), _result),
    (_column("Tanggal selesai", 7), _ended),
    (_column("Keterangan", 8), _remark),
)
REQUESTS: Cells = (
    (_column("No.", 4), _number),
    (_column("Tanggal dicatat", 9), _day),
    (_column("Tanggal diterima", 9), _received),
    (_column("Nama", 12), _told("reporter")),
    (_column("Alamat", 6), _told("address")),
    (_column("Nomor kontak", 8), _told("contact")),
    (_column("Pekerjaan", 8), _more("job")),
    (_column("Informasi yang diminta", 18), _told("subject")),
    (_column("Tujuan penggunaan", 9), _more("purpose")),
    (_column("Status informasi: di bawah penguasaan / badan lain", 9), _more("held")),
    (_column("Bentuk yang dikuasai", 7), _more("form")),
    (_column("Jenis permohonan", 9), _more("copy")),
    (_column("Batas waktu", 9), _due),
    (_column("Keputusan", 9), _decision),
    (_column("Alasan penolakan", 9), _more("refusal")),
    (_column("Tanggal pemberitahuan dan pemberian", 11), _ended),
    (_column("Biaya dan cara pembayaran", 9), _more("fee")),
    (_column("Keterangan (nomor tiket)", 13), lambda line, matter: "; ".join(
        filter(None, (matter.ticket, _remark(line, matter))))),
)  # fmt: skip
BOOKS: dict[str, Cells] = {"pengaduan": COMPLAINTS, "permohonan": REQUESTS}
