"""What an Operator writes down: the fields of a channel's form to one intake, every wrong field at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer

from sapa.channels import mail, newspaper, sms, telephone, twitter, whatsapp, written
from sapa.channels.inbound import ChannelError, Inbound
from sapa.channels.reading import LIMITS, SHORT
from sapa.db import db
from sapa.models import Ticket
from sapa.services import complainants, intake, sops, uploads, ways
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Conflict, Invalid, Wrong
from sapa.services.evidence import identity
from sapa.services.house import house
from sapa.services.intake import Received
from sapa.services.uploads import Picture
from sapa.sop.definition import Definition

ZONE = ZoneInfo("Asia/Jakarta")
#: A newspaper has a day and no hour.
DAYS_ONLY = {"surat_kabar"}


@dataclass(frozen=True)
class Sheet:
    """The fields of one form, with the moment and the identity that were read from them."""

    channel: str
    fields: Mapping[str, str]
    day: date | None
    said_at: datetime | None
    who: Mapping[str, str]

    def __call__(self, name: str) -> str:
        return self.fields.get(name, "")


#: How a channel's fields become a message; every other channel is a form of ours.
READERS: Mapping[str, Callable[[Sheet], Inbound]] = {
    "twitter": lambda of: twitter.from_paste(of("url"), of("handle"), of("text"), of.said_at),
    "telepon": lambda of: telephone.from_call(of("phone"), of("name"), of("text"), of.said_at),
    "sms": lambda of: sms.from_handset(of("phone"), of("text"), of.said_at),
    "whatsapp": lambda of: whatsapp.from_screen(of("phone"), of("text"), of.said_at),
    "email": lambda of: mail.from_mailbox(
        of("email"), of("subject"), of("text"), of.said_at, of("message_id")
    ),
    "surat_kabar": lambda of: newspaper.from_clipping(
        of("paper"), of.day, of("headline"), of("page"), of("text"), ZONE
    ),
}


def asked(way: ways.Way) -> tuple[str, ...]:
    """The identity fields that the SOP of this way asks for on its channel."""
    return sops.definition(way.version.id).missing_identity(way.slug, ()) if way.version else ()


def asks_later(way: ways.Way) -> bool:
    """True where a step of its SOP refuses to go on while the identity is incomplete."""
    sop = sops.definition(way.version.id) if way.version else None
    steps = [step for step in sop.steps.values() if step.process == ways.PROCESS] if sop else []
    return any("identity" in action.needs for step in steps for action in step.actions.values())


def receive_form(
    channel: str, fields: Mapping[str, str], picture: Picture | None, actor: Actor, now: datetime
) -> Received:
    """Take in one message of *channel*; its `missing` tells what is still to be asked of the citizen.

    An identity field may be missing where the SOP has a step that asks for it. Raises Invalid, Conflict.
    """
    way = _open_way(channel, local_day(now))
    assert way.version is not None  # such a way is not open
    sop, wrong = sops.definition(way.version.id), dict[str, Wrong]()
    sheet = _sheet(channel, fields, wrong)
    inbound = _read(sheet, wrong)
    if inbound is not None and inbound.said_at > now:
        wrong["day"] = Wrong("in_the_future", {"now": now})
    if not asks_later(way):
        known = {**sheet.who, "handle": inbound.handle if inbound else "?"}
        missing = sop.missing_identity(channel, {name for name, value in known.items() if value})
        wrong |= {name: Wrong("required") for name in missing if name not in wrong}
    if wrong or inbound is None:
        raise Invalid(wrong)
    message = replace(inbound, identity={**sheet.who, **inbound.identity})
    received = intake.receive(message, now, actor, (picture,) if picture else ())
    return replace(received, missing=_missing(sop, received))


def seal_picture(picture: Picture) -> str:
    """A checked picture that waits for the rest of its form, as a signed word that a browser may carry."""
    return str(_signer().dumps(asdict(picture)))


def kept_picture(word: str) -> Picture | None:
    """The picture behind such a word, if we wrote it and the bytes are still here."""
    try:
        picture = Picture(**_signer().loads(word))
    except (BadSignature, TypeError):
        return None
    return picture if house().storage.exists(picture.sha256) else None


def new_picture(name: str, data: bytes) -> Picture:
    """A picture just chosen. Raises Invalid (field "picture")."""
    return uploads.take_picture("picture", name, data)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(house().config.secret_key, salt="intake-picture")


def _open_way(channel: str, day: date) -> ways.Way:
    """The way by which a message of *channel* can be taken in now."""
    found = next((way for way in ways.offered(day) if way.slug == channel), None)
    if found is None:
        raise Conflict("channel_not_offered", channel=ways.label(channel))
    ways.version_for(channel, day)
    return found


def _missing(sop: Definition, received: Received) -> tuple[str, ...]:
    ticket = db.session.get_one(Ticket, received.ticket_id)
    return identity.missing(sop, ticket) if sop.missing_identity(ticket.channel, ()) else ()


def _sheet(channel: str, fields: Mapping[str, str], wrong: dict[str, Wrong]) -> Sheet:
    day = _day(fields.get("day", "").strip(), wrong)
    hour = time.min if channel in DAYS_ONLY else _hour(fields.get("hour", "").strip(), wrong)
    said_at = datetime.combine(day, hour, ZONE).astimezone(UTC) if day and hour is not None else None
    who, faults = complainants.read(fields)
    wrong |= faults
    return Sheet(channel, fields, day, said_at, who)


def _read(sheet: Sheet, wrong: dict[str, Wrong]) -> Inbound | None:
    """The message; None where a field cannot be read. "said_at" missing is told at the day or the hour."""
    try:
        return READERS.get(sheet.channel, _written)(sheet)
    except ChannelError as error:
        for name, code in error.faults.items():
            if name != "said_at":
                wrong.setdefault(name, Wrong(code, {"longest": LIMITS.get(name, SHORT)}))
        return None


def _written(sheet: Sheet) -> Inbound:
    return written.from_form(sheet.channel, sheet("text"), sheet.said_at, sheet.who, sheet("reference"))


def _day(text: str, wrong: dict[str, Wrong]) -> date | None:
    try:
        found = date.fromisoformat(text)
        if 2006 <= found.year <= 2200:  # the first tweet; beyond, dates cannot be reckoned in UTC
            return found
    except ValueError:
        pass
    wrong["day"] = Wrong("not_a_date" if text else "required")
    return None


def _hour(text: str, wrong: dict[str, Wrong]) -> time | None:
    try:
        return time.fromisoformat(text.replace(".", ":")).replace(tzinfo=None)
    except ValueError:
        wrong["hour"] = Wrong("not_a_time" if text else "required")
        return None
