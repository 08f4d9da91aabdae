"""Calls, messages, clippings and visits as an Operator writes them down."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from sapa.channels import mail, newspaper, sms, telephone, whatsapp, written
from sapa.channels.inbound import ChannelError, Inbound
from tests.clock.moments import at

SAID = at("Mon 2026-08-03 08:50")
WIB = ZoneInfo("Asia/Jakarta")


def test_a_call_keeps_its_number_in_one_form() -> None:
    call = telephone.from_call("0811-123-2222", " Warga Contoh ", "Lampu mati", SAID)
    assert call.channel == "telepon"
    assert call.identity == {"phone": "+628111232222", "name": "Warga Contoh"}
    assert call.external_id == "" and call.handle == ""


@pytest.mark.parametrize("number", ["0811 123 2222", "+62 811-123-2222", "628111232222"])
def test_the_same_call_is_the_same_however_its_number_is_written(number: str) -> None:
    first = telephone.from_call("0811-123-2222", "", "Lampu  mati\ndi Beji", SAID)
    again = telephone.from_call(number, "Warga Contoh", "Lampu mati di Beji ", SAID)
    assert first.alike == again.alike


def test_a_caller_may_hide_the_number() -> None:
    first = telephone.from_call("", "Warga A", "Lampu mati", SAID)
    other = telephone.from_call("", "Warga B", "Lampu mati", SAID)
    assert first.identity == {"name": "Warga A"}
    assert first.alike != other.alike


def test_a_message_of_another_minute_is_another() -> None:
    first = sms.from_handset("0811-123-2222", "Lampu mati", SAID)
    assert first.alike != sms.from_handset("0811-123-2222", "Lampu mati", at("Mon 2026-08-03 08:51")).alike
    assert first.channel == "sms"
    assert whatsapp.from_screen("0811-123-2222", "Lampu mati", SAID).channel == "whatsapp"


def test_a_message_needs_its_number() -> None:
    with pytest.raises(ChannelError) as fault:
        sms.from_handset("", " ", None)
    assert fault.value.faults == {"phone": "required", "text": "required", "said_at": "required"}


def test_a_wrong_number_is_named() -> None:
    with pytest.raises(ChannelError) as fault:
        telephone.from_call("nol delapan", "", "Lampu mati", SAID)
    assert fault.value.faults == {"phone": "not_a_phone"}


def test_an_e_mail_is_its_message_id() -> None:
    found = mail.from_mailbox("Warga@Contoh.example", "Lampu", "Mati", SAID, "<abc.1@contoh.example>")
    assert (found.external_id, found.alike) == ("abc.1@contoh.example", ())
    assert found.text == "Lampu\n\nMati"
    assert found.identity == {"email": "warga@contoh.example"}


def test_an_e_mail_without_message_id_is_its_sender_minute_and_words() -> None:
    first = mail.from_mailbox("warga@contoh.example", "", "Mati", SAID)
    assert first.external_id == "" and "warga@contoh.example" in first.alike


def test_every_fault_of_an_e_mail_is_named() -> None:
    with pytest.raises(ChannelError) as fault:
        mail.from_mailbox("warga", "x" * 201, "", None, "tanpa kurung")
    assert fault.value.faults == {
        "email": "not_an_email", "subject": "too_long", "text": "required", "said_at": "required",
        "message_id": "not_a_message_id",
    }  # fmt: skip


def _clipping(**words: str) -> Inbound:
    parts = {"paper": "Harian Contoh", "headline": "Lampu Padam", "page": "5", "text": "Gelap."} | words
    return newspaper.from_clipping(edition=date(2026, 8, 3), zone=WIB, **parts)


def test_a_clipping_was_said_when_its_day_began() -> None:
    found = _clipping()
    assert found.said_at == at("Mon 2026-08-03 00:00")
    assert found.handle == "Harian Contoh, 03-08-2026, hlm. 5"
    assert found.text == "Lampu Padam\n\nGelap."


def test_a_clipping_is_the_same_whoever_copies_it() -> None:
    again = _clipping(paper="harian  contoh", headline="LAMPU PADAM", page="", text="Gelap sekali.")
    assert _clipping().alike == again.alike != _clipping(headline="Lampu Menyala").alike


def test_every_fault_of_a_clipping_is_named() -> None:
    with pytest.raises(ChannelError) as fault:
        newspaper.from_clipping("", None, "", "", "", WIB)
    assert set(fault.value.faults) == {"paper", "day", "headline", "text"}


def test_a_form_of_ours_is_its_number_where_it_bears_one() -> None:
    who = {"name": "Warga Contoh"}
    numbered = written.from_form("website", "Lampu mati", SAID, who, " WEB-17 ")
    assert (numbered.external_id, numbered.alike) == ("WEB-17", ())
    visit = written.from_form("tatap_muka", "Lampu mati", SAID, who)
    assert visit.external_id == "" and visit.alike[0] == "Warga Contoh"


def test_signs_that_nobody_can_read_are_left_out_and_joined_ones_stay() -> None:
    found = telephone.from_call("", "", " Lam\x00pu\r\nmati\x07\ud83d 👨\u200d👩\u200d👧 ", SAID)
    assert found.text == "Lampu\nmati 👨\u200d👩\u200d👧"
