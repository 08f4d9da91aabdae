"""Complaints on each of the five SOPs in the seeded city: units, channels, and an account that is named."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import Channel, Opd, Setting
from sapa.services import counters, intake, settings
from tests.support import seeds
from tests.support.seeds import City

#: Units that a lane of Kulon Progo's SOP stands for: code -> (name, short name, login).
UNITS = {
    "bidang-data": ("Bidang Pengolahan Data dan Dokumentasi", "Bidang Data", "bidang.data"),
    "bidang-ti": ("Bidang Pengelolaan Teknologi Informasi", "Bidang TI", "bidang.ti"),
    "bidang-aduan": ("Bidang Pelayanan Aduan dan Sengketa", "Bidang Aduan", "bidang.aduan"),
}
CHANNELS = {"telepon": "Telepon", "sms": "SMS", "whatsapp": "WhatsApp", "email": "Surel", "website": "Situs"}
#: Who examines what looks like a breach of the code of ethics.
EXAMINER = "pemeriksa"
#: What a citizen says of himself, where a story lets it be known.
WARGA = {
    "name": "Warga Contoh", "phone": "0811-0000-0909", "address": "Jalan Contoh 9, Beji",
    "nik": "3276010101900001", "email": "warga@contoh.example",
}  # fmt: skip
_messages = itertools.count(1)


def settle(city: City) -> City:
    """Units, channels, and an account named for the confidential lane."""
    for code, (name, short, login) in UNITS.items():
        opd = db.session.scalars(select(Opd).where(Opd.code == code)).first()
        if opd is None:
            opd = Opd(code=code, name=name, short_name=short, email=f"{code}@depok.example")
            seeds._add(opd)
        city.opds[code] = opd.id
        city.people[login] = seeds._person(login, f"Petugas Demo {short}", ("ppid_pembantu",), opd.id)
    for slug, label in CHANNELS.items():
        if not db.session.scalar(select(Channel.id).where(Channel.slug == slug)):
            db.session.add(Channel(slug=slug, label=label))
    city.people[EXAMINER] = seeds._person(EXAMINER, "Pemeriksa Etik Demo", ("pelaksana_harian",), None)
    line = {"key": "named_people", "value": [f"sms-wa/pemeriksa: {EXAMINER}"], "set_at": seeds.NOW}
    db.session.add(Setting(valid_from=date(2020, 1, 1), **line))
    counters.touch(settings.STAMP)
    db.session.commit()
    return city


def complain(city: City, channel: str, text: str, said: datetime, *, known: tuple[str, ...] = ()) -> str:
    """A complaint on *channel*, which runs by the SOP of its route; *known* is told of whoever complains.
    Returns the number."""
    told = {name: WARGA[name] for name in known}
    inbound = Inbound(channel, f"uji-{next(_messages)}", text, said, identity=told)
    return intake.receive(inbound, said + timedelta(minutes=1), city.actor("operator")).number


def triage(city: City, title: str) -> dict[str, Any]:
    """The fields of a first judgement."""
    return {
        "klasifikasi": "pengaduan",
        "category_id": str(city.categories["pju"]),
        "kecamatan_id": str(city.kecamatan["Beji"]),
        "title": title,
    }


def opds(city: City, *codes: str) -> dict[str, list[str]]:
    """The agencies of a move."""
    return {"opd_ids": [str(city.opds[code]) for code in codes]}
