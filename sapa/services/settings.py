"""Dated settings: the newest value whose day has come counts; every key has a default and a meaning."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from sapa.db import db, where
from sapa.models import Setting
from sapa.services.counters import stamp
from sapa.sop.timing import DEADLINE_DAYS, END_DAYS, REMIND_DAYS

STAMP = "settings"

#: Key -> delivered value. A city overrides them with dated rows; nothing here is a rule of law by itself.
DEFAULTS: dict[str, Any] = {
    "city_name": "Kota Depok",
    "city_place": "Depok",
    "ticket_prefix": "DPK",
    # SP4N-LAPOR! limits by klasifikasi in hari kerja; "perlu konfirmasi", the rule changed in 2025.
    "deadline_days": dict(DEADLINE_DAYS),
    "deadline_calendar": "office",
    # Waiting for the citizen: reminder and end, in calendar days.
    "citizen_remind_days": REMIND_DAYS,
    "citizen_end_days": END_DAYS,
    "kop": {
        "lines": ["PEMERINTAH KOTA DEPOK", "DINAS KOMUNIKASI DAN INFORMATIKA"],
        "address": "Jalan Contoh Nomor 1, Depok 16400",
        "contact": "Telepon (021) 0000000 · contoh@depok.example",
    },
    "head_of_city": "Wali Kota Depok",
    "letter_signer_role": "ppid_utama",
    "letter_numbering": "typed",
    "letter_number_pattern": "{code}/{number}/{unit}",
    "letter_code": "005",
    "letter_unit": "Diskominfo",
    "letter_place": "Ruang Rapat PPID, Gedung Contoh Lantai 2",
    # "a.n." of the one who signs by delegation; empty where the signer signs for himself.
    "letter_on_behalf": "",
    "letter_sifat": "Segera",
    "letter_hal": "Undangan Pembahasan Jawaban Pengaduan Masyarakat",
    "letter_agenda": "Pembahasan jawaban pengaduan masyarakat",
    # {jumlah} becomes the number of cases in figures and words.
    "letter_opening": "Sampai dengan tanggal surat ini, {jumlah} pengaduan masyarakat yang kami teruskan "
    "kepada Saudara belum mendapat jawaban sebagaimana daftar terlampir. "
    "Sehubungan dengan hal tersebut, kami "
    "mengundang Saudara untuk membahas jawaban pengaduan dimaksud pada:",
    "letter_closing": "Mengingat pentingnya acara tersebut, kami mengharapkan kehadiran Saudara tepat waktu "
    "dengan membawa bahan jawaban. Atas perhatian dan kehadiran Saudara, kami ucapkan terima kasih.",
    # The meeting that a draft proposes: so many working days later, at that time.
    "letter_meeting": {"days": 2, "at": "09:00"},
    "letter_tembusan": ["Wali Kota Depok (sebagai laporan)", "PPID Utama Kota Depok"],
    "paper": {"size": "F4"},
    # Each scope has reports of its own, as its first SOP has them; without a case there are none.
    "report_scopes": {
        "call_center": {"label": "Call Center", "sops": ["depok-twitter"]},
        "telepon": {"label": "Call Center Telepon", "sops": ["depok-telepon"]},
        "sms_wa": {"label": "SMS/WA", "sops": ["sms-wa"]},
    },
    # Where the signed monthly report goes by e-mail as well; empty: sending is recorded only.
    "report_recipient": "",
    "emergency_text": "Untuk keadaan darurat segera telepon 112 (bebas pulsa, 24 jam).",
    "answer_limit": 280,
    # By which SOP a channel's messages are handled; "" closes a channel. See docs/adr/0010-routes.md.
    "routes": {
        "twitter": "depok-twitter",
        "telepon": "depok-telepon",
        "sms": "sms-wa",
        "whatsapp": "sms-wa",
        "email": "kulon-progo",
        "tatap_muka": "kulon-progo",
        "website": "bogor",
        "aplikasi": "bogor",
        "surat_kabar": "bogor",
    },
    # Who works the lanes that go by names, one lane a line: "sms-wa/pemeriksa: login1 login2".
    "named_people": [],
}

_cache: dict[tuple[str, int, date], dict[str, Any]] = {}


def get(key: str, day: date) -> Any:
    """The value of *key* in force on *day*. KeyError for a key that the house does not know."""
    return everything(day)[key]


def everything(day: date) -> dict[str, Any]:
    """All settings in force on *day*, defaults included."""
    place = (where(), stamp(STAMP), day)
    if place not in _cache:
        if len(_cache) > 64:
            _cache.clear()
        _cache[place] = {**DEFAULTS, **_overrides(day)}
    return _cache[place]


def _overrides(day: date) -> dict[str, Any]:
    rows = db.session.execute(
        select(Setting.key, Setting.value)
        .where(Setting.valid_from <= day)
        .order_by(Setting.valid_from, Setting.id)
    )
    return {row.key: row.value for row in rows}
