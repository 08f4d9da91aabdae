"""Bad input: a sentence at the field, and everything typed still there."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.journeys.doors import Doors
from tests.journeys.house import House
from tests.journeys.navigators.operator import Operator
from tests.journeys.navigators.person import Person

pytestmark = pytest.mark.browser
SEND = "Catat pengaduan"
PNG = b"\x89PNG\r\n\x1a\n"


def wrong(operator: Operator, name: str) -> str:
    """The sentence at a field of the intake form."""
    return operator.page.locator(f"#f-{name}-s").inner_text()


def test_a_tweet_without_text(doors: Doors):
    operator = doors.enter(Operator)
    operator.writes_down("", handle="@warga_tanpa_isi")
    operator.presses(SEND)

    assert wrong(operator, "text") == "Wajib diisi."
    assert operator.page.locator("[name=handle]").input_value() == "@warga_tanpa_isi"
    expect(operator.page.get_by_role("alert")).to_be_focused()


def test_a_screenshot_of_10_megabytes(doors: Doors, tmp_path: Path):
    operator, picture = doors.enter(Operator), tmp_path / "layar.png"
    picture.write_bytes(PNG + os.urandom(10 * 1024 * 1024))
    operator.writes_down("@pemkotdepok lihat fotonya", picture=picture)
    operator.presses(SEND)

    assert wrong(operator, "picture") == "Berkas terlalu besar: paling besar 5 MB."
    assert operator.page.locator("[name=text]").input_value() == "@pemkotdepok lihat fotonya"


def test_a_program_renamed_to_a_picture(doors: Doors, tmp_path: Path):
    operator, picture = doors.enter(Operator), tmp_path / "foto.png"
    picture.write_bytes(b"MZ\x90\x00" + os.urandom(2_000))
    operator.writes_down("@pemkotdepok lihat fotonya", picture=picture)
    operator.presses(SEND)

    assert wrong(operator, "picture") == "foto.png bukan gambar. Pilih PNG, JPEG, atau WebP."


def test_a_tweet_of_tomorrow(doors: Doors, house: House):
    operator = doors.enter(Operator)
    operator.writes_down("@pemkotdepok dari masa depan", said=house.now() + timedelta(days=1))
    operator.presses(SEND)

    assert "belum" in wrong(operator, "day")
    assert operator.page.locator("[name=text]").input_value() == "@pemkotdepok dari masa depan"


def test_a_page_of_100000_rows(doors: Doors):
    operator = doors.enter(Operator)
    operator.opens("/tickets/?psize=100000&view=all&channel=apa&step=T99&opd=x&kecamatan=-1&after=zzz")
    operator.opens("/tickets/?psize=100000&view=all")
    assert operator.page.locator("tbody tr").count() <= 200


@pytest.mark.parametrize(
    "path",
    ["/tickets/DPK-2026-99999", "/tickets/apa-saja", "/reports/999999", "/reports/99999999999999999999",
     "/verify/bukan-nomor", "/tidak-ada"],
)  # fmt: skip
def test_a_number_that_does_not_exist(doors: Doors, path: str):
    operator = doors.enter(Operator)
    operator.opens(path, status=404)
    operator.reads("Halaman ini tidak ada")


def test_a_choice_that_is_in_no_list(doors: Doors):
    operator = doors.enter(Operator)
    number = operator.pastes_a_tweet("@pemkotdepok lampu padam di gang Contoh")
    form = operator.begins(
        "complaint", title="Lampu padam", category_id="Penerangan jalan", kecamatan_id="Beji"
    )
    pick = form.locator("[name=klasifikasi]")
    pick.evaluate("each => { each.options[1].value = 'palsu'; each.selectedIndex = 1; }")
    with operator.arrives():
        form.locator("button.btn").last.click()

    operator.reads("Pilih salah satu dari daftar.")
    assert operator.page.locator("form[action$='/complaint'] [name=title]").input_value() == "Lampu padam"
    operator.opens_the_case(number)
    assert "complaint" in operator.choices()


def test_a_session_that_ends_during_a_long_form(doors: Doors):
    text = "@pemkotdepok " + "sudah tiga hari air tidak mengalir di RT 4. " * 4
    operator = doors.enter(Operator)
    form = operator.writes_down(text)
    operator.page.context.clear_cookies()
    with operator.arrives():
        form.locator("button.btn-primary").click()

    operator.reads("Masuk lagi untuk melanjutkan", text.strip())
    operator.signs_in(button="Masuk dan lanjutkan")
    assert text.strip() in operator.page.locator("textarea[name=text]").input_value()
    operator.presses("Kirim lagi")

    operator.reads("Tercatat sebagai")


def test_a_session_that_ends_during_a_move(doors: Doors):
    operator = doors.enter(Operator)
    operator.pastes_a_tweet("@pemkotdepok jam buka taman kota?")
    form = operator.begins("not_complaint", reason="Pertanyaan umum tentang jam buka taman.")
    operator.page.context.clear_cookies()
    with operator.arrives():
        form.locator("button.btn").last.click()

    operator.signs_in(button="Masuk dan lanjutkan")
    operator.presses("Kirim lagi")
    operator.reads("Sudah dikerjakan dan dicatat.", "bukan pengaduan")


def test_a_colleague_was_first(doors: Doors):
    one, other = doors.enter(Operator), doors.enter(Operator, login="operator2")
    number = one.pastes_a_tweet("@pemkotdepok kapan e-KTP jadi?")
    other.opens_the_case(number)
    form = other.begins("complaint", title="Antrean cetak e-KTP lama sekali", klasifikasi="pengaduan",
                        category_id="Sampah", kecamatan_id="Beji")  # fmt: skip

    one.moves("not_complaint", reason="Pertanyaan, sudah dijawab lewat pesan.")
    with other.arrives():
        form.locator("button.btn").last.click()

    other.reads("Kasus ini sudah diproses rekan", "Operator Demo A", "Antrean cetak e-KTP lama sekali")
    other.presses("Simpan tulisan sebagai catatan")
    other.reads("Antrean cetak e-KTP lama sekali", "Catatan Anda tersimpan.")


def test_a_double_click_is_one_case(doors: Doors, house: House):
    operator = doors.enter(Operator)
    form = operator.writes_down("@pemkotdepok dua kali tekan")
    with operator.arrives():
        form.locator("button.btn-primary").dblclick()

    found = house.rows("SELECT count(*) FROM complaint WHERE text = %s", "@pemkotdepok dua kali tekan")
    assert found == [(1,)]


def test_an_answer_that_is_too_long_for_a_tweet(doors: Doors):
    operator = doors.enter(Operator)
    number = operator.pastes_a_tweet("@pemkotdepok syarat pindah KK?")
    operator.triages(number, "Syarat pindah KK")
    operator.answers_at_once(number, "Datang ke kelurahan. ")
    operator.delivers(number, text="Panjang sekali. " * 20)

    operator.reads("Terlalu panjang")
    assert operator.page.locator("[name=reply_text]").first.input_value().startswith("Panjang sekali.")


def test_a_post_without_a_token_changes_nothing(doors: Doors, house: House):
    visitor = doors.enter(Person, login="operator")
    visitor.opens("/desk/")
    answer = visitor.page.request.post(house.url + "/intake/", form={"text": "tanpa token"}, max_redirects=0)
    assert answer.status in (302, 400)
    assert house.rows("SELECT count(*) FROM complaint WHERE text = 'tanpa token'") == [(0,)]
