"""The SOP as a line: each visit with the time it was promised and the time it took; of several agencies each
has a line of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _

from sapa.clock import Basis, Duration, between
from sapa.models import Task
from sapa.services.desk.casepage import CasePage
from sapa.sop.definition import Step
from sapa.views.frame import wording, words

MINUTE = timedelta(minutes=1)
#: More stops than this do not fit beside each other; the line goes on below.
ABREAST = 8
#: Stands behind whatever the SOP does not say.
MARK = "*"


@dataclass(frozen=True)
class Stop:
    """One stop: its name, who works it, the state classes, minutes used and promised, and the sentence."""

    title: str
    who: str
    state: str
    sentence: str
    used: float = 0
    promised: float = 0
    over: str = ""
    is_current: bool = False


@dataclass(frozen=True)
class Line:
    """Stops beside each other, and whose they are: "" where the whole case has one line."""

    title: str
    stops: list[Stop]
    is_lane: bool = False


def lines(page: CasePage) -> list[Line]:
    """The stops in the order in which they were reached, in rows of about the same length that fit a desk."""
    return [
        Line(title if at == 0 else "", row, is_lane=bool(title))
        for title, stops in _parted(page)
        for at, row in enumerate(_rows(stops))
    ]


def has_marks(page: CasePage) -> bool:
    """True where some stop on the page carries the mark of what the SOP does not say."""
    return any(_is_ours(page.step(task)) or _time_is_ours(page.step(task)) for task in page.tasks)


def summary(page: CasePage) -> str:
    """The line in one sentence, for a phone."""
    late = sum(task.breached_at is not None for task in page.tasks)
    now_at = ", ".join(dict.fromkeys(page.step(task).short for task in page.open_tasks))
    text = _("%(n)s steps, %(late)s late", n=len(page.tasks), late=late)
    return _("%(text)s, now “%(step)s”", text=text, step=now_at) if now_at else text


def limit(step: Step) -> Duration | None:
    """What the SOP gives for this step: its time, or for a wait the wait limit."""
    return step.limit


def name(step: Step) -> str:
    """The step as the sheet numbers it; additions of ours have no number and carry the mark."""
    if step.no:
        return f"{step.id} {step.short}"
    return step.short + (MARK if _is_ours(step) else "")


def used(page: CasePage, task: Task) -> float:
    """Minutes of service time between opening and closing (or now), pauses taken off."""
    return _until(page, task, task.closed_at or page.now)


def allowed(page: CasePage, task: Task) -> float:
    """Minutes given: those of the SOP, or more where the agency promised a day; 0 without a limit."""
    promise = limit(page.step(task))
    if promise is None or task.suspended_until is None:
        return float(promise.minutes) if promise else 0.0
    return max(float(promise.minutes), _until(page, task, task.suspended_until))


def share(page: CasePage, task: Task) -> float | None:
    """How much of the promised time is gone; None without a limit."""
    given = allowed(page, task)
    return used(page, task) / given if given else None


def used_of(page: CasePage, task: Task) -> str:
    """ "54 menit dari 60 menit"."""
    step = page.step(task)
    promise = limit(step)
    spent = words.span(int(used(page, task)), _day(promise))
    if promise is None:
        return _("%(used)s, no limit in the SOP", used=spent)
    if task.suspended_until is not None:
        until = words.at(task.suspended_until, page.now)
        return _("%(used)s, promised for %(day)s", used=spent, day=until)
    given = promise.raw + (MARK if _time_is_ours(step) else "")
    text = _("%(used)s of %(promised)s", used=spent, promised=given)
    return _("%(text)s, since the first visit", text=text) if task.counts_from is not None else text


def _until(page: CasePage, task: Task, until: datetime) -> float:
    """From when the clock of the visit runs, by the hours of whoever works it."""
    promise = limit(page.step(task))
    if until <= task.begun_at:
        return 0
    if promise is not None and promise.basis is Basis.CALENDAR:
        return (until - task.begun_at) / MINUTE
    return between(page.calendar_of(task), task.begun_at, until, page.stops) / MINUTE


def _day(promise: Duration | None) -> int:
    """Minutes that make a day of this limit in words."""
    return 1440 if promise and promise.basis is Basis.CALENDAR else 450


def _is_ours(step: Step) -> bool:
    return step.no is None


def _time_is_ours(step: Step) -> bool:
    return step.limit is not None and (step.kind == "wait" or step.assumes("time"))


def _parted(page: CasePage) -> Iterator[tuple[str, list[Stop]]]:
    """The whole case in one; where several agencies were asked, what each of them does apart."""
    if len(page.agencies) < 2:
        yield "", _stops(page, page.tasks)
        return
    yield _("The whole case"), _stops(page, [task for task in page.tasks if task.opd_id is None])
    for agency in page.agencies:
        own = [task for task in page.tasks if task.opd_id == agency.id]
        yield agency.short_name, [_stop(page, task) for task in own]


def _rows(stops: list[Stop]) -> list[list[Stop]]:
    rows = -(-len(stops) // ABREAST) or 1
    size = -(-len(stops) // rows) or 1
    return [stops[at : at + size] for at in range(0, len(stops), size)]


def _stops(page: CasePage, tasks: list[Task]) -> list[Stop]:
    order = {step.id: at for at, step in enumerate(page.sop.step_line(page.case.process))}
    been = {task.step for task in page.tasks}
    furthest, found = -1, []
    for task in tasks:
        at = order.get(task.step, furthest)
        if furthest >= 0 and at > furthest + 1:
            found += _skipped(page, furthest + 1, at, been)
        furthest = max(furthest, at)
        found.append(_stop(page, task))
    return found


def _skipped(page: CasePage, first: int, last: int, been: set[str]) -> list[Stop]:
    """Printed steps between two visits that were not needed, as one dashed stop."""
    between_them = [
        step.id
        for step in page.sop.step_line(page.case.process)[first:last]
        if step.no and step.id not in been
    ]
    if not between_them:
        return []
    title = (
        between_them[0]
        if len(between_them) == 1
        else _("%(first)s to %(last)s", first=between_them[0], last=between_them[-1])
    )
    return [Stop(title, "", "is-skipped", _("not needed"))]


def _stop(page: CasePage, task: Task) -> Stop:
    step, spent, promised = page.step(task), used(page, task), allowed(page, task)
    late_by = int(spent - promised) if promised and spent > promised else 0
    title = name(step)
    if task.opd is not None and len(page.agencies) < 2 and step.kind == "wait":
        title = f"{title}: {task.opd.short_name}"
    return Stop(
        title=title,
        who=page.sop.lane(task.lane).label,
        state=_state(page, task, step),
        sentence=_sentence(page, task, step),
        used=spent,
        promised=promised,
        over=words.span(late_by, _day(limit(step))) if late_by and not task.by_timer else "",
        is_current=task.closed_at is None,
    )


def _state(page: CasePage, task: Task, step: Step) -> str:
    wait = "is-wait " if step.kind == "wait" else ""
    if task.closed_at is not None:
        slept = task.by_timer and task.role is not None and task.action == step.on_timeout
        return wait + ("is-late" if task.breached_at or slept else "is-done")
    return wait + words.state(task.due_at, page.now, used=share(page, task), paused=page.pause is not None)


def _sentence(page: CasePage, task: Task, step: Step) -> str:
    promise = limit(step)
    if task.by_timer and task.record:
        return wording.word(wording.RECORDS, task.record)
    if task.by_timer and step.pause is not None:
        return _("the citizen stayed silent")
    if task.by_timer and step.kind != "wait":
        return _("nobody acted")
    if task.by_timer and promise is not None:
        return _("silent until %(promised)s were over", promised=promise.raw)
    if task.closed_at is None and task.suspended_until is not None and task.suspended_until > page.now:
        return _("promised for %(day)s", day=words.at(task.suspended_until, page.now))
    return used_of(page, task)
