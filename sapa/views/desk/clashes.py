"""When a colleague or the clock was first: what happened, what is safe, and the text that was typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict

from sapa.services.actors import Actor
from sapa.services.desk import caselookups
from sapa.services.errors import Conflict
from sapa.views.frame import wording, words

#: What can be done instead, beside the word for a refusal.
WAYS = {
    "refused_identity": _l("Complete it in the form of the step, or ask the citizen; then try again."),
    "refused_extended": _l("Answer within the extended time; a later answer is recorded as late."),
    "refused_too_late": _l("Answer as soon as you can; the case is recorded as late."),
    "refused_paused": _l("Record the citizen's reply first, or wait for it."),
    "refused_once": _l("Give the final answer, or say that it is not yours."),
    "refused_after": _l("Look at the case: another move comes first."),
    "refused_needs_units": _l("Open the case and choose the agency in the form."),
}


@dataclass(frozen=True)
class Text:
    """A headline and what happened."""

    title: str
    told: str


def is_own_second_click(clash: Conflict, actor: Actor) -> bool:
    """The same person made the same move on the same task a moment ago."""
    params = clash.params
    return clash.code == "just_done" or (
        clash.code == "colleague_first"
        and params.get("actor_id") == actor.user_id
        and params.get("done") == params.get("action")
    )


def text(clash: Conflict, now: datetime) -> Text:
    """The words for a conflict."""
    title = wording.refusal(clash)
    if clash.code not in ("colleague_first", "timer_first"):
        way = WAYS.get(clash.code)
        return Text(_("This move is not possible any more"), f"{title} {way}" if way else title)
    labels = caselookups.labels(
        str(clash.params["step"]), str(clash.params["done"]), str(clash.params["action"])
    )
    at = words.at(clash.params["at"], now)
    if clash.code == "timer_first":
        told = _("%(at)s: %(done)s. The move “%(action)s” is not possible any more.", at=at, **labels)
        return Text(title, told)
    name = caselookups.name_of(clash.params.get("actor_id")) or _("A colleague")
    told = _(
        "%(name)s, %(at)s: “%(done)s”. Nothing of yours was sent.", name=name, at=at, done=labels["done"]
    )
    return Text(title, told)


def typed(form: MultiDict[str, str]) -> Mapping[str, str]:
    """Label -> text of everything a person wrote, to be read and kept."""
    found = {}
    for name, value in form.items():
        if name in wording.FIELDS and (" " in value.strip() or len(value) > 12):
            found[wording.label(name)] = value.strip()
    return found
