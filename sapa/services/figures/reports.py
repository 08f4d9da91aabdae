"""Facts of daily and monthly reports from rows: the same question has the same answer."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sapa.models import Document, Report
from sapa.reports.facts import DailyFacts, MonthlyFacts
from sapa.services.figures import city as figures_city
from sapa.services.figures import day as figures_day
from sapa.services.figures import month as figures_month
from sapa.services.figures.scope import HANDLING, Scope
from sapa.sop.definition import Definition

Basis = dict[str, Any]


def monthly(
    scope: Scope, report: Report, document: Document, version: int, known_at: datetime
) -> tuple[MonthlyFacts, Basis]:
    """The month of *report* as it stood at its end, as far as it was written down by *known_at*."""
    month = figures_month.read(scope, report.period_start, known_at)
    facts = MonthlyFacts(
        city=figures_city.city(report.period_start),
        document=figures_city.document(document),
        title=f"Laporan Bulanan {scope.label}",
        scope=_about(month.sops),
        version=version,
        kendala=report.kendala,
        saran=report.saran,
        notes=_notes(month.sops),
        **figures_month.parts(month),
    )
    return facts, figures_month.basis(month)


def daily(
    scope: Scope, report: Report, document: Document, version: int, now: datetime
) -> tuple[DailyFacts, Basis]:
    """The day of *report* up to *now*."""
    day: date = report.period_start
    found, basis = figures_day.parts(scope, day, now)
    facts = DailyFacts(
        city=figures_city.city(day),
        document=figures_city.document(document),
        title=f"Laporan Harian {scope.label}",
        scope=_about(scope.definitions()),
        version=version,
        kendala=report.kendala,
        saran=report.saran,
        **found,
    )
    return facts, basis


def _about(sops: tuple[Definition, ...]) -> str:
    return "; ".join(f"{sop.title} (SOP {sop.code} versi {sop.version})" for sop in sops)


def _notes(sops: tuple[Definition, ...]) -> tuple[str, ...]:
    """Wait limits that no source names are said to be ours."""
    found = []
    for sop in sops:
        used = {step.wait_limit for step in sop.step_line(HANDLING) if step.wait_limit}
        limits = [
            f"{wait.label}: {wait.raw}" for name, wait in sop.waits.items() if wait.assumed and name in used
        ]
        if limits:
            found.append(f"Asumsi, tidak disebut lembar SOP {sop.code}: {'; '.join(limits)}.")
    return tuple(found)
