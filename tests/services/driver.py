"""Drives a scenario of `sapa sop play` through the running house: intake, moves and sweeps in their order."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import delete, or_, select

from sapa.channels.inbound import Inbound
from sapa.db import db
from sapa.models import (
    AccountUnit,
    Case,
    Holiday,
    Letter,
    Opd,
    Setting,
    SopVersion,
    StoredFile,
    Task,
    Ticket,
    WorkCalendar,
    WorkHours,
)
from sapa.models.sop import APPROVED
from sapa.roles import BY_SLUG
from sapa.services import actors, calendars, cases, counters, intake, moves, settings, sops, sweep
from sapa.services.actors import Actor
from sapa.services.errors import ServiceError
from sapa.services.evidence import identity
from sapa.services.upkeep import foundation
from sapa.sop.definition import Action
from sapa.sop.parts import IDENTITY, TIMER
from sapa.sop.scenario import Planned, Scenario
from tests.support.world import BEHALF, CALL, World

_messages = count(1)
#: A row of either side: what a scenario and the house must agree on.
SEEN = ("case", "step", "lane", "unit", "visit", "opened", "due", "left", "action", "record", "state")
WORDS = ("title", "note", "answer", "reason", "destination", "question", "emergency")
#: What is typed for the evidence that is the same in every scenario.
TYPED: dict[str, dict[str, Any]] = {
    **{name: {name: f"Kata untuk {name}."} for name in WORDS},
    "contact": CALL,
    "reply": {"reply_text": "Sudah menyala.", "reply_url": "https://x.com/a/status/2000000001"},
    "meeting": {"answer": "Hasil rapat."},
}
IDENTITIES = {
    "name": "Warga Contoh", "nik": "3276010101900001", "phone": "081100000000",
    "address": "Jalan Contoh 1", "email": "warga@contoh.example", "handle": "@warga_contoh",
}  # fmt: skip


@contextmanager
def apart() -> Iterator[None]:
    """Whatever is written inside is taken back at the end: many scenarios in one test."""
    db.session.remove()
    point = db.engine.begin_nested()
    try:
        yield
    finally:
        db.session.remove()
        point.rollback()


@dataclass
class Driven:
    """What the house made of a scenario."""

    rows: list[dict[str, Any]]
    cases: list[dict[str, Any]]
    refused: list[tuple[datetime, str, str]]


class Driver:
    """One scenario on its way through the house."""

    def __init__(self, world: World, scenario: Scenario) -> None:
        self.world, self.scenario, self.sop = world, scenario, scenario.sop
        self.refused: list[tuple[datetime, str, str]] = []
        self.channel = scenario.channel or "telepon"
        self._lay_calendar()
        self._lay_habits()
        self.version = self._publish()
        self.units = {number: self._unit(name) for number, name in scenario.units.items()}
        self.agents = {number: self._agent(opd) for number, opd in self.units.items()}

    def drive(self) -> Driven:
        scenario = self.scenario
        self.now = scenario.start
        self.ticket = self._receive()
        for planned in scenario.moves:
            self._wait(planned.at)
            self._move(planned)
        self._wait(scenario.until, inclusive=True)
        return Driven(list(self._rows()), list(self._cases()), self.refused)

    # -- the house as the scenario wants it

    def _lay_calendar(self) -> None:
        """Days and hours of the house become those of the scenario."""
        for model in (Holiday, WorkHours):
            db.session.execute(delete(model))
        found = self.scenario.calendars
        for day in next(iter(found.values())).days:
            db.session.add(Holiday(day=day.day, name=day.name, kind=day.kind.value))
        for row in db.session.scalars(select(WorkCalendar)):
            db.session.add_all(foundation.hours(row.id, found[row.slug]))
        counters.touch(calendars.STAMP)
        db.session.commit()

    def _lay_habits(self) -> None:
        habits = self.scenario.habits
        values = {
            "deadline_days": dict(habits.deadline_days), "deadline_calendar": habits.deadline_calendar,
            "routes": {"twitter": "depok-twitter", self.channel: self.sop.code},
            "citizen_remind_days": habits.remind_days, "citizen_end_days": habits.end_days,
        }  # fmt: skip
        for key, value in values.items():
            db.session.add(
                Setting(key=key, value=value, valid_from=date(2020, 1, 1), set_at=self.scenario.start)
            )
        counters.touch(settings.STAMP)
        db.session.commit()

    def _publish(self) -> sops.Version:
        """The version that the scenario plays: a shipped one, or one with its options switched."""
        sop = self.sop
        if not db.session.scalar(select(SopVersion.id).where(SopVersion.digest == sop.digest)):
            sop = replace(sop, version=90 + next(_messages))
            db.session.add(
                SopVersion(
                    code=sop.code,
                    version=sop.version,
                    title=sop.title,
                    body=sop.to_json(),
                    digest=sop.digest,
                    state=APPROVED,
                    loaded_at=self.scenario.start,
                )
            )
            counters.touch(sops.STAMP)
            db.session.commit()
        return next(each for each in sops.versions() if (each.code, each.version) == (sop.code, sop.version))

    def _unit(self, name: str) -> int:
        found = db.session.scalars(select(Opd).where(Opd.code == name)).first()
        if found is None:
            found = Opd(code=name, name=name, short_name=name, email="")
            db.session.add(found)
            db.session.commit()
        return found.id

    def _agent(self, opd_id: int) -> Actor:
        role = db.session.scalars(select(Role).where(Role.name == BY_SLUG["ppid_pembantu"].name)).one()
        login = f"wakil-{opd_id}-{next(_messages)}"
        user = User(
            first_name=login, last_name="Uji", username=login, email=f"{login}@uji.example", password="x",
            active=True, roles=[role],
        )  # fmt: skip
        db.session.add(user)
        db.session.flush()
        db.session.add(AccountUnit(user_id=user.id, opd_id=opd_id))
        db.session.commit()
        return actors.load_actor(user.id, self.scenario.start.date())

    def _receive(self) -> int | None:
        scenario, operator = self.scenario, self.world.people["operator"]
        if scenario.unit is not None:
            run = cases.open_case(
                self.version, scenario.process, operator, at=scenario.start, now=scenario.start,
                day=scenario.start.date(), unit=self.units[scenario.unit], duty="pagi",
            )  # fmt: skip
            db.session.commit()
            self.duty = run.case.id
            return None
        words = Inbound(self.channel, f"pesan-{next(_messages)}", "Lampu jalan mati min", scenario.start)
        ticket_id = intake.receive(words, scenario.start, operator).ticket_id
        self._know(ticket_id, scenario.identity)
        return ticket_id

    def _know(self, ticket_id: int, fields: tuple[str, ...] | None) -> None:
        row = identity.complainant_of(db.session.get_one(Ticket, ticket_id))
        for name in IDENTITY if fields is None else fields:
            if name == "handle":
                row.handle = f"@warga{next(_messages)}"
            else:
                setattr(row, f"{name}_sealed", "known")
        db.session.commit()

    # -- time and moves

    def _wait(self, upto: datetime | None, inclusive: bool = False) -> None:
        for _ in range(500):
            due = sweep.next_due(self.now)
            if due is None or (upto is not None and (due > upto or (due == upto and not inclusive))):
                self.now = upto or self.now
                return
            sweep.sweep(due)
            self.now = due
        raise AssertionError("the sweep finds no end")

    def _move(self, planned: Planned) -> None:
        task = self._meant(planned)
        action = self.sop.steps[planned.step].actions.get(planned.action)
        try:
            if task is None or action is None:
                raise LookupError
            self._prepare(task, action, planned)
            moves.make(task.id, action.slug, self._actor(task, action, planned), planned.at,
                       self._fields(task, action, planned))  # fmt: skip
        except (ServiceError, LookupError):
            db.session.rollback()
            self.refused.append((planned.at, planned.step, planned.action))

    def _meant(self, planned: Planned) -> Task | None:
        wanted = self.units.get(planned.unit) if planned.unit is not None else None
        for task in self._tasks():
            if task.closed_at is None and task.step == planned.step and wanted in (None, task.opd_id):
                return task
        return None

    def _actor(self, task: Task, action: Action, planned: Planned) -> Actor:
        """Somebody who may: of the lane that the scenario names, or the first with hands of its own."""
        lanes = [
            self.sop.lane(each) for each in ([planned.lane] if planned.lane else action.by) if each != TIMER
        ]
        for lane in lanes:
            if lane.scope == "named":
                return replace(
                    self.world.people["operator2"],
                    roles=frozenset(),
                    named=frozenset({f"{self.sop.code}/{lane.id}"}),
                )
            if lane.scope == "opd" and task.opd_id is not None and self._speaks(task, lane.id):
                return next(a for a in self.agents.values() if task.opd_id in a.units)
            if lane.scope is None and lane.role is not None:
                return self.world.people[lane.role]
        return self.world.people["operator"]

    def _speaks(self, task: Task, lane_id: str) -> bool:
        unit = self.sop.lane(lane_id).unit
        return unit is None or db.session.get_one(Opd, task.opd_id).code == unit

    def _fields(self, task: Task, action: Action, planned: Planned) -> dict[str, Any]:
        """What a person would type for each piece of evidence."""
        needs, found = set(action.needs), {}
        for name in needs & TYPED.keys():
            found |= TYPED[name]
        if "klasifikasi" in needs:
            found["klasifikasi"] = planned.klasifikasi or self._klasifikasi(task) or "pengaduan"
        if "duplicate_of" in needs:
            found["duplicate_of"] = self._other()
        if planned.promised is not None:
            found["promise_date"] = calendars.local_day(planned.promised).isoformat()
        found |= {"category_id": self.world.category.id, "kelurahan_id": self.world.kelurahan.id}
        found |= self._agencies(action, planned)
        found |= {f"identity_{name}": IDENTITIES[name] for name in planned.identity}
        return BEHALF | found

    def _agencies(self, action: Action, planned: Planned) -> dict[str, Any]:
        named = [str(self.units[each]) for each in planned.units]
        if "opds" in action.needs:
            return {"opd_ids": named}
        if action.sends_back and len(named) > 1:
            raise LookupError("the form has one choice")
        return {"return_opd_id": named[0]} if action.sends_back and named else {}

    def _klasifikasi(self, task: Task) -> str | None:
        """As in play: what the case was classified before, or the scenario's own word."""
        case = db.session.get_one(Case, task.case_id)
        ticket = db.session.get_one(Ticket, case.ticket_id)
        return ticket.klasifikasi or self.scenario.klasifikasi

    def _other(self) -> str:
        """The number of an earlier ticket to merge into."""
        said = self.scenario.start + timedelta(hours=1)
        words = Inbound("twitter", f"asal-{next(_messages)}", "Lampu mati", said, handle="@lain")
        return intake.receive(words, said, self.world.people["operator"]).number

    def _prepare(self, task: Task, action: Action, planned: Planned) -> None:
        """A letter that the move needs is out, or its meeting held, whoever signed it."""
        if not {"letter", "meeting"} & set(action.needs):
            return
        state = "draft" if "letter" in action.needs else "sent"
        query = select(Letter).where(Letter.opd_id == task.opd_id, Letter.state == state)
        letter = db.session.scalars(query.order_by(Letter.id.desc())).first()
        if letter is None:
            return
        db.session.merge(StoredFile(sha256="a" * 64, size=1, mime="application/pdf", created_at=planned.at))
        letter.state = "sent" if "letter" in action.needs else "held"
        letter.number, letter.signed_sha256, letter.signed_at = f"005/{next(_messages)}", "a" * 64, planned.at
        letter.signer_id, letter.sent_at = self.world.people["ppid_utama"].user_id, planned.at
        letter.held_at, letter.minutes = planned.at, "Notula"
        db.session.commit()

    # -- what became of it

    def _case_rows(self) -> list[Case]:
        query = select(Case).order_by(Case.id).execution_options(populate_existing=True)
        if self.ticket is None:
            return list(db.session.scalars(query.where(Case.id == self.duty)))
        own = or_(Case.ticket_id == self.ticket, Case.former_ticket_id == self.ticket)
        return list(db.session.scalars(query.where(own)))

    def _tasks(self) -> list[Task]:
        ids = [case.id for case in self._case_rows()]
        query = select(Task).where(Task.case_id.in_(ids)).order_by(Task.id)
        return list(db.session.scalars(query.execution_options(populate_existing=True)))

    def _rows(self) -> Iterator[dict[str, Any]]:
        numbers = {case.id: place for place, case in enumerate(self._case_rows(), 1)}
        names = {opd: self.scenario.units[number] for number, opd in self.units.items()}
        for task in self._tasks():
            yield {
                "case": numbers[task.case_id], "step": task.step, "lane": task.lane,
                "unit": names.get(task.opd_id or 0), "visit": task.visit_no, "opened": task.opened_at,
                "due": task.due_at, "left": task.closed_at, "action": task.action, "record": task.record,
                "state": self._state(task),
            }  # fmt: skip

    def _state(self, task: Task) -> str:
        if task.breached_at is not None:
            return "late"
        if task.due_at is None:
            return "no_limit" if self.sop.steps[task.step].limit is None else "paused"
        return "open" if task.closed_at is None else "on_time"

    def _cases(self) -> Iterator[dict[str, Any]]:
        for place, case in enumerate(self._case_rows(), 1):
            yield {
                "case": place, "process": case.process, "deadline": case.deadline_at, "ended": case.closed_at,
                "outcome": case.outcome, "level": case.level, "extended": case.extended_at is not None,
            }  # fmt: skip
