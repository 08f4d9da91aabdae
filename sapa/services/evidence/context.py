"""What a piece of evidence sees while a move is checked and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sapa.models import Task, Ticket
from sapa.services.actors import Actor
from sapa.services.errors import Wrong
from sapa.services.runs import Run
from sapa.services.signatures.keys import Pen
from sapa.sop.definition import Action


@dataclass
class Context:
    """One move: where, what, who, when, and the fields as they were typed."""

    run: Run
    task: Task
    ticket: Ticket | None
    action: Action
    actor: Actor
    now: datetime
    fields: Mapping[str, Any]
    #: The actor's opened key, where the move is a signature.
    pen: Pen | None = None
    #: Field -> what is wrong with it; a move with any of these is refused whole.
    wrong: dict[str, Wrong] = field(default_factory=dict)
    #: Cleaned values by evidence name.
    clean: dict[str, Any] = field(default_factory=dict)

    @property
    def as_agency(self) -> bool:
        """True where this is something an OPD says (by its own account or through our Operator)."""
        lanes = (self.run.sop.lane(lane) for lane in self.action.by)
        return self.task.opd_id is not None and any(lane.scope == "opd" for lane in lanes)

    @property
    def on_behalf(self) -> bool:
        """True where somebody else than the OPD itself records what the OPD said."""
        return self.as_agency and self.task.opd_id not in self.actor.units and not self._shares_step

    @property
    def _shares_step(self) -> bool:
        """True where the sheet gives the step to the agency and to this role together (Anggota and Ketua)."""
        step = self.run.sop.steps[self.task.step]
        lanes = [self.run.sop.lane(lane) for lane in (step.lane, *step.also)]
        return any(lane.scope == "opd" for lane in lanes) and any(
            lane.scope != "opd" and lane.id in self.action.by and lane.role in self.actor.roles
            for lane in lanes
        )

    def text(self, name: str) -> str:
        """The typed text of one field, without outer blanks and control characters."""
        return typed_text(self.fields, name)

    def fault(self, name: str, code: str, /, **params: Any) -> None:
        """Note what is wrong with a field; the first fault of a field stays."""
        self.wrong.setdefault(name, Wrong(code, params))

    def need_text(self, name: str, *, longest: int = 5000, shortest: int = 1) -> str:
        """A text that must be there, within its limits (characters)."""
        value = self.text(name)
        if len(value) < shortest:
            self.fault(name, "required" if not value else "too_short", shortest=shortest)
        if len(value) > longest:
            self.fault(name, "too_long", longest=longest, length=len(value))
        return value

    def number(self, name: str) -> int | None:
        """A whole number such as an id chosen from a list; None where nothing was chosen."""
        raw = self.text(name)
        if not raw:
            return None
        if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
            self.fault(name, "unknown_choice")
            return None
        return int(raw)

    def numbers(self, name: str) -> tuple[int, ...]:
        """Several ids chosen from a list, each once, in the order chosen."""
        raw = self.fields.get(name) or ()
        values = [raw] if isinstance(raw, str | int) else list(raw)
        found = dict.fromkeys(str(value).strip() for value in values if str(value).strip())
        if any(not value.isascii() or not value.isdigit() or len(value) > 18 for value in found):
            self.fault(name, "unknown_choice")
            return ()
        return tuple(int(value) for value in found)


def typed_text(fields: Mapping[str, Any], name: str) -> str:
    """What was typed in one field, without outer blanks and control characters."""
    value = str(fields.get(name) or "").strip()
    return "".join(sign for sign in value if sign.isprintable() or sign in "\n\t")
