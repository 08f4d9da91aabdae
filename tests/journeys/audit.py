"""What must hold on every page that anybody opens: its language, headings, width, targets, focus, console."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import ConsoleMessage, Error, Page

#: Words of the framework that staff must never see, and small words that only an English sentence has.
ENGLISH = [
    *(
        "Save",
        "Cancel",
        "List",
        "Edit",
        "Add",
        "Search",
        "Reports",
        "Show",
        "Delete",
        "None",
        "True",
        "False",
    ),
    *("Submit", "Login", "Logout", "Username", "Home", "Next", "Previous", "Back", "Yes", "Error", "Invalid"),
    *("Denied", "Record", "Choose", "Required", "Actions", "Order", "Filter", "the", "your", "this", "with"),
    *("and", "are", "was", "from", "which", "has", "have", "been", "cannot", "must"),
]
SMALLEST = 24
#: So many controls of a page are asked whether their focus shows.
FOCUSED = 40
RULES = Path(__file__).with_name("audit.js").read_text().strip()


@dataclass
class Watch:
    """Listens to a page: what its console said in anger, and scripts that failed."""

    faults: list[str] = field(default_factory=list)

    def over(self, page: Page) -> None:
        page.on("console", self._said)
        page.on("pageerror", self._failed)

    def _said(self, message: ConsoleMessage) -> None:
        # A refused form is an answer of its own; the browser notes its status as an error.
        refused = message.text.startswith("Failed to load resource") and "status of 4" in message.text
        if message.type == "error" and not refused:
            self.faults.append(f"console: {message.text} ({message.location.get('url', '')})")

    def _failed(self, error: Error) -> None:
        self.faults.append(f"script: {error.message}")


def faults(page: Page) -> list[str]:
    """Everything wrong with the page as it stands."""
    found = page.evaluate(f"([english, smallest]) => {RULES}.page(english, smallest)", [ENGLISH, SMALLEST])
    return [f"{_path(page)}: {each}" for each in found]


def focus_faults(page: Page) -> list[str]:
    """Controls whose focus a keyboard user cannot see."""
    page.keyboard.press("Tab")
    found = page.evaluate(f"most => {RULES}.focus(most)", FOCUSED)
    return [f"{_path(page)}: {each}" for each in found]


def _path(page: Page) -> str:
    width = page.viewport_size["width"] if page.viewport_size else 0
    return f"{page.url.partition('//')[2].partition('/')[2] or '/'} at {width}"
