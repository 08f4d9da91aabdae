"""The web door: every page of the house. A part adds its `register` to DOORS, in the menu's order."""

from __future__ import annotations

from collections.abc import Callable

from flask_appbuilder import AppBuilder

from sapa.views import (
    admin,
    compliance,
    duties,
    files,
    frame,
    home,
    intake,
    keys,
    letters,
    monitoring,
    notices,
    papers,
    printouts,
    public,
    registers,
    reports,
    reports_cases,
    tasks,
    tickets,
)

DOORS: tuple[Callable[[AppBuilder], None], ...] = (
    frame.register_views,
    home.register,
    tickets.register,
    intake.register,
    tasks.register,
    notices.register,
    files.register,
    reports.register,
    registers.register,
    duties.register,
    letters.register,
    papers.register,
    printouts.register,
    compliance.register,
    monitoring.register,
    reports_cases.register,
    keys.register,
    public.register,
    admin.register,
)


def register(appbuilder: AppBuilder) -> None:
    """Register all views; called by `create_app` inside the application context."""
    for door in DOORS:
        door(appbuilder)
