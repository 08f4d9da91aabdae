"""The clock: pure working time. Calendars and pauses are arguments, and now is never read."""

from sapa.clock.calendar import Calendar, Day, DayKind, Hours, SpecialDay, Window
from sapa.clock.defaults import default_calendars
from sapa.clock.duration import WORKDAY_MINUTES, Basis, Duration, Unit, parse_duration
from sapa.clock.errors import ClockError, DurationError, StillPausedError
from sapa.clock.explain import Explanation, Line, LineKind, explain_add, explain_nth_day
from sapa.clock.pause import Pause
from sapa.clock.reckon import add, between, is_open, next_open, nth_day

__all__ = [
    "WORKDAY_MINUTES", "Basis", "Calendar", "ClockError", "Day", "DayKind", "Duration", "DurationError",
    "Explanation", "Hours", "Line", "LineKind", "Pause", "SpecialDay", "StillPausedError", "Unit", "Window",
    "add", "between", "default_calendars", "explain_add", "explain_nth_day", "is_open", "next_open",
    "nth_day", "parse_duration",
]  # fmt: skip
