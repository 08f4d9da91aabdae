"""What somebody writes into a form of ours or says at the counter: website, mobile app, face to face."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from sapa.channels.inbound import Inbound
from sapa.channels.reading import Reading, alike


def from_form(
    channel: str, text: str, said_at: datetime | None, who: Mapping[str, str], reference: str = ""
) -> Inbound:
    """One complaint. *reference*: the number that the form or the letter bears; else the sender, the minute
    and the words tell it. *who* is the identity as it is kept. Raises ChannelError."""
    reading = Reading()
    said, moment = reading.said(text), reading.moment(said_at)
    own = reading.text("reference", reference, required=False)
    reading.check()
    return Inbound(
        channel=channel,
        external_id=own,
        text=said,
        said_at=moment,
        raw={**who, "text": text, "said_at": moment.isoformat(), "reference": own},
        identity=dict(who),
        alike=() if own else alike(moment, said, *(value for _, value in sorted(who.items()))),
    )
