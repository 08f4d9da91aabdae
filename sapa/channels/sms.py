"""SMS: read off a handset by hand, or rows of the gateway's inbox (Gammu SMSD)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sapa.channels.inbound import ChannelError, Inbound
from sapa.channels.reading import Reading, alike, known, legible
from sapa.numbers import normal_phone

Row = Mapping[str, Any]
#: Headers of a long message: 8-bit reference (05 00 03 rr nn ii) and 16-bit reference (06 08 04 rrrr nn ii).
_HEADERS = {"050003": 1, "060804": 2}


def from_handset(number: str, text: str, sent_at: datetime | None, *, channel: str = "sms") -> Inbound:
    """One message as the screen of a telephone shows it. Raises ChannelError."""
    reading = Reading()
    phone, said, moment = reading.phone(number), reading.said(text), reading.moment(sent_at)
    reading.check()
    return Inbound(
        channel=channel,
        external_id="",
        text=said,
        said_at=moment,
        raw={"phone": number.strip(), "text": text, "said_at": moment.isoformat()},
        identity={"phone": phone},
        alike=alike(moment, said, phone),
    )


def from_gammu(rows: Iterable[Row], zone: ZoneInfo) -> tuple[Inbound, ...]:
    """The messages in unprocessed rows of the table `inbox`, whose times are local to *zone*.

    The parts of a long message are joined; one whose parts have not all come yet is left for the next time.
    Raises ChannelError for rows of another shape.
    """
    try:
        bundles = _bundles(rows)
        return tuple(_joined(parts, zone) for parts in bundles.values() if _is_whole(parts))
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise ChannelError({"rows": "not_an_inbox"}) from error


def _bundles(rows: Iterable[Row]) -> dict[tuple[str, ...], list[Row]]:
    """The rows of each message, in the order of its parts."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in sorted(rows, key=lambda each: (_part(each), int(each["ID"]))):
        header = _header(row)
        whose = (row["SenderNumber"], header[0]) if header else (str(row["ID"]),)
        found.setdefault(whose, []).append(row)
    return dict(sorted(found.items(), key=lambda each: int(each[1][0]["ID"])))


def _header(row: Row) -> tuple[str, int, int] | None:
    """Reference, number of parts and part of a long message; None for a short one."""
    udh = str(row.get("UDH") or "").upper()
    width = _HEADERS.get(udh[:6])
    if width is None:
        return None
    end = 6 + 2 * width
    return udh[:end], int(udh[end : end + 2], 16), int(udh[end + 2 : end + 4], 16)


def _part(row: Row) -> int:
    header = _header(row)
    return header[2] if header else 0


def _is_whole(parts: Sequence[Row]) -> bool:
    header = _header(parts[0])
    return header is None or len({_part(row) for row in parts}) == header[1]


def _joined(parts: Sequence[Row], zone: ZoneInfo) -> Inbound:
    sender = legible(str(parts[0]["SenderNumber"]))
    text = legible("".join(str(row["TextDecoded"]) for row in parts))
    moment = min(_moment(row, zone) for row in parts)
    # A sender may be a word and no number: then it is an account that anybody may read.
    phone = normal_phone(sender)
    return Inbound(
        channel="sms",
        external_id="",
        text=text,
        said_at=moment,
        handle="" if phone else sender,
        raw={"rows": [{name: str(value) for name, value in row.items()} for row in parts]},
        identity=known({"phone": phone or ""}),
        alike=alike(moment, text, phone or sender),
    )


def _moment(row: Row, zone: ZoneInfo) -> datetime:
    given = row["ReceivingDateTime"]
    found = given if isinstance(given, datetime) else datetime.fromisoformat(str(given))
    return found if found.tzinfo else found.replace(tzinfo=zone)
