"""Pages of lists in addresses: opaque places, links that keep other arguments, bounded figures."""

from __future__ import annotations

from datetime import datetime

from flask import request, url_for

from sapa.services.desk.keyset import Place
from sapa.services.desk.workparts import BOUND
from sapa.views.frame.listing import BadCursor, Cursor

BIGGEST = 2**63 - 1


def place(text: str) -> Place | None:
    """The place that a link of ours named; anything else begins at the first page."""
    try:
        found = Cursor.load(text) if text else None
    except BadCursor:
        return None
    if found is None or not 0 < found.pk <= BIGGEST:
        return None
    moment = found.value
    if moment is not None and not (isinstance(moment, datetime) and moment.tzinfo is not None):
        return None
    return Place(moment, found.pk, found.back)


def cursor(found: Place | None) -> str:
    """The word for a place; "" for none."""
    return Cursor(found.value, found.pk, found.back).dump() if found else ""


def link(endpoint: str, *, dropping: tuple[str, ...] = ("count",), **changes: str) -> str:
    """This page with some arguments changed; an empty one falls away. "" where the only change is empty."""
    if list(changes) == ["after"] and not changes["after"]:
        return ""
    args = {name: value for name, value in request.args.items() if name not in (*dropping, *changes)}
    args |= {name: value for name, value in changes.items() if value}
    return url_for(endpoint, **args)


def number(text: str) -> int | None:
    """A whole number from an address; None for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 18 else None


def bounded(count: int) -> str | int:
    """A count as a figure: "99+" where counting stopped."""
    return f"{BOUND - 1}+" if count >= BOUND else count
