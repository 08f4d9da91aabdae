"""A report's figures for the page beside the paper: a few words and numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from markupsafe import Markup

from sapa.reports.facts import DailyFacts, MonthlyFacts, OverdueRow, StepFacts
from sapa.views.frame.words import clock, number, percent, span

#: What may differ between two versions: code of `reading.differences` -> words.
CHANGED = {
    "received.received": _l("Complaints received"),
    "received.answered": _l("Complaints answered"),
    "received.open": _l("Still open"),
    "received.paused": _l("Waiting for the citizen"),
    "received.overdue": _l("Past the deadline"),
    "closed.total": _l("Answered in the month"),
    "closed.from_before": _l("Answered, received earlier"),
    "closed.on_time": _l("Answered on time"),
    "closed.median_minutes": _l("Median of the answering time"),
    "closed.p90_minutes": _l("90th percentile of the answering time"),
    "kendala": _l("Kendala"),
    "saran": _l("Saran"),
    "days": _l("Table: per day"),
    "by_channel": _l("Table: channels"),
    "by_klasifikasi": _l("Table: klasifikasi"),
    "by_kategori": _l("Table: categories"),
    "by_kecamatan": _l("Table: kecamatan"),
    "by_opd": _l("Table: agencies"),
    "steps": _l("Table: SOP steps"),
    "rungs": _l("Table: rungs climbed"),
    "letters": _l("Table: letters"),
    "overdue": _l("List of what is overdue"),
    "shifts": _l("Table: account opened"),
}


@dataclass(frozen=True)
class Figures:
    """What the page shows of the facts."""

    tiles: tuple[tuple[str, str], ...]
    steps: tuple[StepFacts, ...]
    overdue: tuple[OverdueRow, ...]
    cutoff: datetime


def figures(facts: DailyFacts | MonthlyFacts | None, report_id: int) -> Figures | None:
    """The figures of a page, those of a month with the way to their complaints; None where there are none."""
    if facts is None:
        return None
    if isinstance(facts, DailyFacts):
        return Figures(_daily(facts), (), facts.overdue, facts.cutoff)
    return Figures(_monthly(facts, report_id), facts.steps, facts.overdue, facts.cutoff)


def _monthly(facts: MonthlyFacts, report_id: int) -> tuple[tuple[str, str], ...]:
    now, closed = facts.received, facts.closed

    def opens(figure: str, shown: str, n: int) -> str:
        """The figure as a link to what it counts; nothing leads to nothing."""
        where = url_for("ReportCasesView.list", report_id=report_id, figure=figure)
        return Markup('<a href="{}">{}</a>').format(where, shown) if n else shown

    return (
        (_("Complaints received"), opens("received", number(now.received), now.received)),
        (_("Complaints answered"), opens("answered", number(now.answered), now.answered)),
        (_("Still open"), opens("open", number(now.open), now.open)),
        (_("Past the deadline"), opens("overdue", number(now.overdue), now.overdue)),
        (_("Answered on time"), opens("closed", percent(closed.share), closed.total)),
        (_("Median of the answering time"), opens("closed", _minutes(closed.median_minutes), closed.total)),
    )


def _daily(facts: DailyFacts) -> tuple[tuple[str, str], ...]:
    opened = ", ".join(clock(each.at) for each in facts.openings if each.at) or _("not opened")
    return (
        *(((_("Account opened"), opened),) if facts.has_shift else ()),
        (_("Complaints received"), number(facts.received)),
        (_("Complaints answered"), number(facts.answered)),
        (_("Forwarded to agencies"), number(facts.forwarded)),
        (_("Still open"), number(facts.open)),
        (_("Overdue steps"), number(len(facts.overdue))),
    )


def _minutes(value: float | None) -> str:
    return "–" if value is None else span(round(value))


def changes(found: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """What changed since the version before, in words."""
    return [(str(CHANGED.get(code, code)), before, after) for code, before, after in found]
