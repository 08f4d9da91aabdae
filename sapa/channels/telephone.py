"""A call: what the caller said, as the Operator writes it down while listening."""

from __future__ import annotations

from datetime import datetime

from sapa.channels.inbound import Inbound
from sapa.channels.reading import Reading, alike, known


def from_call(number: str, name: str, text: str, called_at: datetime | None) -> Inbound:
    """One call. A caller may hide the number; then the name tells two callers apart. Raises ChannelError."""
    reading = Reading()
    phone = reading.phone(number, required=False)
    caller = reading.text("name", name, required=False)
    said = reading.said(text)
    moment = reading.moment(called_at)
    reading.check()
    return Inbound(
        channel="telepon",
        external_id="",
        text=said,
        said_at=moment,
        raw={"phone": number.strip(), "name": caller, "text": text, "said_at": moment.isoformat()},
        identity=known({"phone": phone, "name": caller}),
        alike=alike(moment, said, phone or caller),
    )
