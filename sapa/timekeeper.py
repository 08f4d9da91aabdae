"""The one clock of the doors: real time, plus a shift that a demo or a test may set."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sapa.config import Config, ConfigError


class Clock:
    """Real time plus what SAPA_CLOCK says plus what var/clock.json says; in production real time only.

    The file is looked at on every call (one stat), so that all processes follow `sapa demo advance` at once.
    """

    def __init__(self, config: Config | None = None) -> None:
        self._fixed = config.clock_shift if config else timedelta(0)
        self._file = config.var / "clock.json" if config and not config.production else None
        self._stamp: tuple[int, int] | None = None
        self._kept = timedelta(0)

    def now(self) -> datetime:
        return real_now() + self._fixed + self.shift()

    def shift(self) -> timedelta:
        """The shift that var/clock.json holds; zero without the file."""
        if self._file is None:
            return timedelta(0)
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return timedelta(0)
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._kept = timedelta(seconds=float(json.loads(self._file.read_text())["shift_seconds"]))
            self._stamp = stamp
        return self._kept

    def set_shift(self, shift: timedelta) -> None:
        """Put the shift in place for all processes, in one rename. Raises ConfigError in production."""
        if self._file is None:
            raise ConfigError("Jam hanya dapat digeser pada demo dan uji.")
        handle, name = tempfile.mkstemp(dir=self._file.parent, prefix=".clock-")
        with os.fdopen(handle, "w") as file:
            json.dump({"shift_seconds": shift.total_seconds()}, file)
        Path(name).replace(self._file)


_clock = Clock()


def configure(config: Config) -> None:
    """Called once by every door (`create_app`, the command line) before it asks the time."""
    global _clock
    _clock = Clock(config)


def now() -> datetime:
    """The moment the product lives in: aware, UTC."""
    return _clock.now()


def real_now() -> datetime:
    """The moment of the world, whatever the demo's clock says: for signatures, certificates, files."""
    return datetime.now(UTC)


def shift() -> timedelta:
    return _clock.shift()


def set_shift(value: timedelta) -> None:
    """Make `now()` of all processes run `value` ahead of real time. Raises ConfigError in production."""
    _clock.set_shift(value)


def advance(by: timedelta) -> datetime:
    """Move the demo's clock on by so much and tell the new moment."""
    set_shift(shift() + by)
    return now()
