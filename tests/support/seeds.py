"""A small city at work for pages and pictures: an account per role, cases in every state, by services."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.clock import next_open
from sapa.db import db
from sapa.models import (
    AccountUnit,
    Case,
    Category,
    Channel,
    Kecamatan,
    Kelurahan,
    Official,
    Opd,
    OpdContact,
    StandardAnswer,
    Task,
)
from sapa.roles import BY_SLUG
from sapa.services import calendars, counters, intake, moves, settings, sops, sweep, ways
from sapa.services.actors import Actor, load_actor
from sapa.services.house import house
from sapa.services.signin import hash_password
from sapa.services.upkeep import foundation

PASSWORD = "sandi-uji-panjang"
#: Tuesday, 10 November 2026, 13.42 WIB: the moment of the design's pages.
NOW = datetime(2026, 11, 10, 6, 42, tzinfo=UTC)
OPDS = {
    "dishub": ("Dinas Perhubungan", "Dishub"),
    "dlhk": ("Dinas Lingkungan Hidup dan Kebersihan", "DLHK"),
    "dpupr": ("Dinas Pekerjaan Umum dan Penataan Ruang", "DPUPR"),
}
PLACES = {"Beji": ("Beji Timur", "Kukusan"), "Sukmajaya": ("Cisalak", "Mekar Jaya")}
#: login -> (name, roles, agency)
PEOPLE = {
    "operator": ("Operator Demo A", ("operator",), ""),
    "operator2": ("Operator Demo B", ("operator",), ""),
    "koordinator": ("Koordinator Demo", ("koordinator",), ""),
    "pelaksana": ("Pemeriksa Demo", ("pelaksana_harian",), ""),
    "kppid": ("Koordinator PPID Demo", ("koordinator_ppid",), ""),
    "utama": ("Pejabat Demo", ("ppid_utama",), ""),
    "dishub": ("Petugas Demo Dishub", ("ppid_pembantu",), "dishub"),
    "dlhk": ("Petugas Demo DLHK", ("ppid_pembantu",), "dlhk"),
    "admin": ("Admin Demo", ("admin",), ""),
}
CALL = {
    "contact_name": "Kabid Demo Dishub", "contact_jabatan": "Kepala Bidang Lalu Lintas",
    "contact_number": "+62 811-0000-0101", "contact_medium": "phone",
    "contact_result": "Dijanjikan jawaban paling lambat Rabu pagi.",
}  # fmt: skip
_tweets = itertools.count(1_800_000_001)


@dataclass
class City:
    """Ids by name, and the numbers of the cases by what they show."""

    people: dict[str, int] = field(default_factory=dict)
    opds: dict[str, int] = field(default_factory=dict)
    categories: dict[str, int] = field(default_factory=dict)
    kecamatan: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def actor(self, login: str, day: date | None = None) -> Actor:
        return load_actor(self.people[login], day or NOW.date())

    def tweet(
        self,
        text: str,
        said: datetime,
        *,
        entered: datetime | None = None,
        handle: str = "@warga_contoh01",
        number: int = 0,
    ) -> str:
        """A tweet, entered by the Operator; returns the number of its case."""
        url = f"https://x.com/{handle[1:]}/status/{number or next(_tweets)}"
        inbound = from_paste(url, handle, text, said)
        return intake.receive(inbound, entered or said + timedelta(minutes=2), self.actor("operator")).number

    def task(self, number: str, step: str = "") -> Task:
        """The open task of a case, at one step where there are several."""
        query = select(Task).join(Case).join(Case.ticket).where(Task.closed_at.is_(None)).order_by(Task.id)
        found = [each for each in db.session.scalars(query.where(_number(number))) if step in ("", each.step)]
        assert found, f"{number} has no open task {step}"
        return found[0]

    def do(
        self, number: str, action: str, when: datetime, who: str = "operator", **fields: Any
    ) -> moves.Moved:
        """One move on the open task that has this action."""
        query = select(Task).join(Case).join(Case.ticket).where(Task.closed_at.is_(None), _number(number))
        for task in list(db.session.scalars(query.order_by(Task.id))):
            case = db.session.get_one(Case, task.case_id)
            if action in sops.definition(case.sop_version_id).steps[task.step].actions:
                return moves.make(task.id, action, self.actor(who), when, fields)
        raise AssertionError(f"{number} has no move {action} now")

    def sort(
        self, number: str, when: datetime, title: str, category: str = "pju", kecamatan: str = "Beji"
    ) -> None:
        """T02: it is a complaint."""
        self.do(
            number, "complaint", when, klasifikasi="pengaduan", category_id=str(self.categories[category]),
            kecamatan_id=str(self.kecamatan[kecamatan]), title=title,
        )  # fmt: skip

    def forward(self, number: str, when: datetime, *codes: str) -> None:
        """T03: to these agencies."""
        self.do(number, "forward", when, opd_ids=[str(self.opds[code]) for code in codes])


def _number(number: str) -> Any:
    from sapa.models import Ticket

    return Ticket.number == number


def lay(now: datetime = NOW) -> City:
    """Calendars, SOP versions, agencies, places, categories, channels and people; no case yet."""
    city = City()
    foundation.lay(now)
    sops.install(now)
    for code, (name, short) in OPDS.items():
        city.opds[code] = _add(Opd(code=code, name=name, short_name=short, email=f"{code}@depok.example"))
        contact = OpdContact(opd_id=city.opds[code], name=f"Kabid Demo {short}", jabatan="Kepala Bidang")
        contact.phone_sealed = house().vault.encrypt("+62 811-0000-0101", "opd_contact.phone")
        _add(contact)
    for slug, name, code in (("pju", "Penerangan jalan", "dishub"), ("sampah", "Sampah", "dlhk")):
        city.categories[slug] = _add(Category(slug=slug, name=name, opd_id=city.opds[code]))
    for district, villages in PLACES.items():
        city.kecamatan[district] = _add(Kecamatan(name=district))
        for village in villages:
            _add(Kelurahan(kecamatan_id=city.kecamatan[district], name=village))
    _add(Channel(slug="twitter", label="X (Twitter)", account="@pemkotdepok"))
    counters.touch(ways.STAMP)
    text = "Terima kasih laporannya. Lampu padam di lokasi ini sudah masuk daftar perbaikan tim PJU Dishub."
    _add(StandardAnswer(title="Lampu jalan padam", category_id=city.categories["pju"], text=text))
    for login, (name, roles, code) in PEOPLE.items():
        city.people[login] = _person(login, name, roles, city.opds.get(code))
    _add(Official(role="ppid_utama", user_id=city.people["utama"], name="Pejabat Demo", jabatan="PPID Utama",
                  valid_from=date(2026, 1, 1)))  # fmt: skip
    counters.touch(settings.STAMP)
    db.session.commit()
    return city


def play(city: City, now: datetime = NOW) -> City:
    """Cases as of *now*: unsorted, to be answered, silent up to the letter, answered, paused, closed."""
    minutes = _minutes(now)
    city.cases["fresh"] = city.tweet(
        "@pemkotdepok min, trotoar depan Stasiun Contoh penuh parkir liar", next(minutes)
    )
    old = next_open(calendars.get("call_center"), now - timedelta(days=6))
    _ladder(city, "koordinator", old, "Drainase tersumbat, air masuk rumah, Beji Timur", "dishub")
    _ladder(city, "silent", next_open(calendars.get("call_center"), now - timedelta(days=21)),
            "Lubang besar di tikungan dekat SDN Contoh 3, Kukusan", "dlhk")  # fmt: skip
    sweep_until(now - timedelta(hours=3))
    _answered(city, next(minutes))
    city.cases["sorted"] = city.tweet(
        "@pemkotdepok sampah menumpuk tiga hari depan Pasar Contoh", next(minutes)
    )
    city.sort(
        city.cases["sorted"],
        next(minutes),
        "Sampah menumpuk depan Pasar Contoh, Cisalak",
        "sampah",
        "Sukmajaya",
    )
    _paused(city, next(minutes))
    _closed(city, next(minutes))
    sweep_until(now)
    return city


def sweep_until(now: datetime) -> None:
    """Jump from due moment to due moment, as the demo does."""
    moment = sweep.next_due(NOW - timedelta(days=60))
    while moment is not None and moment <= now:
        done = sweep.sweep(moment)
        following = sweep.next_due(moment)
        if following == moment and not (done.looked or done.reminded or done.ended):
            return
        moment = following
    sweep.sweep(now)


def _minutes(now: datetime) -> Iterator[datetime]:
    """Moments of the last hour, four minutes apart."""
    return (now - timedelta(minutes=70) + timedelta(minutes=4 * step) for step in itertools.count())


def _ladder(city: City, name: str, said: datetime, title: str, *codes: str) -> None:
    number = city.cases[name] = city.tweet(
        f"@pemkotdepok {title}, mohon ditindaklanjuti", said, handle="@warga_contoh02"
    )
    city.sort(number, said + timedelta(minutes=5), title)
    city.forward(number, said + timedelta(minutes=9), *codes)


def _answered(city: City, at: datetime) -> None:
    number = city.cases["answered"] = city.tweet(
        "@pemkotdepok min, lampu PJU sepanjang Jl. Contoh Raya mati semua sejak Minggu. Mohon dicek.", at
    )
    city.sort(number, at + timedelta(minutes=5), "Lampu jalan mati sepanjang Jl. Contoh Raya, Mekar Jaya")
    city.forward(number, at + timedelta(minutes=8), "dishub")
    text = "Kabel putus di panel Jl. Contoh Raya. Tim memperbaiki hari ini, lampu menyala Rabu malam."
    city.do(number, "answer_final", at + timedelta(minutes=20), "dishub", answer=text)


def _paused(city: City, at: datetime) -> None:
    number = city.cases["paused"] = city.tweet(
        "@pemkotdepok banyak puing di jalan", at, handle="@warga_contoh03"
    )
    city.do(
        number, "ask_citizen", at + timedelta(minutes=3), question="Di jalan apa, Kak? Boleh kirim fotonya?"
    )


def _closed(city: City, at: datetime) -> None:
    number = city.cases["closed"] = city.tweet(
        "@pemkotdepok terima kasih sudah diperbaiki", at, handle="@warga_contoh04"
    )
    city.do(number, "not_complaint", at + timedelta(minutes=3), reason="Ucapan terima kasih")


def _person(login: str, name: str, roles: tuple[str, ...], opd_id: int | None) -> int:
    names = [BY_SLUG[role].name for role in roles]
    user = User(first_name=name, last_name="", username=login, email=f"{login}@depok.example", active=True)
    user.password = hash_password(PASSWORD)
    user.roles = list(db.session.scalars(select(Role).where(Role.name.in_(names))))
    user_id = _add(user)
    if opd_id is not None:
        _add(AccountUnit(user_id=user_id, opd_id=opd_id))
    return user_id


def _add(row: Any) -> int:
    db.session.add(row)
    db.session.flush()
    return int(row.id)
