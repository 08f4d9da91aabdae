"""Who may see which stored file: each kind of paper brings its rule, a file without one is nobody's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Answer, Attachment, Complaint, StoredFile, Ticket
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.house import house
from sapa.storage import StorageError


@dataclass(frozen=True)
class Seen:
    """A file that the actor may see: under which name it is saved, and its media type."""

    sha256: str
    name: str
    mime: str


Rule = Callable[[Actor, str], "Seen | None"]


def attachment(actor: Actor, sha256: str) -> Seen | None:
    """A picture that came with a complaint or an answer of a ticket that the actor may see."""
    owner = func.coalesce(Complaint.ticket_id, Answer.ticket_id)
    row = db.session.execute(
        select(Attachment.name, StoredFile.mime)
        .join(StoredFile, StoredFile.sha256 == Attachment.sha256)
        .outerjoin(Complaint, Complaint.id == Attachment.complaint_id)
        .outerjoin(Answer, Answer.id == Attachment.answer_id)
        .join(Ticket, Ticket.id == owner)
        .where(Attachment.sha256 == sha256, scope.visible(actor))
        .limit(1)
    ).first()
    return Seen(sha256, row.name, row.mime) if row else None


#: (class_permission_name that the visitor needs with can_show, rule). Reports and letters append theirs.
RULES: list[tuple[str, Rule]] = [("Ticket", attachment)]


def may_see(actor: Actor, sha256: str, may: Callable[[str], bool]) -> Seen | None:
    """The file as the first rule grants it; *may*: has the visitor can_show on this kind of paper?"""
    return next((seen for kind, rule in RULES if may(kind) and (seen := rule(actor, sha256))), None)


def content(seen: Seen) -> bytes | None:
    """The bytes, or None where they are gone from the disk."""
    try:
        return house().storage.get(seen.sha256)
    except StorageError:
        return None
