"""Figures side by side: one line for each SOP, step, lane, agency or channel, in the words of the sheet."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from sapa.models import Opd
from sapa.services import scope, sops
from sapa.services.actors import Actor
from sapa.services.compliance.counting import Cell, Figures, Place, cells, total
from sapa.services.compliance.visits import NO_CHANNEL, NO_OPD, Wish, allowed
from sapa.services.figures import rows
from sapa.sop.definition import Definition
from sapa.sop.parts import Step

#: What a table may be broken down by -> the cell's key, as the arguments of a narrower wish.
DIMENSIONS: Mapping[str, tuple[str, ...]] = {
    "step": ("sop", "step"),
    "sop": ("sop",),
    "lane": ("sop", "lane"),
    "opd": ("opd_id",),
    "channel": ("channel",),
}
Key = tuple[str | int, ...]


@dataclass(frozen=True)
class Promise:
    """The times that the sheet promises, as printed: one, or the shortest and the longest of several."""

    shortest: str
    longest: str


@dataclass(frozen=True)
class Line:
    """One line: what it is about, the promise, the figures, and how to ask for its cases."""

    narrowed: Mapping[str, str | int]
    label: str
    sop: str
    figures: Figures
    promise: Promise | None = None
    step: Step | None = None
    lane: str = ""
    #: True where nothing of the step is in the source.
    assumed: bool = False


@dataclass(frozen=True)
class Table:
    """All figures of a wish: the whole, and its lines by one dimension."""

    wish: Wish
    by: str
    whole: Figures
    lines: tuple[Line, ...]


class Words:
    """The names of what is counted, read when they are asked for."""

    @cached_property
    def opds(self) -> dict[int, str]:
        return rows.names(Opd)

    @cached_property
    def channels(self) -> dict[str, str]:
        return rows.channels()

    @cached_property
    def every(self) -> dict[int, Definition]:
        return sops.every()

    @cached_property
    def newest(self) -> dict[str, Definition]:
        """The last version of each SOP."""
        ranked = sorted(self.every.values(), key=lambda sop: sop.version)
        return {sop.code: sop for sop in ranked}


def table(wish: Wish, by: str, actor: Actor, now: datetime) -> Table:
    """The figures of *wish* by one of DIMENSIONS. NotAllowed for another agency's figures."""
    found = cells(allowed(wish, actor), actor, now)
    words = Words()
    groups: dict[Key, list[Cell]] = {}
    for cell in found:
        groups.setdefault(_key(cell.place, by), []).append(cell)
    if by == "step" and wish.sop in words.newest and scope.sees_everything(actor):
        for key in _steps_of(words.newest[wish.sop], wish):
            groups.setdefault(key, [])
    lines = [_line(key, group, by, words) for key, group in groups.items()]
    return Table(wish, by, total(found), tuple(sorted(lines, key=lambda line: _rank(line, by, words))))


def _key(place: Place, by: str) -> Key:
    values = {
        "sop": place.sop,
        "step": place.step,
        "lane": place.lane,
        "opd_id": place.opd_id or NO_OPD,
        "channel": place.channel or NO_CHANNEL,
    }
    return tuple(values[name] for name in DIMENSIONS[by])


def _steps_of(sop: Definition, wish: Wish) -> Iterable[Key]:
    """The steps that somebody works and that may be counted, also where nothing came to them."""
    for step in sop.steps.values():
        asked = wish.step in ("", step.id) and wish.lane in ("", step.lane) and wish.opd_id is None
        secret = sop.processes[step.process].confidential
        if asked and not wish.channel and step.kind != "end" and not secret:
            yield sop.code, step.id


def _line(key: Key, group: Sequence[Cell], by: str, words: Words) -> Line:
    narrowed = dict(zip(DIMENSIONS[by], key, strict=True))
    sop = words.newest.get(str(narrowed.get("sop", "")))
    step = _step(str(narrowed.get("step", "")), sop, group, words)
    return Line(
        narrowed=narrowed,
        label=_label(narrowed, by, sop, step, words),
        sop=sop.title if sop is not None else "",
        figures=total(group),
        promise=promise(step_promises(group, step, sop, words)),
        step=step,
        lane=sop.lane(step.lane).label if sop is not None and step is not None else "",
        assumed=step is not None and step.assumes("activity"),
    )


def _step(step_id: str, sop: Definition | None, group: Sequence[Cell], words: Words) -> Step | None:
    """The step as the newest version has it, or as the version had it on which it was visited."""
    if not step_id:
        return None
    known = [sop] if sop is not None else []
    known += [words.every[cell.place.version] for cell in group]
    return next((each.steps[step_id] for each in known if step_id in each.steps), None)


def _label(
    narrowed: Mapping[str, str | int], by: str, sop: Definition | None, step: Step | None, words: Words
) -> str:
    if by == "step":
        return (step.short or step.activity) if step is not None else str(narrowed["step"])
    if by == "lane":
        lanes = {lane.id: lane.label for lane in sop.lanes} if sop is not None else {}
        return lanes.get(str(narrowed["lane"]), str(narrowed["lane"]))
    if by == "opd":
        return words.opds.get(int(narrowed["opd_id"]), "")
    if by == "channel":
        return words.channels.get(str(narrowed["channel"]), "")
    return sop.title if sop is not None else str(narrowed["sop"])


def step_promises(
    group: Sequence[Cell], step: Step | None, sop: Definition | None, words: Words
) -> list[tuple[int, str]]:
    """The limits behind some visits, each as (minutes, as printed)."""
    found = {(cell.place.version, cell.place.step) for cell in group}
    pairs = [(words.every[version], step_id) for version, step_id in found]
    if step is not None and sop is not None and step.id in sop.steps and not pairs:
        pairs = [(sop, step.id)]
    limits = [printed(each, each.steps[step_id]) for each, step_id in pairs if step_id in each.steps]
    return sorted({limit for limit in limits if limit is not None})


def printed(sop: Definition, step: Step) -> tuple[int, str] | None:
    """A step's limit in minutes and as the sheet prints it; None where it sets none."""
    if step.limit is None:
        return None
    waiting = step.kind == "wait" and step.wait_limit in sop.waits
    raw = sop.waits[step.wait_limit or ""].raw if waiting else step.time_raw
    return step.limit.minutes, raw or step.limit.raw


def promise(limits: Sequence[tuple[int, str]]) -> Promise | None:
    """What is promised over several steps."""
    return Promise(limits[0][1], limits[-1][1]) if limits else None


def _rank(line: Line, by: str, words: Words) -> tuple[str | int, ...]:
    """Steps in the order of the sheet, everything else by how much there is."""
    if by != "step":
        return (-line.figures.seen, line.label)
    sop = words.newest.get(str(line.narrowed["sop"]))
    order = list(sop.steps) if sop is not None else []
    step = str(line.narrowed["step"])
    return (line.sop, order.index(step) if step in order else len(order), step)
