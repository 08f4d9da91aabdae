"""The demo's people as actors, and the moves of a story as the fields that a form would send."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from flask_appbuilder.security.sqla.models import User
from sqlalchemy import select

from sapa.db import db
from sapa.demo.acts import Act, Contact, Reply, Story
from sapa.demo.texts import city
from sapa.models import Category, Complaint, Kelurahan, Opd, StandardAnswer, Ticket
from sapa.services.actors import Actor, load_actor
from sapa.services.calendars import local_day

#: The demo's words for a medium, as our forms name them.
MEDIA = {"telepon": "phone", "WhatsApp": "whatsapp", "surel": "email", "tatap muka": "meeting"}


@dataclass
class People:
    """Who plays which lane, and the ids behind the codes of the demo's texts."""

    actors: dict[str, Actor]
    agencies: dict[int, Actor]
    opds: dict[str, int]
    categories: dict[str, int]
    places: dict[str, tuple[int, int]]
    replies: dict[str, str] = field(
        default_factory=lambda: {row.slug: row.reply for row in city().destinations}
    )

    def actor(self, act: Act) -> Actor:
        """The person who makes this act: the OPD's own account where it has one."""
        if act.agency and act.source is None and act.unit is not None:
            return self.agencies[self.opds[act.unit]]
        return self.actors[act.lane]


def gather(now: datetime) -> People:
    """Read the demo's accounts and master data."""
    today = local_day(now)
    found = [load_actor(user_id, today) for user_id in db.session.scalars(select(User.id).order_by(User.id))]
    actors = {role: actor for actor in reversed(found) for role in actor.roles}
    agencies = {unit: actor for actor in found if "ppid_pembantu" in actor.roles for unit in actor.units}
    return People(
        actors=actors,
        agencies=agencies,
        opds=dict(db.session.execute(select(Opd.code, Opd.id)).all()),
        categories=dict(db.session.execute(select(Category.slug, Category.id)).all()),
        places=_places(),
    )


def _places() -> dict[str, tuple[int, int]]:
    rows = db.session.scalars(select(Kelurahan).order_by(Kelurahan.id))
    # Both lists are in the order of the same file; Curug exists twice, so the name alone is no key.
    ordered = sorted(rows, key=lambda row: row.id)
    return {place.slug: (row.kecamatan_id, row.id) for place, row in zip(city().places, ordered, strict=True)}


def fields(people: People, story: Story, act: Act, number: str, now: datetime) -> dict[str, Any]:
    """What the form of this act would send."""
    found: dict[str, Any] = {}
    for name, value in act.given.given().items():
        writer = WRITERS.get(name)
        found.update(writer(people, value, number, now) if writer else {name: value})
    if act.source is not None:
        found |= {
            "behalf_name": act.source.name,
            "behalf_jabatan": act.source.jabatan,
            "behalf_medium": MEDIA[act.source.medium],
        }
    if "title" in found and act.given.place is None:
        found["place_unknown"] = "1"
    return found


Writer = Callable[[People, Any, str, datetime], Mapping[str, Any]]


def _place(people: People, slug: str, number: str, now: datetime) -> Mapping[str, Any]:
    if slug == "unknown":
        return {"place_unknown": "1"}
    kecamatan, kelurahan = people.places[slug]
    return {"kecamatan_id": str(kecamatan), "kelurahan_id": str(kelurahan)}


def _contact(people: People, contact: Contact, number: str, now: datetime) -> Mapping[str, Any]:
    return {
        "contact_name": contact.name,
        "contact_jabatan": contact.jabatan,
        "contact_number": contact.number,
        "contact_medium": MEDIA[contact.medium],
        "contact_result": contact.result,
    }


def _reply(people: People, reply: Reply, number: str, now: datetime) -> Mapping[str, Any]:
    return {"reply_text": reply.text(number), "reply_url": reply.url}


def _duplicate_of(people: People, tweet_id: str, number: str, now: datetime) -> Mapping[str, Any]:
    found = db.session.scalar(
        select(Ticket.number)
        .join(Complaint, Complaint.ticket_id == Ticket.id)
        .where(Complaint.channel == "twitter", Complaint.external_id == tweet_id)
    )
    return {"duplicate_of": found or ""}


def _promise(people: People, days: int, number: str, now: datetime) -> Mapping[str, Any]:
    return {"promise_date": (local_day(now) + timedelta(days=days)).isoformat()}


def _standard(people: People, slug: str, number: str, now: datetime) -> Mapping[str, Any]:
    title = next(row.title for row in city().folder if row.slug == slug)
    answer_id = db.session.scalar(select(StandardAnswer.id).where(StandardAnswer.title == title))
    return {"standard_answer_id": str(answer_id)}


#: Evidence whose form fields are not simply its own name.
WRITERS: Mapping[str, Writer] = {
    "category": lambda people, slug, number, now: {"category_id": str(people.categories[slug])},
    "place": _place,
    "opds": lambda people, codes, number, now: {"opd_ids": [str(people.opds[code]) for code in codes]},
    "note": lambda people, text, number, now: {"note": text, "answer": text, "forward_note": text},
    "contact": _contact,
    "duplicate_of": _duplicate_of,
    "destination": lambda people, slug, number, now: {"destination": people.replies[slug]},
    "reply": _reply,
    "promise_days": _promise,
    "standard": _standard,
    "letter": lambda people, plan, number, now: {},
    "meeting": lambda people, meeting, number, now: {},
}
