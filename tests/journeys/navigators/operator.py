"""The Operator: takes tweets in, judges them, passes them on, tells the citizen."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator

from tests.journeys.navigators.person import Person, fill

WIB = ZoneInfo("Asia/Jakarta")
_tweets = itertools.count(1_900_000_001)


class Operator(Person):
    """Works at the desk all day."""

    login = "operator"

    def writes_down(self, text: str, *, handle: str = "@warga_contoh09", said: datetime | None = None,
                    number: int = 0, picture: Path | str | None = None) -> Locator:  # fmt: skip
        """Fill in the form of a tweet without sending it."""
        self.opens("/intake/")
        local = (said or self.house.now() - timedelta(minutes=4)).astimezone(WIB)
        form = self.page.locator("form[data-draft='intake']")
        url = f"https://x.com/{handle[1:]}/status/{number or next(_tweets)}"
        fill(form, url=url, handle=handle, text=text, day=f"{local:%Y-%m-%d}", hour=f"{local:%H:%M}")
        if picture:
            form.locator("[name=picture]").set_input_files(picture)
        return form

    def pastes_a_tweet(self, text: str, **words: object) -> str:
        """Record a tweet; returns the number of its case."""
        form = self.writes_down(text, **words)  # type: ignore[arg-type]
        with self.arrives():
            form.locator("button.btn-primary").click()
        return self.page.url.rpartition("/")[2]

    def triages(self, number: str, title: str, *, category: str = "Penerangan jalan",
                kecamatan: str = "Beji") -> None:  # fmt: skip
        """T02: it is a complaint."""
        self.opens_the_case(number)
        self.moves(
            "complaint", klasifikasi="pengaduan", category_id=category, kecamatan_id=kecamatan, title=title
        )

    def forwards(self, number: str, *agencies: str) -> None:
        """T03: to these agencies, by name."""
        self.opens_the_case(number)
        form = self.begins("forward", opd_ids=agencies[0])
        self._ticks_further(form, agencies[1:])
        with self.arrives():
            form.locator("button.btn").last.click()

    def answers_at_once(self, number: str, answer: str) -> None:
        """T03: without an agency."""
        self.opens_the_case(number)
        self.moves("answer", answer=answer)

    def records_for_the_agency(self, number: str, action: str, **fields: str) -> None:
        """What an agency said by telephone or WhatsApp."""
        self.opens_the_case(number)
        said_by = {
            "behalf_name": "Kabid Contoh",
            "behalf_jabatan": "Kepala Bidang",
            "behalf_medium": "WhatsApp",
        }
        self.moves(action, **(said_by | fields))

    def escalates(self, number: str) -> None:
        """T04."""
        self.opens_the_case(number)
        self.moves("escalate")

    def delivers(self, number: str, *, text: str = "", link: str = "https://x.com/pemkotdepok/status/2100000001"
                 ) -> None:  # fmt: skip
        """T-X1: tell the citizen and close."""
        self.opens_the_case(number)
        words = {"reply_text": text} if text else {}
        self.moves("deliver", reply_url=link, **words)

    def _ticks_further(self, form: Locator, agencies: Sequence[str]) -> None:
        if agencies:
            form.get_by_text("OPD lain").first.click()
        for agency in agencies:
            form.get_by_label(agency).check()
