"""What a form showed when it was opened: a colleague's change meanwhile is told instead of overwritten."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import Any

from flask import request
from flask_babel import gettext as _
from wtforms import SelectField

from sapa.views.frame import words

#: The hidden field that carries it.
FIELD = "seen"


def mark(item: Any, form: Any) -> str:
    """A fingerprint of each column that the form shows: "name:1a2b3c4d email:…"."""
    return " ".join(f"{field.name}:{_fingerprint(getattr(item, field.name))}" for field in _shown(item, form))


def changed_meanwhile(item: Any, form: Any) -> str:
    """A sentence that names what differs by now from what the sender of *form* had seen; "" for nothing."""
    known = dict(part.partition(":")[::2] for part in request.form.get(FIELD, "").split())
    moved = [
        _("%(field)s (now: %(value)s)", field=field.label.text, value=_said(field, getattr(item, field.name)))
        for field in _shown(item, form)
        if known.get(field.name, now := _fingerprint(getattr(item, field.name))) != now
    ]
    if not moved:
        return ""
    return _(
        "Somebody else changed this while your form was open: %(fields)s. What you typed is below; save once "
        "more to replace it.",
        fields=", ".join(moved),
    )


def _shown(item: Any, form: Any) -> list[Any]:
    return [field for field in form if hasattr(item, field.name)] if item is not None else []


def _fingerprint(value: Any) -> str:
    known = [each.id for each in value] if isinstance(value, list) else getattr(value, "id", value)
    return hashlib.sha256(repr(known).encode()).hexdigest()[:8]


def _said(field: Any, value: Any) -> str:
    if isinstance(field, SelectField):
        labels = {str(key): str(label) for key, label, *_rest in field.iter_choices()}
        return labels.get(str(value), "–")
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, date):
        return words.day(value)
    known = value if isinstance(value, list) else [value]
    return ", ".join(str(each) for each in known if each not in (None, "")) or "–"
