"""The half-yearly monitoring form: filled in by the log, judged by people, frozen until it is reopened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from sapa.db import db, transaction
from sapa.models import Monitoring, MonitoringLine
from sapa.models.monitoring import VERDICTS
from sapa.reports.monitoring import (
    Judgement,
    LogRow,
    MonitoringFacts,
    MonitoringLog,
    Reopened,
    draw_monitoring,
)
from sapa.reports.paper import Drawn
from sapa.reports.parts import Document
from sapa.services import adminlog, scope
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.compliance import editions
from sapa.services.compliance.breakdowns import Line, Words, table
from sapa.services.compliance.editions import Edition
from sapa.services.compliance.spans import Span
from sapa.services.compliance.visits import Wish
from sapa.services.errors import Conflict, NotAllowed, NotFound
from sapa.services.figures import city as figures_city
from sapa.services.house import house
from sapa.services.typed import Typed

#: What one cell of the printed form holds (characters).
LONGEST = 300
LONGEST_CONCLUSION = 2000
SHORTEST_REASON = 5
_SAID = ("note", "action", "remark")


@dataclass(frozen=True)
class Form:
    """One form as it stands: the figures beside what was judged; `row` None before the first save."""

    half: Span
    log: MonitoringLog
    row: Monitoring | None
    judgements: Mapping[str, Judgement]
    saved_by: str = ""
    #: Finished editions that were reopened: they hold no more.
    earlier: tuple[Edition, ...] = ()

    @property
    def version(self) -> int:
        """What a save must name to be the next one."""
        return self.row.version if self.row is not None else 0

    @property
    def finished(self) -> bool:
        """True when nothing of it changes unless it is reopened."""
        return self.row is not None and self.row.finished_at is not None

    def reopens(self, actor: Actor) -> bool:
        """True for whoever finished it: nobody else may reopen it, but the Admin."""
        return self.row is not None and self.finished and self.row.finished_by == actor.user_id


def forms(half: Span, actor: Actor) -> list[tuple[str, str, Monitoring | None]]:
    """Every SOP with its title and the form of the half-year, where one was begun."""
    _of_the_house(actor)
    rows = db.session.scalars(select(Monitoring).where(Monitoring.half_start == half.first))
    begun = {row.sop_code: row for row in rows}
    return [(code, sop.title, begun.get(code)) for code, sop in sorted(Words().newest.items())]


def form(code: str, half: Span, actor: Actor, now: datetime) -> Form:
    """The form of one SOP. NotFound for an unknown SOP; NotAllowed for people bound to an agency."""
    _of_the_house(actor)
    if code not in Words().newest:
        raise NotFound("sop_unknown", id=code)
    row = _row(code, half)
    frozen = row.figures if row is not None else None
    log = MonitoringLog.from_json(frozen) if frozen is not None else figures(code, half, actor, now)
    if row is None:
        return Form(half, log, None, {})
    return Form(half, log, row, _judged(row), _name(row.saved_by), editions.of(row))


def figures(code: str, half: Span, actor: Actor, now: datetime) -> MonitoringLog:
    """The log of the half-year: one row a step of the sheet, what waits for others left out."""
    found = table(Wish(half, sop=code), "step", actor, now)
    lines = [line for line in found.lines if line.step is not None and line.step.kind == "step"]
    title = Words().newest[code].title
    return MonitoringLog(code, title, half.cutoff(now), tuple(_logged(line) for line in lines))


def save(
    code: str,
    half: Span,
    version: int,
    fields: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    finish: bool = False,
) -> None:
    """Keep what was judged; with *finish* freeze it with its figures.

    Raises Conflict where somebody saved since *version*, where it is finished, or while the half-year runs.
    """
    with transaction():
        before = form(code, half, actor, now)
        row = _locked(before, code, version, actor, now)
        typed = Typed(fields)
        row.assessor, row.jabatan = (
            typed.text("assessor", 160, required=finish),
            typed.text("jabatan", 200, required=finish),
        )
        row.conclusion = typed.text("conclusion", LONGEST_CONCLUSION, required=False)
        for step in before.log.rows:
            _judge(row, step.step, typed)
        typed.check()
        row.version, row.saved_at, row.saved_by = version + 1, now, _user(actor)
        if finish:
            if half.end_at > now:
                raise Conflict("monitoring_running")
            row.finished_at, row.finished_by, row.figures = now, _user(actor), before.log.to_json()


def reopen(
    code: str,
    half: Span,
    fields: Mapping[str, Any],
    actor: Actor,
    now: datetime,
    *,
    anybodys: bool = False,
) -> None:
    """Open a finished form again for a written `reason`; what it said is kept as an edition that can be
    printed still. Its owner is who finished it; *anybodys*: the actor may reopen every form.

    Raises NotFound, NotAllowed, Conflict where it is not finished, Invalid without a reason.
    """
    with transaction():
        _of_the_house(actor)
        row = _row(code, half, lock=True)
        if row is None:
            raise NotFound("monitoring_unknown")
        if row.finished_at is None:
            raise Conflict("monitoring_open")
        if not anybodys and row.finished_by != actor.user_id:
            raise NotAllowed("monitoring_not_yours")
        reason = _reason(fields)
        number = len(editions.of(row)) + 1
        editions.keep(row, number, tuple(_judged(row).values()), reason, _user(actor), now)
        row.finished_at = row.finished_by = row.figures = None
        row.version, row.saved_at, row.saved_by = row.version + 1, now, _user(actor)
        about = {"half": half.first.isoformat(), "edition": number, "reason": reason}
        adminlog.note("monitoring_reopened", f"monitoring {code}", actor, now, **about)


def _reason(fields: Mapping[str, Any]) -> str:
    typed = Typed(fields)
    said = typed.text("reason", LONGEST, shortest=SHORTEST_REASON)
    typed.check()
    return said


def paper(code: str, half: Span, words: str, actor: Actor, now: datetime, edition: int = 0) -> Drawn:
    """The form as a PDF; *words* name the half-year; *edition*: an earlier one, marked as such.

    Raises NotFound for an edition that is none.
    """
    found = form(code, half, actor, now)
    common = {
        "city": figures_city.city(local_day(now)),
        "document": Document(f"Monitoring SOP {code}", "", demo=house().config.env != "production"),
        "half": words,
    }
    if edition:
        return draw_monitoring(_earlier(editions.chosen(found.earlier, edition), common))
    row, finished = found.row, found.row.finished_at if found.row is not None else None
    return draw_monitoring(
        MonitoringFacts(
            **common,
            log=found.log,
            judgements=tuple(found.judgements.values()),
            conclusion=row.conclusion if row is not None else "",
            assessor=row.assessor if row is not None else "",
            jabatan=row.jabatan if row is not None else "",
            dated=local_day(finished) if finished is not None else None,
            edition=len(found.earlier) + 1,
        )
    )


def _earlier(kept: Edition, common: Mapping[str, Any]) -> MonitoringFacts:
    return MonitoringFacts(
        **common,
        log=kept.log,
        judgements=kept.judgements,
        conclusion=kept.content["conclusion"],
        assessor=kept.content["assessor"],
        jabatan=kept.content["jabatan"],
        dated=local_day(kept.finished_at),
        edition=kept.edition,
        reopened=Reopened(kept.reopened_at, kept.reopened_by, kept.reason),
    )


def _logged(line: Line) -> LogRow:
    step, found, promise = line.step, line.figures, line.promise
    assert step is not None
    several = promise is not None and promise.shortest != promise.longest
    printed = (
        "" if promise is None else f"{promise.shortest} – {promise.longest}" if several else promise.shortest
    )
    return LogRow(
        step=step.id,
        no=step.no or "",
        activity=step.activity,
        lane=line.lane,
        promised=printed,
        assumed=line.assumed,
        closed=found.closed,
        on_time=found.on_time,
        counted=found.promised,
        overdue=found.overdue,
        again=found.again,
        asked=found.asked,
        complete=found.complete,
        due_output=found.due_output,
        produced=found.produced,
        median_minutes=found.median_minutes,
        p90_minutes=found.p90_minutes,
    )


def _of_the_house(actor: Actor) -> None:
    """The form shows the whole city: it is not for people who see only their agency."""
    if not scope.sees_everything(actor):
        raise NotAllowed("not_your_figures")


def _row(code: str, half: Span, *, lock: bool = False) -> Monitoring | None:
    query = select(Monitoring).where(Monitoring.sop_code == code, Monitoring.half_start == half.first)
    found = query.with_for_update() if lock else query
    return db.session.scalars(found.execution_options(populate_existing=True)).first()


def _judged(row: Monitoring) -> dict[str, Judgement]:
    lines = db.session.scalars(select(MonitoringLine).where(MonitoringLine.monitoring_id == row.id))
    return {x.step: Judgement(x.step, x.verdict, x.note, x.action, x.remark) for x in lines}


def _locked(before: Form, code: str, version: int, actor: Actor, now: datetime) -> Monitoring:
    """The form's row, locked; the first save makes it. Conflict where somebody was first."""
    given = {"sop_code": code, "half_start": before.half.first, "version": 0, "saved_at": now}
    db.session.execute(insert(Monitoring).values(**given, saved_by=_user(actor)).on_conflict_do_nothing())
    row = _row(code, before.half, lock=True)
    assert row is not None, "it was made just now"
    if row.finished_at is not None:
        raise Conflict("monitoring_finished")
    if row.version != version:
        raise Conflict("monitoring_changed", name=_name(row.saved_by), at=row.saved_at)
    return row


def _judge(row: Monitoring, step: str, typed: Typed) -> None:
    verdict = typed.text(f"verdict-{step}", 8, required=False)
    if verdict and verdict not in VERDICTS:
        typed.fault(f"verdict-{step}", "unknown_choice")
    said = {name: typed.text(f"{name}-{step}", LONGEST, required=False) for name in _SAID}
    values = {"verdict": verdict or None, **said}
    if typed.wrong:
        return
    statement = insert(MonitoringLine).values(monitoring_id=row.id, step=step, **values)
    db.session.execute(statement.on_conflict_do_update(index_elements=["monitoring_id", "step"], set_=values))


def _user(actor: Actor) -> int:
    if actor.user_id is None:
        raise NotAllowed("not_your_lane")
    return actor.user_id


def _name(user_id: int) -> str:
    found = db.session.execute(select(User.first_name, User.last_name).where(User.id == user_id)).first()
    return " ".join(filter(None, found)) if found is not None else ""
