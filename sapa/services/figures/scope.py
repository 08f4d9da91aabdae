"""What a report is about: a scope is a list of SOPs, and the chain of paraf belongs to the scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sapa.services import calendars, settings, sops
from sapa.services.errors import NotFound
from sapa.services.sops import Version
from sapa.sop.definition import Definition

#: The processes that every SOP with reports has (ARCHITECTURE, "The SOP as data").
HANDLING, SHIFT, DAILY, MONTHLY = "handling", "shift", "daily_report", "monthly_report"
PROCESSES = {"daily": DAILY, "monthly": MONTHLY}


@dataclass(frozen=True)
class Scope:
    """A list of SOPs that one report covers; the first of them gives the chain of its reports."""

    slug: str
    label: str
    sops: tuple[str, ...]
    #: The day on which it is asked: its SOPs are the versions in force then.
    day: date

    @property
    def running(self) -> bool:
        """True where one of its SOPs has a version in force on its day."""
        return bool(self._in_force())

    def version(self) -> Version:
        """The SOP version on which reports of this scope run that begin on its day. NotFound for none."""
        return sops.current(next(iter(self._in_force()), self.sops[0]), self.day)

    def definition(self) -> Definition:
        """What that version says."""
        return sops.definition(self.version().id)

    def definitions(self) -> tuple[Definition, ...]:
        """The SOPs whose steps are counted, in the order of the scope."""
        return tuple(sops.definition(sops.current(code, self.day).id) for code in self._in_force())

    def _in_force(self) -> tuple[str, ...]:
        known = sops.codes(self.day)
        return tuple(code for code in self.sops if code in known)


def scopes(day: date) -> tuple[Scope, ...]:
    """The scopes in force on *day*."""
    found = settings.get("report_scopes", day)
    return tuple(Scope(slug, each["label"], tuple(each["sops"]), day) for slug, each in found.items())


def scope(slug: str, day: date) -> Scope:
    """One of them. NotFound where the city has no such scope."""
    found = next((each for each in scopes(day) if each.slug == slug), None)
    if found is None:
        raise NotFound("scope_unknown", scope=slug)
    return found


def zone() -> ZoneInfo:
    """The city's time zone: that of its office calendar."""
    return ZoneInfo(calendars.get("office").tz)


def midnight(day: date) -> datetime:
    """The moment a local day begins, in UTC."""
    return datetime.combine(day, time.min, zone()).astimezone(UTC)


def month_end(first: date) -> date:
    """The first day after the month that begins on *first*."""
    return (first + timedelta(days=32)).replace(day=1)
