"""A pasted tweet is read whatever way its address is written, or every fault is named."""

from __future__ import annotations

import pytest

from sapa.channels.inbound import ChannelError
from sapa.channels.twitter import from_paste
from tests.clock.moments import at

SAID = at("Mon 2026-08-03 08:50")


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/warga/status/1234567890",
        "http://twitter.com/warga/status/1234567890",
        "https://mobile.twitter.com/warga/status/1234567890?s=20",
        "https://www.x.com/i/web/status/1234567890",
        "  https://x.com/warga/status/1234567890/photo/1  ",
    ],
)
def test_the_number_of_a_tweet_is_the_same_however_it_is_written(address: str) -> None:
    assert from_paste(address, "@warga", "Lampu mati", SAID).external_id == "1234567890"


@pytest.mark.parametrize(
    "address",
    [
        "https://x.com/warga",
        "https://x.com.penipu.example/warga/status/1234567890",
        "https://penipu.example/x.com/warga/status/1234567890",
        "javascript:alert(1)//x.com/warga/status/1234567890",
        "ftp://x.com/warga/status/1234567890",
        "https://[x.com/warga/status/1234567890",
        "https://x.com/warga/status/12345678901234567890123",
        "1234567890",
    ],
)
def test_another_address_is_refused(address: str) -> None:
    with pytest.raises(ChannelError) as fault:
        from_paste(address, "@warga", "Lampu mati", SAID)
    assert fault.value.faults == {"url": "not_a_tweet"}


def test_every_fault_is_named_at_once() -> None:
    with pytest.raises(ChannelError) as fault:
        from_paste("", "", " ", None)
    assert fault.value.faults == dict.fromkeys(("url", "handle", "text", "said_at"), "required")


def test_a_text_longer_than_any_tweet_is_refused() -> None:
    with pytest.raises(ChannelError, match="text: too_long"):
        from_paste("https://x.com/warga/status/1234567890", "warga", "x" * 25_001, SAID)


@pytest.mark.parametrize("handle", ["@warga lain", "warga!", "@", "a" * 16])
def test_a_wrong_handle_is_refused(handle: str) -> None:
    with pytest.raises(ChannelError, match="handle: not_a_handle"):
        from_paste("https://x.com/warga/status/1234567890", handle, "Lampu mati", SAID)


def test_the_handle_is_kept_with_its_sign_and_the_paste_as_it_was() -> None:
    found = from_paste(" https://x.com/warga/status/1234567890", " warga ", " Lampu mati\n", SAID)
    assert (found.handle, found.text) == ("@warga", "Lampu mati")
    assert found.raw["text"] == " Lampu mati\n"
