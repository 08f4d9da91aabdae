"""E-mail: copied by hand from the mailbox, or a message as it lies there (RFC 5322)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from html.parser import HTMLParser

from sapa.channels.inbound import ChannelError, Inbound
from sapa.channels.reading import LONGEST, SHORT, Reading, alike, known, legible

ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_MESSAGE_ID = re.compile(r"<?([^<>\s]+@[^<>\s]+)>?")
#: A machine wrote it: an absence note, a list, a bounce.
_AUTOMATIC = {"bulk", "junk", "list", "auto_reply"}
_BREAKS = {"p", "div", "br", "li", "tr", "h1", "h2", "h3", "blockquote"}
_UNSEEN = {"style", "script", "head", "title"}


def from_mailbox(
    address: str, subject: str, text: str, sent_at: datetime | None, message_id: str = ""
) -> Inbound:
    """One e-mail copied by hand; sender, minute and words stand in for a Message-ID. Raises ChannelError."""
    reading = Reading()
    sender = _sender(reading, address)
    heading, said = reading.text("subject", subject, required=False), reading.said(text)
    moment, own = reading.moment(sent_at), _own_id(reading, message_id)
    reading.check()
    raw = {"email": address.strip(), "subject": subject, "text": text, "said_at": moment.isoformat()}
    return Inbound(
        channel="email",
        external_id=own,
        text=_under(heading, said),
        said_at=moment,
        raw={**raw, "message_id": message_id.strip()},
        identity={"email": sender},
        alike=() if own else alike(moment, _under(heading, said), sender),
    )


def from_message(data: bytes, received_at: datetime) -> Inbound:
    """One message of a mailbox; without a date of its own it was said when it was received.

    Raises ChannelError, also ("message": "automatic") for what no person wrote.
    """
    message = message_from_bytes(data, policy=policy.default)
    if _is_automatic(message):
        raise ChannelError({"message": "automatic"})
    name, address = parseaddr(str(message.get("From", "")))
    found = from_mailbox(
        address, str(message.get("Subject", ""))[:SHORT], _body(message)[:LONGEST],
        min(_date(message) or received_at, received_at), str(message.get("Message-ID", "")),
    )  # fmt: skip
    identity = {**found.identity, **known({"name": legible(name)[:160]})}
    raw = {"message": data.decode("utf-8", "replace")}
    return Inbound(found.channel, found.external_id, found.text, found.said_at, raw=raw, identity=identity,
                   alike=found.alike)  # fmt: skip


def _sender(reading: Reading, address: str) -> str:
    found = reading.text("email", address)
    if found and not ADDRESS.fullmatch(found):
        reading.faults.setdefault("email", "not_an_email")
    return found.lower()


def _own_id(reading: Reading, message_id: str) -> str:
    typed = reading.text("message_id", message_id, required=False)
    match = _MESSAGE_ID.fullmatch(typed)
    if typed and match is None:
        reading.faults.setdefault("message_id", "not_a_message_id")
    return match[1] if match else ""


def _under(heading: str, said: str) -> str:
    return f"{heading}\n\n{said}" if heading else said


def _is_automatic(message: EmailMessage) -> bool:
    submitted = str(message.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    precedence = str(message.get("Precedence", "")).strip().lower()
    return submitted != "no" or precedence in _AUTOMATIC or message.get_content_type() == "multipart/report"


def _date(message: EmailMessage) -> datetime | None:
    found: datetime | None = getattr(message["Date"], "datetime", None)
    if found is None:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        content = str(part.get_content())
    except (LookupError, ValueError):  # a character set that nobody knows
        content = (part.get_payload(decode=True) or b"").decode("latin-1")  # type: ignore[union-attr]
    return _plain(content) if part.get_content_type() == "text/html" else content


def _plain(html: str) -> str:
    """The words of a page: a block begins a line, what nobody sees is left out."""
    page = _Page()
    page.feed(html)
    page.close()
    lines = (" ".join(line.split()) for line in "".join(page.words).split("\n"))
    return re.sub(r"\n{2,}", "\n", "\n".join(lines)).strip()


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in _UNSEEN
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self.hidden -= tag in _UNSEEN and self.hidden > 0
        if tag in _BREAKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.words.append(data.replace("\n", " "))
