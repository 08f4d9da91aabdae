"""What the clock refuses to reckon."""


class ClockError(ValueError):
    """What cannot be reckoned: a naive moment, a calendar that never opens, an impossible window."""


class DurationError(ClockError):
    """A time limit whose text nobody can read."""


class StillPausedError(ClockError):
    """The clock stands still in a pause without end, so there is no deadline yet."""
