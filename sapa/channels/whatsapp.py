"""WhatsApp: read off a handset by hand, or what the WhatsApp Cloud API posts to a webhook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from sapa.channels.inbound import ChannelError, Inbound
from sapa.channels.reading import known, legible
from sapa.channels.sms import from_handset
from sapa.numbers import normal_phone

#: What stands for a message without words; its picture or recording is fetched apart.
WORDLESS = {
    "image": "[gambar]", "audio": "[pesan suara]", "voice": "[pesan suara]", "video": "[video]",
    "document": "[dokumen]", "sticker": "[stiker]", "location": "[lokasi]", "contacts": "[kontak]",
}  # fmt: skip
#: Someone tapped on a message, or the number changed: nothing was said.
SILENT = {"reaction", "system", "unsupported"}


def from_screen(number: str, text: str, sent_at: datetime | None) -> Inbound:
    """One message as the screen of a telephone shows it. Raises ChannelError."""
    return from_handset(number, text, sent_at, channel="whatsapp")


def from_webhook(payload: Mapping[str, Any]) -> tuple[Inbound, ...]:
    """The messages of citizens in one post; `statuses` of our own messages are none. Raises ChannelError."""
    try:
        if payload["object"] != "whatsapp_business_account":
            raise ValueError(payload["object"])
        return tuple(
            _message(each, names) for each, names in _messages(payload) if each["type"] not in SILENT
        )
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError) as error:
        raise ChannelError({"payload": "not_whatsapp"}) from error


def _messages(payload: Mapping[str, Any]) -> Iterator[tuple[Mapping[str, Any], dict[str, str]]]:
    for entry in payload["entry"]:
        for change in entry["changes"]:
            value = change["value"] if change["field"] == "messages" else {}
            names = {each["wa_id"]: each["profile"]["name"] for each in value.get("contacts", ())}
            yield from ((each, names) for each in value.get("messages", ()))


def _message(message: Mapping[str, Any], names: Mapping[str, str]) -> Inbound:
    sender = str(message["from"])
    phone = normal_phone(f"+{sender.lstrip('+')}")
    return Inbound(
        channel="whatsapp",
        external_id=str(message["id"]),
        text=legible(_words(message)),
        said_at=datetime.fromtimestamp(int(message["timestamp"]), UTC),
        raw=dict(message),
        # The name is what the sender calls himself there, so it is a beginning and no proof.
        identity=known({"phone": phone or "", "name": legible(str(names.get(sender, "")))}),
    )


def _words(message: Mapping[str, Any]) -> str:
    kind = message["type"]
    part = message.get(kind) or {}
    if kind == "text":
        return str(part["body"])
    if kind == "location":
        place = (part.get("name"), part.get("address"), f"{part['latitude']}, {part['longitude']}")
        return f"{WORDLESS[kind]} {' · '.join(each for each in place if each)}"
    said = part.get("caption") or part.get("text") if isinstance(part, Mapping) else None
    return str(said) if said else WORDLESS.get(kind, f"[{kind}]")
