"""Moderation, looked at once more where a reply is written: what nobody approved does not go out.

The sheet orders its moves so that the approval comes first, and the linter asks for that order. This is the
second lock: it reads what really happened in the case, whatever a definition or a request says.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select

from sapa.db import db
from sapa.models import Answer, Event
from sapa.services.errors import Conflict
from sapa.services.evidence.context import Context
from sapa.services.runs import Run
from sapa.sop.parts import MODERATED, Action

#: Kinds of answers that a reply brings to the citizen; promises and the like stay between us and the agency.
TOLD = ("final", "meeting", "own")


@dataclass
class _Story:
    """What was said and approved in a case since its last reply."""

    approved: bool = False
    #: Visit in which an agency said something that nobody approved yet -> the agency. Words of the desk's own
    #: have a step of their own where a sheet has them approved.
    waiting: dict[int, int] = field(default_factory=dict)

    def add(self, action: Action, task_id: int, unit: int | None) -> None:
        """One more move. A reply uses the approval up. An approval in an agency's visit passes the words of
        that agency only, any other all of them."""
        if "reply" in action.needs:
            self.approved = False
        if action.says in TOLD and unit is not None:
            self.waiting[task_id] = unit
        if action.record == MODERATED:
            self.approved = True
            self.waiting = {
                task: other for task, other in self.waiting.items() if unit is not None and other != unit
            }


def approved(context: Context) -> list[Answer]:
    """The answers that go out with this reply: those that lie here and that a moderation has passed.

    Where the process knows no moderation these are all. Raises Conflict where it was passed over.
    """
    lying = _lying(context)
    if not _moderated(context.run):
        return lying
    story = _story(context)
    passed = [answer for answer in lying if answer.task_id not in story.waiting]
    skipped = bool(lying) and not passed and context.run.case.verdict is None
    if skipped or (context.run.process.moderated and not story.approved):
        raise Conflict("not_moderated", action=context.action.slug, step=context.task.step)
    return passed


def _lying(context: Context) -> list[Answer]:
    assert context.ticket is not None, "only a complaint is replied to"
    query = select(Answer).where(
        Answer.ticket_id == context.ticket.id,
        Answer.kind.in_(TOLD),
        Answer.delivered_at.is_(None),
        Answer.returned_at.is_(None),
    )
    return list(db.session.scalars(query.order_by(Answer.id)))


def _moderated(run: Run) -> bool:
    """True where answers of this process are approved before they go out."""
    return run.process.moderated or any(
        action.record == MODERATED
        for step in run.sop.steps.values()
        if step.process == run.case.process
        for action in step.actions.values()
    )


def _story(context: Context) -> _Story:
    """The moves of the case in their order, and what this move itself says."""
    story, steps = _Story(), context.run.sop.steps
    query = select(Event.task_id, Event.data).where(
        Event.case_id == context.run.case.id, Event.kind.in_(("moved", "climbed"))
    )
    for task_id, data in db.session.execute(query.order_by(Event.seq)):
        story.add(steps[data["step"]].actions[data["action"]], task_id, data.get("opd"))
    action, task = context.action, context.task
    if action.says in TOLD and task.opd_id is not None and action.record != MODERATED:
        story.waiting[task.id] = task.opd_id
    return story
