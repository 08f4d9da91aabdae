"""Nothing typed is lost: the fields of a refused form, shown back so that the person may send them again."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext as _

FIELD = "kept"
LONGEST = 400_000
#: Never shown back, wherever they come from.
SECRET = ("password", "passphrase", "csrf_token", FIELD)
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Kept:
    """A form that did not arrive: where it was going and what it said. Files cannot be kept."""

    path: str
    fields: Pairs
    had_files: bool = False

    @property
    def typed(self) -> Pairs:
        """What a person wrote, worth showing."""
        return tuple((name, value) for name, value in self.fields if _is_text(value))

    @property
    def silent(self) -> Pairs:
        """Choices and numbers, carried along unseen."""
        return tuple((name, value) for name, value in self.fields if not _is_text(value))

    def dump(self) -> str:
        return json.dumps([self.path, self.fields, self.had_files])


def from_request() -> Kept | None:
    """The form of this refused request; None for an empty one and for one sent by another site."""
    if request.method != "POST" or _from_elsewhere():
        return None
    pairs = tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if not any(word in name.lower() for word in SECRET)
    )
    had_files = any(file.filename for file in request.files.values())
    return Kept(request.full_path.rstrip("?"), pairs, had_files) if pairs else None


def from_form() -> Kept | None:
    """What the sign-in page carries along; None unless it is whole and leads to a page of ours."""
    text = request.form.get(FIELD, "")
    if not text or len(text) > LONGEST:
        return None
    try:
        path, fields, had_files = json.loads(text)
        kept = Kept(str(path), tuple((str(name), str(value)) for name, value in fields), bool(had_files))
    except (ValueError, TypeError):
        return None
    return kept if kept.path.startswith("/") and not kept.path.startswith(("//", "/\\")) else None


def resume_page(kept: Kept) -> str:
    """The page after signing in again: the typed text and one button that sends it."""
    return render_template("frame/lanjutkan.html", title=_("Send what you typed"), kept=kept)


def _is_text(value: str) -> bool:
    return len(value) > 40 or " " in value.strip() or "\n" in value


def _from_elsewhere() -> bool:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return True
    origin = request.headers.get("Origin")
    return bool(origin) and origin != request.host_url.rstrip("/")
