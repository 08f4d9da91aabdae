"""The Indonesian catalogue: `python tools/catalogue.py check | merge | missing`.

check    fails when a msgid of ours, of Flask-AppBuilder or of WTForms has no translation, or a fuzzy one
missing  prints PO entries for what is missing, to be pasted into a part and translated
merge    writes translations/id/LC_MESSAGES/messages.po, for translators who want one file
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from sapa.views.frame import catalogue  # noqa: E402

METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
KEYWORDS = {"_": None, "_l": None, "__": None, "gettext": None, "lazy_gettext": None,
            "lazy_formatter_gettext": None, "ngettext": (1, 2)}  # fmt: skip
SOURCE = ROOT / "translations"


def used(folder: Path) -> Iterator[tuple[str | tuple[str, ...], str]]:
    """Every msgid in the Python and template files under a folder, with the place where it stands."""
    options = {"**.html": {"encoding": "utf-8", "silent": "false"}}
    for file, line, message, _comments, _context in extract_from_dir(
        str(folder), METHODS, options, keywords=KEYWORDS, comment_tags=()
    ):
        yield message, f"{folder.name}/{file}:{line}"


def wanted() -> Iterator[tuple[str | tuple[str, ...], str]]:
    """What must be translated: our own msgids, the framework's, and those of the forms."""
    yield from used(ROOT / "sapa")
    yield from used(Path(str(files("flask_appbuilder"))))
    with Path(str(files("wtforms")), "locale", "wtforms.pot").open("rb") as file:
        for message in read_po(file):
            if message.id:
                yield message.id, "wtforms.pot"


def missing() -> dict[str | tuple[str, ...], str]:
    """msgid -> where, for everything without a translation or with a fuzzy one."""
    have = catalogue.merged(SOURCE)
    found: dict[str | tuple[str, ...], str] = {}
    for message, place in wanted():
        known = have.get(message)
        if known is None or known.fuzzy or not _translated(known.string):
            found.setdefault(message, place)
    return found


def _translated(text: str | tuple[str, ...]) -> bool:
    return bool(text) if isinstance(text, str) else any(text)


def faults() -> list[str]:
    """One sentence for each thing that is wrong with the catalogue."""
    lines = [f"{place}: {message!r} is not translated" for message, place in missing().items()]
    for message in catalogue.merged(SOURCE):
        if message.id:
            lines += [f"{message.id!r}: {fault}" for fault in message.check()]
    return lines


def _check() -> int:
    lines = faults()
    print("\n".join(lines) or "The catalogue is complete.")
    return 1 if lines else 0


def _missing() -> int:
    blank = Catalog(charset="utf-8")
    for message, place in missing().items():
        blank.add(message, auto_comments=[place])
    buffer = BytesIO()
    write_po(buffer, blank, omit_header=True)
    print(buffer.getvalue().decode())
    return 0


def _merge() -> int:
    target = SOURCE / catalogue.LOCALE / "LC_MESSAGES" / "messages.po"
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as file:
        write_po(file, catalogue.merged(SOURCE), width=110)
    print(target)
    return 0


if __name__ == "__main__":
    commands = {"check": _check, "missing": _missing, "merge": _merge}
    if len(sys.argv) != 2 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    sys.exit(commands[sys.argv[1]]())
