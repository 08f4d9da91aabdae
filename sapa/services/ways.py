"""Ways in: which channels the city offers on a day, and by which SOP each is handled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from sapa.db import db, where
from sapa.models import Channel
from sapa.services import counters, settings, sops
from sapa.services.errors import Conflict

#: The process of an SOP that takes up what comes in.
PROCESS = "handling"
#: The change stamp that every edit of a channel raises.
STAMP = "channels"

_labels: dict[tuple[str, int], dict[str, str]] = {}


@dataclass(frozen=True)
class Way:
    """One channel on offer. *version* is None while its SOP has none in force: nothing can be taken in."""

    slug: str
    label: str
    code: str
    version: sops.Version | None


def routes(day: date) -> dict[str, str]:
    """Channel -> code of the SOP that handles it; a channel without a route is left out."""
    return {channel: code for channel, code in settings.get("routes", day).items() if code}


def version_for(channel: str, day: date) -> sops.Version:
    """The version by which a message of *channel* is handled.

    Raises Conflict: "channel_without_route", or "route_without_sop" while its SOP has no version in force.
    """
    code = routes(day).get(channel)
    if code is None:
        raise Conflict("channel_without_route", channel=label(channel))
    found = sops.in_force(sops.versions(), code, day)
    if found is None:
        raise Conflict("route_without_sop", channel=label(channel), sop=code)
    return found


def offered(day: date) -> list[Way]:
    """The channels in use that have a route, in the order in which they were entered."""
    ways = routes(day)
    query = select(Channel.slug, Channel.label).where(Channel.active, Channel.slug.in_(ways))
    return [
        Way(slug, name, ways[slug], sops.in_force(sops.versions(), ways[slug], day))
        for slug, name in db.session.execute(query.order_by(Channel.id))
    ]


def label(channel: str) -> str:
    """What the city calls a channel; its code where it has no name."""
    return labels().get(channel, channel)


def labels() -> dict[str, str]:
    """The names of all channels by code, kept until somebody edits one."""
    place = (where(), counters.stamp(STAMP))
    if place not in _labels:
        _labels.clear()
        _labels[place] = dict(db.session.execute(select(Channel.slug, Channel.label)).all())
    return _labels[place]
