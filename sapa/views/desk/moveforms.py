"""The moves of a task as forms: one for each allowed action, with what was typed and what was wrong."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from sapa.models import Answer, Opd
from sapa.services.desk import caselookups
from sapa.services.desk.casepage import CasePage, Turn
from sapa.services.drafts import Typed
from sapa.services.errors import Wrong
from sapa.services.evidence.citizen import LINKED
from sapa.sop.definition import Action, Definition
from sapa.views.desk import sheetrows
from sapa.views.desk.sopline import MARK
from sapa.views.frame import wording

#: Evidence that has pages of its own: there the form is a link.
ELSEWHERE = {"letter": "letter", "meeting": "letter", "report_text": "report", "passphrase": "report"}


LONGEST_ADDRESS = 60
#: Channels on which an answer may stand where everybody can read it.
PUBLISHED = frozenset({"website", "aplikasi", "surat_kabar"})


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
    agency: str
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
    def label(self) -> str:
        """The label of the SOP, with the mark of what its sheet does not know."""
        return self.action.label + (MARK if sheetrows.is_assumed(self.action) else "")

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


def forms(
    turn: Turn, refused: Refused | None, drafts: Mapping[str, Typed], *, holds_answers: bool = True
) -> list[MoveForm]:
    """The forms of a turn, the primary one first; one of them is open. What lengthens the deadline of the
    whole case stands beside the deadline, not here."""
    primary = _primary(turn)
    opened = _opened(turn, refused)
    ordered = sorted((*turn.own, *turn.others), key=lambda action: action is not primary)
    return [
        _form(turn, action, action is primary, opened, refused, drafts)
        for action in ordered
        if not action.extends and (holds_answers or not returns(action))
    ]


def returns(action: Action) -> bool:
    """True for a move that sends an agency's answer back: there must be one."""
    return action.per_unit and "opds" not in action.needs


def extension(turns: Iterable[Turn], refused: Refused | None, drafts: Mapping[str, Typed]) -> MoveForm | None:
    """The form that lengthens the deadline of the case, once however many visits offer it."""
    for turn in turns:
        for action in turn.own:
            if action.extends:
                return _form(turn, action, False, _opened(turn, refused), refused, drafts)
    return None


def _opened(turn: Turn, refused: Refused | None) -> str:
    """The slug of the form that came back, or that a link asked for."""
    if refused and refused.task_id == turn.task.id:
        return refused.action
    wanted = request.args.get("move", "")
    return next((a.slug for a in turn.actions if f"m-{turn.task.id}-{a.slug}" == wanted), "")


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
        drawn = {"reply_text"} if "answer" in action.needs else set()  # typed once, as the answer
        wrong = {name: wording.fault(each) for name, each in refused.wrong.items() if name not in drawn}
    is_open = action.slug == opened if opened else is_primary
    behalf = action.slug in turn.on_behalf
    return MoveForm(
        task.id,
        task.opd_id,
        task.opd.short_name if task.opd else "",
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
    if not turn.is_mine:
        return None
    own = [
        action
        for action in turn.own
        if action.pause is None and not action.extends and action.slug not in turn.task.done
    ]
    return next((action for action in own if action.resume), own[0] if own else None)


def kept_answer(page: CasePage, form: MoveForm) -> str:
    """What the agency answered before, where the move writes it anew and the step stays open."""
    if form.action.closes != "none" or form.action.says != "final":
        return ""
    return next((each.text for each in reversed(page.answers) if each.opd_id == form.opd_id), "")


def reply_text(page: CasePage) -> str:
    """The reply to begin with, as the channel has it: a short post with the account, or a text of its own."""
    number = f"No. {page.ticket.number}"
    if is_linked(page.ticket.channel):
        handle = page.complaints[0].complaint.complainant.handle if page.complaints else ""
        return " ".join(filter(None, (handle, _short(page.answers_here), f"{number}.")))
    return "\n\n".join(filter(None, (_words(page.answers_here), f"({number})")))


def opd_groups(sop: Definition, action: Action, opds: Iterable[Opd]) -> list[tuple[str, list[Opd]]]:
    """Agencies by the step to which a move sends them, under its name where there are several. A unit that a
    lane stands for belongs to the SOP of that lane only."""
    own = {lane.unit for lane in sop.lanes if lane.unit}
    others = caselookups.bound_codes() - own
    chosen = [each for each in opds if each.code not in others]
    if not own:
        return [("", chosen)]
    steps = [sop.steps[each] for each in action.steps if sop.steps[each].per_unit]
    found = []
    for step in steps:
        bound = any(sop.lane(each).unit is not None for each in (step.lane, *step.also))
        found.append((step.short, [each for each in chosen if (each.code in own) is bound]))
    return [(name, group) for name, group in found if group]


def is_linked(channel: str) -> bool:
    """True for a channel on which a reply is a post with an address of its own."""
    return channel in LINKED


def _short(answers: list[Answer]) -> str:
    """The last answer, if it leaves room for account and number."""
    texts = [each.text.strip() for each in answers if each.text.strip()]
    return texts[-1] if texts and len(texts[-1]) <= 280 - LONGEST_ADDRESS else ""


def _words(answers: list[Answer]) -> str:
    """Our own words where they came last; otherwise what each agency answered, by name where several did."""
    spoken = [each for each in answers if each.text.strip()]
    if not spoken or spoken[-1].opd is None:
        return spoken[-1].text.strip() if spoken else ""
    latest = {each.opd_id: each for each in spoken if each.opd is not None}
    if len(latest) == 1:
        return spoken[-1].text.strip()
    return "\n\n".join(f"{each.opd.name}: {each.text.strip()}" for each in latest.values())
