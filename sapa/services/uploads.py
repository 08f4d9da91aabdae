"""Pictures from outside: judged by content, size and pixels, stripped of hidden data, kept by hash."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime

import filetype
from PIL import Image, ImageOps
from sqlalchemy.dialects.postgresql import insert

from sapa.db import db
from sapa.models import StoredFile
from sapa.services.errors import Invalid, Wrong
from sapa.services.house import house

LARGEST = 5 * 1024 * 1024
MOST_PIXELS = 40_000_000
#: Letters on a screenshot must stay legible (JPEG and WebP; PNG loses nothing anyway).
QUALITY = 90
HARMLESS = ("transparency", "icc_profile")
FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}


@dataclass(frozen=True)
class Picture:
    """A picture that passed; its bytes are on disk already under *sha256*."""

    sha256: str
    name: str
    mime: str
    size: int
    width: int
    height: int


def take_picture(field: str, name: str, data: bytes) -> Picture:
    """Check one uploaded file and keep it. Raises Invalid naming *field* and what is wrong."""
    if len(data) > LARGEST:
        raise Invalid({field: Wrong("file_too_large", {"megabytes": LARGEST // 1024 // 1024})})
    kind = filetype.guess(data)
    if kind is None or kind.mime not in FORMATS:
        raise Invalid({field: Wrong("not_a_picture", {"name": name})})
    clean, width, height = _redrawn(field, name, data, FORMATS[kind.mime])
    return Picture(house().storage.put(clean), _safe_name(name), kind.mime, len(clean), width, height)


def remember(picture: Picture, now: datetime) -> None:
    """Name the stored bytes in a row; the same bytes twice are one row."""
    statement = insert(StoredFile).values(
        sha256=picture.sha256, size=picture.size, mime=picture.mime, created_at=now
    )
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]))


def keep(data: bytes, mime: str, now: datetime) -> str:
    """Keep bytes of our own making (a paper) and name them in a row; returns their SHA-256."""
    sha256 = house().storage.put(data)
    statement = insert(StoredFile).values(sha256=sha256, size=len(data), mime=mime, created_at=now)
    db.session.execute(statement.on_conflict_do_nothing(index_elements=["sha256"]))
    return sha256


def _redrawn(field: str, name: str, data: bytes, form: str) -> tuple[bytes, int, int]:
    """The same picture without EXIF, place of capture or anything appended."""
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Invalid({field: Wrong("too_many_pixels", {"megapixels": MOST_PIXELS // 1_000_000})})
            upright = ImageOps.exif_transpose(image)
            # Comments and XMP would be written again with the picture.
            upright.info = {name: upright.info[name] for name in HARMLESS if name in upright.info}
            out = io.BytesIO()
            upright.save(out, form, quality=QUALITY)
            return out.getvalue(), upright.width, upright.height
    except Invalid:
        raise
    except Exception:
        # A damaged file makes Pillow raise nearly anything, struct.error and TypeError among them.
        raise Invalid({field: Wrong("not_a_picture", {"name": name})}) from None


def _safe_name(name: str) -> str:
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(sign for sign in last if sign.isprintable() and sign not in '<>:"|?*')
    return kept.strip()[-120:] or "berkas"
