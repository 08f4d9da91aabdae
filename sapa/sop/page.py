"""The parts of a definition that are only printed: the identity page, its captions, the headings."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Identity:
    """The identity page (PermenPANRB 35/2012); a blank field is blank in the source."""

    nomor: str = ""
    tanggal_pembuatan: str = ""
    tanggal_revisi: str = ""
    tanggal_efektif: str = ""
    pengesahan: str = ""
    dasar_hukum: tuple[str, ...] = ()
    keterkaitan: tuple[str, ...] = ()
    peringatan: tuple[str, ...] = ()
    kualifikasi: tuple[str, ...] = ()
    peralatan: tuple[str, ...] = ()
    pencatatan: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()
    letterhead: tuple[str, ...] = ()
    nama: str = ""


@dataclass(frozen=True)
class Labels:
    """The captions of the identity page as the source spells them; blank where it has no such field."""

    nomor: str = ""
    tanggal_pembuatan: str = ""
    tanggal_revisi: str = ""
    tanggal_efektif: str = ""
    pengesahan: str = ""
    nama: str = ""
    dasar_hukum: str = ""
    kualifikasi: str = ""
    keterkaitan: str = ""
    peralatan: str = ""
    peringatan: str = ""
    pencatatan: str = ""


@dataclass(frozen=True)
class Columns:
    """The printed column headings of the sheet; those of the lanes are the lanes' labels. `numbers` are the
    column numbers printed below them, in order; one that the source lost is blank."""

    no: str = ""
    activity: str = ""
    lanes: str = ""
    standard: str = ""
    requires: str = ""
    time: str = ""
    output: str = ""
    note: str = ""
    numbers: tuple[str, ...] = ()
