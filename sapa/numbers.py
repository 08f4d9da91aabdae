"""Telephone numbers and NIK as people type them, in the one form that is kept."""

from __future__ import annotations

import re
from datetime import date

import phonenumbers

#: 112, 1708, 1500664: a service, not a person; it stays as it is.
_SHORT_CODE = re.compile(r"\d{3,7}")
_NIK = re.compile(r"\d{16}")
_WOMAN = 40


def normal_phone(text: str) -> str | None:
    """`0811-123-2222`, `62811...`, `(021) 7773610` as E.164; short codes as they are; None for nonsense."""
    compact = re.sub(r"[\s().\-/]", "", text)
    if _SHORT_CODE.fullmatch(compact) and not compact.startswith("0"):
        return compact
    if compact.startswith(("62", "+620")):
        compact = "+" + compact.lstrip("+")
    if compact.startswith("+620"):
        compact = "+62" + compact[4:]
    if re.match(r"8\d", compact):
        compact = "0" + compact
    try:
        number = phonenumbers.parse(compact, "ID")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def normal_nik(text: str) -> str | None:
    """The sixteen digits of a NIK, None where there are not sixteen."""
    compact = re.sub(r"[\s.\-]", "", text)
    return compact if compact.isascii() and _NIK.fullmatch(compact) else None


def holds_nik(text: str, today: date) -> bool:
    """True where sixteen digits in a row can be a NIK; bills and accounts seldom hold a birthday."""
    found = re.findall(r"(?<![\d])\d{16}(?![\d])", text, re.ASCII)
    return any(nik_doubt(each, today) != "birth_date" for each in found)


def nik_doubt(nik: str, today: date) -> str | None:
    """Why a NIK of sixteen digits looks wrong: "birth_date" or "serial"; None where it looks right.

    A reason to look again, never to refuse: the format proves nothing, and the area code is the place of
    the *first* registration, so a NIK of another city is as good as one of ours.
    """
    day, month, year = int(nik[6:8]), int(nik[8:10]), int(nik[10:12])
    day -= _WOMAN if day > _WOMAN else 0
    if not any(_is_born(century + year, month, day, today) for century in (1900, 2000)):
        return "birth_date"
    return "serial" if nik.endswith("0000") else None


def _is_born(year: int, month: int, day: int, today: date) -> bool:
    try:
        return date(year, month, day) <= today
    except ValueError:
        return False


def nip_doubt(nip: str) -> str | None:
    """Why a NIP looks wrong: "length" (not 18 digits) or "date"; None where it looks right or is empty."""
    digits = re.sub(r"\s", "", nip)
    if not digits:
        return None
    if not digits.isascii() or not digits.isdigit() or len(digits) != 18:
        return "length"
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return "date"
    return None if 1 <= int(digits[12:14]) <= 12 else "date"
