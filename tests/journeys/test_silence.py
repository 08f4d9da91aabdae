"""An agency stays silent: each rung appears before its role, up to the letter, the meeting and the answer."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.journeys.doors import Doors
from tests.journeys.house import House, eventually
from tests.journeys.ladders import Ladder
from tests.journeys.navigators.agency import Agency
from tests.journeys.navigators.koordinator import Koordinator
from tests.journeys.navigators.operator import Operator
from tests.journeys.navigators.pelaksana import Pelaksana
from tests.journeys.navigators.ppid_utama import PpidUtama

pytestmark = pytest.mark.browser


@pytest.fixture
def house(own_house: House) -> House:
    return own_house


def test_after_three_days_the_operator_takes_it_to_the_koordinator(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Rambu hilang di simpang Contoh").silence_to("T04")
    operator, koordinator = doors.enter(Operator), doors.enter(Koordinator)
    operator.opens("/desk/")
    operator.reads("Rambu hilang di simpang Contoh")

    operator.escalates(ladder.number)

    koordinator.opens("/desk/")
    koordinator.reads("Rambu hilang di simpang Contoh", "Menghubungi Kasi dan Kabid OPD")


def test_the_koordinator_records_a_call_and_the_agency_gets_a_day(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Marka jalan hilang di Jl. Contoh 2").climbs_to("T05")
    koordinator = doors.enter(Koordinator)

    koordinator.calls(ladder.number)

    koordinator.reads("Kabid Contoh", "Dijanjikan jawaban besok pagi.", "Sudah dihubungi (Dishub)")
    koordinator.does_not_read("0811-0000-0101")
    assert ladder.at("B")


def test_nobody_acts_and_it_climbs_by_itself(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Halte rusak di Jl. Contoh 4").silence_to("T07")
    operator, utama = doors.enter(Operator), doors.enter(PpidUtama, phone=True)

    operator.opens_the_case(ladder.number)
    operator.page.locator("#tangga summary").first.click()
    operator.reads("tidak dihubungi", "Naik otomatis")
    utama.opens("/desk/")
    utama.reads("Halte rusak di Jl. Contoh 4")


def test_ppid_utama_calls_from_a_phone_and_the_agency_finds_it_on_its_desk(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Parkir liar di Jl. Contoh 6").climbs_to("T07")
    utama, agency = doors.enter(PpidUtama, phone=True), doors.enter(Agency, phone=True)
    utama.opens("/desk/")
    utama.reads("Parkir liar di Jl. Contoh 6")

    utama.calls(ladder.number)

    agency.opens("/desk/")
    agency.reads("Parkir liar di Jl. Contoh 6")
    agency.answers(ladder.number, "Ditertibkan pagi ini.")
    assert ladder.at("T-X1")


def test_a_promise_lets_the_ladder_sleep(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Trotoar retak di Jl. Contoh 8").silence_to("T04")
    agency = doors.enter(Agency)
    day = f"{house.now().date() + timedelta(days=5)}"

    agency.promises(ladder.number, day, "Dikerjakan setelah lelang.")
    until = house.do(lambda city: city.task(ladder.number).suspended_until)
    house.silence_until(until - timedelta(days=1))
    agency.opens_the_case(ladder.number)
    agency.reads("dijanjikan")
    assert agency.page.locator(".sopline [aria-current].is-late").count() == 0, (
        "nobody is late before that day"
    )
    house.silence_until(until)

    assert not ladder.at("A")


def test_the_clock_was_first(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Lampu kuning berkedip di Contoh 10").climbs_to("T05")
    koordinator = doors.enter(Koordinator)
    koordinator.opens_the_case(ladder.number)
    call = {"contact_name": "Kasi Contoh", "contact_jabatan": "Kasi", "contact_number": "0811-0000-0102"}
    form = koordinator.begins("contacted", **call, contact_result="Berjanji memeriksa siang ini.")

    ladder.silence_to("T06")
    with koordinator.arrives():
        form.locator("button.btn").last.click()

    koordinator.reads("Batas tunggu habis lebih dulu", "Berjanji memeriksa siang ini.")


def test_the_letter_is_checked_signed_sent_and_the_meeting_answers(doors: Doors, house: House):
    ladder = Ladder.begun(house, "Jembatan penyeberangan rusak di Contoh", "dpupr").climbs_to("T09")
    pelaksana, utama, operator = (
        doors.enter(Pelaksana),
        doors.enter(PpidUtama, phone=True),
        doors.enter(Operator),
    )
    letter = eventually("the letter is drafted", ladder.letter)

    pelaksana.checks_the_letter(letter, number="131")
    pelaksana.reads("Surat sudah diperiksa dan menunggu tanda tangan.")
    utama.makes_a_certificate()
    utama.signs_the_letter(letter)
    utama.reads("Surat sudah ditandatangani.")
    pelaksana.sends_the_letter(letter)
    house.silence_until(house.rows("SELECT meet_at FROM letter WHERE id = %s", letter)[0][0])
    pelaksana.holds_the_meeting(letter, "Jembatan diperbaiki mulai Senin.")

    operator.opens_the_case(ladder.number)
    operator.reads("Jembatan diperbaiki mulai Senin.")
    operator.delivers(ladder.number)
    operator.reads("terjawab")
