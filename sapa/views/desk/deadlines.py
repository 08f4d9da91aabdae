"""The deadlines of a case in words: what each is given, from when it counts, and what its sum is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from sapa.models import Task
from sapa.services.desk.casepage import CasePage
from sapa.sop.definition import Process
from sapa.views.desk import sopline, sums
from sapa.views.desk.sums import Row
from sapa.views.frame import wording, words


@dataclass(frozen=True)
class Opened:
    """One deadline opened into its sum."""

    title: str
    sentences: list[str]
    rows: list[Row]
    calendar: str


def of_task(page: CasePage, task: Task) -> Opened | None:
    """Why a step is due when it is; None where it has no limit."""
    if task.due_at is None or task.due_sum is None:
        return None
    step = page.step(task)
    about = f"{step.short}: {task.opd.short_name}" if task.opd else step.short
    title = _("Why %(at)s? %(step)s", at=words.at(task.due_at, page.now), step=about)
    return Opened(title, _told(page, task), sums.rows(task.due_sum), page.calendar_of(task).name)


def _told(page: CasePage, task: Task) -> list[str]:
    step = page.step(task)
    promise = sopline.limit(step)
    found = [_("“%(step)s” is given %(time)s.", step=step.short, time=promise.raw if promise else "–")]
    if step.kind == "wait" or step.assumes("time"):
        found.append(_("The SOP does not say this; the figure is assumed."))
    if promise is not None and promise.note:
        span = words.span(promise.minutes, day_minutes=promise.minutes + 1)
        found.append(_("Read as %(span)s of service time (perlu konfirmasi).", span=span))
    if task.counts_from is not None:
        first = words.at(task.counts_from, page.now)
        found.append(_("The clock of the first visit goes on: it counts from %(first)s.", first=first))
    if task.suspended_until is not None:
        until = words.at(task.suspended_until, page.now)
        found.append(_("The agency promised an answer for %(day)s: nobody is late before.", day=until))
    return found


def of_case(page: CasePage) -> Opened | None:
    """Why the citizen must have an answer on that day; None while no day is known."""
    stored = page.case.deadline_sum
    if not stored or page.case.deadline_at is None:
        return None
    found = [sums.sentence(stored) if "days" in stored else "", _source(page), _extended(page)]
    told = [each for each in found if each]
    calendar = page.deadline_calendar.name
    return Opened(_("Why that day for the citizen?"), told, sums.rows(stored), calendar)


def not_yet(page: CasePage) -> str:
    """What the deadline of a case waits for that has none."""
    if page.sop.starts_late(page.case.process) and page.case.deadline_from is None:
        move = next(
            action.label
            for step in page.sop.steps.values()
            if step.process == page.case.process
            for action in step.actions.values()
            if action.starts_deadline
        )
        return _("not counted yet: it starts with “%(move)s”", move=move)
    steps = (step for step in page.sop.steps.values() if step.process == page.case.process)
    judged = any("klasifikasi" in action.needs for step in steps for action in step.actions.values())
    return _("set with the klasifikasi") if judged else "–"


def days_of(page: CasePage) -> str:
    """ "10 + 7 hari kerja" beside the day; "" while there is none."""
    stored = page.case.deadline_sum
    return sums.days(stored) if stored and "days" in stored else ""


def _by_klasifikasi(process: Process) -> bool:
    return process.deadline is None or process.deadline.by == "klasifikasi"


def _source(page: CasePage) -> str:
    if not _by_klasifikasi(page.sop.processes[page.case.process]):
        return _("The SOP itself names these days.")
    kind = wording.word(wording.KLASIFIKASI, page.ticket.klasifikasi)
    return _("By klasifikasi “%(kind)s”, as the settings have it (perlu konfirmasi).", kind=kind)


def _extended(page: CasePage) -> str:
    at: datetime | None = page.case.extended_at
    return _("Extended once, on %(at)s.", at=words.at(at, page.now)) if at is not None else ""
