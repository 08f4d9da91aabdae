"""The other complaints of a ticket: each citizen gets an answer, once, with the link that proves it on X."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from sapa.db import db, transaction
from sapa.models import Case, Complaint, Delivery, Task
from sapa.services import history, scope, sops
from sapa.services.actors import Actor
from sapa.services.errors import Conflict, Invalid, NotAllowed, NotFound
from sapa.services.evidence.citizen import reply_faults
from sapa.services.evidence.context import typed_text


def deliver_other(
    number: str, complaint_id: int, fields: Mapping[str, Any], actor: Actor, now: datetime
) -> None:
    """Record the reply that another complainant of the same ticket got.

    Only after the case's own answer went out, by the role that delivers. Raises NotFound, NotAllowed,
    Conflict (this complaint was answered already, or the case was not yet), Invalid (reply_text, reply_url).
    """
    with transaction():
        ticket = scope.ticket(number, actor)
        case = db.session.scalars(select(Case).where(Case.ticket_id == ticket.id).with_for_update()).one()
        task = _delivering(case, actor)
        text, url = _reply(fields, _channel(ticket.id, complaint_id), now)
        assert actor.user_id is not None
        db.session.add(
            Delivery(
                complaint_id=complaint_id,
                task_id=task.id,
                text=text,
                reply_url=url,
                at=now,
                user_id=actor.user_id,
            )
        )
        history.append(
            case, "delivered", actor, now, now=now, task_id=task.id, lane=task.lane, complaint=complaint_id
        )


def _delivering(case: Case, actor: Actor) -> Task:
    """The visit in which the case's answer went out."""
    sop = sops.definition(case.sop_version_id)
    replying = [
        (step.id, slug)
        for step in sop.steps.values()
        for slug, action in step.actions.items()
        if "reply" in action.needs
    ]
    tasks = db.session.scalars(
        select(Task).where(Task.case_id == case.id, Task.closed_at.is_not(None)).order_by(Task.id.desc())
    )
    task = next((task for task in tasks if (task.step, task.action) in replying), None)
    if task is None:
        raise Conflict("not_yet_delivered")
    if task.role not in actor.roles or actor.user_id is None:
        raise NotAllowed("not_your_lane")
    return task


def _channel(ticket_id: int, complaint_id: int) -> str:
    """On which channel this citizen waits."""
    complaint = db.session.get(Complaint, complaint_id)
    if complaint is None or complaint.ticket_id != ticket_id:
        raise NotFound("complaint_unknown")
    if db.session.scalar(select(Delivery.id).where(Delivery.complaint_id == complaint_id).limit(1)):
        raise Conflict("already_delivered")
    return complaint.channel


def _reply(fields: Mapping[str, Any], channel: str, now: datetime) -> tuple[str, str]:
    text, url = typed_text(fields, "reply_text"), typed_text(fields, "reply_url")
    if wrong := reply_faults(text, url, channel, now):
        raise Invalid(wrong)
    return text, url
