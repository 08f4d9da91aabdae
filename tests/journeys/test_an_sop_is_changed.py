"""An administrator changes an SOP without a programmer and without scripts, while cases run."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.doors import Doors
from tests.journeys.house import House
from tests.journeys.navigators.operator import WIB, Operator
from tests.journeys.navigators.person import Person, fill
from tests.journeys.test_every_page import at_both_widths

pytestmark = pytest.mark.browser
CASE = "FROM cases c JOIN ticket t ON t.id = c.ticket_id "
VERSION = f"SELECT v.version {CASE}JOIN sop_version v ON v.id = c.sop_version_id WHERE t.number = %s"
DUE = f"SELECT k.due_at - k.opened_at {CASE}JOIN task k ON k.case_id = c.id WHERE t.number = %s"
PARTS = ("", "/pelaksana", "/aturan", "/identitas", "/baris/K04", "/baris/K02")


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


class Admin(Person):
    """Keeps the SOPs."""

    login = "admin"

    def copies(self, title: str) -> str:
        """Copies the only version of an SOP; returns the address of the draft."""
        self.opens("/sops/list/")
        group = self.page.locator("section", has=self.page.get_by_role("heading", name=title))
        self.presses("Salin menjadi draf", within=group)
        return self.path

    def saves(self, button: str = "save", **fields: str) -> None:
        fill(self.page.locator("main form").last, **fields)
        with self.arrives():
            self.page.locator(f"main form button[name=do][value='{button}']").last.click()


def version_of(house: House, number: str) -> int:
    return int(house.rows(VERSION, number)[0][0])


def test_a_column_and_a_row_are_put_in_and_the_time_of_another_is_changed(doors: Doors, house: House):
    admin, operator = doors.enter(Admin, scripts=False), doors.enter(Operator, scripts=False)
    old = operator.pastes_a_tweet("@pemkotdepok lampu taman padam")

    draft = admin.copies("Penanganan pengaduan masyarakat melalui Twitter @pemkotdepok")
    admin.opens(f"{draft}/pelaksana")
    admin.saves("remove:koordinator_ppid")
    admin.reads("Pelaksana ini belum dapat dihapus")
    admin.opens(f"{draft}/pelaksana")
    admin.saves("add", **{"lane.new.label": "Sekretariat", "lane.new.role": "pelaksana_harian"})

    admin.opens(draft)
    admin.saves("add:T08", **{"T02.time": "15 menit"})
    admin.reads("Baris T14 baru.", "T08 (Batas tunggu habis)")
    admin.saves(**{"row.no": "9", "row.activity": "Sekretariat menyiapkan surat", "row.lane": "sekretariat",
                   "row.time": "tiga puluh"})  # fmt: skip
    admin.reads("tidak dapat dibaca sebagai lama waktu")
    admin.saves(**{"row.time": "30 menit"})
    admin.reads("Tidak ada kesalahan.")

    admin.opens(draft.replace("/draf/", "/kasus/"))
    admin.reads("Coba pada kasus nyata")
    admin.opens(draft.replace("/draf/", "/sahkan/"))
    admin.reads("Pelaksana Sekretariat (baru)", "Baris T14 (baru)")
    today = f"{house.now().astimezone(WIB):%Y-%m-%d}"
    fill(admin.page.locator("main form").last, nomor="065/21/2026", effective_from=today)
    admin.presses("Sahkan", within=admin.page.locator("main form").last)
    admin.reads("Efektif", "065/21/2026")

    new = operator.pastes_a_tweet("@pemkotdepok lampu jalan padam")
    assert (version_of(house, old), version_of(house, new)) == (1, 2)
    minutes = [house.rows(DUE, each)[0][0] for each in (old, new)]
    assert minutes == [timedelta(minutes=10), timedelta(minutes=15)]


def test_every_page_of_a_draft_holds_the_rules_at_a_desk_and_on_a_phone(doors: Doors):
    admin = doors.enter(Admin)
    draft = admin.copies("PELAYANAN SMS CENTER DAN EMAIL DI PPID KABUPATEN KULON PROGO")
    pages = [f"{draft}{part}" for part in PARTS]
    pages += [draft.replace("/draf/", f"/{part}/") for part in ("kasus", "coba", "sahkan")]
    found = {}
    for page in pages:
        admin.opens(page)
        found[page] = at_both_widths(admin)
    assert {page: faults for page, faults in found.items() if faults} == {}
