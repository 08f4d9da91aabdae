"""The four SOPs beside Twitter's, each from what came in to its end, with a return or a branch on the way."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.doors import Doors
from tests.journeys.house import House
from tests.journeys.navigators.desk import TRIAGE, Worker
from tests.support import fivesops

pytestmark = pytest.mark.browser
MINUTES = timedelta(minutes=3)


@pytest.fixture(scope="module")
def settled(own_house: House) -> House:
    own_house.do(fivesops.settle)
    return own_house


@pytest.fixture
def house(settled: House) -> House:
    return settled


def comes_in(house: House, channel: str, text: str, known: tuple[str, ...] = ()) -> str:
    said = house.now() - MINUTES
    return str(house.do(lambda city: fivesops.complain(city, channel, text, said, known=known)))


def test_a_call_waits_for_a_photo_and_goes_to_an_agency_and_back(doors: Doors, house: House):
    operator, dishub = doors.enter(Worker), doors.enter(Worker, login="dishub")
    number = operator.records("telepon", text="Lampu jalan di Jalan Contoh 1 padam, Pak")
    operator.finds_on_the_desk("Lampu jalan di Jalan Contoh 1 padam", "Depok Telepon")
    operator.does(number, "pick_up")
    operator.reads("Identitas belum lengkap")

    operator.does(number, "complaint", **TRIAGE, title="Lampu padam di Jalan Contoh 1",
                  **operator.identifies("name", "phone", "address"))  # fmt: skip
    operator.does_not_read("Identitas belum lengkap")
    operator.does(number, "needs_photo")
    operator.does(number, "ask_photo", question="Mohon kirim foto lampunya ke surel kami.")
    operator.reads("jeda")
    operator.opens("/desk/?tab=paused")
    operator.reads("Lampu padam di Jalan Contoh 1")
    operator.does(number, "photo_came", note="Foto diterima lewat surel.")
    operator.does(number, "cannot_answer")
    operator.does(number, "not_found")
    operator.does(number, "forward", opd_ids="Dinas Perhubungan")
    dishub.finds_on_the_desk("Lampu padam di Jalan Contoh 1")
    dishub.does(number, "answer_final", answer="Sudah.")
    operator.does(number, "return_to_opd", reason="Belum menyebut kapan menyala.")
    dishub.does(number, "answer_final", answer="Lampu diganti siang ini pukul 15.00.")
    operator.does(number, "accept")
    operator.reads("Salin teks", "+62 811")
    operator.does(number, "deliver")

    operator.reads("terjawab", "Lampu diganti siang ini pukul 15.00.")
    assert operator.choices() == []


def test_a_call_is_answered_at_once_and_typed_once(doors: Doors, house: House):
    operator = doors.enter(Worker)
    number = comes_in(house, "telepon", "Jam buka Disdukcapil Sabtu?", ("name", "phone", "address"))
    operator.does(number, "pick_up")
    operator.does(number, "complaint", **TRIAGE, title="Jam buka Disdukcapil hari Sabtu")

    operator.does(number, "answer_now", answer="Buka pukul 08.00 sampai 12.00.")

    operator.reads("terjawab", "Buka pukul 08.00 sampai 12.00.")


def test_bogor_asks_for_the_identity_sends_it_to_an_opd_and_approves_the_answer(doors: Doors, house: House):
    operator, dishub = doors.enter(Worker), doors.enter(Worker, login="dishub")
    number = operator.records(
        "website",
        text="Trotoar berlubang di Jalan Contoh 2",
        reference="WEB-2",
        name="Warga Contoh",
        phone="0811-0000-0909",
    )
    operator.does(number, "receive")
    operator.reads("Identitas belum lengkap", "NIK")
    operator.does(number, "return_to_citizen", question="Mohon lengkapi NIK dan alamat.")
    operator.does(number, "citizen_replied", note="Sudah dikirim.")
    operator.page.locator("#tenggat summary").first.click()
    operator.reads("Waktu kunjungan pertama berlanjut")
    operator.does(number, "complaint", **TRIAGE, title="Trotoar berlubang di Jalan Contoh 2",
                  opd_ids="Dinas Perhubungan", **operator.identifies("nik", "address", "email"))  # fmt: skip
    operator.reads("14 hari kerja")
    dishub.finds_on_the_desk("Trotoar berlubang di Jalan Contoh 2")
    for action in ("dispose", "ours", "handled"):
        dishub.does(number, action)
    dishub.does(number, "answer_final", answer="Trotoar ditutup beton.")
    operator.does(number, "return_to_opd", reason="Sebutkan tanggalnya.")
    dishub.does(number, "handled")
    dishub.does(number, "answer_final", answer="Trotoar ditutup beton pada 12 November.")
    operator.does(number, "accept")
    assert "deliver" not in operator.choices()
    operator.does(number, "approve")
    operator.reads("Jawaban disetujui")
    operator.does(number, "deliver")

    operator.reads("terjawab", "Trotoar ditutup beton pada 12 November.")


def test_bogor_ends_a_false_identity_with_its_reason(doors: Doors, house: House):
    operator = doors.enter(Worker)
    number = comes_in(house, "website", "Uji identitas palsu", ("name", "phone", "address", "nik", "email"))
    operator.does(number, "receive")

    operator.does(number, "false_identity", reason="NIK milik orang lain.")

    operator.reads("identitas palsu", "NIK milik orang lain.")


def test_a_whatsapp_is_analysed_decided_by_the_pengarah_and_answered(doors: Doors, house: House):
    petugas, ketua = doors.enter(Worker), doors.enter(Worker, login="koordinator")
    anggota = doors.enter(Worker, login="dlhk")
    pengarah = doors.enter(Worker, login="utama", phone=True)
    number = petugas.records("whatsapp", text="DLHK # sampah tidak diangkut", phone="0811-0000-0808")
    petugas.does(number, "complaint", **TRIAGE, title="Sampah tidak diangkut di Contoh",
                 opd_ids="Dinas Lingkungan Hidup dan Kebersihan")  # fmt: skip
    anggota.does(number, "recommend", note="Tambah ritase.")
    anggota.does(number, "draft", answer="Sampah diangkut besok.")
    ketua.does(number, "return", reason="Sebutkan jamnya.")
    anggota.does(number, "recommend", note="Truk berangkat pukul 06.00.")
    anggota.does(number, "draft", answer="Sampah diangkut besok pukul 06.00.")
    ketua.finds_on_the_desk("Sampah tidak diangkut di Contoh")
    pengarah.does_not_find_on_the_desk("Sampah tidak diangkut di Contoh")
    ketua.does(number, "refer")
    pengarah.finds_on_the_desk("Sampah tidak diangkut di Contoh")
    pengarah.does(number, "approve_up")
    petugas.does(number, "deliver")
    petugas.reads("Sampah diangkut besok pukul 06.00.")
    petugas.finds_on_the_desk("Sampah tidak diangkut di Contoh")
    petugas.does(number, "received")

    petugas.reads("terjawab")


def test_a_breach_of_ethics_leaves_every_list_but_the_examiners(doors: Doors, house: House):
    petugas, examiner = doors.enter(Worker), doors.enter(Worker, login=fivesops.EXAMINER)
    number = comes_in(house, "sms", "DISHUB # oknum meminta uang parkir")
    petugas.opens_the_case(number)
    form = petugas.begins("ethics", reason="Pegawai disebut meminta uang.")
    with petugas.page.expect_navigation():
        form.locator("button.btn").last.click()
    petugas.opens(f"/tickets/{number}", status=404)
    petugas.opens("/tickets/?view=all")
    petugas.does_not_read("oknum meminta uang parkir")

    examiner.finds_on_the_desk("oknum meminta uang parkir")
    examiner.does(number, "examine", note="Diperiksa bersama atasan.")
    examiner.does(number, "conclude", reply_text="Laporan Anda sudah diperiksa.")

    examiner.reads("terjawab")


def test_kulon_progo_asks_two_bidang_and_an_skpd_extends_and_decides(doors: Doors, house: House):
    petugas, ppid = doors.enter(Worker), doors.enter(Worker, login="utama")
    data, aduan = (
        doors.enter(Worker, login="bidang.data"),
        doors.enter(Worker, login="bidang.aduan", phone=True),
    )
    skpd = doors.enter(Worker, login="dishub")
    number = petugas.records(
        "email", text="Mohon data anggaran lampu jalan", subject="Data", email="warga@contoh.example"
    )
    petugas.does(number, "accept", **petugas.identifies("name", "address"))
    petugas.reads("mulai saat “Catat dalam buku register”")
    petugas.does(number, "register", **TRIAGE, title="Data anggaran lampu jalan")
    ppid.opens_the_case(number)
    form = ppid.begins("forward", opd_ids="Bidang Pengolahan Data dan Dokumentasi")
    form.get_by_text("OPD lain").first.click()
    form.get_by_label("Bidang Pelayanan Aduan dan Sengketa").check()
    form.get_by_label("Dinas Perhubungan").check()
    with ppid.arrives():
        form.locator("button.btn").last.click()
    ppid.reads("terbuka begitu unit ini menjawab atau dilewati")

    ppid.does(number, "extend", reason="Data jadwal masih dikumpulkan.")
    ppid.reads("10 + 7 hari kerja")
    assert "extend" not in ppid.choices()
    ppid.page.locator("#tenggat summary", has_text="Mengapa hari itu untuk warga?").click()
    ppid.reads("10 + 7 hari kerja sejak")
    data.finds_on_the_desk("Data anggaran lampu jalan")
    data.does(number, "answer_final", answer="Anggaran ada pada DPA halaman 4.")
    aduan.finds_on_the_desk("Data anggaran lampu jalan")
    aduan.does(number, "answer_promise", promise_date="2026-11-13")
    skpd.does(number, "answer_final", answer="Jadwal terlampir.")
    ppid.does(number, "go_on", reason="Masukan ini tidak diperlukan lagi.")
    ppid.opens_the_case(number)
    ppid.moves("return_to_opd", return_opd_id="Dinas Perhubungan", reason="Jadwalnya untuk tahun lalu.")
    skpd.does(number, "answer_final", answer="Jadwal 2026 terlampir.")
    ppid.does(number, "decide", answer="Anggaran dan jadwal 2026 terlampir.")
    petugas.does(number, "book")
    petugas.does(number, "deliver")

    petugas.reads("terjawab", "Anggaran dan jadwal 2026 terlampir.")


def test_a_unit_sees_only_its_own_work(doors: Doors, house: House):
    ti = doors.enter(Worker, login="bidang.ti")
    ti.does_not_find_on_the_desk("Data anggaran lampu jalan")
