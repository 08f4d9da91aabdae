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
from sapa.services.duties.desk import label_of
from sapa.services.errors import NotFound
from sapa.services.figures.scope import month_end
from sapa.services.printouts import matters


@dataclass(frozen=True)
class Line:
    """One agency and one duty in a month: on how many days it was asked, done and missed, and which."""

    agency: str
    duty: str
    asked: int
    done: int
    missed: tuple[date, ...]

    @property
    def open(self) -> int:
        """Days on which it can still be done."""
        return self.asked - self.done - len(self.missed)


def lines(first: date) -> list[Line]:
    """The month that begins on *first*: those who missed most stand first."""
    rows = db.session.execute(
        select(
            Opd.name, Case.sop_version_id, Case.process, Case.duty, Case.subject_date,
            Task.closed_at, Task.by_timer,
        )
        .join(Case, Case.opd_id == Opd.id)
        .join(Task, Task.case_id == Case.id)
        .where(Case.duty != "", Case.subject_date >= first, Case.subject_date < month_end(first))
        .order_by(Opd.name, Case.subject_date, Task.id)
    ).all()  # fmt: skip
    groups: dict[tuple[str, str], list[tuple[date, bool, bool]]] = {}
    for row in rows:
        label = label_of(sops.definition(row.sop_version_id), row.process, row.duty)
        done = row.closed_at is not None and not row.by_timer
        groups.setdefault((row.name, label), []).append((row.subject_date, done, row.by_timer))
    found = [_line(agency, label, days) for (agency, label), days in groups.items()]
    return sorted(found, key=lambda line: (-len(line.missed), line.agency))


def months() -> list[date]:
    """The months that have duties, the newest first."""
    month = func.date_trunc("month", Case.subject_date)
    rows = db.session.scalars(select(month).where(Case.duty != "").distinct().order_by(month.desc()))
    return [row.date() for row in rows]


def _line(agency: str, label: str, days: Iterable[tuple[date, bool, bool]]) -> Line:
    known = list(days)
    missed = tuple(day for day, _, by_timer in known if by_timer)
    return Line(agency, label, len(known), sum(done for _, done, _ in known), missed)


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
        lines=tuple(DutyLine(line.agency, line.duty, line.asked, line.done, line.missed) for line in told),
    )
    return draw_duties(facts, sheet)
