"""The half-yearly monitoring form: filled in by the log, judged by people, frozen when it is finished."""

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
from sapa.reports.monitoring import Judgement, LogRow, MonitoringFacts, MonitoringLog, draw_monitoring
from sapa.reports.paper import Drawn
from sapa.reports.parts import Document
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.compliance.breakdowns import Line, Words, table
from sapa.services.compliance.spans import Span
from sapa.services.compliance.visits import Wish
from sapa.services.errors import Conflict, NotAllowed, NotFound
from sapa.services.figures import city as figures_city
from sapa.services.house import house
from sapa.services.typed import Typed

#: What one cell of the printed form holds (characters).
LONGEST = 300
LONGEST_CONCLUSION = 2000
_SAID = ("note", "action", "remark")


@dataclass(frozen=True)
class Form:
    """One form as it stands: the figures beside what was judged; `row` None before the first save."""

    half: Span
    log: MonitoringLog
    row: Monitoring | None
    judgements: Mapping[str, Judgement]
    saved_by: str = ""

    @property
    def version(self) -> int:
        """What a save must name to be the next one."""
        return self.row.version if self.row is not None else 0

    @property
    def finished(self) -> bool:
        """True when nothing of it changes any more."""
        return self.row is not None and self.row.finished_at is not None


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
    lines = db.session.scalars(select(MonitoringLine).where(MonitoringLine.monitoring_id == row.id))
    judged = {x.step: Judgement(x.step, x.verdict, x.note, x.action, x.remark) for x in lines}
    return Form(half, log, row, judged, _name(row.saved_by))


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


def paper(code: str, half: Span, words: str, actor: Actor, now: datetime) -> Drawn:
    """The form as a PDF; *words* name the half-year."""
    found = form(code, half, actor, now)
    row, finished = found.row, found.row.finished_at if found.row is not None else None
    return draw_monitoring(
        MonitoringFacts(
            city=figures_city.city(local_day(now)),
            document=Document(f"Monitoring SOP {code}", "", demo=house().config.env != "production"),
            half=words,
            log=found.log,
            judgements=tuple(found.judgements.values()),
            conclusion=row.conclusion if row is not None else "",
            assessor=row.assessor if row is not None else "",
            jabatan=row.jabatan if row is not None else "",
            dated=local_day(finished) if finished is not None else None,
        )
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


def _row(code: str, half: Span) -> Monitoring | None:
    return db.session.scalars(
        select(Monitoring)
        .where(Monitoring.sop_code == code, Monitoring.half_start == half.first)
        .execution_options(populate_existing=True)
    ).first()


def _locked(before: Form, code: str, version: int, actor: Actor, now: datetime) -> Monitoring:
    """The form's row, locked; the first save makes it. Conflict where somebody was first."""
    given = {"sop_code": code, "half_start": before.half.first, "version": 0, "saved_at": now}
    db.session.execute(insert(Monitoring).values(**given, saved_by=_user(actor)).on_conflict_do_nothing())
    row = db.session.scalars(
        select(Monitoring)
        .where(Monitoring.sop_code == code, Monitoring.half_start == before.half.first)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
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
