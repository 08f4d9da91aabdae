"""A tweet typed by hand: the fields of the form to one intake, every wrong field named at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from itsdangerous import BadSignature, URLSafeSerializer

from sapa.channels.inbound import ChannelError
from sapa.channels.twitter import LONGEST, from_paste
from sapa.services import intake, uploads
from sapa.services.actors import Actor
from sapa.services.errors import Invalid, Wrong
from sapa.services.house import house
from sapa.services.intake import Received
from sapa.services.uploads import Picture

ZONE = ZoneInfo("Asia/Jakarta")


def receive_paste(
    fields: Mapping[str, str], picture: Picture | None, actor: Actor, now: datetime
) -> Received:
    """Take in one tweet from url, handle, text, day and hour (WIB). Raises Invalid."""
    wrong: dict[str, Wrong] = {}
    said_at = _moment(fields, wrong)
    try:
        inbound = from_paste(fields.get("url", ""), fields.get("handle", ""), fields.get("text", ""), said_at)
    except ChannelError as error:
        raise Invalid({**_faults(error), **wrong}) from None
    if said_at is not None and said_at > now:
        raise Invalid({"day": Wrong("in_the_future", {"now": now})})
    return intake.receive(inbound, now, actor, (picture,) if picture else ())


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


def _faults(error: ChannelError) -> dict[str, Wrong]:
    # "said_at" missing is told at the field that is empty or wrong, not a second time.
    return {
        name: Wrong(code, {"longest": LONGEST}) for name, code in error.faults.items() if name != "said_at"
    }


def _moment(fields: Mapping[str, str], wrong: dict[str, Wrong]) -> datetime | None:
    day, hour = _day(fields.get("day", "").strip(), wrong), _hour(fields.get("hour", "").strip(), wrong)
    if day is None or hour is None:
        return None
    return datetime.combine(day, hour, ZONE).astimezone(UTC)


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
