"""The web door: every page of the house. A part adds its `register` to DOORS, in the menu's order."""

from __future__ import annotations

from collections.abc import Callable

from flask_appbuilder import AppBuilder

from sapa.views import frame

DOORS: tuple[Callable[[AppBuilder], None], ...] = (frame.register_views,)


def register(appbuilder: AppBuilder) -> None:
    """Register all views; called by `create_app` inside the application context."""
    for door in DOORS:
        door(appbuilder)
