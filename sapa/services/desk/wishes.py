"""What somebody looks for among the tickets, as conditions that leave open what differs every time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import ColumnElement, String, bindparam, exists, func, select, union_all
from sqlalchemy.orm import aliased

from sapa.models import Case, Channel, Complainant, Complaint, Forward, Ticket
from sapa.services import scope
from sapa.services.actors import Actor
from sapa.services.desk.keyset import USUAL, Place
from sapa.services.house import house

NUMBER = re.compile(r"[A-Za-z]{1,8}-\d{4}-\d{1,9}")
HANDLE = re.compile(r"@[A-Za-z0-9_]{1,15}")
PHONE = re.compile(r"\+?[\d\s().-]{8,20}")
#: What somebody typed, and the index of a telephone number in it.
TEXT, CALLER = bindparam("text", type_=String()), bindparam("caller", type_=String())


@dataclass(frozen=True)
class Wish:
    """What somebody looks for; everything may be left open."""

    view: str = "open"
    text: str = ""
    channel: str = ""
    sop: str = ""
    step: str = ""
    opd_id: int | None = None
    kecamatan_id: int | None = None
    place: Place | None = None
    size: int = USUAL


def shape_of(wish: Wish) -> tuple[Wish, dict[str, str]]:
    """The wish with the kind of its text for the text, which differs every time, and what was typed."""
    text = wish.text.strip()
    if not text:
        return replace(wish, text="", place=None), {}
    if NUMBER.fullmatch(text):
        return replace(wish, text="number", place=None), {"text": text.upper()}
    if HANDLE.fullmatch(text):
        return replace(wish, text="handle", place=None), {"text": text}
    if PHONE.fullmatch(text):
        return replace(wish, text="phone", place=None), {"text": text, "caller": _phone_index(text)}
    return replace(wish, text="words", place=None), {"text": text}


def conditions(wish: Wish, actor: Actor) -> list[ColumnElement[bool]]:
    """What a ticket must be for the shape of a wish, the right to see it included."""
    found = [scope.visible(actor)]
    if wish.channel:
        found.append(Ticket.channel == wish.channel)
    if wish.sop:
        run = aliased(Case)
        found.append(exists().where(run.ticket_id == Ticket.id, run.sop_code == wish.sop))
    if wish.kecamatan_id is not None:
        found.append(Ticket.kecamatan_id == wish.kecamatan_id)
    if wish.opd_id is not None:
        found.append(exists().where(Forward.ticket_id == Ticket.id, Forward.opd_id == wish.opd_id))
    if wish.text:
        found.append(_text(wish.text))
    return found


def _text(kind: str) -> ColumnElement[bool]:
    """An exact number, account or telephone where it looks like one; words otherwise."""
    if kind == "number":
        return Ticket.number == TEXT
    if kind == "handle":
        channels = select(Channel.slug).scalar_subquery()
        named = func.lower(Complainant.handle) == func.lower(TEXT)
        return Ticket.id.in_(_by_citizen(Complainant.channel.in_(channels), named, Complainant.handle != ""))
    if kind == "phone":
        # Two indexes, so two selects: an OR of both would read every ticket.
        said, caller = aliased(Ticket), _by_citizen(Complainant.phone_index == CALLER)
        return Ticket.id.in_(union_all(caller, select(said.id).where(_words(said))))
    return _words()


def _words(ticket: Any = Ticket) -> ColumnElement[bool]:
    found: ColumnElement[bool] = ticket.search.op("@@")(func.websearch_to_tsquery("indonesian", TEXT))
    return found


def _by_citizen(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(Complaint.ticket_id)
        .join(Complainant, Complainant.id == Complaint.complainant_id)
        .where(*conditions)
    )


def _phone_index(text: str) -> str:
    digits = re.sub(r"\D", "", text)
    national = digits.removeprefix("62") if digits.startswith("62") else digits.removeprefix("0")
    return house().vault.index(f"+62{national}", "complainant.phone")
