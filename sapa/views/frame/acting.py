"""Who acts in this request, and the Indonesian sentence for what a service refused."""

from __future__ import annotations

from flask import abort

from sapa.services.actors import Actor
from sapa.services.errors import ServiceError, Wrong
from sapa.views.frame import wording
from sapa.views.frame.security import visitor


def actor() -> Actor:
    """The signed-in person with roles, offices and agencies of today. 403 for nobody."""
    account = visitor()
    if account is None:
        abort(403)
    return account.actor


def say(refusal: ServiceError | Wrong) -> str:
    """The sentence for a refusal; all of them stand in `wording`."""
    return wording.fault(refusal) if isinstance(refusal, Wrong) else wording.refusal(refusal)
