"""Pages of a PDF as pictures, since a browser's viewer fails on many phones; made again when lost."""

from __future__ import annotations

import io
import os
import tempfile
from pathlib import Path
from threading import Lock

import pypdfium2

from sapa.services.errors import NotFound
from sapa.services.house import house

#: Picture points for a PDF point: 1,219 across F4, sharp on a desk and when a phone zooms in.
SCALE = 2.0
MIME = "image/png"
#: PDFium keeps state of its own and is not made for threads.
_one_at_a_time = Lock()


def picture(sha256: str, number: int) -> bytes:
    """Page *number* (from 1) of a stored PDF as PNG. NotFound where it has no such page."""
    kept = _kept(sha256, number)
    try:
        return kept.read_bytes()
    except FileNotFoundError:
        data = _render(house().storage.get(sha256), number)
        _put(kept, data)
        return data


def _kept(sha256: str, number: int) -> Path:
    # Beside the store, not in it: the name of what is derived is the name of what it is derived from.
    return house().config.var / "pages" / sha256[:2] / f"{sha256[2:]}-{number}.png"


def _render(pdf: bytes, number: int) -> bytes:
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(pdf)
        try:
            if not 1 <= number <= len(document):
                raise NotFound("page_unknown", page=number)
            # Without its forms a signature's appearance is not drawn.
            document.init_forms()
            image = document[number - 1].render(scale=SCALE, may_draw_forms=True).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    image.convert("P", palette=1, colors=128).save(out, "PNG", optimize=True)
    return out.getvalue()


def _put(path: Path, data: bytes) -> None:
    """In one rename: two people may ask for a page at the same time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    with os.fdopen(handle, "wb") as file:
        file.write(data)
    Path(name).replace(path)
