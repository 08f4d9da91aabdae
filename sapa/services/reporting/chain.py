"""The chain of a report: who drafts, initials and signs; paraf given, waived and returned."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa.db import db
from sapa.models import Paraf as ParafRow
from sapa.models import Report, ReportReturn, ReportVersion
from sapa.queue import ring
from sapa.reports.facts import Paraf
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict
from sapa.services.figures.city import official, titled
from sapa.services.figures.scope import PROCESSES
from sapa.services.reporting import versions as reporting
from sapa.sop.definition import Definition, Step

if TYPE_CHECKING:
    from sapa.services.evidence.context import Context

DRAFTER, INITIALS = "Penyusun", "Paraf"


@dataclass(frozen=True)
class Chain:
    """The steps of a report's process by what they do; `signing` is None where nobody signs: a
    daily report, or a monthly one that ends with its paraf."""

    sop: Definition
    drafting: Step
    parafs: tuple[Step, ...]
    signing: Step | None

    @property
    def recipient(self) -> str:
        """Who gets a report that nobody signs: whoever initials last, else whom its submission tells; "" for
        one that is signed and goes to the head of the city."""
        if self.signing is not None:
            return ""
        last = self.parafs[-1].lane if self.parafs else None
        told = (lane for action in self.drafting.actions.values() for lane in action.notify)
        found = last or next(told, None)
        return self.sop.lane(found).label if found is not None else ""

    def role(self, step: Step) -> str:
        """The role that works a step."""
        return self.sop.lane(step.lane).role or ""

    def later_roles(self, step_id: str) -> list[str]:
        """Roles whose turn comes after that step, in order."""
        order = [*self.parafs, *([self.signing] if self.signing else [])]
        at = next((n for n, step in enumerate(order) if step.id == step_id), len(order))
        return [self.role(step) for step in order[at + 1 :]]


@dataclass(frozen=True)
class Initial:
    """A paraf about to be given."""

    name: str
    jabatan: str
    note: str
    waived: bool


def chain(sop: Definition, kind: str) -> Chain:
    """The chain of a report of that kind, read from what the steps' actions need and record."""
    steps = sop.step_line(PROCESSES[kind])
    return Chain(
        sop=sop,
        drafting=next(step for step in steps if _needs(step, "report_text")),
        parafs=tuple(step for step in steps if any(a.record == "paraf" for a in step.actions.values())),
        signing=next((step for step in steps if _needs(step, "passphrase")), None),
    )


def check_paraf(context: Context) -> Initial:
    """Who initials, in which office; refuses the same person twice in one chain."""
    report, version = _frozen(context)
    role = context.run.sop.lane(context.run.sop.steps[context.task.step].lane).role or ""
    name, jabatan = in_office(context.actor, role, local_day(context.now), _lane_label(context))
    waived = _also_holds(context, chain(context.run.sop, report.kind))
    if not waived:
        refuse_twice(report, version, context.actor)
    return Initial(name, jabatan, waived or context.text("note")[:500], bool(waived))


def record_paraf(context: Context, value: Initial) -> None:
    """Bind the paraf to the digest of the version; the job then draws what comes next."""
    report, version = _frozen(context)
    assert context.actor.user_id is not None
    sop = context.run.sop
    db.session.add(
        ParafRow(
            report_id=report.id,
            version=version.version,
            step=context.task.step,
            role=sop.lane(sop.steps[context.task.step].lane).role or "",
            user_id=context.actor.user_id,
            name=value.name,
            jabatan=value.jabatan,
            digest=version.digest,
            at=context.now,
            note=value.note,
            waived=value.waived,
        )
    )
    if context.action.ends:
        report.state = "finished"
    ring(reporting.DRAW, report.id)


def record_return(context: Context, value: None) -> None:
    """One level back: whoever gets it back is asked again, so his paraf lapses, and the final drawing too."""
    report = reporting.lock(context.run.case.report_id)
    assert context.actor.user_id is not None
    db.session.add(
        ReportReturn(
            report_id=report.id,
            version=report.version,
            step=context.task.step,
            reason=context.clean.get("reason", ""),
            at=context.now,
            user_id=context.actor.user_id,
        )
    )
    back = context.action.steps
    reporting.void_paraf(report, context.now, back)
    report.pdf_sha256 = report.pdf_pages = report.signature_box = None
    report.state = "drafting" if chain(context.run.sop, report.kind).drafting.id in back else "checking"


def refuse_twice(report: Report, version: ReportVersion, actor: Actor) -> None:
    """Raise Conflict where the actor has drafted or initialled this version already."""
    if version.submitted_by == actor.user_id:
        raise Conflict("same_person_drafted")
    given = next(
        (row for row in given_paraf(report) if row.user_id == actor.user_id and not row.waived), None
    )
    if given is not None:
        raise Conflict("same_person", at=given.at)


def given_paraf(report: Report) -> list[ParafRow]:
    """The paraf that count now, in the order in which they were given."""
    return list(
        db.session.scalars(
            select(ParafRow)
            .where(
                ParafRow.report_id == report.id,
                ParafRow.version == report.version,
                ParafRow.voided_at.is_(None),
            )
            .order_by(ParafRow.id)
        )
    )


def sheet(report: Report, links: Chain, version: ReportVersion | None) -> tuple[Paraf, ...]:
    """The lembar paraf as it stands, the drafter first."""
    given = {row.step: row for row in given_paraf(report)}
    return (_drafter(links, version), *(_line(links, step, given.get(step.id)) for step in links.parafs))


def in_office(actor: Actor, role: str, day: date, lane: str) -> tuple[str, str]:
    """Name and jabatan of the actor in that role: of the office that he holds, else his account and lane."""
    held = official(role, day, actor.user_id)
    return (held.name, titled(held)) if held else (actor.name, lane)


def _drafter(links: Chain, version: ReportVersion | None) -> Paraf:
    label = links.sop.lane(links.drafting.lane).label
    if version is None:
        return Paraf(label, DRAFTER)
    user = db.session.get_one(User, version.submitted_by)
    held = official(links.role(links.drafting), local_day(version.submitted_at), user.id)
    name = held.name if held else f"{user.first_name} {user.last_name}".strip()
    return Paraf(label, DRAFTER, name, titled(held) if held else None, version.submitted_at)


def _line(links: Chain, step: Step, row: ParafRow | None) -> Paraf:
    label = links.sop.lane(step.lane).label
    if row is None:
        return Paraf(label, INITIALS)
    if row.waived:
        return Paraf(label, INITIALS, row.name, row.jabatan, None, row.note)
    return Paraf(label, INITIALS, row.name, row.jabatan, row.at, None, row.note or None)


def _also_holds(context: Context, links: Chain) -> str:
    """The printed words where the actor also holds a later role of the chain: his lower paraf is waived."""
    today = local_day(context.now)
    for role in links.later_roles(context.task.step):
        holder = official(role, today)
        if holder is not None and holder.user_id == context.actor.user_id:
            return f"merangkap {titled(holder)}"
        if holder is None and role in context.actor.roles:
            return f"merangkap {_label(links, role)}"
    return ""


def _label(links: Chain, role: str) -> str:
    return next((lane.label for lane in links.sop.lanes if lane.role == role), role)


def _lane_label(context: Context) -> str:
    return context.run.sop.lane(context.run.sop.steps[context.task.step].lane).label


def _frozen(context: Context) -> tuple[Report, ReportVersion]:
    report = reporting.lock(context.run.case.report_id)
    version = reporting.version_of(report)
    assert version is not None, "a paraf follows a submission"
    return report, version


def _needs(step: Step, evidence: str) -> bool:
    return any(evidence in action.needs for action in step.actions.values())
