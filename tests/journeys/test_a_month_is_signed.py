"""The monthly report: from the Koordinator's text over two parafs to a signature that everybody can check."""

from __future__ import annotations

import io
from pathlib import Path

import pypdf
import pytest

from sapa.services.reporting import flow as report_flow
from tests.journeys.doors import Doors
from tests.journeys.house import House, eventually
from tests.journeys.navigators.koordinator import Koordinator
from tests.journeys.navigators.pelaksana import KoordinatorPpid, Pelaksana
from tests.journeys.navigators.person import Person
from tests.journeys.navigators.ppid_utama import PpidUtama

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(own_house: House) -> int:
    """October's report, opened by its moment."""
    own_house.do(lambda city: report_flow.draft_due(own_house.now()))
    return int(own_house.rows("SELECT id FROM report WHERE kind = 'monthly' ORDER BY id DESC")[0][0])


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def drawn(house: House, report: int, kind: str = "preview") -> None:
    """Wait for the worker's drawing."""
    column = "pdf_sha256" if kind == "final" else "preview_sha256"
    eventually("the worker draws the paper",
               lambda: house.rows(f"SELECT {column} FROM report WHERE id = %s", report)[0][0])  # fmt: skip


def test_a_month_from_draft_to_signature(doors: Doors, house: House, report: int):
    koordinator, pelaksana = doors.enter(Koordinator), doors.enter(Pelaksana)
    kppid, utama = doors.enter(KoordinatorPpid), doors.enter(PpidUtama, phone=True)

    koordinator.submits_the_report(report, kendala="Listrik padam dua kali.")
    pelaksana.returns_the_report(report, "Sebutkan lamanya padam.")
    koordinator.opens(f"/reports/{report}")
    koordinator.reads("Sebutkan lamanya padam.")
    koordinator.submits_the_report(report, kendala="Listrik padam dua kali, tiga jam.")
    pelaksana.parafs(report, "Sesuai.")
    kppid.parafs(report)
    utama.makes_a_certificate()
    drawn(house, report, "final")
    utama.opens(f"/reports/{report}")
    utama.reads("Baca naskah sampai halaman terakhir")

    utama.reads_and_signs(report, "frasa yang keliru sekali")
    utama.reads("Belum ditandatangani: frasa sandi salah. Naskah tidak berubah.")
    other_window = doors.enter(PpidUtama)
    other_window.opens(f"/reports/{report}")
    utama.types_the_passphrase(clicks=2)
    utama.reads("sudah ditandatangani")
    other_window.types_the_passphrase()
    other_window.reads("Tanda tangannya satu dan tidak akan ada yang kedua.")
    utama.opens(f"/reports/{report}")
    utama.presses("Kirim")

    assert house.rows("SELECT state FROM report WHERE id = %s", report) == [("sent",)]
    moved = "SELECT data->>'action' FROM event JOIN cases ON cases.id = case_id WHERE report_id = %s"
    assert house.rows(moved, report).count(("sign",)) == 1


def test_the_qr_opens_a_public_page_and_the_file_is_judged_valid(
    doors: Doors, house: House, report: int, tmp_path: Path
):
    utama, citizen = doors.enter(PpidUtama), doors.stranger(Person, phone=True)
    if house.rows("SELECT signed_sha256 FROM report WHERE id = %s", report) == [(None,)]:
        pytest.fail("the report was not signed by the journey before")
    utama.opens(f"/reports/{report}")
    with utama.page.expect_download() as download:
        utama.page.get_by_role("link", name="Unduh PDF bertanda tangan").first.click()
    file = tmp_path / "laporan.pdf"
    download.value.save_as(file)

    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(file.read_bytes())).pages)
    address = next(word for word in text.split() if "/verify/" in word)
    citizen.opens(address[address.index("/verify/") :])
    citizen.reads("Ditandatangani secara elektronik", "Pejabat Demo")
    citizen.page.locator("#file").set_input_files(file)
    citizen.presses("Periksa")
    citizen.reads("Sah: ditandatangani dengan sertifikat kota ini dan tidak berubah sejak itu.")

    file.write_bytes(file.read_bytes().replace(b"/Producer", b"/Prodacer", 1) + b"\n% tambahan\n")
    citizen.opens("/verify/")
    citizen.page.locator("#file").set_input_files(file)
    citizen.presses("Periksa")
    citizen.reads("tidak sah")
