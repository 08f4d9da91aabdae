"""A small city for the tests of letters: people in office, two agencies, and cases that nobody answers."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.db import db
from sapa.models import (
    AccountProfile,
    AccountUnit,
    Authority,
    Case,
    Category,
    Kecamatan,
    Letter,
    LetterCase,
    Official,
    Opd,
    Setting,
    SigningKey,
    Task,
)
from sapa.roles import BY_SLUG
from sapa.services import counters, intake, moves, settings, sweep
from sapa.services.actors import Actor, load_actor
from sapa.services.letters import flow as letter_flow
from sapa.services.reporting import papers
from sapa.services.signatures import keys
from sapa.services.signin import hash_password

#: Monday 2 November 2026, 08.00 WIB; no holiday is near.
START = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
REAL = datetime(2026, 11, 20, 3, 0, tzinfo=UTC)
PASSPHRASE = "kalimat sandi contoh"
PASSWORD = "kata-sandi-uji-2026"
OFFICES = ("koordinator", "pelaksana_harian", "koordinator_ppid", "ppid_utama")
_numbers = itertools.count(1_000_001)
_issued: dict[str, Any] = {}


@dataclass
class World:
    """Who and what there is, and the time it is."""

    now: datetime = START
    people: dict[str, Actor] = field(default_factory=dict)
    opds: dict[str, int] = field(default_factory=dict)
    category: int = 0
    kecamatan: int = 0

    @property
    def writer(self) -> Actor:
        """The Pelaksana Harian."""
        return self.people["pelaksana_harian"]

    @property
    def signer(self) -> Actor:
        """PPID Utama."""
        return self.people["ppid_utama"]

    def receive(self, opd: str = "dlhk") -> int:
        """A complaint that is forwarded to an agency; the id of its case."""
        operator, number = self.people["operator"], next(_numbers)
        tweet = from_paste(f"https://x.com/warga/status/{number}", "@warga", "Sampah menumpuk", self.now)
        case_id = _case_of(intake.receive(tweet, self.now, operator).ticket_id)
        self.move(case_id, "complaint", operator, title=f"Sampah menumpuk {number}", klasifikasi="pengaduan",
                  category_id=str(self.category), kecamatan_id=str(self.kecamatan))  # fmt: skip
        self.move(case_id, "forward", operator, opd_ids=[str(self.opds[opd])])
        return case_id

    def move(self, case_id: int, action: str, actor: Actor, **fields: Any) -> None:
        moves.make(self.task(case_id).id, action, actor, self.now, fields)

    def task(self, case_id: int, step: str | None = None) -> Task:
        """The open task of a case."""
        query = select(Task).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id.desc())
        return db.session.scalars(query.where(Task.step == step) if step else query).first()

    def steps(self, case_id: int) -> list[str]:
        query = select(Task.step).where(Task.case_id == case_id, Task.closed_at.is_(None)).order_by(Task.id)
        return list(db.session.scalars(query))

    def wait_for(self, case_id: int, step: str = "T09") -> int:
        """Let time pass in silence until the case stands at *step*."""
        while step not in self.steps(case_id):
            self.now = sweep.next_due(self.now)
            sweep.sweep(self.now)
        return case_id

    def silent(self, opd: str = "dlhk") -> int:
        """A complaint that nobody answers, up to the surat undangan."""
        return self.wait_for(self.receive(opd))

    def all_silent(self, *opds: str) -> list[int]:
        """Several complaints at once that nobody answers."""
        return [self.wait_for(case_id) for case_id in [self.receive(opd) for opd in opds]]

    def answer(self, case_id: int) -> None:
        """The agency answers after all."""
        self.move(case_id, "answer_final", self.people["ppid_pembantu"], answer="Sudah kami angkut kemarin.")

    def letter(self, state: str = "draft", opd: str = "dlhk") -> Letter:
        """The newest letter to that agency in that state."""
        query = select(Letter).where(Letter.opd_id == self.opds[opd], Letter.state == state)
        found = db.session.scalars(query.order_by(Letter.id.desc()).execution_options(populate_existing=True))
        return found.first()

    def checked(self, number: str = "131", **fields: Any) -> Letter:
        letter = self.letter()
        letter_flow.check(letter.id, self.writer, self.now, {"number": number, **fields})
        return db.session.get(Letter, letter.id)

    def read(self, letter: Letter) -> None:
        """The signer is shown every page."""
        papers.shown(self.signer.user_id, letter.pdf_sha256, letter.pdf_pages, letter.pdf_pages, self.now)

    def signed(self, number: str = "131") -> Letter:
        letter = self.checked(number)
        self.give_key()
        self.read(letter)
        letter_flow.sign(letter.id, self.signer, self.now, REAL, PASSPHRASE)
        return letter

    def sent(self, number: str = "131") -> Letter:
        letter = self.signed(number)
        letter_flow.send(letter.id, self.writer, self.now)
        return letter

    def give_key(self) -> None:
        """A certificate for the signer; made once for all tests, because making keys takes long."""
        if keys.live_key(self.signer.user_id) is not None:
            return
        if not _issued:
            keys.issue(self.signer, PASSPHRASE, PASSPHRASE, self.now, REAL)
            _remember()
            return
        authority = Authority(**_issued["authority"])
        db.session.add(authority)
        db.session.flush()
        key = _issued["key"] | {"user_id": self.signer.user_id, "authority_id": authority.id}
        db.session.add(SigningKey(**key))
        db.session.commit()

    def set(self, key: str, value: Any) -> None:
        """A setting, in force for as long as the test knows."""
        db.session.add(Setting(key=key, value=value, valid_from=date(2026, 1, 1), set_at=self.now))
        counters.touch(settings.STAMP)
        db.session.commit()


def on_letter(letter_id: int) -> list[int]:
    """The cases that stand on a letter."""
    query = select(LetterCase.case_id).where(LetterCase.letter_id == letter_id, LetterCase.included)
    return sorted(db.session.scalars(query))


def build() -> World:
    """The city in an empty (released) database."""
    world = World()
    for code, name in (("dlhk", "Dinas Lingkungan Hidup dan Kebersihan"), ("dishub", "Dinas Perhubungan")):
        opd = Opd(code=code, name=name, short_name=code.upper(), email=f"{code}@contoh.example")
        db.session.add(opd)
        db.session.flush()
        world.opds[code] = opd.id
    category, kecamatan = Category(slug="sampah", name="Sampah"), Kecamatan(name="Limo")
    db.session.add_all([category, kecamatan])
    db.session.flush()
    world.category, world.kecamatan = category.id, kecamatan.id
    for slug in BY_SLUG:
        world.people[slug] = _person(slug, slug, world.opds["dlhk"] if slug == "ppid_pembantu" else None)
    world.people["dishub"] = _person("ppid_pembantu", "dishub", world.opds["dishub"])
    db.session.commit()
    return world


def _person(role: str, login: str, opd_id: int | None) -> Actor:
    granted = db.session.scalars(select(Role).where(Role.name == BY_SLUG[role].name)).one()
    user = User(
        first_name="Demo",
        last_name=login.replace("_", " ").title(),
        username=login,
        active=True,
        email=f"{login}@contoh.example",
        password=hash_password(PASSWORD),
        roles=[granted],
    )
    db.session.add(user)
    db.session.flush()
    db.session.add(AccountProfile(user_id=user.id))
    if opd_id is not None:
        db.session.add(AccountUnit(user_id=user.id, opd_id=opd_id))
    if role in OFFICES:
        db.session.add(official(user.id, role, user.get_full_name()))
    db.session.flush()
    return load_actor(user.id, START.date())


def official(user_id: int, role: str, name: str, **changes: Any) -> Official:
    """An assignment to an office, definitive and without end unless *changes* say otherwise."""
    values = {"standing": "definitif", "valid_from": date(2026, 1, 1)} | changes
    values |= {"nip": "00000000 000000 0 001", "pangkat": "Pembina", "jabatan": BY_SLUG[role].name}
    return Official(user_id=user_id, role=role, name=name, **values)


def _case_of(ticket_id: int) -> int:
    return db.session.scalars(select(Case.id).where(Case.ticket_id == ticket_id)).one()


def _remember() -> None:
    for name, model in (("authority", Authority), ("key", SigningKey)):
        row = db.session.scalars(select(model)).one()
        columns = model.__table__.columns.keys()
        _issued[name] = {column: getattr(row, column) for column in columns if column != "id"}


def days(count: int) -> timedelta:
    return timedelta(days=count)
