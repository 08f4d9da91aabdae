"""Browsers for people: signed in without the form, at a desk or on a phone, with or without scripts."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.audit import Watch
from tests.journeys.house import House
from tests.journeys.navigators.person import Person
from tests.support import seeds

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True, "device_scale_factor": 2,
}  # fmt: skip
SOMEONE = TypeVar("SOMEONE", bound=Person)


class Doors:
    """Opens a browser window for each person of one journey."""

    def __init__(self, browser: Browser, house: House) -> None:
        self.browser, self.house = browser, house
        self._watch = Watch()
        self._open: list[BrowserContext] = []
        self._people: list[Person] = []

    def enter(self, who: type[SOMEONE], *, login: str = "", phone: bool = False, scripts: bool = True
              ) -> SOMEONE:  # fmt: skip
        """That person, signed in."""
        login = login or who.login
        page = self.window(phone=phone, scripts=scripts)
        page.context.add_cookies(self.house.cookies.get(login) or self._sign_in(login))
        return self._greet(who(page, self.house, login))

    def stranger(self, who: type[SOMEONE], *, phone: bool = False, scripts: bool = True) -> SOMEONE:
        """That person, before signing in."""
        return self._greet(who(self.window(phone=phone, scripts=scripts), self.house, who.login))

    def window(self, *, phone: bool = False, scripts: bool = True) -> Page:
        shape = PHONE if phone else DESK
        context = self.browser.new_context(java_script_enabled=scripts, locale="en-US", **shape)
        context.set_default_timeout(10_000)
        self._open.append(context)
        page = context.new_page()
        self._watch.over(page)
        return page

    def faults(self) -> list[str]:
        return [*self._watch.faults, *(fault for person in self._people for fault in person.faults)]

    def close(self) -> None:
        for context in self._open:
            context.close()

    def _greet(self, person: SOMEONE) -> SOMEONE:
        self._people.append(person)
        return person

    def _sign_in(self, login: str) -> Any:
        context = self.browser.new_context(base_url=self.house.url)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', context.request.get("/login/").text())
        assert token
        form = {"csrf_token": token[1], "username": login, "password": seeds.PASSWORD}
        answer = context.request.post("/login/", form=form, max_redirects=0)
        assert answer.status == 302, answer.text()[:500]
        self.house.cookies[login] = context.cookies()
        context.close()
        return self.house.cookies[login]
