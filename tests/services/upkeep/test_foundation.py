"""What every city has before its first day."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from flask_appbuilder.security.sqla.models import User
from sqlalchemy import delete, func, select, text
from sqlalchemy.orm import scoped_session

from sapa.application import create_app
from sapa.config import Config
from sapa.db import db, dispose_before_fork, transaction
from sapa.models import AccountProfile, Holiday, SopVersion, WorkCalendar, WorkHours
from sapa.services import sops
from sapa.services.upkeep import foundation
from tests.clock.moments import at

NOW = at("Mon 2026-08-03 09:00")


def days(year: int) -> int:
    query = select(func.count()).where(Holiday.day >= date(year, 1, 1), Holiday.day <= date(year, 12, 31))
    return db.session.scalar(query)


def test_the_holidays_of_three_years_are_there(session: scoped_session) -> None:
    foundation.lay(NOW)
    assert min(days(year) for year in (2025, 2026, 2027)) >= 15


def test_laying_it_twice_changes_nothing(session: scoped_session) -> None:
    foundation.lay(NOW)
    before = [
        session.scalar(select(func.count()).select_from(each)) for each in (WorkCalendar, WorkHours, Holiday)
    ]
    foundation.lay(NOW)
    assert before == [
        session.scalar(select(func.count()).select_from(each)) for each in (WorkCalendar, WorkHours, Holiday)
    ]


def test_what_the_admin_removed_stays_removed(session: scoped_session) -> None:
    foundation.lay(NOW)
    session.execute(delete(Holiday).where(Holiday.day == date(2026, 8, 17)))
    foundation.lay(NOW)
    assert session.scalar(select(Holiday.id).where(Holiday.day == date(2026, 8, 17))) is None


def test_a_new_year_brings_its_holidays(session: scoped_session) -> None:
    session.execute(delete(Holiday).where(Holiday.day >= date(2028, 1, 1)))
    foundation.lay(at("Mon 2027-01-04 09:00"))
    assert days(2028) >= 15


def test_a_day_is_either_a_holiday_or_cuti_bersama(session: scoped_session) -> None:
    foundation.lay(NOW)
    doubled = select(Holiday.day).group_by(Holiday.day).having(func.count() > 1)
    assert session.scalars(doubled).all() == []


def test_the_first_admin_must_choose_a_password(session: scoped_session) -> None:
    assert not foundation.has_accounts()
    foundation.first_admin("sementara-sekali")
    assert foundation.has_accounts()
    user = session.scalars(select(User)).one()
    assert ([role.name for role in user.roles], user.active) == (["Admin"], True)
    assert session.get_one(AccountProfile, user.id).must_change_password
    assert "sementara" not in user.password


def test_the_sop_is_there_once(session: scoped_session) -> None:
    assert sops.install(NOW) == 0
    assert session.scalars(select(SopVersion.code).where(SopVersion.code == "depok-twitter")).all()


def test_an_unknown_sop_is_said_so(session: scoped_session) -> None:
    for ask in (lambda: sops.current("tidak-ada", NOW.date()), lambda: sops.definition(99_999)):
        with pytest.raises(sops.NotFound):
            ask()


def test_two_machines_lay_the_ground_at_once(
    clone: Callable[[], str], make_config: Callable[..., Config]
) -> None:
    app = create_app(make_config(clone()))
    with app.app_context(), transaction():
        db.session.execute(text("TRUNCATE holiday, work_hours, work_calendar"))
    gate = threading.Barrier(2)

    def lay(_: int) -> None:
        with app.app_context():
            gate.wait(20)
            foundation.lay(NOW)
            db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lay, range(2))) == [None, None]
    with app.app_context():
        counted = db.session.execute(select(func.count(), func.count(WorkCalendar.slug.distinct())))
        assert len(set(counted.one())) == 1
    dispose_before_fork(app)
