"""Hypothesis strategies: calendars, moments, limits and pauses of every odd shape around 2026."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

from hypothesis import settings
from hypothesis import strategies as st

from sapa.clock import Basis, Calendar, DayKind, Duration, Hours, Pause, SpecialDay, Window

law = settings(derandomize=True, deadline=None, max_examples=100)

dates = st.dates(date(2026, 1, 1), date(2027, 12, 31))
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
limits = st.integers(0, 6_000).map(lambda minutes: Duration("made", minutes, Basis.WORKING))


@st.composite
def windows(draw: st.DrawFn) -> Window:
    """Opening hours on the quarter hours, an hour at least, with or without a break."""
    quarters = [draw(st.integers(0, 27)), draw(st.integers(4, 31))]
    if draw(st.booleans()):
        quarters += [draw(st.integers(1, 16)), draw(st.integers(1, 16))]
    times = [time(*divmod(15 * edge, 60)) for edge in accumulate(quarters)]
    return Window(times[0], times[-1], *(times[1:3] if len(times) == 4 else (None, None)))


@st.composite
def periods(draw: st.DrawFn) -> tuple[date | None, date | None]:
    """A period of validity, open at either end or not."""
    first, last = sorted((draw(dates), draw(dates)))
    return draw(st.sampled_from(((None, None), (first, None), (None, last), (first, last))))


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Opening hours of some weekday in some period."""
    return Hours(draw(st.integers(0, 6)), draw(windows()), *draw(periods()))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """A calendar that opens at least twice a week for ever, in one of Indonesia's three zones."""
    first = draw(st.integers(0, 5))
    always = [Hours(number, draw(windows()), None, None) for number in range(first, 7)]
    kinds = st.sampled_from(tuple(DayKind))
    days = draw(st.lists(st.builds(SpecialDay, dates, st.just("Hari"), kinds), max_size=12))
    zone = draw(st.sampled_from(("Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura")))
    return Calendar("made", "Made", zone, (*always, *draw(st.lists(hours(), max_size=5))), tuple(days))


@st.composite
def pauses(draw: st.DrawFn) -> tuple[Pause, ...]:
    """A few pauses that have ended, some overlapping, some empty."""
    starts = draw(st.lists(moments, max_size=4))
    lengths = [draw(st.timedeltas(timedelta(), timedelta(days=40))) for _ in starts]
    return tuple(Pause(start, start + length, "made") for start, length in zip(starts, lengths, strict=True))
