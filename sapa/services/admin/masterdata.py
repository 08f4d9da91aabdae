"""Master data of the city that an Admin keeps: agencies, categories and channels."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from sapa.db import db, transaction
from sapa.models import Category, Channel, Complainant, Opd, RawMessage, Ticket
from sapa.services import adminlog, counters, ways
from sapa.services.actors import Actor
from sapa.services.errors import Conflict
from sapa.services.typed import Typed

Data = Mapping[str, Any]


def add_opd(data: Data, actor: Actor, now: datetime) -> int:
    """A new Perangkat Daerah; its code is unique. Returns its id. Raises Invalid."""
    with transaction():
        return adminlog.insert(Opd(**_opd(data, None)), "opd", actor, now, unique="code")


def edit_opd(opd_id: int, data: Data, actor: Actor, now: datetime) -> None:
    """Names, dates and successor. Raises NotFound, Invalid."""
    with transaction():
        row = adminlog.locked(Opd, opd_id)
        adminlog.update(row, _opd(data, opd_id), "opd", actor, now, unique="code")


def delete_opd(opd_id: int, actor: Actor, now: datetime) -> None:
    """Only an agency that nothing names; any other is ended by a date. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(Opd, opd_id)
        adminlog.remove(row, "opd", actor, now, label=row.name)


def _opd(data: Data, own_id: int | None) -> dict[str, Any]:
    typed = Typed(data)
    first, last = typed.period()
    successor = typed.row("successor_id", Opd, required=False)
    if successor is not None and own_id is not None and _leads_to(successor, own_id):
        typed.fault("successor_id", "succeeds_itself")
    values = {
        "code": typed.slug("code"),
        "name": typed.text("name"),
        "short_name": typed.text("short_name", 60),
        "email": typed.email("email"),
        "valid_from": first,
        "valid_to": last,
        "successor_id": successor,
    }
    typed.check()
    return values


def _leads_to(start: int, target: int) -> bool:
    """Whether the line of successors from *start* comes back to *target*."""
    seen: set[int] = set()
    current: int | None = start
    while current is not None and current not in seen:
        if current == target:
            return True
        seen.add(current)
        current = db.session.scalar(select(Opd.successor_id).where(Opd.id == current))
    return False


def add_category(data: Data, actor: Actor, now: datetime) -> int:
    """A new category; its short name is unique and stays. Raises Invalid."""
    with transaction():
        typed = Typed(data)
        row = Category(slug=typed.slug("slug"), **_category(typed))
        return adminlog.insert(row, "category", actor, now, unique="slug")


def edit_category(category_id: int, data: Data, actor: Actor, now: datetime) -> None:
    """Name, usual agency, and whether it is offered. Raises NotFound, Invalid."""
    with transaction():
        row = adminlog.locked(Category, category_id)
        adminlog.update(row, _category(Typed(data)), "category", actor, now)


def delete_category(category_id: int, actor: Actor, now: datetime) -> None:
    """Only a category that no case has. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(Category, category_id)
        adminlog.remove(row, "category", actor, now, label=row.name)


def _category(typed: Typed) -> dict[str, Any]:
    values = {
        "name": typed.text("name", 120),
        "opd_id": typed.row("opd_id", Opd, required=False),
        "active": typed.flag("active"),
    }
    typed.check()
    return values


def add_channel(data: Data, actor: Actor, now: datetime) -> int:
    """A new way in; its short name is unique and stays, because messages carry it. Raises Invalid."""
    with transaction():
        typed = Typed(data)
        row = Channel(slug=typed.slug("slug"), **_channel(typed))
        counters.touch(ways.STAMP)
        return adminlog.insert(row, "channel", actor, now, unique="slug")


def edit_channel(channel_id: int, data: Data, actor: Actor, now: datetime) -> None:
    """Label, account and whether it is in use. Raises NotFound, Invalid."""
    with transaction():
        row = adminlog.locked(Channel, channel_id)
        adminlog.update(row, _channel(Typed(data)), "channel", actor, now)
        counters.touch(ways.STAMP)


def delete_channel(channel_id: int, actor: Actor, now: datetime) -> None:
    """Only a channel through which nothing ever came. Raises NotFound, Conflict."""
    with transaction():
        row = adminlog.locked(Channel, channel_id)
        carriers = (RawMessage, Complainant, Ticket)
        if any(db.session.scalar(select(exists().where(each.channel == row.slug))) for each in carriers):
            raise Conflict("in_use")
        adminlog.remove(row, "channel", actor, now, label=row.label)
        counters.touch(ways.STAMP)


def _channel(typed: Typed) -> dict[str, Any]:
    values = {
        "label": typed.text("label", 60),
        "account": typed.text("account", 120, required=False),
        "active": typed.flag("active"),
    }
    typed.check()
    return values
