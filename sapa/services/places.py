"""Kecamatan with their kelurahan, as forms and filters offer them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from sapa.db import db
from sapa.models import Kecamatan, Kelurahan


@dataclass(frozen=True)
class District:
    """A kecamatan and its kelurahan, as (id, name)."""

    id: int
    name: str
    villages: tuple[tuple[int, str], ...]


def districts() -> list[District]:
    """All kecamatan with their kelurahan, both by name; one query."""
    rows = db.session.execute(
        select(Kecamatan.id, Kecamatan.name, Kelurahan.id, Kelurahan.name)
        .outerjoin(Kelurahan, Kelurahan.kecamatan_id == Kecamatan.id)
        .order_by(Kecamatan.name, Kelurahan.name)
    )
    found: dict[int, tuple[str, list[tuple[int, str]]]] = {}
    for id_, name, village_id, village in rows:
        villages = found.setdefault(id_, (name, []))[1]
        if village_id is not None:
            villages.append((village_id, village))
    return [District(id_, name, tuple(villages)) for id_, (name, villages) in found.items()]
