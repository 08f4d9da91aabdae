"""A letter or a report in a newspaper, cut out and written down; nobody of the readers is the complainant."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sapa.channels.inbound import Inbound
from sapa.channels.reading import Reading


def from_clipping(
    paper: str, edition: date | None, headline: str, page: str, text: str, zone: ZoneInfo
) -> Inbound:
    """One clipping. It was said when the edition's day began in *zone*; paper, day and headline tell it.

    Raises ChannelError.
    """
    reading = Reading()
    name, heading = reading.text("paper", paper), reading.text("headline", headline)
    where, said = reading.text("page", page, required=False), reading.said(text)
    day = reading.day("day", edition)
    reading.check()
    source = ", ".join(filter(None, (name, f"{day:%d-%m-%Y}", where and f"hlm. {where}")))
    return Inbound(
        channel="surat_kabar",
        external_id="",
        text=f"{heading}\n\n{said}",
        said_at=datetime.combine(day, time.min, zone).astimezone(UTC),
        handle=source,
        raw={"paper": name, "day": day.isoformat(), "headline": heading, "page": where, "text": text},
        alike=(" ".join(name.split()).casefold(), day.isoformat(), " ".join(heading.split()).casefold()),
    )
