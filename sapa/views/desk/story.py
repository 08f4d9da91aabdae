"""The history of a case in words, and why the ladder climbed or did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask_babel import gettext as _

from sapa.models import Task
from sapa.services.desk.casepage import CasePage
from sapa.services.desk.caserows import Happened
from sapa.sop import timing
from sapa.sop.parts import TIMER
from sapa.views.frame import wording, words

MINUTE = timedelta(minutes=1)
#: What an approval puts on record.
APPROVED = "moderated"
#: Records that the label of a move does not say by itself.
TOLD = ("not_contacted", "without_input", "no_receipt")


@dataclass(frozen=True)
class Entry:
    """One line: when, who (empty for the clock), what, and how late."""

    at: datetime
    who: str
    text: str
    late: str = ""
    is_note: bool = False


@dataclass(frozen=True)
class Rung:
    """One rung of the ladder and why it climbed, or what it waits for."""

    title: str
    agency: str
    opened_at: datetime
    due_at: datetime | None
    climbs_at: datetime | None
    looks_at: datetime | None
    why: str
    is_open: bool


def told(page: CasePage) -> list[Entry]:
    """Events and notes, the newest first; a climb speaks for the level that it reached."""
    entries = [_entry(page, each) for each in page.events if each.event.kind != "escalated"]
    entries += [Entry(each.note.at, each.author, each.note.text, is_note=True) for each in page.notes]
    reminded = [each.reminded_at for each in page.pauses if each.reminded_at is not None]
    entries += [Entry(at, "", wording.word(wording.EVENTS, "reminded")) for at in reminded]
    # Of two at the same moment the later written one is the newer.
    numbered = sorted(enumerate(entries), key=lambda pair: (pair[1].at, pair[0]), reverse=True)
    return [entry for _number, entry in numbered]


def rungs(page: CasePage) -> list[Rung]:
    """Every visit that is about an agency: the ladder, in the order in which it was climbed."""
    return [_rung(page, task) for task in page.tasks if task.opd_id is not None]


def _entry(page: CasePage, happened: Happened) -> Entry:
    event = happened.event
    if event.kind in ("moved", "climbed"):
        return Entry(event.at, happened.actor, _move(page, happened), _late(page, event.task_id, event.at))
    params = dict(event.data)
    if event.kind == "closed":
        params["outcome"] = wording.word(wording.OUTCOMES, event.data.get("outcome"))
    text = wording.word(wording.EVENTS, event.kind, **params)
    if event.kind == "recomputed":
        text = " ".join((text, *_shifted(page, params)))
    step = page.sop.steps.get(str(event.data.get("step", "")))
    return Entry(event.at, happened.actor, f"{step.short}: {text}" if step else text)


def _shifted(page: CasePage, data: Mapping[str, Any]) -> Iterator[str]:
    """What each deadline was before the calendar changed, and what it became."""
    found = [(page.sop.steps[each["step"]].short, each) for each in data.get("tasks", ())]
    if "deadline" in data:
        found.append((_("Answer to the citizen"), data["deadline"]))
    for what, each in found:
        if each["old"] and each["new"]:
            old, new = (words.short(datetime.fromisoformat(each[name]), page.now) for name in ("old", "new"))
            yield _("%(what)s: %(old)s before, %(new)s now.", what=what, old=old, new=new)


def _move(page: CasePage, happened: Happened) -> str:
    data = happened.event.data
    action = page.action(data.get("step"), data.get("action"))
    text = action.label if action else str(data.get("action", ""))
    names = {opd.id: opd.short_name for opd in page.agencies}
    whole = action is not None and action.extends  # of the case, whichever visit it was given from
    about = [names[id_] for id_ in data.get("opds", [data.get("opd")]) if id_ in names and not whole]
    text = f"{text} ({', '.join(about)})" if about else text
    record = data.get("record")
    return f"{text}: {wording.word(wording.RECORDS, record)}" if record in TOLD else text


def _late(page: CasePage, task_id: int | None, at: datetime) -> str:
    task = next((task for task in page.tasks if task.id == task_id), None)
    if task is None or task.breached_at is None or task.closed_at != at or task.by_timer:
        return ""
    return words.left(task.breached_at, at)


def _rung(page: CasePage, task: Task) -> Rung:
    step = page.step(task)
    return Rung(
        title=f"{step.id} {step.short}" if step.no else step.short,
        agency=task.opd.short_name if task.opd else "",
        opened_at=task.opened_at,
        due_at=task.due_at,
        climbs_at=timing.climbs_at(task.wait_until, task.suspended_until),
        looks_at=task.next_at,
        why=_why_closed(page, task) if task.closed_at else _why_open(page, task),
        is_open=task.closed_at is None,
    )


def _why_closed(page: CasePage, task: Task) -> str:
    assert task.closed_at is not None
    action = page.action(task.step, task.action)
    label, at = action.label if action else task.action or "", words.at(task.closed_at, page.now)
    if not task.by_timer:
        return _("Did not climb by itself: “%(move)s” on %(at)s.", move=label, at=at)
    if task.record:
        record = wording.word(wording.RECORDS, task.record)
        return _(
            "Climbed by itself on %(at)s, because nobody acted in time: %(record)s.", at=at, record=record
        )
    return _("Climbed by itself on %(at)s, because no answer came in time.", at=at)


def _why_open(page: CasePage, task: Task) -> str:
    """The first reason that holds: set aside, paused, promised, waiting, or the top of the ladder."""
    if task.parked_at is not None:
        return _("Does not climb: the clock met an error here. The Admin sees it.")
    if page.pause is not None:
        since = words.since(page.pause.started_at, page.now)
        return _("Does not climb: the clock stands %(since)s, waiting for the citizen.", since=since)
    promised = task.suspended_until is not None and task.suspended_until > page.now
    if promised and task.wait_until is not None:
        until = words.at(task.suspended_until, page.now)
        return _(
            "Sleeps until %(until)s, because the agency promised an answer; it climbs if none comes.",
            until=until,
        )
    if task.wait_until is not None:
        return _("Climbs on %(at)s if nobody answers or acts.", at=words.at(task.wait_until, page.now))
    off = _switched_off(page, task)
    if off:
        return _("Does not climb by itself: “%(option)s” is switched off in this version.", option=off)
    return _("Does not climb by itself: the SOP names no further step for silence here.")


def _switched_off(page: CasePage, task: Task) -> str:
    """The ladder that this version has switched off and that would begin here."""
    actions = page.sop.rows[task.step].actions.values()
    names = (each.option for each in actions if each.option is not None and TIMER in each.by)
    return next((page.sop.options[name].label for name in names if not page.sop.options[name].on), "")


def approval(page: CasePage) -> Entry | None:
    """Who approved the answer before it goes out, the last time."""
    found = [each for each in page.events if each.event.data.get("record") == APPROVED]
    return _entry(page, found[-1]) if found else None
