"""Who acts in this request, and the Indonesian sentence for what a service refused."""

from __future__ import annotations

from flask import abort, g

from sapa import timekeeper
from sapa.services.actors import Actor, load_actor
from sapa.services.errors import ServiceError, Wrong
from sapa.views.frame import wording
from sapa.views.frame.security import visitor
from sapa.views.frame.words import ZONE


def actor() -> Actor:
    """The signed-in person with roles, offices and agencies of today; read once a request. 403 for nobody."""
    if "actor" not in g:
        account = visitor()
        if account is None:
            abort(403)
        g.actor = load_actor(account.user_id, timekeeper.now().astimezone(ZONE).date())
    found: Actor = g.actor
    return found


def say(refusal: ServiceError | Wrong) -> str:
    """The sentence for a refusal; all of them stand in `wording`."""
    return wording.fault(refusal) if isinstance(refusal, Wrong) else wording.refusal(refusal)
