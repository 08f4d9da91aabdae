"""The words of a letter: what a draft begins with, and what the Pelaksana Harian may change in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sapa.models import Letter, Opd
from sapa.services import calendars, settings
from sapa.services.errors import Wrong
from sapa.services.letters import meetings
from sapa.services.letters.numbers import LONGEST
from sapa.services.typed import Typed

#: Stands in the opening for the number of cases, which is known only when the paper is drawn.
COUNT = "{jumlah}"
#: Sifat surat of the tata naskah dinas.
SIFAT = ("Biasa", "Segera", "Sangat Segera", "Rahasia", "Sangat Rahasia")
MOST_COPIES = 8
#: One line, or several; field -> longest text in characters.
LINES = {"hal": 200, "recipient": 240, "place": 240, "agenda": 240}
TEXTS = {"opening": 2000, "closing": 2000}


@dataclass(frozen=True)
class Words:
    """What a form said, cleaned; only what was on the form. `number` is None where none was typed."""

    values: dict[str, Any]
    number: str | None
    case_ids: frozenset[int] | None


def first(opd: Opd, now: datetime) -> dict[str, Any]:
    """The columns of a new draft to *opd*, from the settings in force."""
    values = settings.everything(calendars.local_day(now))
    return {
        "sifat": values["letter_sifat"],
        "hal": values["letter_hal"],
        "recipient": f"Kepala {opd.name}",
        "meet_at": meetings.proposed(now),
        "place": values["letter_place"],
        "agenda": values["letter_agenda"],
        "opening": values["letter_opening"],
        "closing": values["letter_closing"],
        "tembusan": list(values["letter_tembusan"]),
    }


def read(letter: Letter, fields: Mapping[str, Any], now: datetime) -> Words:
    """Clean the fields of the form. A field that is not there stays as it is; Invalid names every fault at
    once.
    """
    form = Typed(fields)
    values: dict[str, Any] = {
        name: form.text(name, longest) for name, longest in {**LINES, **TEXTS}.items() if name in fields
    }
    if "sifat" in fields:
        values["sifat"] = form.choice("sifat", SIFAT)
    if "tembusan" in fields:
        values["tembusan"] = _copies(form)
    values["meet_at"] = _meeting(form, letter, now)
    number = form.text("number", LONGEST, required=False) or None
    case_ids = _cases(form) if "case_ids" in fields else None
    if fields.get("version") and str(fields["version"]) != str(letter.version):
        form.fault("case_ids", "letter_changed")
    form.check()
    return Words(values, number, case_ids)


def _copies(form: Typed) -> list[str]:
    raw = form.data["tembusan"]
    lines = (
        str(raw or "").splitlines() if isinstance(raw, str) or raw is None else [str(each) for each in raw]
    )
    found = [" ".join(line.split()).rstrip(";.,") for line in lines]
    found = [line for line in found if line]
    if len(found) > MOST_COPIES:
        form.fault("tembusan", "too_many_lines", most=MOST_COPIES)
    if any(len(line) > 160 for line in found):
        form.fault("tembusan", "too_long", longest=160, length=max(map(len, found)))
    return found


def _meeting(form: Typed, letter: Letter, now: datetime) -> datetime | None:
    """The moment of the meeting: `meet_at`, or `meet_date` and `meet_time` as typed, or as it stands."""
    meet_at = form.data.get("meet_at") or letter.meet_at
    if "meet_date" in form.data:
        day, hour = form.day("meet_date", required=True), form.hour("meet_time", required=True)
        if day is None or hour is None:
            return None
        meet_at = meetings.moment(day, hour)
    wrong = meetings.fault(meet_at, now) if meet_at is not None else Wrong("required")
    if wrong is not None:
        form.fault("meet_time" if wrong.code == "meeting_hours" else "meet_date", wrong.code, **wrong.params)
    return meet_at


def _cases(form: Typed) -> frozenset[int]:
    raw = [str(each) for each in form.data["case_ids"] or ()]
    if any(not each.isascii() or not each.isdigit() or len(each) > 18 for each in raw):
        form.fault("case_ids", "unknown_choice")
        return frozenset()
    if not raw:
        form.fault("case_ids", "letter_without_case")
    return frozenset(int(each) for each in raw)
