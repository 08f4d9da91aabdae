"""The Pelaksana Harian: letters to silent agencies, their meetings, the first paraf."""

from __future__ import annotations

from tests.journeys.navigators.person import Person, fill


class Paraf(Person):
    """Whoever sets a paraf on a report or gives it back."""

    def parafs(self, report: int, remark: str = "") -> None:
        self.opens(f"/reports/{report}")
        form = self.page.locator("form[action$='/move/paraf']")
        fill(form, note=remark)
        with self.arrives():
            form.locator("button").click()

    def returns_the_report(self, report: int, reason: str) -> None:
        self.opens(f"/reports/{report}")
        form = self.page.locator("details:has(form[action$='/move/return'])")
        form.locator("summary").click()
        fill(form, reason=reason)
        with self.arrives():
            form.locator("button").click()


class Pelaksana(Paraf):
    """Pelaksana Harian PPID."""

    login = "pelaksana"

    def checks_the_letter(self, letter: int, **fields: str) -> None:
        """T09: fill in the draft and ask for the signature."""
        self.opens(f"/letters/{letter}")
        form = self.page.locator("#isian")
        fill(form, **fields)
        with self.arrives():
            form.locator("button.btn-primary").click()

    def sends_the_letter(self, letter: int) -> None:
        self.opens(f"/letters/{letter}")
        form = self.page.locator("form[action$='/send']")
        with self.arrives():
            form.locator("button").click()

    def holds_the_meeting(self, letter: int, answer: str) -> None:
        """T-X0: who came, what was said, what was agreed for every case."""
        self.opens(f"/letters/{letter}")
        form = self.page.locator("#isian")
        fill(form, attendee_name="Kabid Contoh", attendee_jabatan="Kepala Bidang", attendee_agency="Dishub",
             minutes="Dibahas satu per satu, disepakati dijawab pekan ini.")  # fmt: skip
        for choice in form.locator("input[type=radio][value=answer]").all():
            choice.check()
        for area in form.locator("textarea[name^='answer_']").all():
            area.fill(answer)
        with self.arrives():
            form.locator("button.btn-primary").click()


class KoordinatorPpid(Paraf):
    """Koordinator PPID: the second paraf."""

    login = "kppid"
