"""The Koordinator: calls silent agencies, drafts the monthly report."""

from __future__ import annotations

from tests.journeys.navigators.person import Person, fill

CALL = {
    "contact_name": "Kabid Contoh", "contact_jabatan": "Kepala Bidang", "contact_number": "0811-0000-0101",
    "contact_medium": "phone", "contact_result": "Dijanjikan jawaban besok pagi.",
}  # fmt: skip


class Koordinator(Person):
    """Call Center's coordinator."""

    login = "koordinator"

    def calls(self, number: str, **words: str) -> None:
        """T05: the record of a call."""
        self.opens_the_case(number)
        self.moves("contacted", **(CALL | words))

    def resends(self, number: str) -> None:
        """T06: to PPID Utama."""
        self.opens_the_case(number)
        self.moves("resend")

    def submits_the_report(self, report: int, kendala: str = "", saran: str = "") -> None:
        """T10b."""
        self.opens(f"/reports/{report}")
        fill(self.page.locator("main"), kendala=kendala, saran=saran)
        self.presses("Sampaikan untuk diparaf")
