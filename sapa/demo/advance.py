"""`sapa demo advance`: time alone goes on, from one due moment to the next, and nobody acts."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sapa import timekeeper
from sapa.config import Config, ConfigError, parse_shift
from sapa.demo.office import jobs_after, run_jobs
from sapa.services import sweep


def advance_by(config: Config, span: str) -> str:
    """Move the demo's clock on by *span* ("3d", "2h") and say the new moment. Raises ConfigError."""
    now = timekeeper.now()
    until = now + parse_shift(span, timekeeper.real_now())
    if until <= now:
        raise ConfigError("Jam demo hanya dapat maju; contoh: sapa demo advance 3d.")
    _pass(now, until)
    timekeeper.set_shift(timekeeper.shift() + (until - timekeeper.now()))
    local = until.astimezone(ZoneInfo("Asia/Jakarta"))
    return f"Jam demo sekarang {local:%d-%m-%Y pukul %H.%M} WIB."


def _pass(now: datetime, until: datetime) -> None:
    """Let the jobs and the sweep do at each due moment what they would have done."""
    while now < until:
        due = [*jobs_after(now), sweep.next_due(now)]
        later = [moment for moment in due if moment is not None and moment > now]
        now = min([*later, until])
        run_jobs(now)
        sweep.sweep(now)
