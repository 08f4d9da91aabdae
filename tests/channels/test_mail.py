"""Messages as they lie in a mailbox."""

from __future__ import annotations

import pytest

from sapa.channels import mail
from sapa.channels.inbound import ChannelError
from tests.clock.moments import at

NOW = at("Mon 2026-08-03 09:00")
HEAD = """\
Return-Path: <warga@contoh.example>
Message-ID: <CAF.17@mail.contoh.example>
Date: Mon, 3 Aug 2026 08:50:00 +0700
From: =?UTF-8?Q?Warga_Cont=C3=B6h?= <Warga@Contoh.example>
To: pengaduan@depok.example
Subject: =?UTF-8?B?TGFtcHUgbWF0aSDigJMgQmVqaQ==?=
MIME-Version: 1.0
"""
PLAIN = 'Content-Type: text/plain; charset="utf-8"\n\n'
HTML = 'Content-Type: text/html; charset="utf-8"\n\n'


def letter(rest: str, head: str = HEAD) -> bytes:
    return (head + rest).replace("\n", "\r\n").encode()


def test_a_message_becomes_a_complaint() -> None:
    found = mail.from_message(letter(f"{PLAIN}Sudah tiga malam gelap.\n"), NOW)
    assert found.external_id == "CAF.17@mail.contoh.example"
    assert found.text == "Lampu mati – Beji\n\nSudah tiga malam gelap."
    assert found.said_at == at("Mon 2026-08-03 08:50")
    assert found.identity == {"email": "warga@contoh.example", "name": "Warga Contöh"}


def test_the_plain_words_are_taken_where_there_are_two_versions() -> None:
    body = (
        'Content-Type: multipart/alternative; boundary="b"\n\n'
        f"--b\n{PLAIN}kata\n--b\n{HTML}<p>lain</p>\n--b--\n"
    )
    assert mail.from_message(letter(body), NOW).text.endswith("\n\nkata")


def test_a_page_becomes_words() -> None:
    head = "<head><title>x</title><style>p{}</style></head>"
    page = f"<html>{head}<body><p>Jalan &amp;\ngot</p>rusak<br>parah</body></html>"
    assert (
        mail.from_message(letter(HTML + page), NOW).text == "Lampu mati – Beji\n\nJalan & got\nrusak\nparah"
    )


def test_a_message_from_the_future_was_said_when_it_came() -> None:
    head = HEAD.replace("3 Aug 2026 08:50:00", "9 Aug 2026 08:50:00")
    assert mail.from_message(letter(f"{PLAIN}kata", head), NOW).said_at == NOW


def test_a_message_without_date_was_said_when_it_came() -> None:
    head = "".join(line for line in HEAD.splitlines(True) if not line.startswith("Date"))
    assert mail.from_message(letter(f"{PLAIN}kata", head), NOW).said_at == NOW


@pytest.mark.parametrize("line", ["Auto-Submitted: auto-replied\n", "Precedence: bulk\n"])
def test_what_no_person_wrote_is_no_complaint(line: str) -> None:
    with pytest.raises(ChannelError) as fault:
        mail.from_message(letter(f"{PLAIN}Saya sedang cuti.", line + HEAD), NOW)
    assert fault.value.faults == {"message": "automatic"}


def test_an_unknown_character_set_still_gives_words() -> None:
    body = 'Content-Type: text/plain; charset="x-tidak-ada"\n\nkata\n'
    assert mail.from_message(letter(body), NOW).text.endswith("kata")


@pytest.mark.parametrize("data", [b"", b"\x00\xff\xfe", b"From: x\r\n\r\n", b"Subject: a\r\n\r\nisi"])
def test_a_message_without_sender_or_words_is_refused(data: bytes) -> None:
    with pytest.raises(ChannelError) as fault:
        mail.from_message(data, NOW)
    assert fault.value.faults["email"] in {"required", "not_an_email"}
