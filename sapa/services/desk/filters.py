"""What the filters of the list of cases offer: channels, SOPs and their steps, agencies, kecamatan."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, select, type_coerce
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from sapa.db import db
from sapa.models import Channel, Kecamatan, Opd
from sapa.services import sops
from sapa.services.actors import Actor
from sapa.services.desk import steplists


def steps(actor: Actor) -> dict[str, list[tuple[str, str]]]:
    """The steps a ticket may stand at, as (id, caption) by SOP, for the filter; of a confidential process
    only for those who are named for it."""
    found: dict[str, dict[str, str]] = {}
    for sop in sops.every().values():
        trusted = any(lane.startswith(f"{sop.code}/") for lane in actor.named)
        for step in steplists.of_tickets(sop):
            if trusted or not sop.processes[step.process].confidential:
                caption = f"{step.id} {step.short}" if step.no else step.short
                found.setdefault(sop.code, {})[step.id] = caption
    return {code: list(captions.items()) for code, captions in sorted(found.items())}


@dataclass(frozen=True)
class Choices:
    """What the filters offer: pairs of key and name, by name."""

    channels: list[tuple[str, str]]
    opds: list[tuple[int, str]]
    districts: list[tuple[int, str]]


def choices() -> Choices:
    """The channels in use, the agencies there are now and the kecamatan; one query."""
    return Choices(*db.session.execute(_offered()).one())


@cache
def _offered() -> Select[Any]:
    return select(
        _pairs(Channel.slug, Channel.label, Channel.active.is_(True)),
        _pairs(Opd.id, Opd.name, Opd.valid_to.is_(None)),
        _pairs(Kecamatan.id, Kecamatan.name),
    )


def _pairs(key: Any, name: Any, *conditions: ColumnElement[bool]) -> Any:
    pair = func.jsonb_build_array(key, name)
    found = func.coalesce(func.jsonb_agg(aggregate_order_by(pair, name)), literal_column("'[]'::jsonb"))
    return select(type_coerce(found, JSONB)).where(*conditions).scalar_subquery()
