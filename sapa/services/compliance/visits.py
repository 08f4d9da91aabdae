"""The visits of a period as one statement: closed in it, or open and overdue at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, Integer, String, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import TypeEngine

from sapa.db import db
from sapa.models import Ticket
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.compliance import opentime
from sapa.services.compliance.rules import BIT, MISSING, NEUTRAL, Rules, rules
from sapa.services.compliance.spans import Span
from sapa.services.errors import NotAllowed

#: In a filter: visits that are about no agency, or that no complaint brought.
NO_OPD, NO_CHANNEL = 0, "-"
#: How far back the clock is laid out before a period and before the first complaint.
MARGIN = timedelta(days=400)
#: A month of a big city is joined whole, in memory. The planner cannot know: it takes the two keys of a rule
#: for independent, expects a handful of rows, and would loop over all others for each of them.
_OFF = ("enable_nestloop", "enable_mergejoin", "enable_sort", "jit")
_PLAN = {"work_mem": "64MB", **dict.fromkeys(_OFF, "off")}
PLAN = text("SELECT " + ", ".join(f"set_config('{name}', '{value}', true)" for name, value in _PLAN.items()))
USUAL = text("SELECT set_config(name, reset_val, true) FROM pg_settings WHERE name = ANY(:names)")


@dataclass(frozen=True)
class Wish:
    """Which visits: of a period, and, where it is named, of one SOP, step, lane, agency or channel."""

    span: Span
    sop: str = ""
    step: str = ""
    lane: str = ""
    opd_id: int | None = None
    channel: str = ""


#: What a figure counts -> the condition on a visit. `closed`: closed in the period; else open and overdue.
COUNTED: dict[str, str] = {
    "closed": "v.closed",
    "on_time": "v.closed AND v.timed AND NOT v.late",
    "late": "v.closed AND v.timed AND v.late",
    "overdue": "NOT v.closed",
    "promised": "v.timed",
    "asked": "v.complete IS NOT NULL",
    "complete": "v.complete",
    "incomplete": "NOT v.complete",
    "due_output": "v.produced IS NOT NULL",
    "produced": "v.produced",
    "unproduced": "NOT v.produced",
    "again": "v.closed AND v.visit_no > 1",
}

_RULES = """
WITH clock AS MATERIALIZED (SELECT {clocks}),
rule AS MATERIALIZED (
    SELECT * FROM unnest(:r_version, :r_step, :r_clock, :r_timed) AS r (version, step, clock, timed)
),
way AS MATERIALIZED (
    SELECT * FROM unnest(:w_version, :w_step, :w_action, :w_timer, :w_needs, :w_gives)
        AS w (version, step, action, by_timer, needs, gives)
),
invited AS MATERIALIZED (
    SELECT i.case_id, l.sent_at FROM letter_case i
    JOIN letter l ON l.id = i.letter_id WHERE l.sent_at IS NOT NULL
),
"""

# A breach is stamped when the promise broke. What stands in a pause and was not late before is not overdue.
_CHOSEN = """
chosen AS (
    SELECT {columns}, true AS closed FROM task t WHERE t.closed_at >= :start AND t.closed_at < :end
    UNION ALL
    SELECT {columns}, false FROM task t
    WHERE t.opened_at < :end AND (t.closed_at IS NULL OR t.closed_at >= :end) AND t.due_at <= :cutoff
      AND (t.breached_at <= :cutoff OR NOT EXISTS (
          SELECT FROM pause p WHERE p.case_id = t.case_id AND p.started_at <= :cutoff
          AND COALESCE(p.ended_at > :cutoff, true)))
),
stood AS (
    SELECT p.case_id, array_agg(p.started_at) AS starts, array_agg(COALESCE(p.ended_at, 'infinity')) AS ends
    FROM pause p WHERE p.started_at < :end GROUP BY p.case_id
),
"""
_COLUMNS = (
    "id case_id step lane opd_id visit_no opened_at counts_from due_at breached_at closed_at action by_timer"
)

# A daily duty that was entered after its time (services/duties) is nobody's: the house was not running.
# The fence at the end keeps each flag one value: figures ask for it several times.
_VISIT = """
visit AS (
    SELECT t.id, t.case_id, t.step, t.lane, t.opd_id, t.visit_no, t.due_at, t.closed_at, t.action, t.by_timer,
           t.closed, t.begun_at, t.breached_at IS NOT NULL AS late, c.sop_version_id AS version, c.report_id,
           c.subject_date, r.timed, k.channel, k.title, k.number,
           {complete} AS complete, {produced} AS produced, CASE WHEN t.closed THEN {seconds} END AS seconds
    FROM (SELECT chosen.*, COALESCE(counts_from, opened_at) AS begun_at FROM chosen) t
    JOIN cases c ON c.id = t.case_id
    JOIN rule r ON r.version = c.sop_version_id AND r.step = t.step
    LEFT JOIN ticket k ON k.id = COALESCE(c.ticket_id, c.former_ticket_id)
    LEFT JOIN stood ON stood.case_id = t.case_id
    LEFT JOIN report f ON f.id = c.report_id
    LEFT JOIN way w ON t.closed AND w.version = c.sop_version_id AND w.step = t.step AND w.action = t.action
        AND w.by_timer = t.by_timer
    WHERE k.confidential IS NOT TRUE AND (c.duty = '' OR t.opened_at < t.due_at) {filters}
    OFFSET 0
)
"""
_HELD = """
    (SELECT sum({until} - {since}) FROM unnest(stood.starts, stood.ends) AS p (started_at, ended_at)
     WHERE p.started_at < t.closed_at AND p.ended_at > t.begun_at)
"""

#: How the rows show each trace: beside the visit itself,
_BESIDE = {
    "klasifikasi": "k.klasifikasi IS NOT NULL",
    "category": "k.category_id IS NOT NULL",
    "place": "k.place_unknown IS NOT NULL",
    "title": "k.title <> ''",
    "duplicate_of": "k.merged_into_id IS NOT NULL",
    "report": "f.version > 0",
    "sent": "f.sent_at IS NOT NULL",
    "signed": "f.signed_at IS NOT NULL",
}
#: or in a row that was written in the moment the visit was closed.
_WRITTEN = {
    "forward": "EXISTS (SELECT FROM forward x WHERE x.ticket_id = k.id AND x.at = t.closed_at)",
    "answer": "EXISTS (SELECT FROM answer x WHERE x.ticket_id = k.id AND x.at = t.closed_at)",
    "contact": "EXISTS (SELECT FROM contact_record x WHERE x.ticket_id = k.id AND x.task_id = t.id)",
    "reply": "EXISTS (SELECT FROM delivery x WHERE x.task_id = t.id)",
    "question": "EXISTS (SELECT FROM pause x WHERE x.case_id = t.case_id AND x.started_at = t.closed_at)",
    "note": "EXISTS (SELECT FROM note x WHERE x.ticket_id = k.id AND x.at = t.closed_at)",
    "letter": "EXISTS (SELECT FROM invited x WHERE x.case_id = t.case_id AND x.sent_at <= t.closed_at)",
    "registered": "EXISTS (SELECT FROM register_line x WHERE x.ticket_id = k.id AND x.kind = 'entry')",
    "paraf": "EXISTS (SELECT FROM paraf x WHERE x.report_id = c.report_id AND x.step = t.step)",
}
_FILTERS = {
    "sop": "AND c.sop_code = :sop",
    "step": "AND t.step = :step",
    "lane": "AND t.lane = :lane",
    "opd_id": "AND COALESCE(t.opd_id, 0) = :opd_id",
    "channel": "AND COALESCE(k.channel, '-') = :channel",
}
_OWN = "AND t.opd_id = ANY(:units)"
_ARRAYS: dict[str, TypeEngine[Any]] = {
    "r_version": BigInteger(), "r_step": String(), "r_clock": Integer(), "r_timed": Boolean(),
    "w_version": BigInteger(), "w_step": String(), "w_action": String(), "w_timer": Boolean(),
    "w_needs": Integer(), "w_gives": Integer(),
}  # fmt: skip


def allowed(wish: Wish, actor: Actor) -> Wish:
    """The wish where *actor* may have it: an agency's people ask about their own. NotAllowed otherwise."""
    if not scope.sees_everything(actor) and wish.opd_id is not None and wish.opd_id not in actor.units:
        raise NotAllowed("not_your_figures")
    return wish


def execute(ending: str, wish: Wish, actor: Actor, now: datetime, **further: Any) -> Sequence[Any]:
    """The rows of *ending*, a SELECT from `visit v`; nothing for a period that has not begun."""
    wish = allowed(wish, actor)
    if wish.span.start_at >= now:
        return []
    asked = rules(wish.sop)
    if not asked.clocks:
        return []
    filters, given = _narrowed(wish, actor)
    values = {**_moments(wish, now), **_lists(asked), **_clocks(asked, wish, now), **given, **further}
    statement = _bound(_text(ending, filters, len(asked.clocks)), values)
    db.session.execute(PLAN)
    rows = db.session.execute(statement, values).all()
    db.session.execute(USUAL, {"names": list(_PLAN)})
    return rows


def _narrowed(wish: Wish, actor: Actor) -> tuple[str, dict[str, Any]]:
    chosen = {name: getattr(wish, name) for name in _FILTERS}
    given = {name: value for name, value in chosen.items() if value not in (None, "")}
    parts = [_FILTERS[name] for name in given]
    if not scope.sees_everything(actor):
        parts.append(_OWN)
        given["units"] = sorted(actor.units)
    return " ".join(parts), given


def _moments(wish: Wish, now: datetime) -> dict[str, datetime]:
    return {"start": wish.span.start_at, "end": wish.span.end_at, "cutoff": wish.span.cutoff(now)}


def _lists(asked: Rules) -> dict[str, list[Any]]:
    """The rules column by column."""
    columns = [list(column) for rows in (asked.steps, asked.ways) for column in zip(*rows, strict=True)]
    return dict(zip(_ARRAYS, columns, strict=True))


def _clocks(asked: Rules, wish: Wish, now: datetime) -> dict[str, list[float]]:
    """The calendars from before the first complaint to after the last moment that can be asked about."""
    first = db.session.scalar(select(func.min(Ticket.opened_at)))
    year = min(first or now, wish.span.start_at) - MARGIN
    begin = year.replace(month=1, day=1, hour=0, minute=0, second=0, microsecond=0)
    end = now.replace(year=now.year + 1, month=12, day=31, hour=0, minute=0, second=0, microsecond=0)
    found: dict[str, list[float]] = {}
    for number, calendar in enumerate(asked.clocks):
        found[f"edges_{number}"], found[f"add_{number}"] = opentime.edges(calendar, begin, end)
    return found


def _text(ending: str, filters: str, count: int) -> str:
    clocks = ", ".join(f":edges_{n} AS edges_{n}, :add_{n} AS add_{n}" for n in range(count))
    columns = ", ".join(f"t.{name}" for name in _COLUMNS.split())
    visit = _VISIT.format(
        filters=filters, complete=_judged("needs"), produced=_judged("gives"), seconds=_seconds(count)
    )
    return _RULES.format(clocks=clocks) + _CHOSEN.format(columns=columns) + visit + ending


def _seconds(count: int) -> str:
    """Open time of a closed visit, that of the pauses in it taken out."""
    until, since, end, begun = (
        opentime.passed("r.clock", moment, count)
        for moment in (
            "LEAST(p.ended_at, t.closed_at)",
            "GREATEST(p.started_at, t.begun_at)",
            "t.closed_at",
            "t.begun_at",
        )
    )
    held = _HELD.format(until=until, since=since)
    return f"{end} - {begun} - CASE WHEN stood.case_id IS NULL THEN 0 ELSE COALESCE({held}, 0) END"


def _judged(asked: str) -> str:
    """Whether what was asked for is there; NULL where nothing was asked."""
    there = f"{_all_there(asked, _BESIDE)} AND {_all_there(asked, _WRITTEN)}"
    return (
        f"CASE WHEN w.{asked} IS NULL OR w.{asked} = {NEUTRAL} THEN NULL"
        f" WHEN w.{asked} = {MISSING} THEN false ELSE {there} END"
    )


def _all_there(asked: str, traces: Mapping[str, str]) -> str:
    """All of these traces that are asked for are there; the cheap question comes first."""
    each = " AND ".join(f"(w.{asked} & {BIT[name]} = 0 OR {shown})" for name, shown in traces.items())
    return f"(w.{asked} & {sum(BIT[name] for name in traces)} = 0 OR ({each}))"


def _bound(sql: str, values: dict[str, Any]) -> TextClause:
    """Every list is given its type: an empty one has none of its own."""
    typed = {**_ARRAYS, "units": BigInteger()}
    floats = {name: Float() for name in values if name.startswith(("edges_", "add_"))}
    params = [
        bindparam(name, type_=ARRAY(kind)) for name, kind in {**typed, **floats}.items() if name in values
    ]
    return text(sql).bindparams(*params)
