"""Duties open by themselves: on each open day, inside their window, for every agency that has an account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import ColumnElement, or_, select

from sapa.clock import Calendar, next_open
from sapa.db import db
from sapa.models import AccountUnit, Opd
from sapa.roles import BY_SLUG
from sapa.services import cases, deadlines, notices, periods, settings, sops
from sapa.services.actors import TIMER
from sapa.services.calendars import local_day
from sapa.sop import timing
from sapa.sop.definition import Definition, Lane, Process, Step
from sapa.sop.parts import Duty

JOB = "duties.open"
#: How many days ahead the next window is looked for: longer than any run of holidays.
AHEAD = 30


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
    """Open each duty whose window has begun and is not over; returns how many duties, not agencies.

    A window that passed while the house stood still is left out: nobody could have done it here.
    """
    return sum(_open(each, now) for each in kept(local_day(now)))


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


def _open(each: Kept, now: datetime) -> bool:
    day = now.astimezone(each.calendar.zone).date()
    window = each.window(day)
    if window is None or not window[0] <= now < window[1]:
        return False
    return periods.once(JOB, each.period(day), now, _opener(each, day, window[0], now))


def _opener(each: Kept, day: date, begins: datetime, now: datetime) -> Callable[[], object]:
    def work() -> None:
        with notices.gathered():
            for opd_id in agencies(each, day):
                _begin(each, opd_id, day, begins, now)

    return work


def _begin(each: Kept, opd_id: int, day: date, begins: datetime, now: datetime) -> None:
    """One agency's duty. Its clock runs from the beginning of the window, so that it ends with the window
    however late the job came."""
    run = cases.open_case(
        each.version, each.process.name, TIMER, at=begins, now=now, day=day, unit=opd_id, duty=each.duty.name
    )
    for task in run.tasks:
        if now > begins:
            task.counts_from = begins
            deadlines.set_task_times(task, each.step, each.calendar)


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
