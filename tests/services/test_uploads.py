"""Pictures from outside: judged by what they are, and rid of what nobody sees."""

from __future__ import annotations

import io
import zlib

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import func, select

from sapa.db import db
from sapa.models import Attachment, StoredFile
from sapa.services import intake, uploads
from sapa.services.errors import Invalid
from sapa.services.house import house
from tests.clock.moments import at
from tests.support.world import World, inbound

NOW = at("Mon 2026-08-03 09:00")
SECRET = b"rahasia"


def picture(form: str, size: tuple[int, int] = (40, 30)) -> bytes:
    """A picture with its place of capture, a comment, and a script behind its end."""
    exif = Image.Exif()
    exif[0x010E], exif[0x0112] = "rahasia", 6
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "rahasia")
    more = {"JPEG": {"comment": SECRET, "xmp": SECRET}, "PNG": {"pnginfo": words}, "WEBP": {"xmp": SECRET}}[
        form
    ]
    out = io.BytesIO()
    Image.new("RGB", size, "red").save(out, form, exif=exif.tobytes(), **more)
    return out.getvalue() + b"<script>rahasia</script>"


def refused(name: str, data: bytes) -> str:
    with pytest.raises(Invalid) as fault:
        uploads.take_picture("picture", name, data)
    return fault.value.fields["picture"].code


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_what_nobody_sees_is_gone(form: str) -> None:
    data = picture(form)
    assert SECRET in data
    kept = uploads.take_picture("picture", f"layar.{form.lower()}", data)
    clean = house().storage.get(kept.sha256)
    assert SECRET not in clean
    # It was taken sideways, and is kept upright.
    assert (kept.width, kept.height) == (30, 40)
    assert kept.size == len(clean)


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("layar.png", b"MZ\x90\x00 this is a program"),
        ("layar.png", b""),
        ("layar.png", b"\x89PNG\r\n\x1a\n cut off"),
        ("layar.jpg", b"\xff\xd8\xff\xe0 cut off"),
        ("layar.png", b"GIF89a" + bytes(60)),
        ("layar.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"),
    ],
)
def test_what_is_no_picture_is_refused(name: str, data: bytes) -> None:
    assert refused(name, data) == "not_a_picture"


@pytest.mark.usefixtures("ctx")
def test_ten_megabytes_are_too_many() -> None:
    assert refused("layar.png", bytes(10 * 1024 * 1024)) == "file_too_large"


@pytest.mark.usefixtures("ctx")
def test_a_bomb_of_pixels_is_refused_before_it_is_drawn() -> None:
    out = io.BytesIO()
    Image.new("1", (8_000, 8_000)).save(out, "PNG")
    assert len(out.getvalue()) < 100_000
    assert refused("bom.png", out.getvalue()) == "too_many_pixels"


@pytest.mark.usefixtures("ctx")
def test_a_gigantic_header_is_refused() -> None:
    chunk = b"IHDR" + (200_000).to_bytes(4, "big") * 2 + b"\x08\x02\x00\x00\x00"
    data = b"\x89PNG\r\n\x1a\n" + (13).to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big")
    assert refused("bom.png", data + bytes(50)) in {"not_a_picture", "too_many_pixels"}


@pytest.mark.usefixtures("ctx")
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\warga\\layar.png", "layar.png"),
        ("a\x00\n<b>.png", "ab.png"),
        ("", "berkas"),
        ("x" * 300 + ".png", "x" * 116 + ".png"),
    ],
)
def test_a_name_is_only_a_name(name: str, kept: str) -> None:
    assert uploads.take_picture("picture", name, picture("PNG")).name == kept


def test_the_same_picture_twice_is_one_file(world: World) -> None:
    taken = tuple(uploads.take_picture("picture", f"{n}.png", picture("PNG")) for n in (1, 2))
    intake.receive(inbound(NOW), NOW, world.people["operator"], taken)
    names = db.session.scalars(select(Attachment.name).order_by(Attachment.name)).all()
    assert names == ["1.png", "2.png"]
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1
