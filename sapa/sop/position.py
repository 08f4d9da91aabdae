"""What the engine reads and says: where a case stands, a move, and what the move does."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

MOVED = "moved"  # Notify.kind: the action was done
REPEATED = "repeated"  # Notify.kind: the action was done so often that others must know

NOTHING: Mapping[int, str] = MappingProxyType({})
UNUSED: Mapping[tuple[str, int | None], int] = MappingProxyType({})


class Visit(NamedTuple):
    """An open task. `unit`: the agency this rung is about. `done`: actions done in it that left it open.
    `units`: the agencies whose final answers lie here, neither delivered nor returned (empty: not known)."""

    id: int
    step: str
    unit: int | None = None
    done: tuple[str, ...] = ()
    units: tuple[int, ...] = ()


class Position(NamedTuple):
    """Where a case stands: its open visits. `used`: (action, unit of the visit) -> times in this case.
    `bound`: agencies that a lane of the SOP stands for -> the lane. `missing`: identity fields that the
    channel must bring and that are not known yet. `overdue`: the case deadline is over."""

    process: str
    visits: tuple[Visit, ...] = ()
    used: Mapping[tuple[str, int | None], int] = UNUSED
    paused: bool = False
    bound: Mapping[int, str] = NOTHING
    missing: tuple[str, ...] = ()
    overdue: bool = False


class Move(NamedTuple):
    """One action in one visit, by one lane ("timer" for a timer). `units`: the agencies it is about."""

    visit: int
    action: str
    lane: str
    units: tuple[int, ...] = ()


class Opening(NamedTuple):
    """A visit to open; `unit` only where each agency has its own."""

    step: str
    unit: int | None = None


class Closing(NamedTuple):
    """A visit to close, and the action that closed it."""

    visit: int
    action: str


class Notify(NamedTuple):
    """A lane to tell; `kind` is MOVED or REPEATED."""

    lane: str
    unit: int | None
    kind: str


class Draft(NamedTuple):
    """A paper to draft because a step opened."""

    kind: str
    unit: int | None


class Outcome(NamedTuple):
    """What a move does. `end`: the case ends with this outcome, and a case of process `begins` begins.
    `level`: escalation level now reached. `deadline`: the case deadline starts (unless it runs already).
    `extend`: it moves by the extension. `pause` may come from the action or from a step that opens.
    `joined`: open visits that something else has come to, so that what was approved there is open again."""

    close: tuple[Closing, ...] = ()
    open: tuple[Opening, ...] = ()
    notify: tuple[Notify, ...] = ()
    draft: tuple[Draft, ...] = ()
    end: str | None = None
    pause: str | None = None
    resume: bool = False
    suspend: bool = False
    level: int | None = None
    record: str | None = None
    deadline: bool = False
    extend: bool = False
    begins: str | None = None
    joined: tuple[int, ...] = ()


class Refused(NamedTuple):
    """A move that is not allowed. `reason`: no_such_visit, no_such_action or a key of engine.RULES."""

    reason: str
