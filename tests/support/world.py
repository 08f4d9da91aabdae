"""A small city for tests of the services: two agencies, one person per role, complaints as stories."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import count
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import select

from sapa.channels.twitter import from_paste
from sapa.db import db
from sapa.models import (
    AccountUnit,
    Case,
    Category,
    Event,
    Holiday,
    Kecamatan,
    Kelurahan,
    Notice,
    Opd,
    Pause,
    Setting,
    Task,
    Ticket,
)
from sapa.roles import BY_SLUG
from sapa.services import actors, calendars, counters, intake, moves, settings, sweep
from sapa.services.actors import Actor
from sapa.services.upkeep import foundation
from tests.clock.moments import at

_tweets = count(1_000_000_001)

#: Who acts where a story does not say: the role of the step's lane, an agency's own account in its lane.
STAFF = {
    "operator": "operator",
    "operator2": "operator",
    "koordinator": "koordinator",
    "pelaksana_harian": "pelaksana_harian",
    "koordinator_ppid": "koordinator_ppid",
    "ppid_utama": "ppid_utama",
}
AGENCIES = {"dishub": "Dinas Perhubungan", "dlhk": "Dinas Lingkungan Hidup dan Kebersihan"}

CALL = {
    "contact_name": "Kasi Contoh",
    "contact_jabatan": "Kasi Lalu Lintas",
    "contact_number": "0811-0000-0000",
    "contact_medium": "phone",
    "contact_result": "Akan dijawab besok.",
}
#: What each action needs, where a story does not bring its own.
FIELDS: Mapping[str, Mapping[str, Any]] = {
    "complaint": {"klasifikasi": "pengaduan", "title": "Lampu jalan mati di Beji"},
    "not_complaint": {"reason": "Ucapan terima kasih"},
    "out_of_authority": {"destination": "Silakan hubungi PLN di 123."},
    "ask_citizen": {"question": "Di jalan apa, Kak?"},
    "citizen_replied": {"note": "Jalan Margonda, depan stasiun."},
    "answer": {"answer": "Petugas memperbaiki lampu hari ini."},
    "answer_final": {"answer": "Lampu sudah menyala kembali."},
    "not_ours": {"reason": "Jalan ini milik provinsi."},
    "contacted": CALL,
    "deliver": {
        "reply_text": "Lampu sudah menyala.",
        "reply_url": "https://x.com/pemkotdepok/status/2000000001",
    },
    "return_to_opd": {"reason": "Belum menjawab pertanyaan."},
}
BEHALF = {"behalf_name": "Kabid Contoh", "behalf_jabatan": "Kabid", "behalf_medium": "whatsapp"}


@dataclass
class World:
    """The city, its people by name and its agencies by code."""

    people: dict[str, Actor]
    opds: dict[str, Opd]
    category: Category
    kecamatan: Kecamatan
    kelurahan: Kelurahan
    tweets: dict[str, str] = field(default_factory=dict)

    def tweet(self, said: str, entered: str = "", **words: str) -> Story:
        """A tweet said at one moment and pasted then or later: `tweet("Mon 2026-08-03 08:50", "Mon ...")`."""
        received = intake.receive(inbound(at(said), **words), at(entered or said), self.people["operator"])
        return Story(self, received.ticket_id, received.number)

    def sweep(self, when: str) -> sweep.Swept:
        return sweep.sweep(at(when))

    def holiday(self, day: str, name: str = "Libur uji", kind: str = "holiday") -> None:
        """Close a day, as the Admin does."""
        db.session.add(Holiday(day=date.fromisoformat(day), name=name, kind=kind))
        counters.touch(calendars.STAMP)
        db.session.commit()

    def set(self, key: str, value: Any, valid_from: str) -> None:
        row = Setting(
            key=key, value=value, valid_from=date.fromisoformat(valid_from), set_at=at("Thu 2026-01-01 00:00")
        )
        db.session.add(row)
        counters.touch(settings.STAMP)
        db.session.commit()

    def code(self, opd_id: int | None) -> str | None:
        return next((code for code, opd in self.opds.items() if opd.id == opd_id), None)


@dataclass
class Story:
    """One complaint on its way."""

    world: World
    ticket_id: int
    number: str

    def do(
        self, step: str, action: str, when: str, *, who: str = "", opd: str = "", **fields: Any
    ) -> moves.Moved:
        """One move on the open visit to *step* (of *opd*, where several have one)."""
        task = self.task(step, opd)
        typed = self._fields(action, fields)
        actor = self.world.people[who or self._usual(task, action)]
        if (
            task.opd_id is not None
            and task.opd_id not in actor.units
            and action.startswith(("answer_", "not_ours"))
        ):
            typed = BEHALF | typed
        return moves.make(task.id, action, actor, at(when), typed)

    def forward(self, when: str, *codes: str) -> moves.Moved:
        return self.do("T03", "forward", when, opd_ids=[str(self.world.opds[code].id) for code in codes])

    def complaint(self, when: str, **fields: Any) -> moves.Moved:
        return self.do("T02", "complaint", when, **fields)

    def sent_to(self, *codes: str, when: str = "Mon 2026-08-03 09:00") -> Story:
        """Judged and forwarded at one moment: the ladder of each agency starts there."""
        self.complaint(when)
        self.forward(when, *codes)
        return self

    def task(self, step: str, opd: str = "") -> Task:
        found = [
            each
            for each in self.tasks()
            if each.step == step and (not opd or self.world.code(each.opd_id) == opd)
        ]
        assert len(found) == 1, f"{step} {opd} is not open: {self.places()}"
        return found[0]

    def tasks(self) -> list[Task]:
        """The open ones."""
        query = select(Task).join(Case).where(Case.ticket_id == self.ticket_id, Task.closed_at.is_(None))
        return _now(query.order_by(Task.id))

    def all_tasks(self, step: str = "") -> list[Task]:
        query = select(Task).join(Case).where(Case.ticket_id == self.ticket_id).order_by(Task.id)
        return [task for task in _now(query) if not step or task.step == step]

    def places(self) -> list[str]:
        """Where the case stands: ["T-X1", "A dishub"]."""
        return [" ".join(filter(None, (task.step, self.world.code(task.opd_id)))) for task in self.tasks()]

    def told(self, kind: str = "") -> list[tuple[str, str]]:
        """Who was rung about this case: (kind, role), in the order of time."""
        query = select(Notice).where(Notice.case_id == self.case.id).order_by(Notice.visible_at, Notice.id)
        return [(row.kind, row.role) for row in _now(query) if not kind or row.kind == kind]

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events()]

    def events(self) -> list[Event]:
        return _now(select(Event).where(Event.case_id == self.case.id).order_by(Event.seq))

    @property
    def case(self) -> Case:
        return _now(select(Case).where(Case.ticket_id == self.ticket_id))[0]

    @property
    def ticket(self) -> Ticket:
        return _now(select(Ticket).where(Ticket.id == self.ticket_id))[0]

    @property
    def pause(self) -> Pause | None:
        rows = _now(select(Pause).where(Pause.case_id == self.case.id).order_by(Pause.id.desc()))
        return rows[0] if rows else None

    def _usual(self, task: Task, action: str) -> str:
        if action.startswith(("answer_", "not_ours")) and task.opd_id is not None:
            return self.world.code(task.opd_id) or ""
        return task.role or ""

    def _fields(self, action: str, given: Mapping[str, Any]) -> dict[str, Any]:
        typed = dict(FIELDS.get(action, {}))
        if action == "complaint":
            typed |= {"category_id": self.world.category.id, "kelurahan_id": self.world.kelurahan.id}
        return typed | dict(given)


def inbound(
    said: datetime, *, handle: str = "@warga", text: str = "Lampu jalan mati min", number: int = 0
) -> Any:
    """A tweet of its own unless it is given a number."""
    address = f"https://x.com/{handle.lstrip('@')}/status/{number or next(_tweets)}"
    return from_paste(address, handle, text, said)


def build(year: int = 2026) -> World:
    """The city in the current database: calendars from the foundation, people, agencies, one place."""
    now = datetime.combine(date(year, 1, 2), datetime.min.time(), at("Thu 2026-01-01 00:00").tzinfo)
    foundation.lay(now)
    opds = {
        code: Opd(code=code, name=name, short_name=code.upper(), email=f"{code}@opd.example")
        for code, name in AGENCIES.items()
    }
    category, kecamatan = Category(slug="pju", name="Penerangan jalan"), Kecamatan(name="Beji")
    db.session.add_all([*opds.values(), category, kecamatan])
    db.session.flush()
    kelurahan = Kelurahan(kecamatan_id=kecamatan.id, name="Beji Timur")
    db.session.add(kelurahan)
    people = {name: person(name, role) for name, role in STAFF.items()}
    people |= {code: person(code, "ppid_pembantu", opd.id) for code, opd in opds.items()}
    db.session.commit()
    return World(people, opds, category, kecamatan, kelurahan)


def person(name: str, role: str, opd_id: int | None = None) -> Actor:
    """An account of that role, for an agency where one is given."""
    granted = db.session.scalars(select(Role).where(Role.name == BY_SLUG[role].name)).one()
    user = User(
        first_name=name.title(),
        last_name="Uji",
        username=f"uji-{name}",
        email=f"{name}@uji.example",
        password="x",
        active=True,
        roles=[granted],
    )
    db.session.add(user)
    db.session.flush()
    if opd_id is not None:
        db.session.add(AccountUnit(user_id=user.id, opd_id=opd_id))
        db.session.flush()
    return actors.load_actor(user.id, date(2026, 8, 3))


def _now(query: Any) -> list[Any]:
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
