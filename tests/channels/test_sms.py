"""Rows of the gateway's inbox, in the shape that Gammu SMSD writes them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from sapa.channels import sms
from sapa.channels.inbound import ChannelError
from tests.clock.moments import at

WIB = ZoneInfo("Asia/Jakarta")


def row(number: int, text: str, **words: Any) -> dict[str, Any]:
    """A row of table `inbox` (Gammu SMSD, schema 17)."""
    return {
        "UpdatedInDB": "2026-08-03 08:51:07",
        "ReceivingDateTime": "2026-08-03 08:50:59",
        "Text": text.encode("utf-16-be").hex().upper(),
        "SenderNumber": "+628111232222",
        "Coding": "Default_No_Compression",
        "UDH": "",
        "SMSCNumber": "+6281100000",
        "Class": -1,
        "TextDecoded": text,
        "ID": number,
        "RecipientID": "modem1",
        "Processed": "false",
        "Status": 0,
    } | words


def test_a_row_becomes_a_message() -> None:
    (found,) = sms.from_gammu([row(7, "DISHUB #lampu mati")], WIB)
    assert (found.channel, found.text) == ("sms", "DISHUB #lampu mati")
    assert found.said_at == at("Mon 2026-08-03 08:50").replace(second=59)
    assert found.identity == {"phone": "+628111232222"}


def test_the_gateway_and_the_hand_bring_the_same_message() -> None:
    (found,) = sms.from_gammu([row(7, "lampu mati")], WIB)
    assert found.alike == sms.from_handset("0811-123-2222", "lampu mati", at("Mon 2026-08-03 08:50")).alike


@pytest.mark.parametrize(("first", "second"), [
    ("050003CC0201", "050003CC0202"),
    ("060804CC010201", "060804CC010202"),
])  # fmt: skip
def test_the_parts_of_a_long_message_are_joined_in_their_order(first: str, second: str) -> None:
    rows = [row(9, "di Jl. Contoh 5", UDH=second), row(8, "lampu mati ", UDH=first)]
    (found,) = sms.from_gammu(rows, WIB)
    assert found.text == "lampu mati di Jl. Contoh 5"


def test_a_message_whose_parts_are_not_all_here_waits() -> None:
    rows = [row(8, "lampu mati ", UDH="050003CC0201"), row(9, "terima kasih")]
    assert [found.text for found in sms.from_gammu(rows, WIB)] == ["terima kasih"]


def test_the_parts_of_two_senders_are_not_mixed() -> None:
    rows = [
        row(1, "satu ", UDH="050003CC0201"),
        row(2, "tiga ", UDH="050003CC0201", SenderNumber="+628111233333"),
        row(3, "empat", UDH="050003CC0202", SenderNumber="+628111233333"),
        row(4, "dua", UDH="050003CC0202"),
    ]
    assert [found.text for found in sms.from_gammu(rows, WIB)] == ["satu dua", "tiga empat"]


def test_a_sender_that_is_a_word_is_an_account() -> None:
    (found,) = sms.from_gammu([row(7, "Promo", SenderNumber="TSEL-INFO")], WIB)
    assert (found.handle, found.identity) == ("TSEL-INFO", {})


def test_a_time_may_come_as_a_time() -> None:
    naive = datetime.fromisoformat("2026-08-03 08:50:00")
    (found,) = sms.from_gammu([row(7, "x", ReceivingDateTime=naive)], WIB)
    assert found.said_at == at("Mon 2026-08-03 08:50")


@pytest.mark.parametrize("rows", [[{}], [row(7, "x", ReceivingDateTime="kemarin")], [None], 3])
def test_rows_of_another_shape_are_refused(rows: Any) -> None:
    with pytest.raises(ChannelError):
        sms.from_gammu(rows, WIB)
