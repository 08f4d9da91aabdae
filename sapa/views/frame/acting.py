"""Who acts in this request, and the Indonesian sentence for every refusal of a service."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from flask import abort, g
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import timekeeper
from sapa.services.actors import Actor, load_actor
from sapa.services.errors import ServiceError, Wrong
from sapa.views.frame.security import visitor
from sapa.views.frame.words import ZONE

log = logging.getLogger(__name__)

#: Code of a service -> msgid with %(param)s. Parts of the door add theirs with `word(...)`.
REFUSALS: dict[str, Any] = {
    "invalid": _l("Some entries need correcting."),
    "not_allowed": _l("You may not do this."),
    "not_found": _l("There is no such record."),
    "required": _l("This field is required."),
}


def actor() -> Actor:
    """The signed-in person with roles, offices and agencies of today; read once a request. 403 for nobody."""
    if "actor" not in g:
        account = visitor()
        if account is None:
            abort(403)
        g.actor = load_actor(account.user_id, timekeeper.now().astimezone(ZONE).date())
    found: Actor = g.actor
    return found


def word(refusals: Mapping[str, Any]) -> None:
    """Add sentences: word({"too_late": _l("The deadline was %(due)s.")})."""
    REFUSALS.update(refusals)


def say(refusal: ServiceError | Wrong) -> str:
    """The sentence for a refusal; a code without one is logged and answered in general terms."""
    sentence = REFUSALS.get(refusal.code)
    if sentence is None:
        log.warning("no sentence for the refusal %s", refusal.code)
        return _("This could not be done (%(code)s). Nothing was changed.", code=refusal.code)
    try:
        return str(sentence) % dict(refusal.params)
    except (KeyError, ValueError, TypeError):
        log.warning("the sentence for %s does not fit its parameters", refusal.code)
        return str(sentence)
