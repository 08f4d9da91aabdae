"""The demo city's first start: master data, two months played, the clock set to the morning after."""

from __future__ import annotations

import logging
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import exists, select, text
from tqdm import tqdm

from sapa import timekeeper
from sapa.clock import Calendar, next_open, nth_day
from sapa.config import Config
from sapa.db import db, transaction
from sapa.demo import cityrows, exhibits
from sapa.demo import morning as visitors
from sapa.demo.office import Office
from sapa.demo.people import gather
from sapa.demo.player import Player, player
from sapa.demo.story import plan_month
from sapa.models import JobRun
from sapa.services import calendars, periods
from sapa.services.upkeep import foundation

SEED = 1
WIB = ZoneInfo("Asia/Jakarta")
#: The demo is whole once this job is on record; a start that was killed halfway begins again.
LOADED = "demo_loaded"
log = logging.getLogger(__name__)


def load_if_empty(config: Config) -> None:
    """Play the demo into an empty database of our own."""
    if _loaded():
        return
    real_now = timekeeper.real_now()
    months = _months(real_now.astimezone(WIB).date())
    first = datetime.combine(date(*months[0], 1), time(0), WIB).astimezone(UTC)
    cityrows.load(config.var, first, real_now)
    stories = plan_month(SEED, *months[0]) + plan_month(SEED, *months[1])
    morning = _morning_after(months[1], calendars.get("office"))
    office = _office(config, months[1], first)
    visited = visitors.stories(SEED, morning, office.calendar)
    _play(player(stories, visited, office, morning), first, morning)
    exhibits.write(config)
    timekeeper.set_shift(morning - timekeeper.real_now())
    with transaction():
        periods.claim(LOADED, "all", morning)


def _loaded() -> bool:
    return bool(
        db.session.scalar(select(exists().where(JobRun.job == LOADED, JobRun.finished_at.is_not(None))))
    )


def _months(today: date) -> tuple[tuple[int, int], tuple[int, int]]:
    """The two months before the one of *today*."""
    second = _month_before(today)
    return _month_before(date(*second, 1)), second


def _month_before(day: date) -> tuple[int, int]:
    """Year and month before the month of *day*."""
    last = day.replace(day=1) - timedelta(days=1)
    return last.year, last.month


def _morning_after(month: tuple[int, int], office: Calendar) -> datetime:
    """09.30 of the first working day after the month: its report waits for the first paraf."""
    last = date(*month, 28) + timedelta(days=4)
    end = datetime.combine(last.replace(day=1) - timedelta(days=1), time(23), WIB)
    working = nth_day(office, end, 1).astimezone(WIB).date()
    return next_open(office, datetime.combine(working, time(9, 30), WIB)).astimezone(UTC)


def _office(config: Config, second: tuple[int, int], first: datetime) -> Office:
    phrases = {
        role: each["passphrase"]
        for each in cityrows.secrets_of(config.var)["accounts"]
        if "passphrase" in each
        for role in each["roles"]
    }
    calendar = calendars.get("call_center")
    return Office(gather(first), calendar, SEED, phrases, date(*second, 1), first)


def _play(stage: Player, first: datetime, until: datetime) -> None:
    """Play with a progress bar that counts demo hours."""
    whole = int((until - first).total_seconds() // 3600)
    with tqdm(total=whole, desc="Memainkan dua bulan", unit="jam", leave=False) as bar:
        stage.play(until, lambda moment: bar.update(int((moment - first).total_seconds() // 3600) - bar.n))


def was_cut_off() -> bool:
    """True where an earlier loading of the demo did not come to its end."""
    return foundation.has_accounts() and not _loaded()


def clear() -> None:
    """Throw away everything in the database: only ever our own embedded one, before it is loaded again."""
    log.warning("the demo was not loaded to its end and is loaded again")
    with db.engine.begin() as connection:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))
    db.session.remove()
