"""PPID Utama: five minutes a day; reads to the last page, signs, calls."""

from __future__ import annotations

from tests.journeys.navigators.koordinator import CALL
from tests.journeys.navigators.pelaksana import Paraf
from tests.journeys.navigators.person import fill

PASSPHRASE = "kalimat rahasia uji coba"


class PpidUtama(Paraf):
    """The signer."""

    login = "utama"

    def makes_a_certificate(self, passphrase: str = PASSPHRASE) -> None:
        self.opens("/keys/")
        form = self.page.locator("form[action$='/keys/issue']")
        fill(form, passphrase=passphrase, again=passphrase)
        with self.arrives():
            form.locator("button.btn-primary").click()

    def calls(self, number: str) -> None:
        """T07."""
        self.opens_the_case(number)
        self.moves("contacted", **CALL)

    def reads_to_the_end(self, report: int) -> None:
        """Page by page, as one reads."""
        self.opens(f"/reports/{report}")
        further = self.page.locator("a[rel=next]")
        while further.count():
            with self.arrives():
                further.click()

    def types_the_passphrase(self, passphrase: str = PASSPHRASE, clicks: int = 1) -> None:
        """On a report or a letter that was read."""
        form = self.page.locator("form:has(#passphrase)")
        fill(form, passphrase=passphrase)
        with self.arrives():
            form.locator("button").first.click(click_count=clicks)

    def reads_and_signs(self, report: int, passphrase: str = PASSPHRASE) -> None:
        """T13."""
        self.reads_to_the_end(report)
        self.types_the_passphrase(passphrase)

    def signs_the_letter(self, letter: int, passphrase: str = PASSPHRASE) -> None:
        self.opens(f"/letters/{letter}")
        last = self.page.locator(".paper img, img.paper").last
        last.scroll_into_view_if_needed()
        # A page counts as read when it was seen.
        last.evaluate("page => page.decode()")
        self.types_the_passphrase(passphrase)
