"""X (Twitter) by hand: the address of a tweet, its handle, text and time, as an Operator pastes them."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from sapa.channels.inbound import ChannelError, Inbound
from sapa.channels.reading import LONGEST, legible

HOSTS = {"x.com", "www.x.com", "mobile.x.com", "twitter.com", "www.twitter.com", "mobile.twitter.com"}
STATUS = re.compile(r"/(?P<account>[A-Za-z0-9_]{1,15}|i/web)/status/(?P<id>\d{5,20})(?:/.*)?")
HANDLE = re.compile(r"@?(?P<name>[A-Za-z0-9_]{1,15})")


def from_paste(url: str, handle: str, text: str, said_at: datetime | None) -> Inbound:
    """One tweet from pasted fields. Raises ChannelError naming every field that cannot be read."""
    faults: dict[str, str] = {}
    tweet = _tweet(url)
    if tweet is None:
        faults["url"] = "not_a_tweet" if url.strip() else "required"
    name = HANDLE.fullmatch(handle.strip())
    if name is None:
        faults["handle"] = "not_a_handle" if handle.strip() else "required"
    said = legible(text)
    if not said:
        faults["text"] = "required"
    elif len(text) > LONGEST:
        faults["text"] = "too_long"
    if said_at is None:
        faults["said_at"] = "required"
    if faults or tweet is None or name is None or said_at is None:
        raise ChannelError(faults)
    return Inbound(
        channel="twitter",
        external_id=tweet,
        text=said,
        said_at=said_at,
        url=f"https://x.com/{name['name']}/status/{tweet}",
        handle=f"@{name['name']}",
        raw={"url": url.strip(), "handle": handle.strip(), "text": text, "said_at": said_at.isoformat()},
    )


def _tweet(url: str) -> str | None:
    """The tweet's number, which stays the same however the address is written."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return None
    match = STATUS.fullmatch(parts.path)
    return match["id"] if parts.scheme in ("http", "https") and parts.hostname in HOSTS and match else None
