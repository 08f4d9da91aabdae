"""A small city for tests of reports: people in their roles, an agency, and a few complaints."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.db import db
from sapa.models import Case, Category, Channel, Kecamatan, Official, Opd, Task
from sapa.roles import BY_SLUG
from sapa.services import intake, moves
from sapa.services.actors import Actor, load_actor
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers

ROLES = ("operator", "koordinator", "pelaksana_harian", "koordinator_ppid", "ppid_utama")
#: Thursday, 1 October 2026, 09.00 WIB.
START = datetime(2026, 10, 1, 2, 0, tzinfo=UTC)
#: Monday, 2 November 2026, 08.00 WIB: the first working day of the next month.
NOVEMBER = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
REAL = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
PASSPHRASE = "kalimat rahasia penguji"
_numbers = itertools.count(10**9)


@dataclass
class Town:
    """The people by role, one agency and one category."""

    opd: int
    category: int
    kecamatan: int
    people: dict[str, int] = field(default_factory=dict)

    def actor(self, role: str, now: datetime = NOVEMBER) -> Actor:
        return load_actor(self.people[role], now.date())


def found(standing: str = "definitif") -> Town:
    """Make the city."""
    opd = Opd(code="dishub", name="Dinas Perhubungan", short_name="Dishub")
    category, kecamatan = Category(slug="pju", name="Penerangan jalan"), Kecamatan(name="Beji")
    db.session.add_all([opd, category, kecamatan, Channel(slug="twitter", label="X (Twitter)")])
    db.session.flush()
    town = Town(opd.id, category.id, kecamatan.id)
    for role in ROLES:
        town.people[role] = person(role, f"{BY_SLUG[role].name} Uji").id
        hold(town, role, role, standing)
    db.session.commit()
    return town


def person(role: str, name: str) -> User:
    row = db.session.scalars(select(Role).where(Role.name == BY_SLUG[role].name)).one()
    login = f"{role}.{next(_numbers)}"
    user = User(
        first_name=name, last_name="", username=login, email=f"{login}@x.example", password="x", active=True
    )
    user.roles = [row]
    db.session.add(user)
    db.session.flush()
    return user


def hold(
    town: Town, who: str, role: str, standing: str = "definitif", since: date = date(2026, 1, 1)
) -> Official:
    """*who* holds the office of *role* from *since* on."""
    office = Official(
        role=role,
        user_id=town.people[who],
        name=f"{BY_SLUG[who].name} Uji",
        jabatan=BY_SLUG[role].name,
        pangkat="Pembina",
        nip="00000000 000000 0 001",
        standing=standing,
        valid_from=since,
    )
    db.session.add(office)
    db.session.commit()
    return office


def tweet(town: Town, said: datetime, entered: datetime | None = None) -> int:
    """A complaint; returns its ticket's id."""
    url = f"https://x.com/warga/status/{next(_numbers)}"
    inbound = from_paste(url, "@warga_uji", "Lampu jalan mati sejak kemarin", said)
    return intake.receive(
        inbound, entered or said + timedelta(minutes=10), town.actor("operator", said)
    ).ticket_id


def open_task(ticket_id: int) -> Task:
    return db.session.scalars(
        select(Task).join(Case).where(Case.ticket_id == ticket_id, Task.closed_at.is_(None)).order_by(Task.id)
    ).first()


def do(
    town: Town, ticket_id: int, action: str, at: datetime, role: str = "operator", **fields: object
) -> None:
    moves.make(open_task(ticket_id).id, action, town.actor(role, at), at, fields)


def sort(town: Town, ticket_id: int, at: datetime) -> None:
    """T02: a complaint of the category, in the kecamatan."""
    do(
        town, ticket_id, "complaint", at, klasifikasi="pengaduan", category_id=str(town.category),
        kecamatan_id=str(town.kecamatan), title="Lampu jalan mati",
    )  # fmt: skip


def answer(town: Town, ticket_id: int, at: datetime) -> None:
    """T03 answered at once, T-X1 a minute later."""
    do(town, ticket_id, "answer", at, answer="Sudah diperbaiki tadi malam.")
    link = f"https://x.com/pemkotdepok/status/{next(_numbers)}"
    do(town, ticket_id, "deliver", at + timedelta(minutes=1), reply_text="Sudah diperbaiki.", reply_url=link)


def october(town: Town) -> dict[str, int]:
    """Four complaints: answered in time, spam, waiting for the agency, and entered a day late."""
    soon = timedelta(minutes=5)
    told = tweet(town, START)
    sort(town, told, START + 3 * soon)
    answer(town, told, START + 4 * soon)
    spam = tweet(town, START + timedelta(days=1))
    do(town, spam, "spam", START + timedelta(days=1, minutes=12), reason="Iklan")
    waiting = tweet(town, START + timedelta(days=4))
    sort(town, waiting, START + timedelta(days=4, minutes=15))
    do(town, waiting, "forward", START + timedelta(days=4, minutes=20), opd_ids=[str(town.opd)])
    late = tweet(town, START + timedelta(days=20), START + timedelta(days=21))
    return {"told": told, "spam": spam, "waiting": waiting, "late": late}


def drafted(now: datetime = NOVEMBER, kind: str = "monthly") -> int:
    """Open what is due and return the report's id."""
    from sapa.models import Report

    report_flow.draft_due(now)
    found = select(Report.id).where(Report.kind == kind).order_by(Report.id.desc())
    return db.session.scalars(found).first()


def report_task(report_id: int) -> Task:
    return db.session.scalars(
        select(Task).join(Case).where(Case.report_id == report_id, Task.closed_at.is_(None))
    ).one()


def act(town: Town, report_id: int, action: str, at: datetime, role: str, **fields: object) -> None:
    """One move on the report, and the drawing that the job would make."""
    report_flow.act(town.actor(role, at), report_id, report_task(report_id).id, action, at, fields)
    papers.draw(report_id, at)


def read_to_the_end(user_id: int, report_id: int, now: datetime) -> None:
    from sapa.models import Report

    sha256, pages = papers.file_of(db.session.get(Report, report_id))
    papers.shown(user_id, sha256, pages, pages, now)
