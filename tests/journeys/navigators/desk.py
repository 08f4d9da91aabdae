"""Anybody at a desk of the other SOPs: one move after another by the name of the move, on one case."""

from __future__ import annotations

from datetime import timedelta

from tests.journeys.navigators.operator import WIB
from tests.journeys.navigators.person import Person, fill

TRIAGE = {"klasifikasi": "pengaduan", "category_id": "Penerangan jalan", "kecamatan_id": "Beji"}
IDENTITY = {
    "identity_name": "Warga Contoh",
    "identity_nik": "3276010101900001",
    "identity_phone": "0811-0000-0909",
    "identity_address": "Jalan Contoh 9, Beji",
    "identity_email": "warga@contoh.example",
}


class Worker(Person):
    """Somebody of any role."""

    login = "operator"

    def records(self, channel: str, **fields: str) -> str:
        """Write down what came in a moment ago, in the channel's own form; returns the number of the case."""
        self.opens(f"/intake/?channel={channel}")
        said = (self.house.now() - timedelta(minutes=3)).astimezone(WIB)
        form = self.page.locator("form[data-draft]").last
        fill(form, day=f"{said:%Y-%m-%d}", hour=f"{said:%H:%M}", **fields)
        with self.arrives():
            form.locator("button.btn-primary").click()
        return self.page.url.rpartition("/")[2].partition("?")[0]

    def does(self, number: str, action: str, **fields: str) -> None:
        """A move on the case, with what its form asks for."""
        self.opens_the_case(number)
        self.moves(action, **fields)

    def identifies(self, *names: str) -> dict[str, str]:
        """The fields of an identity."""
        return {f"identity_{name}": IDENTITY[f"identity_{name}"] for name in names}

    def finds_on_the_desk(self, *texts: str) -> None:
        self.opens("/desk/?tab=mine")
        self.reads(*texts)

    def does_not_find_on_the_desk(self, *texts: str) -> None:
        self.opens("/desk/?tab=mine")
        self.does_not_read(*texts)

    def may(self, number: str) -> list[str]:
        """The moves that the case offers."""
        self.opens_the_case(number)
        return self.choices()
