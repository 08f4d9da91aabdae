"""Who may do what to a letter, and when: permission, lane, the signer in person, and the letter's state."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sapa.models import Letter
from sapa.roles import BY_SLUG
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, NotAllowed
from sapa.services.letters.drafting import Line, roles_of


def allowed(actor: Actor, permission: str) -> bool:
    """True where one of the actor's roles (offices held today included) has that permission on letters."""
    return any(
        permission in BY_SLUG[role].grants.get("Letter", ()) for role in actor.roles if role in BY_SLUG
    )


def need(actor: Actor, permission: str) -> None:
    """Raise NotAllowed without that permission."""
    if not allowed(actor, permission):
        raise NotAllowed("not_your_letter_step", permission=permission)


def need_lane(letter: Letter, rows: Sequence[Line], actor: Actor, permission: str) -> None:
    """The permission, and the lane of the tasks that stand on the letter."""
    need(actor, permission)
    roles = roles_of(rows)
    if roles and not roles & actor.roles:
        raise NotAllowed("not_your_letter_step", permission=permission)


def need_signer(letter: Letter, actor: Actor) -> None:
    """Only the official printed on the paper signs it or sends it back, and only while in office."""
    if letter.signer is None:
        need(actor, "can_sign")
    elif not is_signer(letter, actor):
        raise NotAllowed("not_the_signer", name=letter.signer["name"])


def is_signer(letter: Letter, actor: Actor) -> bool:
    """True for the official whose name stands on the paper."""
    who = letter.signer
    return who is not None and who["user_id"] == actor.user_id and who["role"] in actor.roles


def need_state(letter: Letter, *states: str) -> None:
    """Conflict naming the state the letter is in, where somebody was first."""
    if letter.state not in states:
        raise Conflict(f"letter_is_{letter.state}", number=letter.number or "")


def need_time(letter: Letter, now: datetime) -> None:
    """Conflict where the meeting it calls to is past."""
    if letter.meet_at is None or letter.meet_at <= now:
        raise Conflict("letter_meeting_past")
