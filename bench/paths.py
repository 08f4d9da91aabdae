"""How a loaded complaint went: the visits of each kind of story, as data for the set-based loader."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sapa.clock import Basis
from sapa.sop.definition import Definition, Step

#: kind -> (share of the closed, outcome, visits as step:action@hours spent there; "!": the clock moved).
CLOSED: dict[str, tuple[float, str, str]] = {
    "spam": (0.04, "spam", "T02:spam@0.1"),
    "not_complaint": (0.08, "not_complaint", "T02:not_complaint@0.1"),
    "duplicate": (0.03, "duplicate", "T02:duplicate@0.2"),
    "elsewhere": (0.06, "out_of_authority", "T02:out_of_authority@0.1 T-X1:deliver@0.5"),
    "incomplete": (0.03, "incomplete", "T02:citizen_silent@240!"),
    "at_once": (0.18, "answered", "T02:complaint@0.1 T03:answer@0.2 T-X1:deliver@0.5"),
    "agency": (0.34, "answered", "T02:complaint@0.1 T03:forward@0.2 A:answer_final@30 T-X1:deliver@0.8"),
    "returned": (0.05, "answered", "T02:complaint@0.1 T03:forward@0.2 A:answer_final@20 T-X1:return_to_opd@1"
                                   " A:answer_final@25 T-X1:deliver@0.7"),
    "not_ours": (0.04, "answered", "T02:complaint@0.1 T03:forward@0.2 A:not_ours@5 T03:forward@0.3"
                                   " A:answer_final@28 T-X1:deliver@0.7"),
    "called": (0.08, "answered", "T02:complaint@0.1 T03:forward@0.2 A:climb@72! T04:escalate@0.3"
                                 " T05:contacted@0.2 B:answer_final@6 T-X1:deliver@0.7"),
    "utama": (0.04, "answered", "T02:complaint@0.1 T03:forward@0.2 A:climb@72! T04:escalate@0.3"
                                " T05:climb@24! T06:resend@0.3"
                                " T07:contacted@0.2 T08:answer_final@5 T-X1:deliver@0.7"),
    "letter": (0.03, "answered", "T02:complaint@0.1 T03:forward@0.2 A:climb@72! T04:escalate@0.3"
                                 " T05:contacted@0.3 B:climb@24! T06:resend@0.2"
                                 " T07:climb@24! T08:climb@24! T09:send_letter@7"
                                 " T-X0:record_meeting@48 T-X1:deliver@1"),
}  # fmt: skip
#: (kind, position of the open visit) -> weight among the open; the rest waits for an agency.
OPEN: dict[tuple[str, int], float] = {
    ("spam", 0): 0.05, ("at_once", 1): 0.07, ("at_once", 2): 0.07, ("letter", 3): 0.04, ("letter", 4): 0.05,
    ("letter", 5): 0.09, ("letter", 6): 0.03, ("letter", 7): 0.03, ("letter", 8): 0.05, ("letter", 9): 0.05,
    ("letter", 10): 0.03,
}  # fmt: skip
WAITING = ("agency", 2)


def visits(sop: Definition) -> Iterator[dict[str, Any]]:
    """One row for each visit of each kind, with what the SOP says of its step. KeyError for what it lacks."""
    for kind, (_share, _outcome, text) in CLOSED.items():
        hours = 0.0
        for at, word in enumerate(text.split()):
            name, _, rest = word.partition(":")
            action, _, took = rest.partition("@")
            step = sop.steps[name]
            spent = float(took.rstrip("!"))
            yield {
                "kind": kind, "pos": at, "step": step.id, "action": step.actions[action].slug,
                "lane": step.lane, "role": sop.lane(step.lane).role, "answerable": step.answerable,
                "level": step.level or 0, "by_timer": took.endswith("!"),
                "after": hours, "took": spent, "allowed": _hours(step),
            }  # fmt: skip
            hours += spent


def picks(shares: dict[Any, float]) -> list[tuple[Any, float, float]]:
    """(what, from, to): the stretch of [0, 1) that chooses it."""
    found, low = [], 0.0
    for what, share in shares.items():
        found.append((what, low, low + share))
        low += share
    return found


def _hours(step: Step) -> float | None:
    """What the SOP gives, in hours by the wall: a working day counts as 24 of them."""
    limit = step.wait if step.kind == "wait" else step.time
    if limit is None:
        return None
    return limit.minutes / 60 * (3.2 if limit.basis is Basis.WORKING and limit.minutes >= 450 else 1)
