"""The Indonesian catalogue: parts written by hand, merged and compiled when one of them is newer."""

from __future__ import annotations

import logging
import os
import tempfile
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

log = logging.getLogger(__name__)

LOCALE = "id"
#: Babel does not know that Indonesian has one form for one and for many; the header tells it.
HEADER = b"""msgid ""
msgstr ""
"Language: id\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"""


class CatalogueError(Exception):
    """Two parts translate one msgid differently."""


def compiled(source: Path, target: Path) -> Path:
    """The folder to hand to Babel: `target` with a messages.mo made from the parts in `source`."""
    file = target / LOCALE / "LC_MESSAGES" / "messages.mo"
    found = parts(source)
    # The folder's own time notices a part that was taken away.
    newest = max((path.stat().st_mtime for path in [source / LOCALE / "parts", *found]), default=0.0)
    if not file.exists() or file.stat().st_mtime < newest:
        # A quarrel about one word is for whoever writes the parts, not a reason to stay closed.
        _put(file, _binary(merged(source, log.warning)))
    return target.absolute()


def parts(source: Path) -> list[Path]:
    """The hand-written parts, in a fixed order."""
    return sorted((source / LOCALE / "parts").glob("*.po"))


def refuse(quarrel: str) -> None:
    """Two parts that disagree are an error."""
    raise CatalogueError(quarrel)


def merged(source: Path, disagree: Callable[[str], None] = refuse) -> Catalog:
    """One catalogue of all parts; the first part's words stay where *disagree* does not raise."""
    whole = read_po(BytesIO(HEADER), locale=LOCALE, domain="messages")
    for path in parts(source):
        with path.open("rb") as file:
            for message in read_po(file, locale=LOCALE):
                if message.id:
                    _add(whole, message, path, disagree)
    return whole


def _add(whole: Catalog, message: Message, path: Path, disagree: Callable[[str], None]) -> None:
    known = whole.get(message.id, message.context)
    if known is not None and _text(known) and _text(message) and _text(known) != _text(message):
        here, elsewhere = _text(message), _text(known)
        disagree(f"{path.name}: {message.id!r} is {elsewhere!r} elsewhere, {here!r} here")
    if known is None or not _text(known):
        text = (_text(message),) if message.pluralizable else _text(message)
        whole.add(message.id, text, flags=message.flags, context=message.context)


def _text(message: Message) -> str:
    """The translation."""
    value = message.string
    return value if isinstance(value, str) else next((part for part in value if part), "")


def _binary(catalogue: Catalog) -> bytes:
    buffer = BytesIO()
    write_mo(buffer, catalogue)
    return buffer.getvalue()


def _put(file: Path, content: bytes) -> None:
    """In one rename: several processes start at the same time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=file.parent, prefix=".messages-")
    with os.fdopen(handle, "wb") as temporary:
        temporary.write(content)
    Path(name).chmod(0o644)
    Path(name).replace(file)
