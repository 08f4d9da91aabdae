"""How long 10,000 deadlines take on a two-year calendar. Run: python -m bench.clock"""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from statistics import median
from time import perf_counter

from sapa.clock import Basis, Calendar, DayKind, Duration, Pause, SpecialDay, add, default_calendars, nth_day
from sapa.clock.timeline import _year

N, RUNS = 10_000, 5
COMMAND = "python -m bench.clock"


def two_years() -> Calendar:
    """The office calendar with 25 special days in each of two years and a month of Ramadan hours."""
    days = [
        SpecialDay(date(y, 1 + i % 12, 2 + i), f"Libur {i}", DayKind.HOLIDAY)
        for y in (2026, 2027)
        for i in range(25)
    ]
    return default_calendars(days, ramadan=[(date(2026, 2, 19), date(2026, 3, 20))])["office"]


def moments() -> list[datetime]:
    """The same random moments of two years in every run."""
    chance = random.Random(2026)
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    return [begin + timedelta(minutes=chance.randrange(2 * 365 * 1440)) for _ in range(N)]


def mixed(cal: Calendar, starts: list[datetime]) -> None:
    """Half step limits and waits, half case deadlines in working days."""
    limits = [Duration("", minutes, Basis.WORKING) for minutes in (5, 10, 60, 450, 1440)]
    for index, start in enumerate(starts):
        if index % 2:
            nth_day(cal, start, (5, 10, 14, 17, 60)[index % 5])
        else:
            add(cal, start, limits[index % 5])


def paused(cal: Calendar, starts: list[datetime]) -> None:
    """The same limits with one pause of three days each."""
    limit = Duration("", 450, Basis.WORKING)
    for start in starts:
        stop = Pause(start + timedelta(hours=1), start + timedelta(days=3), "")
        add(cal, start, limit, (stop,))


def cold(cal: Calendar, starts: list[datetime]) -> None:
    """The mixed deadlines on a calendar nobody has asked yet."""
    _year.cache_clear()
    mixed(cal, starts)


def measured(work: Callable[[Calendar, list[datetime]], None]) -> float:
    """Median seconds of five runs."""
    starts, seconds = moments(), []
    for _ in range(RUNS):
        cal = two_years()  # equal but new, as a service reads it from its tables
        begun = perf_counter()
        work(cal, starts)
        seconds.append(perf_counter() - begun)
    return median(seconds)


def main() -> None:
    """Print one table line per measurement."""
    print("| name | n | median of 5 | command |\n|---|---|---|---|")
    for name, work in (
        ("deadlines, mixed add and nth_day", mixed),
        ("the same, empty caches", cold),
        ("deadlines with a pause", paused),
    ):
        print(f"| {name} | {N:,} | {measured(work) * 1000:.0f} ms | `{COMMAND}` |")


if __name__ == "__main__":
    main()
