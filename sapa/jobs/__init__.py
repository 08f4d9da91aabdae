"""Jobs: doors for the queue. Each takes ids, reads the clock, calls one service, and may run twice."""

from __future__ import annotations

from collections.abc import Mapping

#: What the scheduler rings, and every how many seconds. A double or missed ring does no harm.
TIMETABLE: Mapping[str, int] = {
    "sapa.jobs.sweep.run": 5,
    "sapa.jobs.outbox.deliver": 20,
    "sapa.jobs.shift.open_day": 30,
    "sapa.jobs.duties.open_due": 30,
    "sapa.jobs.reports.draft": 30,
    "sapa.jobs.papers.sweep": 30,
    "sapa.jobs.letters.tidy": 60,
    "sapa.jobs.seal.make": 300,
    "sapa.jobs.drafts.forget": 3600,
}
