"""Unfinished typing of one person in one form: sealed, because an answer or a number may stand in it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from sapa.crypto import CryptoError
from sapa.db import db, transaction
from sapa.models import Draft
from sapa.services.actors import Actor
from sapa.services.house import house

#: A draft that nobody came back to is forgotten.
KEPT_FOR = timedelta(days=7)
LONGEST_FORM, LONGEST = 160, 60_000
SECRET = ("password", "passphrase", "csrf_token")
_CONTEXT = "draft.fields"


@dataclass(frozen=True)
class Typed:
    """What was typed, and when it was last saved."""

    form: str
    fields: Mapping[str, list[str]]
    saved_at: datetime


def save(form: str, fields: Mapping[str, list[str]], actor: Actor, now: datetime) -> bool:
    """Keep what stands in *form*; False where it is empty, too long or not a person's."""
    kept = {name: values for name, values in fields.items() if any(values) and not _is_secret(name)}
    text = json.dumps(kept, ensure_ascii=False)
    if not kept or actor.user_id is None or len(form) > LONGEST_FORM or len(text) > LONGEST:
        return False
    sealed = {"sealed": house().vault.encrypt(text, _CONTEXT)}
    statement = insert(Draft).values(user_id=actor.user_id, form=form, fields=sealed, saved_at=now)
    with transaction():
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=["user_id", "form"], set_={"fields": sealed, "saved_at": now}
            )
        )
    return True


def of(prefix: str, actor: Actor, now: datetime) -> dict[str, Typed]:
    """The drafts of the actor in forms whose name begins with *prefix*."""
    rows = db.session.scalars(
        select(Draft).where(
            Draft.user_id == actor.user_id,
            Draft.form.startswith(prefix, autoescape=True),
            Draft.saved_at > now - KEPT_FOR,
        )
    )
    return {row.form: typed for row in rows if (typed := _opened(row)) is not None}


def drop(form: str, actor: Actor) -> None:
    """The form was sent: nothing to keep."""
    with transaction():
        db.session.execute(delete(Draft).where(Draft.user_id == actor.user_id, Draft.form == form))


def forget_old(now: datetime) -> int:
    """Delete what nobody came back to; returns how many."""
    with transaction():
        gone = db.session.execute(delete(Draft).where(Draft.saved_at < now - KEPT_FOR).returning(Draft.id))
        return len(gone.all())


def _opened(row: Draft) -> Typed | None:
    try:
        fields = json.loads(house().vault.decrypt(row.fields["sealed"], _CONTEXT))
    except (CryptoError, KeyError, ValueError):
        return None
    return Typed(row.form, fields, row.saved_at)


def _is_secret(name: str) -> bool:
    return any(word in name.lower() for word in SECRET)
