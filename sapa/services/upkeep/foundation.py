"""What every city needs before the first day: calendars with holidays, SOP versions, a first Admin."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import holidays
from flask_appbuilder.security.sqla.models import Role, User
from sqlalchemy import exists, func, select
from sqlalchemy.dialects.postgresql import insert
from werkzeug.security import generate_password_hash

from sapa.clock import Calendar, DayKind, SpecialDay, default_calendars
from sapa.db import db, transaction
from sapa.models import AccountProfile, Holiday, WorkCalendar, WorkHours
from sapa.roles import ADMIN
from sapa.services import calendars, counters

#: Fasting months with shorter hours (Perpres 21/2023), as announced; later ones are the Admin's to enter.
RAMADAN = ((date(2026, 2, 19), date(2026, 3, 20)),)

_LAYING = 0x5A9A01  # any number that no other lock of the house uses


def lay(now: datetime) -> None:
    """Create calendars where there are none, and missing holidays of last year to next year."""
    with transaction():
        # Two machines may be released at once; the second one then finds what the first one laid.
        db.session.execute(select(func.pg_advisory_xact_lock(_LAYING)))
        if not db.session.scalar(select(exists().select_from(WorkCalendar))):
            for calendar in default_calendars((), RAMADAN).values():
                _add_calendar(calendar)
        _add_holidays(range(now.year - 1, now.year + 2))
        counters.touch(calendars.STAMP)


def has_accounts() -> bool:
    """True once anybody can sign in."""
    return bool(db.session.scalar(select(exists().select_from(User))))


def first_admin(password: str) -> None:
    """Create the account "admin", who must choose a password of his own at the first sign-in."""
    with transaction():
        role = db.session.scalars(select(Role).where(Role.name == ADMIN)).one()
        user = User(
            first_name="Admin",
            last_name="",
            username="admin",
            email="admin@localhost",
            active=True,
            password=generate_password_hash(password),
            roles=[role],
        )
        db.session.add(user)
        db.session.flush()
        db.session.add(AccountProfile(user_id=user.id, must_change_password=True))


def _add_calendar(calendar: Calendar) -> None:
    row = WorkCalendar(
        slug=calendar.slug, name=calendar.name, tz=calendar.tz, always_open=calendar.always_open
    )
    db.session.add(row)
    db.session.flush()
    db.session.add_all(hours(row.id, calendar))


def hours(calendar_id: int, calendar: Calendar) -> list[WorkHours]:
    """The opening hours of *calendar* as rows."""
    return [
        WorkHours(
            calendar_id=calendar_id,
            weekday=each.weekday,
            opens=each.window.opens,
            closes=each.window.closes,
            break_from=each.window.break_from,
            break_to=each.window.break_to,
            valid_from=each.valid_from,
            valid_to=each.valid_to,
        )
        for each in calendar.hours
    ]


def _add_holidays(years: range) -> None:
    """An edited or deleted date of the Admin stays as it is: only years without any row are filled."""
    for year in years:
        known = exists().where(Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31))
        if not db.session.scalar(select(known)):
            rows = [_row(each) for each in national(year)]
            db.session.execute(insert(Holiday).values(rows).on_conflict_do_nothing(index_elements=["day"]))


def national(year: int) -> Iterator[SpecialDay]:
    """The public holidays of a year, then its cuti bersama, as the house enters them at its first start."""
    public = holidays.country_holidays("ID", years=year, language="id", categories=("public",))
    shared = holidays.country_holidays("ID", years=year, language="id", categories=("government",))
    for kind, found in ((DayKind.HOLIDAY, public), (DayKind.CUTI_BERSAMA, shared)):
        for day, name in sorted(found.items()):
            if kind is DayKind.HOLIDAY or day not in public:
                yield SpecialDay(date(day.year, day.month, day.day), name, kind)


def _row(special: SpecialDay) -> dict[str, object]:
    estimated = "perkiraan" in special.name.lower()
    return {
        "day": special.day, "name": special.name[:160], "kind": special.kind.value, "estimated": estimated
    }  # fmt: skip
