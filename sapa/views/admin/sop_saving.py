"""What the pages of a draft share: storing what was typed, two editors meeting, and the linter's word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.models import SopVersion
from sapa.services import calendars
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.publishing import bodies, drafts, edits
from sapa.services.publishing.bodies import Body
from sapa.services.publishing.fields import Typed
from sapa.views.admin import sop_differences, sop_words
from sapa.views.frame.acting import actor, say

#: What fields are called that may not be blank, by the end of their names.
_LABELS = (
    ("newduty.label", _l("Name of the duty")),
    ("newprocess.label", _l("Name of the process")),
    ("newwait.raw", _l("New wait limit: its length")),
    (".ask", _l("New question")),
    ("title", _l("Title in lists")),
    ("city", _l("City")),
)


@dataclass
class Clash:
    """Somebody saved first: who and when, what differs from what was typed here, and rows that are gone."""

    text: str
    differing: list[sop_differences.Line] = field(default_factory=list)
    lost: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Judged:
    """The linter's word on a page: all faults, those of each row, and the remarks."""

    faults: list[sop_words.Told]
    remarks: list[sop_words.Told]

    def at(self, step: str) -> list[sop_words.Told]:
        """The faults of one row."""
        return [each for each in self.faults if each.step == step]

    def wrong_fields(self) -> dict[str, set[str]]:
        """The fields of each row that are wrong themselves."""
        found: dict[str, set[str]] = {}
        for each in self.faults:
            if each.step and not each.action:
                found.setdefault(each.step, set()).add(each.field)
        return found

    def noted(self, step: str) -> list[sop_words.Told]:
        """The remarks on one row."""
        return [each for each in self.remarks if each.step == step]


def judged(body: Body) -> Judged:
    """The linter on a body as it stands."""
    found = bodies.judged(body, calendars.everything())
    return Judged(
        [sop_words.told(f, body) for f in found.faults], [sop_words.told(r, body) for r in found.remarks]
    )


def saved(row: SopVersion, body: Body, typed: Typed) -> Clash | None:
    """None once it is stored; otherwise who was first, and nothing that was typed is lost."""
    given = request.form.get("revision", 0, type=int)
    try:
        drafts.save(row.id, given, body, actor(), timekeeper.now())
    except Conflict as refusal:
        if refusal.code != "sop_changed_elsewhere":
            raise
        differing = sop_differences.lines(row.body, body)
        gone = [
            (name, " ".join(typed.get(f"{name}.activity", ()))) for name in edits.lost_rows(row.body, typed)
        ]
        return Clash(say(refusal), differing, gone)
    return None


def attempted(body: Body, act: Callable[[Body], Body]) -> tuple[Body, dict[str, str]]:
    """What a button makes of a body; refused, the body as it was and a sentence for each field."""
    try:
        return act(body), {}
    except Invalid as refusal:
        return body, told(refusal.fields)


def told(fields: Mapping[str, Wrong]) -> dict[str, str]:
    """Field -> the sentence that says what is wrong with it; what is only missing is named, too."""
    return {name: _said(name, wrong) for name, wrong in fields.items()}


def _said(name: str, wrong: Wrong) -> str:
    if wrong.code != "required":
        return say(wrong)
    other = _("New action") if name == "new.label" else _("Name of the column")
    return f"{next((label for end, label in _LABELS if name.endswith(end)), other)}: {say(wrong)}"
