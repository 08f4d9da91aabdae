"""Posts of the WhatsApp Cloud API, in the shape that Meta documents."""

from __future__ import annotations

from typing import Any

import pytest

from sapa.channels import whatsapp
from sapa.channels.inbound import ChannelError
from tests.clock.moments import at

STAMP = str(int(at("Mon 2026-08-03 08:50").timestamp()))


def post(*messages: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "628110000990", "phone_number_id": "1060"},
        "contacts": [{"profile": {"name": "Warga Contoh"}, "wa_id": "628111232222"}],
        "messages": list(messages),
    } | more
    return {
        "object": "whatsapp_business_account",
        "entry": [{"id": "1020", "changes": [{"field": "messages", "value": value}]}],
    }


def message(kind: str, number: int = 1, **parts: Any) -> dict[str, Any]:
    head = {"from": "628111232222", "id": f"wamid.HBgN{number}", "timestamp": STAMP, "type": kind}
    return head | ({kind: parts} if parts else {})


def test_a_text_becomes_a_message() -> None:
    (found,) = whatsapp.from_webhook(post(message("text", body="Lampu mati min")))
    assert (found.channel, found.external_id, found.text) == ("whatsapp", "wamid.HBgN1", "Lampu mati min")
    assert found.said_at == at("Mon 2026-08-03 08:50")
    assert found.identity == {"phone": "+628111232222", "name": "Warga Contoh"}


def test_a_picture_speaks_by_its_caption() -> None:
    picture = {"id": "99", "mime_type": "image/jpeg", "sha256": "abc"}
    told, silent = whatsapp.from_webhook(
        post(message("image", caption="Ini lubangnya", **picture), message("image", 2, **picture))
    )
    assert (told.text, silent.text) == ("Ini lubangnya", "[gambar]")


def test_a_place_is_told_in_figures() -> None:
    (found,) = whatsapp.from_webhook(post(message("location", latitude=-6.39, longitude=106.83)))
    assert found.text == "[lokasi] -6.39, 106.83"


def test_several_entries_are_all_read() -> None:
    both = post(message("text", body="satu"))
    both["entry"] += post(message("text", 2, body="dua"))["entry"]
    assert [found.text for found in whatsapp.from_webhook(both)] == ["satu", "dua"]


def test_what_became_of_our_own_messages_is_no_complaint() -> None:
    payload = post(statuses=[{"id": "wamid.x", "status": "read", "timestamp": STAMP}])
    assert whatsapp.from_webhook(payload) == ()
    assert whatsapp.from_webhook(post(message("reaction", emoji="👍", message_id="wamid.x"))) == ()


@pytest.mark.parametrize("payload", [
    {}, {"object": "page", "entry": []}, {"object": "whatsapp_business_account", "entry": [{}]},
    {"object": "whatsapp_business_account", "entry": 5}, [], post({"type": "text"}),
    post(message("text", body="x") | {"timestamp": "besok"}),
    post(message("text", body="x") | {"timestamp": "9" * 30}),
])  # fmt: skip
def test_a_post_of_another_shape_is_refused(payload: Any) -> None:
    with pytest.raises(ChannelError):
        whatsapp.from_webhook(payload)
