"""Work by due time: late, half an hour, today, tomorrow, later; and where each row leads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services import ways
from sapa.services.desk.worklists import Work
from sapa.views.frame import words
from sapa.views.frame.words import ZONE

SOON = timedelta(minutes=30)
TITLES = {
    "late": _l("Late"),
    "soon": _l("Less than 30 minutes"),
    "today": _l("Today"),
    "tomorrow": _l("Tomorrow"),
    "later": _l("Later"),
    "open": _l("Without a limit in the SOP"),
    "paused": _l("Paused, the clock stands"),
}
STATES = {"late": "is-late", "soon": "is-warn", "paused": "is-paused"}


@dataclass
class Group:
    """Rows that are due at about the same time."""

    name: str
    rows: list[Work] = field(default_factory=list)

    @property
    def title(self) -> str:
        return str(TITLES[self.name])

    @property
    def state(self) -> str:
        return STATES.get(self.name, "")


def groups(rows: Iterable[Work], now: datetime) -> list[Group]:
    """The rows in groups, in the order of the clock; what is paused stands last."""
    found: dict[str, Group] = {name: Group(name) for name in TITLES}
    for row in rows:
        found[_name(row, now)].rows.append(row)
    return [group for group in found.values() if group.rows]


def _name(row: Work, now: datetime) -> str:
    if row.paused_at is not None:
        return "paused"
    if row.due_at is None:
        return "open"
    if row.due_at <= now:
        return "late"
    if row.due_at - now < SOON:
        return "soon"
    days = (row.due_at.astimezone(ZONE).date() - now.astimezone(ZONE).date()).days
    return {0: "today", 1: "tomorrow"}.get(days, "later")


def link(row: Work) -> str:
    """The page of a row: its case, its letter, its report, or the desk itself for a working day."""
    if row.letter_id is not None:
        return f"{request.script_root}/letters/{row.letter_id}"
    if row.number is not None:
        return case_url(row.number)
    if row.report_id is not None:
        return f"{request.script_root}/reports/{row.report_id}"
    return ""


def case_url(number: str) -> str:
    """The page of a case; written out, because a list asks for a hundred of them."""
    return f"{request.script_root}/tickets/{quote(number)}"


def title(row: Work) -> str:
    """What a row is about."""
    if row.title is not None:
        return row.title
    if row.report_from is not None:
        day = row.report_from
        if row.report_kind == "monthly":
            return _("Monthly report %(month)s %(year)s", month=words.MONTHS[day.month - 1], year=day.year)
        return _("Daily report %(day)s", day=words.formal_day(day))
    return row.step.activity


def icon(row: Work) -> str:
    if row.letter_id is not None:
        return "mail"
    return channel_icon(row.channel) if row.number else "doc"


def channel_icon(channel: str | None) -> str:
    """The icon of a channel, a plain folder for one that has none."""
    known = {
        "twitter": "x", "telepon": "phone", "sms": "sms", "whatsapp": "wa", "email": "mail", "website": "web",
        "surat_kabar": "news", "aplikasi": "mobile", "tatap_muka": "people",
    }  # fmt: skip
    return known.get(channel or "", "folder")


def channel_word(channel: str | None) -> str:
    """What the city calls a channel."""
    return ways.label(channel) if channel else ""


def sop_word(code: str) -> str:
    """An SOP in a dense row: "Depok Telepon", "SMS WA"."""
    return " ".join(part.upper() if len(part) <= 3 else part.capitalize() for part in code.split("-"))


def sop_of(row: Any, rows: Iterable[Any]) -> str:
    """The SOP of a row, where the rows beside it are not all of the same one; "" otherwise."""
    return sop_word(row.sop) if row.sop and len({each.sop for each in rows}) > 1 else ""
