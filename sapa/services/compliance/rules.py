"""What the SOPs ask of each visit, laid out for the database: time, evidence, output."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sapa.clock import Calendar
from sapa.services import calendars, sops
from sapa.sop.definition import Definition
from sapa.sop.parts import TIMER, Action, Step

#: What leaves a trace of its own in the rows, and the bit by which the statement says that it is there.
TRACES = (
    "klasifikasi", "category", "place", "title", "duplicate_of", "forward", "answer", "contact", "reply",
    "question", "note", "letter", "report", "paraf", "sent", "signed", "registered",
)  # fmt: skip
BIT = {name: 1 << number for number, name in enumerate(TRACES)}
#: Evidence of a move -> the trace it leaves. What leaves none was checked at the door, and no more is known.
LEAVES = {
    **{name: name for name in ("klasifikasi", "category", "place", "title", "duplicate_of", "contact")},
    **{name: name for name in ("reply", "question", "note", "letter")},
    "opds": "forward",
    "answer": "answer",
    "promise_date": "answer",
    "destination": "answer",
    "emergency": "answer",
    "meeting": "answer",
    "report_text": "report",
    "passphrase": "signed",
}
#: What a move puts on record about a paper or a book -> the trace it leaves.
RECORDED = {name: name for name in ("paraf", "sent", "signed", "registered")}
#: In place of a mask: nothing is asked here, or it was asked and the time ran out over it.
NEUTRAL, MISSING = -1, -2


@dataclass
class Rules:
    """Rows for the statement. `steps`: (version, step, clock, timed); `ways`: (version, step, action,
    by timer, evidence asked, output asked); `clocks`: calendars by number. Confidential processes have none:
    a visit without a rule is never counted."""

    steps: list[tuple[int, str, int, bool]] = field(default_factory=list)
    ways: list[tuple[int, str, str, bool, int, int]] = field(default_factory=list)
    clocks: list[Calendar] = field(default_factory=list)


def rules(sop_code: str = "") -> Rules:
    """The rules of all versions of one SOP, or of every SOP."""
    found = Rules()
    for version_id, sop in sops.every().items():
        if sop_code in ("", sop.code):
            _version(found, version_id, sop)
    return found


def _version(found: Rules, version_id: int, sop: Definition) -> None:
    for step in sop.steps.values():
        if sop.processes[step.process].confidential:
            continue
        calendar = calendars.get(sop.calendar_of(step))
        if calendar not in found.clocks:
            found.clocks.append(calendar)
        clock = found.clocks.index(calendar)
        found.steps.append((version_id, step.id, clock, step.limit is not None))
        for action in step.actions.values():
            found.ways += [
                (version_id, step.id, action.slug, by_timer, *asked(step, action, by_timer))
                for by_timer in _hands(action)
            ]


def _hands(action: Action) -> tuple[bool, ...]:
    """By whom the action may be made: False for people, True for the timer."""
    people = any(lane != TIMER for lane in action.by)
    return (*((False,) if people else ()), *((True,) if TIMER in action.by else ()))


def asked(step: Step, action: Action, by_timer: bool) -> tuple[int, int]:
    """The masks of evidence and of output that a visit closed so should show."""
    if by_timer:
        return _unmade(step, action)
    evidence = mask(LEAVES[name] for name in action.needs if name in LEAVES) if action.needs else NEUTRAL
    return evidence, mask(_made(action)) if step.output.strip() else NEUTRAL


def _unmade(step: Step, action: Action) -> tuple[int, int]:
    """What is missing where time moved on without anybody: what each of the step's own ways out asks for.

    The citizen's silence, which ends the whole case, is nobody's neglect.
    """
    if action.closes == "all":
        return NEUTRAL, NEUTRAL
    own = {step.lane, *step.also}
    ways = [each for each in step.actions.values() if own & set(each.by) and each.closes != "none"]
    evidence = MISSING if ways and all(each.needs for each in ways) else NEUTRAL
    return evidence, MISSING if step.output.strip() else NEUTRAL


def _made(action: Action) -> Iterable[str]:
    """The papers and words that a move brings about, beside the decision itself."""
    if action.says is not None:
        yield "answer"
    if action.record in RECORDED:
        yield RECORDED[action.record]
    for name in ("reply", "opds", "letter", "report_text"):
        if name in action.needs:
            yield LEAVES[name]


def mask(traces: Iterable[str]) -> int:
    """The bits of these traces in one number."""
    return sum(BIT[name] for name in set(traces))
