"""Anybody at a browser: opens addresses, presses buttons, reads; every page on the way is looked over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Locator, Page, expect

from tests.journeys import audit
from tests.journeys.house import House
from tests.support import seeds


class Person:
    """Somebody with an account; `faults` gathers what was wrong with the pages they saw."""

    login = ""

    def __init__(self, page: Page, house: House, login: str = "") -> None:
        self.page, self.house, self.login = page, house, login or self.login
        self.faults: list[str] = []

    def opens(self, path: str, *, status: int = 200) -> None:
        answer = self.page.goto(path if "://" in path else self.house.url + path)
        assert answer is not None and answer.status == status, f"{path}: {answer and answer.status}"
        self._looks_around()

    def opens_the_case(self, number: str) -> None:
        self.opens(f"/tickets/{number}")

    def signs_in(self, login: str = "", password: str = seeds.PASSWORD, button: str = "Masuk") -> None:
        """On the page that asks for it."""
        self.login = login or self.login
        form = self.page.locator("form.sheet")
        fill(form, username=self.login, password=password)
        with self.arrives():
            form.get_by_role("button", name=button).click()

    def signs_out(self) -> None:
        """Ends all sessions of the account."""
        self.page.locator("details.who > summary").click()
        self.presses("Keluar")
        self.house.cookies.pop(self.login, None)

    def presses(self, name: str, within: Locator | None = None) -> None:
        """A button or link, by its words; waits for the page that it leads to."""
        area = within or self.page
        button = area.get_by_role("button", name=name).or_(area.get_by_role("link", name=name))
        with self.arrives():
            button.first.click()

    @contextmanager
    def arrives(self) -> Iterator[None]:
        """What is done inside leads to another page."""
        with self.page.expect_navigation():
            yield
        self._looks_around()

    def reads(self, *texts: str) -> None:
        """All of this stands on the page, where it can be seen."""
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def does_not_read(self, *texts: str) -> None:
        for text in texts:
            expect(self.page.get_by_text(text).filter(visible=True)).to_have_count(0)

    @property
    def heading(self) -> str:
        return self.page.locator("h1").inner_text()

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.house.url)

    def choices(self) -> list[str]:
        """The moves that the page offers, by their slug."""
        found = self.page.locator(".move[id^='m-']").evaluate_all("all => all.map(each => each.id)")
        return [each.split("-", 2)[2] for each in found]

    def moves(self, action: str, **fields: str | list[str] | bool) -> None:
        """Fill in the form of a move and send it."""
        form = self.begins(action, **fields)
        with self.arrives():
            form.locator("button.btn").last.click()

    def begins(self, action: str, **fields: str | list[str] | bool) -> Locator:
        """Open the form of a move and fill it in."""
        form = self.page.locator(f".move[id^='m-'][id$='-{action}']").first
        if form.evaluate("each => each.tagName === 'DETAILS' && !each.open"):
            form.locator("summary").first.click()
        fill(form, **fields)
        return form

    def _looks_around(self) -> None:
        if self.page.evaluate("document.contentType") == "text/html":
            self.faults += audit.faults(self.page)


def fill(area: Locator, **fields: str | list[str] | bool) -> None:
    """Fill in controls by their names; choices by their words or values."""
    for name, value in fields.items():
        control = area.locator(f"[name='{name}']:not([type=hidden])").first
        if isinstance(value, bool):
            control.set_checked(value)
        elif control.evaluate("each => each.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(str(value))
