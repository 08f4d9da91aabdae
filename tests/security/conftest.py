"""The seeded city and its people, for everybody who should not be let in."""

from __future__ import annotations

from tests.views.desk.conftest import at, browser, busy, city

__all__ = ["at", "browser", "busy", "city"]
