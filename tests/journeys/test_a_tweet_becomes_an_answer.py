"""From a pasted tweet to an answer and a closed case, with a queue worker at work behind the pages."""

from __future__ import annotations

import pytest

from tests.journeys.doors import Doors
from tests.journeys.house import House, eventually
from tests.journeys.navigators.agency import Agency
from tests.journeys.navigators.operator import Operator

pytestmark = pytest.mark.browser
LINK = "https://x.com/pemkotdepok/status/2100000007"


def test_the_operator_answers_a_tweet_at_once(doors: Doors):
    operator = doors.enter(Operator)

    number = operator.pastes_a_tweet("@pemkotdepok min, jam layanan Disdukcapil hari Sabtu?")
    operator.triages(number, "Jam layanan Disdukcapil hari Sabtu")
    operator.answers_at_once(number, "Layanan Sabtu buka pukul 08.00 sampai 12.00.")
    operator.delivers(number, link=LINK)

    operator.reads("terjawab", "Layanan Sabtu buka pukul 08.00 sampai 12.00.")
    assert operator.choices() == []


def test_an_agency_answers_in_its_own_panel_on_a_phone(doors: Doors, house: House):
    operator, agency = doors.enter(Operator), doors.enter(Agency, phone=True)
    number = operator.pastes_a_tweet("@pemkotdepok lampu jalan depan SDN Contoh 5 padam")
    operator.triages(number, "Lampu jalan padam depan SDN Contoh 5")

    operator.forwards(number, "Dinas Perhubungan")
    agency.opens("/desk/")
    agency.reads("Lampu jalan padam depan SDN Contoh 5")
    agency.answers(number, "Lampu diganti hari ini, menyala pukul 18.00.")

    operator.delivers(number, link=LINK)
    operator.reads("terjawab")
    sent = "SELECT sent_at FROM outbox JOIN cases ON cases.id = case_id JOIN ticket ON ticket.id = ticket_id "
    eventually("the worker sends the mail to the agency",
               lambda: all(at for (at,) in house.rows(sent + "WHERE number = %s", number)))  # fmt: skip


def test_two_agencies_share_a_case_and_one_has_it_read_back(doors: Doors):
    operator, dishub = doors.enter(Operator), doors.enter(Agency)
    dlhk = doors.enter(Agency, login="dlhk")
    number = operator.pastes_a_tweet("@pemkotdepok pohon tumbang dan lampu mati di Jl. Contoh 9")
    operator.triages(number, "Pohon tumbang dan lampu mati di Jl. Contoh 9")

    operator.forwards(number, "Dinas Perhubungan", "Dinas Lingkungan Hidup dan Kebersihan")
    dlhk.says_it_is_not_theirs(number, "Pohon di jalan provinsi.")
    dishub.promises(number, "2026-11-12", "Tim turun besok.")

    dishub.reads("12 Nov")
    operator.opens_the_case(number)
    operator.reads("Pohon di jalan provinsi.", "Menjawab atau meneruskan")


def test_the_operator_writes_down_what_an_agency_says_on_whatsapp(doors: Doors):
    operator = doors.enter(Operator)
    number = operator.pastes_a_tweet("@pemkotdepok rambu roboh di simpang Contoh")
    operator.triages(number, "Rambu roboh di simpang Contoh")
    operator.forwards(number, "Dinas Perhubungan")
    operator.reads("Teks WhatsApp siap salin")

    operator.records_for_the_agency(number, "answer_final", answer="Rambu dipasang kembali besok pagi.")

    operator.reads(
        "Rambu dipasang kembali besok pagi.", "Kabid Contoh, Kepala Bidang, WhatsApp, dicatat Operator Demo A"
    )
    assert "deliver" in operator.choices()


def test_the_ready_text_for_whatsapp_is_copied(doors: Doors, house: House):
    operator = doors.enter(Operator)
    operator.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    operator.opens_the_case(house.city.cases["silent"])
    operator.page.locator("section[aria-labelledby=j-wa] summary").click()

    operator.page.get_by_role("button", name="Salin").first.click()

    operator.reads("Tersalin")
    assert house.city.cases["silent"] in operator.page.evaluate("navigator.clipboard.readText()")


def test_an_inadequate_answer_goes_back_to_the_agency(doors: Doors):
    operator, agency = doors.enter(Operator), doors.enter(Agency)
    number = operator.pastes_a_tweet("@pemkotdepok lampu merah simpang Contoh tidak menyala")
    operator.triages(number, "Lampu merah simpang Contoh tidak menyala")
    operator.forwards(number, "Dinas Perhubungan")
    agency.answers(number, "Sudah.")

    operator.opens_the_case(number)
    operator.moves("return_to_opd", reason="Belum menyebut kapan menyala.")

    agency.opens_the_case(number)
    agency.reads("Belum menyebut kapan menyala.")
    assert "answer_final" in agency.choices()


def test_the_same_tweet_twice_is_one_case(doors: Doors):
    operator, colleague = doors.enter(Operator), doors.enter(Operator, login="operator2")
    number = operator.pastes_a_tweet("@pemkotdepok jalan berlubang", number=1_950_000_001)

    again = colleague.pastes_a_tweet("@pemkotdepok jalan berlubang", number=1_950_000_001)

    assert again == number
    colleague.reads("sudah")


def test_a_question_to_the_citizen_stops_the_clock(doors: Doors):
    operator = doors.enter(Operator)
    number = operator.pastes_a_tweet("@pemkotdepok ada tumpukan puing")

    operator.opens_the_case(number)
    operator.moves("ask_citizen", question="Di jalan apa, Kak?")
    operator.reads("Di jalan apa, Kak?", "jeda")
    operator.moves("citizen_replied", note="Jl. Contoh 3, depan masjid.")

    assert "complaint" in operator.choices()
