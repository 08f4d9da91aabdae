"""The complainant's contact: what an Operator writes down is sealed at once and shown masked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sapa.crypto import mask_nik, mask_phone
from sapa.db import transaction
from sapa.models import Complainant
from sapa.numbers import nik_doubt, normal_nik, normal_phone
from sapa.services import adminlog
from sapa.services.actors import Actor
from sapa.services.calendars import local_day
from sapa.services.errors import Wrong
from sapa.services.house import house
from sapa.services.typed import Typed

#: Field -> longest text. Each is kept in the column <field>_sealed, under the context complainant.<field>.
SEALED = {"name": 160, "phone": 40, "nik": 24, "address": 400, "email": 200}
#: Where an exact look-up is wanted there is an index and a mask.
_MASKS = {"phone": mask_phone, "nik": mask_nik}


def edit_contact(complainant_id: int, data: Mapping[str, Any], actor: Actor, now: datetime) -> str | None:
    """Write what was typed; an empty field stays as it was, `clear` lists the fields to be emptied.

    Nobody has to open a sealed field in order to correct another one. Returns why the NIK deserves a second
    look ("birth_date", "serial") or None. Raises NotFound, Invalid.
    """
    with transaction():
        row = adminlog.locked(Complainant, complainant_id)
        typed = Typed(data)
        found = {name: _typed(typed, name) for name in SEALED}
        cleared = set(data.get("clear") or ())
        if cleared - SEALED.keys():
            typed.fault("clear", "unknown_choice")
        typed.check()
        values: dict[str, Any] = {}
        for name, value in found.items():
            if value or name in cleared:
                values |= sealed(name, value)
        adminlog.update(row, values, "complainant", actor, now, quiet=tuple(values))
    return nik_doubt(found["nik"], local_day(now)) if found["nik"] else None


def read(fields: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, Wrong]]:
    """What a form says of an identity, in the form that is kept and without blanks; and its faults."""
    typed = Typed(fields)
    found = {name: _typed(typed, name) for name in SEALED}
    return {name: value for name, value in found.items() if value}, typed.wrong


def _typed(typed: Typed, name: str) -> str:
    if name == "email":
        return typed.email(name)
    raw = typed.text(name, SEALED[name], required=False)
    if not raw or name not in _MASKS:
        return raw
    found = normal_phone(raw) if name == "phone" else normal_nik(raw)
    if found is None:
        typed.fault(name, "not_a_phone" if name == "phone" else "not_a_nik")
    return found or ""


def sealed(name: str, value: str) -> dict[str, Any]:
    """The columns of one field: sealed text, and index and mask where there are such."""
    vault, context = house().vault, f"complainant.{name}"
    columns: dict[str, Any] = {f"{name}_sealed": vault.encrypt(value, context) if value else None}
    if name in _MASKS:
        columns[f"{name}_index"] = vault.index(value, context) if value else None
        columns[f"{name}_mask"] = _MASKS[name](value) if value else ""
    return columns
