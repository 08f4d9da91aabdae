"""Anybody at a desk of the other SOPs: one move after another by the name of the move, on one case."""

from __future__ import annotations

from tests.journeys.navigators.person import Person

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
