"""The words of the administrators' log: kinds of change, what they were about, and their particulars."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa import roles
from sapa.views.admin import sop_words
from sapa.views.admin.calendars import KINDS
from sapa.views.admin.officials import STANDINGS
from sapa.views.admin.setting_words import label, part
from sapa.views.frame.words import DAYS, day

_THINGS: dict[str, Any] = {
    "opd": _l("Agency"),
    "category": _l("Category"),
    "channel": _l("Channel"),
    "answer": _l("Standard answer"),
    "contact": _l("Contact"),
    "substitute": _l("Substitute"),
    "official": _l("Official"),
    "holiday": _l("Holiday"),
    "hours": _l("Opening hours"),
    "calendar": _l("Calendar"),
    "complainant": _l("Complainant"),
    "account": _l("Account"),
    "user": _l("Account"),
    "sop": _l("SOP version"),
    "setting": _l("Setting"),
    "task": _l("Step of a case"),
    "message": _l("Message"),
    "job": _l("Job"),
    "key": _l("Signing key"),
}
_ENDINGS: dict[str, Any] = {
    "added": _l("%(thing)s: added"),
    "changed": _l("%(thing)s: changed"),
    "removed": _l("%(thing)s: removed"),
    "issued": _l("%(thing)s: issued"),
    "revoked": _l("%(thing)s: revoked"),
    "locked": _l("%(thing)s: locked after wrong passphrases"),
    "copied": _l("%(thing)s: copied to a draft"),
    "imported": _l("%(thing)s: read from a file"),
    "approved": _l("%(thing)s: approved"),
    "retried": _l("%(thing)s: tried again"),
    "withdrawn": _l("%(thing)s: coming value taken back"),
}
_KINDS: dict[str, Any] = {
    "monitoring_reopened": _l("Monitoring form: reopened"),
    "sop_withdrawn": _l("SOP version: withdrawn"),
    "password_changed": _l("Own password changed"),
    "password_reset": _l("Password for one use given"),
    "sessions_ended": _l("Account signed out everywhere"),
    "sign_in_locked": _l("Account locked after wrong passwords"),
}
_FIELDS: dict[str, Any] = {
    "name": _l("Name"), "short_name": _l("Short name"), "code": _l("Code"), "slug": _l("Code"),
    "compromised": _l("Compromised"),
    "email": _l("E-mail"), "valid_from": _l("Valid from"), "valid_to": _l("Valid to"),
    "successor_id": _l("Successor"), "opd_id": _l("Agency"), "active": _l("In use"), "label": _l("Name"),
    "account": _l("Account or number"), "title": _l("Heading"), "category_id": _l("Category"),
    "text": _l("Text"), "version": _l("Version"), "uses": _l("Times used"), "jabatan": _l("Jabatan"),
    "phone_sealed": _l("Telephone"), "user_id": _l("Account"), "kind": _l("Kind"), "role": _l("Office"),
    "standing": _l("Standing"), "pangkat": _l("Pangkat"), "nip": _l("NIP"), "day": _l("Day"),
    "estimated": _l("Estimate"), "opens": _l("Opens"), "closes": _l("Closes"), "break_from": _l("Break from"),
    "break_to": _l("Break to"), "weekday": _l("Weekday"), "calendar_id": _l("Calendar"),
    "tz": _l("Time zone"),
    "always_open": _l("Never closes"), "roles": _l("Roles"), "units": _l("Agencies"),
    "nomor": _l("SOP number"), "approved_on": _l("Day of approval"), "effective_from": _l("In force from"),
    "withdrawn_on": _l("Withdrawn from"), "digest": _l("Digest"), "places": _l("Changed"),
    "count": _l("Number of changes"),
    "username": _l("Account name"), "old": _l("Until now"), "new": _l("After this"),
    "also": _l("Also changed"),
    "name_sealed": _l("Name"), "nik_sealed": _l("NIK"), "address_sealed": _l("Address"),
    "email_sealed": _l("E-mail"),
}  # fmt: skip
#: Values that are codes, by field.
_VALUES: dict[str, Mapping[str, Any]] = {
    "kind": KINDS,
    "standing": dict(STANDINGS),
    "role": {role.slug: role.name for role in roles.ROLES},
    "weekday": dict(zip("0123456", DAYS, strict=True)),
}
_DAYS = ("day", "valid_from", "valid_to", "approved_on", "effective_from", "withdrawn_on")
_HIDDEN = ("phone_index", "phone_mask", "nik_index", "nik_mask")


def kind(code: str) -> str:
    """What was done: "Hari libur: ditambah"."""
    if code in _KINDS:
        return str(_KINDS[code])
    thing, _cut, ending = code.rpartition("_")
    if thing in _THINGS and ending in _ENDINGS:
        return str(_ENDINGS[ending]) % {"thing": _THINGS[thing]}
    return code


def subject(text: str) -> str:
    """What it was about: "Akun 12", "Setelan Nama kota"."""
    thing, _cut, rest = text.partition(" ")
    if thing == "setting":
        rest = label(rest)
    return f"{_THINGS[thing]} {rest}" if thing in _THINGS else text


def details(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(field, value or "old → new") of one entry; empty values say nothing."""
    pairs = [
        (str(_FIELDS.get(name, name)), _told(name, value))
        for name, value in data.items()
        if name not in _HIDDEN
    ]
    return [(label, value) for label, value in pairs if value]


def _told(name: str, value: Any) -> str:
    if name == "also":
        return ", ".join(sorted({str(_FIELDS.get(each, each)) for each in value if each not in _HIDDEN}))
    if name == "places":
        return "; ".join(sop_words.place(each) for each in value)
    if isinstance(value, list) and len(value) == 2 and name not in ("roles", "units", "old", "new"):
        return f"{_coded(name, value[0]) or '–'} → {_coded(name, value[1]) or '–'}"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return f"{_one(value[0]) or '–'} → {_one(value[1]) or '–'}"
    return _coded(name, value)


def _coded(name: str, value: Any) -> str:
    if name in _DAYS and value:
        return day(date.fromisoformat(str(value)))
    known = _VALUES.get(name, {})
    return str(known[str(value)]) if str(value) in known else _one(value)


def _one(value: Any) -> str:
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    if isinstance(value, dict):
        return "; ".join(f"{part('', name)}: {_one(each)}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(_one(each) for each in value)
    return "" if value is None else str(value)
