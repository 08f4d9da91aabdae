"""Files from outside, through the doors: judged by what they are, never by what they are called."""

from __future__ import annotations

import io
import random
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress

import pytest
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from sapa.services import uploads
from sapa.services.errors import Invalid
from sapa.services.signatures import documents
from sapa.signing.verify import verify
from tests.support.seeds import NOW, City
from tests.views.desk.conftest import Browser, _token

Sign = Callable[[str], Browser]


def posted(client: FlaskClient, path: str, token: str, field: str, name: str, data: bytes) -> TestResponse:
    """A form with one file, written out by hand: the test client leaves its own large files open."""
    text = f'--grens\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    text += '--grens\r\nContent-Disposition: form-data; name="text"\r\n\r\nLampu mati\r\n'
    text += f'--grens\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n\r\n'
    body = text.encode() + data + b"\r\n--grens--\r\n"
    return client.post(path, data=body, content_type="multipart/form-data; boundary=grens")


def png(width: int = 9, height: int = 7) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "navy").save(out, "PNG")
    return out.getvalue()


def huge_png() -> bytes:
    """A few kilobytes that say they are 60,000 by 60,000 points."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    body = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def with_place() -> bytes:
    """A photograph that says where it was taken."""
    exif = Image.Exif()
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "S", (6.0, 24.0, 1.0), "E", (106.0, 49.0, 2.0)
    out = io.BytesIO()
    Image.new("RGB", (9, 7), "navy").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("layar.png", b"MZ\x90\x00" + bytes(200)),
        ("layar.png", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("layar.png", b"<html><script>alert(1)</script></html>"),
        ("layar.png", b"GIF89a" + b"/*" + bytes(20) + b"*/=alert(1)"),
        ("layar.png", b"%PDF-1.7 " + bytes(40)),
        ("layar.png", huge_png()),
        ("layar.exe", b"PK\x03\x04" + bytes(200)),
        ("layar.png", png() + bytes(6 * 1024 * 1024)),
    ],
)
def test_what_is_no_picture_is_refused_in_words(city: City, browser: Sign, name: str, data: bytes) -> None:
    someone = browser("operator")
    answer = posted(someone.client, "/intake/", someone.token, "picture", name, data)
    assert answer.status_code == 422
    assert 'id="picture-s"' in answer.text or "f-picture" in answer.text
    assert "Lampu mati" in answer.text


@pytest.mark.usefixtures("ctx")
def test_the_place_where_it_was_taken_is_gone() -> None:
    with Image.open(io.BytesIO(with_place())) as before:
        assert before.getexif().get_ifd(0x8825)
    kept = uploads.take_picture("picture", "foto.jpg", with_place())
    with Image.open(io.BytesIO(uploads.house().storage.get(kept.sha256))) as after:
        assert not after.getexif()


@pytest.mark.usefixtures("ctx")
def test_a_damaged_picture_is_never_a_crash() -> None:
    chance, whole = random.Random(7), with_place()
    for _ in range(400):
        broken = bytearray(whole)
        for _ in range(chance.choice((1, 3, 12))):
            broken[chance.randrange(12, len(broken))] = chance.randrange(256)
        with suppress(Invalid):
            uploads.take_picture("picture", "foto.jpg", bytes(broken))


def bomb(size: int, twice: bool) -> bytes:
    """A PDF whose table of objects swells to *size* bytes."""
    packed, names = zlib.compress(bytes(size), 9), b"/FlateDecode"
    if twice:
        packed, names = zlib.compress(packed, 9), b"[/FlateDecode /FlateDecode]"
    head = b"%PDF-1.7\n1 0 obj\n<</Type /Catalog>>\nendobj\n"
    words = b"<</Type /XRef /Size 3 /W [1 2 1] /Root 1 0 R /Filter " + names + b" /Length %d>>" % len(packed)
    table = b"2 0 obj\n" + words + b"\nstream\n" + packed + b"\nendstream\nendobj\n"
    return head + table + b"startxref\n%d\n%%%%EOF\n" % len(head)


@pytest.mark.parametrize("twice", [False, True])
def test_a_pdf_that_swells_is_unreadable(twice: bool) -> None:
    assert verify(bomb(60_000_000, twice), [], NOW).problems == ("unreadable",)


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7\n" + b"[" * 100_000,
        b"%PDF-1.7\n" + b"<<" * 100_000,
        b"%PDF-1.7 startxref\n-1\n%%EOF",
        b"%PDF-1.7 startxref\n" + b"9" * 40 + b"\n%%EOF",
        b"<script>alert(1)</script>",
        bytes(100_000),
    ],
)
def test_the_public_check_answers_anything(city: City, client: FlaskClient, data: bytes) -> None:
    answer = posted(client, "/verify/", _token(client.get("/verify/")), "file", "<b>x</b>.pdf", data)
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text and "<b>x</b>" not in answer.text


def test_the_public_check_takes_no_more_than_it_says(city: City, client: FlaskClient) -> None:
    data = bytes(documents.LARGEST_FILE + 1)
    answer = posted(client, "/verify/", _token(client.get("/verify/")), "file", "x.pdf", data)
    assert answer.status_code == 413
