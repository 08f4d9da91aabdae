"""The words of the settings: what each one is called, what it does, and which figures await confirmation."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import roles
from sapa.services import calendars, sops, ways

#: Headings of the list and the keys under each.
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_l("City and numbers"), ("city_name", "city_place", "head_of_city", "ticket_prefix",
                              "emergency_text", "answer_limit")),
    (_l("Channels"), ("routes",)),
    (_l("Deadlines"), ("deadline_days", "deadline_calendar", "citizen_remind_days", "citizen_end_days")),
    (_l("Letters"), ("kop", "letter_signer_role", "letter_on_behalf", "letter_numbering",
                     "letter_number_pattern", "letter_code", "letter_unit", "letter_sifat", "letter_hal",
                     "letter_agenda", "letter_place", "letter_meeting", "letter_opening",
                     "letter_closing", "letter_tembusan")),
    (_l("Reports and paper"), ("report_scopes", "report_recipient", "paper")),
    (_l("Confidential processes"), ("named_people",)),
)  # fmt: skip

#: Figures and names that nobody has verified for this city yet ("perlu konfirmasi").
CONFIRM = frozenset({
    "deadline_days", "citizen_remind_days", "citizen_end_days", "kop", "head_of_city", "letter_signer_role",
    "letter_numbering", "letter_number_pattern", "letter_code", "letter_unit", "letter_place",
    "letter_meeting", "letter_tembusan", "letter_sifat", "paper", "routes",
})  # fmt: skip

#: Key -> (name, what it does).
_KEYS: dict[str, tuple[Any, Any]] = {
    "city_name": (_l("Name of the city"), _l("Printed on pages and papers.")),
    "city_place": (_l("Place of the letter"), _l("Stands before the date of a letter.")),
    "head_of_city": (_l("Head of the city"), _l("To whom reports are addressed.")),
    "ticket_prefix": (_l("Beginning of ticket numbers"), _l("Numbers that are given stay as they are.")),
    "emergency_text": (
        _l("What a citizen is told in an emergency"),
        _l("The first text, which may be changed."),
    ),
    "answer_limit": (_l("Longest answer"), _l("Characters of one answer on X.")),
    "named_people": (
        _l("People of confidential steps"),
        _l("One lane a line with its accounts: sms-wa/pemeriksa: login1 login2. Only they see its cases."),
    ),
    "routes": (
        _l("Channels and their SOP"),
        _l("By which SOP complaints of a channel are handled. Cases that run stay with their SOP."),
    ),
    "deadline_days": (
        _l("Deadlines by klasifikasi"),
        _l("Working days from the moment of the complaint. Deadlines that are promised already stay."),
    ),
    "deadline_calendar": (_l("Calendar of the deadlines"), _l("By whose working days the days are counted.")),
    "citizen_remind_days": (
        _l("Reminder to the citizen"),
        _l("Calendar days after a question without an answer."),
    ),
    "citizen_end_days": (
        _l("End without a reply"),
        _l("Calendar days until a case without the citizen's answer ends."),
    ),
    "kop": (_l("Letterhead"), _l("Lines, address and contact at the head of letters and reports.")),
    "letter_signer_role": (
        _l("Signer of invitations"),
        _l("The office whose holder signs the surat undangan."),
    ),
    "letter_on_behalf": (
        _l("On behalf of (a.n.)"),
        _l("Only where the signer signs by delegation; otherwise empty."),
    ),
    "letter_numbering": (
        _l("Numbering of letters"),
        _l("Typed from the agenda or SRIKANDI, or our own counter."),
    ),
    "letter_number_pattern": (
        _l("Pattern of letter numbers"),
        _l("Used by our own counter: {code}, {number}, {unit}."),
    ),
    "letter_code": (_l("Classification code"), _l("The archive's code for invitations.")),
    "letter_unit": (_l("Unit in the number"), _l("Last part of a letter's number.")),
    "letter_sifat": (_l("Sifat"), _l("Printed in the head of the letter.")),
    "letter_hal": (_l("Hal"), _l("Subject of the invitation.")),
    "letter_agenda": (_l("Usual agenda of the meeting"), _l("Proposed in a new draft.")),
    "letter_place": (_l("Usual place of the meeting"), _l("Proposed in a new draft.")),
    "letter_meeting": (_l("Proposed date of the meeting"), _l("So many working days later, at that time.")),
    "letter_opening": (
        _l("Usual opening of the letter"),
        _l("{jumlah} becomes the number of cases in figures and words."),
    ),
    "letter_closing": (_l("Usual closing of the letter"), _l("The last paragraph before the signature.")),
    "letter_tembusan": (_l("Tembusan"), _l("Who receives a copy.")),
    "report_scopes": (_l("Scopes of the reports"), _l("Which SOPs one report covers.")),
    "report_recipient": (
        _l("Recipient of the monthly report"),
        _l("E-mail address to which the signed report goes as well; empty: sending is recorded only."),
    ),
    "paper": (_l("Paper"), _l("Size of letters and reports.")),
}
#: Name of a part of a value, where it is not the whole.
_PARTS: dict[str, Any] = {
    "pengaduan": _l("Complaint"),
    "berkadar_pengawasan": _l("Complaint with a supervisory matter"),
    "permintaan_informasi": _l("Request for information"),
    "aspirasi": _l("Suggestion"),
    "lines": _l("Lines"),
    "address": _l("Address"),
    "contact": _l("Contact line"),
    "size": _l("Size"),
    "days": _l("Working days"),
    "at": _l("Time"),
    "label": _l("Name"),
    "sops": _l("SOPs"),
}
_CHOICES: dict[tuple[str, str], Any] = {
    ("letter_numbering", "typed"): _l("typed from the agenda or SRIKANDI"),
    ("letter_numbering", "counter"): _l("our own counter, without gaps"),
}
_KINDS: dict[str, Any] = {
    "lines": _l("One entry per line."),
    "named": _l("One entry per line."),
    "scopes": _l("One scope per line: code | name | SOP, SOP"),
}


def label(key: str) -> str:
    """What a setting is called."""
    return str(_KEYS[key][0]) if key in _KEYS else key


def hint(key: str) -> str:
    """What a setting does."""
    return str(_KEYS[key][1]) if key in _KEYS else ""


def known(key: str) -> bool:
    """Whether a setting has words of its own."""
    return key in _KEYS


def part(key: str, field: str) -> str:
    """The label of a form's field: `value` is the setting itself, `value-days` a part of it."""
    if key == "routes" and field != "value":
        return ways.label(field.removeprefix("value-"))
    name = field.rpartition("-")[2]
    return label(key) if field == "value" else str(_PARTS.get(name, name))


def choice(key: str, value: str) -> str:
    """A chosen value in words."""
    if (key, value) in _CHOICES:
        return str(_CHOICES[key, value])
    if key == "routes":
        titles = {each.code: each.title for each in sops.versions()}
        return f"{value}: {titles[value]}" if value in titles else value or _("not offered")
    if key == "deadline_calendar" and value in calendars.everything():
        return calendars.everything()[value].name
    return roles.BY_SLUG[value].name if key.endswith("_role") and value in roles.BY_SLUG else value


def kind_hint(kind: str) -> str:
    """How to type a value of that shape."""
    return str(_KINDS.get(kind, ""))
