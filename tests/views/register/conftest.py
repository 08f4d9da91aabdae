"""The seeded city and its people, at the register."""

from __future__ import annotations

from tests.views.desk.conftest import at, browser, busy, city

__all__ = ["at", "browser", "busy", "city"]
