"""Chromium for the browser journeys; with SAPA_REQUIRE_BROWSER=1 a journey that is skipped has failed."""

from __future__ import annotations

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find_chromium() -> str:
    """Its path; without one the test is skipped."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return found or pytest.skip("Chromium is not installed")


def fail_if_skipped(item: pytest.Item, report: pytest.TestReport) -> None:
    required = os.environ.get("SAPA_REQUIRE_BROWSER") == "1"
    if required and report.skipped and item.get_closest_marker("browser"):
        report.outcome = "failed"
        report.longrepr = "a browser journey was skipped although SAPA_REQUIRE_BROWSER=1"
