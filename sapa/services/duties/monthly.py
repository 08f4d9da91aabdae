"""Who did their duties in a month and who did not, agency by agency; as a list and as a paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Case, Opd, Task
from sapa.reports.paper import Drawn
from sapa.reports.printouts import draw_duties
from sapa.reports.printouts.facts import DutyLine, DutyMonthFacts
from sapa.reports.printouts.parts import FORM
from sapa.services import settings, sops
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.duties import opening
from sapa.services.duties.desk import label_of
from sapa.services.errors import NotFound
from sapa.services.figures.scope import month_end
from sapa.services.printouts import matters


@dataclass(frozen=True)
class Line:
    """One agency and one duty in a month: on how many days it was asked, done and missed, and which.

    Days on which the house was not running (`slept`) were asked of nobody.
    """

    agency: str
    duty: str
    asked: int
    done: int
    missed: tuple[date, ...]
    slept: tuple[date, ...] = ()

    @property
    def open(self) -> int:
        """Days on which it can still be done."""
        return self.asked - self.done - len(self.missed)


def lines(first: date) -> list[Line]:
    """The month that begins on *first*: those who missed most stand first."""
    rows = db.session.execute(
        select(
            Opd.name, Case.sop_version_id, Case.process, Case.duty, Case.subject_date, Task,
        )
        .join(Case, Case.opd_id == Opd.id)
        .join(Task, Task.case_id == Case.id)
        .where(Case.duty != "", Case.subject_date >= first, Case.subject_date < month_end(first))
        .order_by(Opd.name, Case.subject_date, Task.id)
    ).all()  # fmt: skip
    groups: dict[tuple[str, str], list[tuple[date, Task]]] = {}
    for row in rows:
        label = label_of(sops.definition(row.sop_version_id), row.process, row.duty)
        groups.setdefault((row.name, label), []).append((row.subject_date, row.Task))
    found = [_line(agency, label, days) for (agency, label), days in groups.items()]
    return sorted(found, key=lambda line: (-len(line.missed), line.agency))


def months() -> list[date]:
    """The months that have duties, the newest first."""
    month = func.date_trunc("month", Case.subject_date)
    rows = db.session.scalars(select(month).where(Case.duty != "").distinct().order_by(month.desc()))
    return [row.date() for row in rows]


def _line(agency: str, label: str, days: Iterable[tuple[date, Task]]) -> Line:
    known = list(days)
    slept = tuple(day for day, task in known if opening.slept(task))
    missed = tuple(day for day, task in known if task.by_timer and not opening.slept(task))
    done = sum(task.closed_at is not None and not task.by_timer for _, task in known)
    return Line(agency, label, len(known) - len(slept), done, missed, slept)


def draw(first: date, actor: Actor, now: datetime) -> Drawn:
    """The month as a paper. NotFound for a month without duties."""
    told = lines(first)
    version_id = db.session.scalar(
        select(Case.sop_version_id)
        .where(Case.duty != "", Case.subject_date >= first, Case.subject_date < month_end(first))
        .order_by(Case.id.desc())
        .limit(1)
    )
    if version_id is None:
        raise NotFound("paper_unknown")
    sop = sops.definition(version_id)
    step = next(sop.steps[process.start] for process in sop.processes.values() if process.duties)
    chosen = settings.get("paper", local_day(now))
    sheet = replace(FORM, format=chosen.get("size", FORM.format), font=chosen.get("font", FORM.font))
    facts = DutyMonthFacts(
        frame=matters.framed(sop, step, f"Kewajiban harian {first:%Y-%m}", actor.name, now),
        year=first.year,
        month=first.month,
        lines=tuple(DutyLine(**vars(line)) for line in told),
    )
    return draw_duties(facts, sheet)
