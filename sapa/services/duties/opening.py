"""Duties open by themselves: on each open day, inside their window, for every agency that has an account.

A window that passed while the house stood still is entered when it returns, closed by the timer, so that no
day is missing from the list of the month; nobody is blamed for it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import ColumnElement, and_, func, or_, select

from sapa.clock import Calendar, next_open
from sapa.db import db
from sapa.models import AccountUnit, JobRun, Opd, Task
from sapa.roles import BY_SLUG
from sapa.services import cases, deadlines, moves, notices, periods, settings, sops
from sapa.services.actors import TIMER
from sapa.services.calendars import local_day
from sapa.services.runs import Run
from sapa.sop import timing
from sapa.sop.definition import Definition, Lane, Process, Step
from sapa.sop.parts import Duty

JOB = "duties.open"
#: How many days ahead the next window is looked for: longer than any run of holidays.
AHEAD = 30
#: How many days back windows are entered that the house slept through: the month that runs and the last one.
BACK = 62


@dataclass(frozen=True)
class Kept:
    """One duty that the city keeps: of which version and process."""

    version: sops.Version
    sop: Definition
    process: Process
    duty: Duty

    @property
    def step(self) -> Step:
        return self.sop.steps[self.process.start]

    @property
    def lane(self) -> Lane:
        return self.sop.lane(self.step.lane)

    @property
    def calendar(self) -> Calendar:
        """The hours of whoever has the duty."""
        return deadlines.step_calendar(self.sop, self.step)

    def window(self, day: date) -> tuple[datetime, datetime] | None:
        """From when to when it may be done; None on a day that stays closed."""
        assert self.step.time is not None, "the linter asks for a time where there are duties"
        return timing.duty_window(self.calendar, day, self.duty.edge, self.step.time)

    def period(self, day: date) -> str:
        """What a run of the job claims."""
        name = f"{self.version.code}/{self.process.name}/{self.duty.name}"
        return f"{day.isoformat()}:{sha256(name.encode()).hexdigest()[:12]}"


def kept(day: date) -> tuple[Kept, ...]:
    """The duties in force: of SOPs that have a version then, and that some channel leads to."""
    used = set(settings.get("routes", day).values())
    versions = [sops.current(code, day) for code in sops.codes(day) if code in used]
    return tuple(
        Kept(version, sop, process, duty)
        for version in versions
        for sop in (sops.definition(version.id),)
        for process in sop.processes.values()
        for duty in process.duties
    )


def open_due(now: datetime) -> int:
    """Open each duty whose window has begun, and enter those that passed since the last one that was opened;
    returns how many duties, not agencies."""
    claimed, today = _claimed(), local_day(now)
    last = max((date.fromisoformat(period[:10]) for period in claimed), default=today)
    asleep = min(max((today - last).days, 0), BACK)
    days = [today - timedelta(days=n) for n in range(asleep, -1, -1)]
    return sum(_open(each, day, now, claimed) for day in days for each in kept(day))


def next_due(after: datetime) -> datetime | None:
    """The next moment later than *after* at which a duty opens."""
    found = [moment for each in kept(local_day(after)) for moment in _begins(each, after)]
    return min(found, default=None)


def agencies(each: Kept, day: date) -> list[int]:
    """The agencies that have the duty: in being, with an active account in the duty's role; those that stand
    for another lane of the SOP (a Bidang) have none."""
    lane, bound = each.lane, [other.unit for other in each.sop.lanes if other.unit is not None]
    role = BY_SLUG[lane.role].name if lane.role is not None else ""
    query = (
        select(Opd.id)
        .join(AccountUnit, AccountUnit.opd_id == Opd.id)
        .join(User, User.id == AccountUnit.user_id)
        .where(User.active.is_(True), User.roles.any(Role.name == role))
        .where(*_on(Opd, day), *_on(AccountUnit, day))
        .distinct()
        .order_by(Opd.id)
    )
    query = query.where(Opd.code == lane.unit) if lane.unit else query.where(Opd.code.not_in(bound))
    return list(db.session.scalars(query))


def _on(model: type[Opd] | type[AccountUnit], day: date) -> tuple[ColumnElement[bool], ...]:
    begun = or_(model.valid_from.is_(None), model.valid_from <= day)
    return begun, or_(model.valid_to.is_(None), model.valid_to >= day)


def _claimed() -> frozenset[str]:
    """The periods of the last day on which a duty was opened; none in a house that never opened one."""
    done = and_(JobRun.job == JOB, JobRun.failed_at.is_(None))
    last = select(func.left(func.max(JobRun.period), 10)).where(done).scalar_subquery()
    return frozenset(db.session.scalars(select(JobRun.period).where(done, JobRun.period >= last)))


def _open(each: Kept, day: date, now: datetime, claimed: frozenset[str]) -> bool:
    window, period = each.window(day), each.period(day)
    if window is None or now < window[0] or period in claimed:
        return False
    if now < window[1]:
        return periods.once(JOB, period, now, _opener(each, day, window[0], now))
    # A house that never opened a duty did not sleep through one either.
    return bool(claimed) and periods.once(JOB, period, now, _enterer(each, day, window[0], now))


def _opener(each: Kept, day: date, begins: datetime, now: datetime) -> Callable[[], object]:
    def work() -> None:
        with notices.gathered():
            for opd_id in agencies(each, day):
                _begin(each, opd_id, day, begins, now)

    return work


def _enterer(each: Kept, day: date, begins: datetime, now: datetime) -> Callable[[], object]:
    """What nobody could do any more when the house returned: opened and closed at once, without a ring."""

    def work() -> None:
        with notices.silent():
            for opd_id in agencies(each, day):
                run = _begin(each, opd_id, day, begins, now)
                db.session.flush()
                for task in tuple(run.tasks):
                    moves.timer_move(run, task, now)

    return work


def slept(task: Task) -> bool:
    """True for a duty that was entered when its time was over: the house was not running."""
    return task.due_at is not None and task.opened_at >= task.due_at


def _begin(each: Kept, opd_id: int, day: date, begins: datetime, now: datetime) -> Run:
    """One agency's duty. Its clock runs from the beginning of the window, so that it ends with the window
    however late the job came."""
    run = cases.open_case(
        each.version, each.process.name, TIMER, at=begins, now=now, day=day, unit=opd_id, duty=each.duty.name
    )
    for task in run.tasks:
        if now > begins:
            task.counts_from = begins
            deadlines.set_task_times(task, each.step, each.calendar)
    return run


def _begins(each: Kept, after: datetime) -> Iterator[datetime]:
    """The first beginning of a window later than *after*, if there is one in sight."""
    zone = ZoneInfo(each.calendar.tz)
    day = after.astimezone(zone).date()
    for _ in range(AHEAD):
        window = each.window(day)
        if window is not None and window[0] > after:
            yield window[0]
            return
        day += timedelta(days=1)
        midnight = datetime.combine(day, datetime.min.time(), zone)
        day = next_open(each.calendar, midnight).astimezone(zone).date()
