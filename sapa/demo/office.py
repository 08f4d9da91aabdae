"""The demo's paper work: shifts and reports, opened by the jobs and done by the roles at their hours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from sqlalchemy import select

from sapa import timekeeper
from sapa.clock import Basis, Calendar, Duration, add
from sapa.db import db
from sapa.demo.people import People
from sapa.demo.story import daily_words, monthly_words
from sapa.models import Case, Report, Task
from sapa.services import moves, seals, shifts
from sapa.services.calendars import local_day
from sapa.services.desk import bell
from sapa.services.duties import desk as duties
from sapa.services.duties import opening
from sapa.services.reporting import flow as report_flow
from sapa.services.reporting import papers

#: Step -> the move somebody makes there, and after how many working minutes.
HABITS: Mapping[str, tuple[str, str, int]] = {
    "T01": ("open_account", "operator", 3),
    "T10a": ("finish", "operator", 35),
    "T10b": ("submit", "koordinator", 95),
    "T11": ("paraf", "pelaksana_harian", 80),
    "T12": ("paraf", "koordinator_ppid", 40),
    "T13": ("sign", "ppid_utama", 150),
    "P11": ("finish", "operator", 60),
    "P12": ("submit", "koordinator", 45),
    "P13": ("paraf", "pelaksana_harian", 70),
    "S06": ("submit", "koordinator", 20),
}
#: One mailbox in so many stays shut; the others are opened within so many minutes.
SHUT, SOON = 8, 45
#: The first monthly report is sent back once, as reports are.
RETURN_STEP, RETURN_WORDS = "T11", "Mohon lengkapi kendala pada pengaduan yang naik sampai surat undangan."
#: What the Koordinator adds then.
ADDED = "Pengaduan yang naik sampai surat undangan tertahan karena OPD belum menunjuk pengganti petugasnya."
#: T13 after the signature: the paper goes to the Wali Kota.
SEND, SEND_AFTER = "send", 20


@dataclass
class Office:
    """What waits on the roles' desks beside the complaints, and until when they deal with it."""

    people: People
    calendar: Calendar
    seed: int
    passphrases: Mapping[str, str]
    #: Reports of this month and later stay where a visitor finds them, at their first paraf.
    visitor_month: date
    last: datetime
    due: dict[int, datetime] = field(default_factory=dict)
    jobs: list[datetime] = field(default_factory=list)

    def next_moments(self) -> list[datetime]:
        """When the jobs or the roles have something to do next."""
        self.jobs = self.jobs or jobs_after(self.last)
        return [*self.jobs, *self.due.values()]

    def at(self, now: datetime) -> None:
        """Run the jobs of this moment, then let the roles do what is due."""
        if any(moment <= now for moment in self.jobs):
            run_jobs(now, with_duties=local_day(now) >= self.visitor_month)
            self.jobs = []
        for task_id in [task_id for task_id, moment in self.due.items() if moment <= now]:
            del self.due[task_id]
            self._act(task_id, now)
            papers.draw_missing(now)
        self.last = now
        if not self.jobs or self.due:
            self._plan()

    def _plan(self) -> None:
        rows = db.session.scalars(
            select(Task)
            .join(Case, Case.id == Task.case_id)
            .where(Case.ticket_id.is_(None), Task.closed_at.is_(None), Task.step.in_(HABITS))
        )
        for task in rows:
            if task.id not in self.due and not self._left_to_visitor(task):
                minutes = SEND_AFTER if task.done else HABITS[task.step][2]
                base = self.last if task.done else task.opened_at
                self.due[task.id] = add(self.calendar, base, Duration("", minutes, Basis.WORKING))
        self._plan_duties()

    def _plan_duties(self) -> None:
        """Most agencies open their mailbox in time, and some day each of them does not."""
        rows = db.session.scalars(
            select(Task).join(Case, Case.id == Task.case_id).where(Case.duty != "", Task.closed_at.is_(None))
        )
        for task in rows:
            chance = Random(f"{self.seed}/{task.id}")  # noqa: S311  a plan, not a secret
            if task.id not in self.due and chance.randrange(SHUT):
                self.due[task.id] = task.begun_at + timedelta(minutes=chance.randint(2, SOON))

    def _left_to_visitor(self, task: Task) -> bool:
        report = _report(task)
        return (
            report is not None
            and report.kind == "monthly"
            and report.period_start >= self.visitor_month
            and report.state != "drafting"
        )

    def _act(self, task_id: int, now: datetime) -> None:
        task = db.session.get_one(Task, task_id)
        if task.closed_at is not None:
            return
        if task.opd_id is not None:
            agent = self.people.agencies[task.opd_id]
            duties.do(task.id, agent, now)
            bell.read(agent, now)  # whoever is at the desk has seen what rang
            return
        action, lane, _ = HABITS[task.step]
        actor, report = self.people.actors[lane], _report(task)
        if report is None:
            moves.make(task.id, action, actor, now)
        elif task.done:
            report_flow.act(actor, report.id, task.id, SEND, now, {})
        elif task.step == "T13":
            _read(actor.user_id, report, now)
            report_flow.sign(
                actor, report.id, task.id, action, self.passphrases[lane], now, timekeeper.real_now()
            )
        elif task.step == RETURN_STEP and task.visit_no == 1:
            report_flow.act(actor, report.id, task.id, "return", now, {"reason": RETURN_WORDS})
        else:
            report_flow.act(actor, report.id, task.id, action, now, self._words(report))

    def _words(self, report: Report) -> dict[str, Any]:
        start = report.period_start
        if report.kind == "daily":
            said = daily_words(self.seed, start)
        else:
            said = monthly_words(self.seed, start.year, start.month)
        added = f"\n\n{ADDED}" if report.version else ""
        return {"kendala": said.kendala + added, "saran": said.saran}


def run_jobs(now: datetime, *, with_duties: bool = True) -> None:
    """What the scheduler would ring at this moment, apart from the sweep."""
    shifts.open_due(now)
    if with_duties:
        opening.open_due(now)
    report_flow.draft_due(now)
    seals.make_due(now)
    papers.draw_missing(now)


def jobs_after(moment: datetime) -> list[datetime]:
    """The next moments at which one of those jobs has something to do."""
    found = (
        shifts.next_due(moment),
        opening.next_due(moment),
        report_flow.next_due(moment),
        seals.next_due(moment),
    )
    return [each for each in found if each is not None]


def _report(task: Task) -> Report | None:
    return db.session.scalars(
        select(Report).join(Case, Case.report_id == Report.id).where(Case.id == task.case_id)
    ).first()


def _read(user_id: int | None, report: Report, now: datetime) -> None:
    """Turn every page, as the signer does before he signs."""
    assert user_id is not None
    assert report.pdf_sha256 is not None
    assert report.pdf_pages is not None
    for page in range(1, report.pdf_pages + 1):
        papers.shown(user_id, report.pdf_sha256, page, report.pdf_pages, now)
