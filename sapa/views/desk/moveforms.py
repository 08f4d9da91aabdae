"""The moves of a task as forms: one for each allowed action, with what was typed and what was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from sapa.models import Answer
from sapa.services.desk.casepage import CasePage, Turn
from sapa.services.drafts import Typed
from sapa.services.errors import Wrong
from sapa.sop.definition import Action
from sapa.views.frame import wording

#: Evidence that has pages of its own: there the form is a link.
ELSEWHERE = {"letter": "letter", "meeting": "letter", "report_text": "report", "passphrase": "report"}


LONGEST_ADDRESS = 60


@dataclass(frozen=True)
class Refused:
    """A form that came back: which, what was typed, and what is wrong with it."""

    task_id: int
    action: str
    typed: MultiDict[str, str]
    wrong: Mapping[str, Wrong]


@dataclass(frozen=True)
class MoveForm:
    """One action of one task, ready to be drawn."""

    task_id: int
    opd_id: int | None
    action: Action
    on_behalf: bool
    is_primary: bool
    is_open: bool
    values: MultiDict[str, str] = field(default_factory=MultiDict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    saved_at: datetime | None = None

    @property
    def id(self) -> str:
        return f"m-{self.task_id}-{self.action.slug}"

    @property
    def draft(self) -> str:
        """The name of its draft."""
        return draft_name(self.task_id, self.action.slug)

    @property
    def url(self) -> str:
        return url_for("TaskView.move", task_id=self.task_id, action=self.action.slug)

    @property
    def is_plain(self) -> bool:
        """A single button: nothing to fill in."""
        return not self.action.needs and not self.on_behalf

    @property
    def elsewhere(self) -> str:
        """ "letter" or "report" where the move is made on another page, "" otherwise."""
        return next((ELSEWHERE[need] for need in self.action.needs if need in ELSEWHERE), "")

    @property
    def needs(self) -> tuple[str, ...]:
        return tuple(need for need in self.action.needs if need not in ELSEWHERE)

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the field, sentence) for the summary."""
        return [(self.field(name), f"{wording.label(name)}: {text}") for name, text in self.wrong.items()]

    def field(self, name: str) -> str:
        """The id of a field in the page."""
        return f"{self.id}-{name}"

    def value(self, name: str, fallback: object = "") -> str:
        """What was typed, or what the page proposes."""
        return self.values[name] if name in self.values else str(fallback if fallback is not None else "")

    def chosen(self, name: str) -> list[str]:
        return self.values.getlist(name)


def draft_name(task_id: int, action: str) -> str:
    return f"task:{task_id}:{action}"


def forms(turn: Turn, refused: Refused | None, drafts: Mapping[str, Typed]) -> list[MoveForm]:
    """The forms of a turn, the primary one first; one of them is open."""
    primary = _primary(turn)
    wanted = request.args.get("move", "")
    opened = refused.action if refused and refused.task_id == turn.task.id else ""
    opened = opened or next((a.slug for a in turn.actions if f"m-{turn.task.id}-{a.slug}" == wanted), "")
    ordered = sorted((*turn.own, *turn.others), key=lambda action: action is not primary)
    return [_form(turn, action, action is primary, opened, refused, drafts) for action in ordered]


def _form(turn: Turn, action: Action, is_primary: bool, opened: str, refused: Refused | None,
          drafts: Mapping[str, Typed]) -> MoveForm:  # fmt: skip
    task = turn.task
    kept = drafts.get(draft_name(task.id, action.slug))
    values: MultiDict[str, str] = (
        MultiDict({name: list(each) for name, each in kept.fields.items()}) if kept else MultiDict()
    )
    wrong: dict[str, str] = {}
    if refused and (refused.task_id, refused.action) == (task.id, action.slug):
        values, kept = refused.typed, None
        wrong = {name: wording.fault(each) for name, each in refused.wrong.items()}
    is_open = action.slug == opened if opened else is_primary
    behalf = action.slug in turn.on_behalf
    return MoveForm(
        task.id,
        task.opd_id,
        action,
        behalf,
        is_primary,
        is_open,
        values,
        wrong,
        kept.saved_at if kept else None,
    )


def _primary(turn: Turn) -> Action | None:
    """The move the step is there for: of the actor's own, the first that does not pause the case."""
    own = [action for action in turn.own if action.pause is None]
    return next((action for action in own if action.resume), own[0] if own else None)


def reply_text(page: CasePage) -> str:
    """The reply to begin with: account, answer, number; an answer that is too long is left out."""
    words_ = _words(page.answers_here)
    handle = page.complaints[0].complaint.complainant.handle if page.complaints else ""
    return " ".join(filter(None, (handle, words_, f"No. {page.ticket.number}.")))


def _words(answers: list[Answer]) -> str:
    texts = [each.text.strip() for each in answers if each.text.strip()]
    return texts[-1] if texts and len(texts[-1]) <= 280 - LONGEST_ADDRESS else ""
