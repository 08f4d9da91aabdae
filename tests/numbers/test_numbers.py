"""Telephone numbers, NIK and NIP as people type them."""

from __future__ import annotations

from datetime import date

import pytest

from sapa.numbers import holds_nik, nik_doubt, nip_doubt, normal_nik, normal_phone

TODAY = date(2026, 11, 10)


@pytest.mark.parametrize(("typed", "kept"), [
    ("08-111-23-2222", "+628111232222"),
    ("0811 123 2222", "+628111232222"),
    ("+62 811-123-2222", "+628111232222"),
    ("628111232222", "+628111232222"),
    ("6208111232222", "+628111232222"),
    ("8111232222", "+628111232222"),
    ("(021) 7773610", "+62217773610"),
    ("112", "112"),
    ("1708", "1708"),
    ("1500664", "1500664"),
    ("halo", None),
    ("08", None),
    ("0" * 30, None),
])  # fmt: skip
def test_a_number_is_kept_in_one_form(typed, kept) -> None:
    assert normal_phone(typed) == kept


def test_a_nik_has_sixteen_digits_and_nothing_else_counts() -> None:
    assert normal_nik("3276 0141 0790 0001") == "3276014107900001"
    assert normal_nik("327601410790000") is None
    assert normal_nik("32760141079000O1") is None


@pytest.mark.parametrize(("nik", "doubt"), [
    ("3276014107900001", None),  # a woman: day 41 is the first
    ("3578010107050001", None),  # another city, born 2005
    ("3276013113900001", "birth_date"),
    ("3276013002900001", "birth_date"),
    ("3276010101900000", "serial"),
])  # fmt: skip
def test_a_strange_nik_asks_for_a_second_look(nik, doubt) -> None:
    assert nik_doubt(nik, TODAY) == doubt


@pytest.mark.parametrize(("nip", "doubt"), [
    ("", None), ("19800101 200501 1 001", None),
    ("198001012005011", "length"), ("19801301 200501 1 001", "date"),
    ("198001012005130001", "date"), ("19800101200501100X", "length"),
])  # fmt: skip
def test_a_strange_nip_asks_for_a_second_look(nip, doubt) -> None:
    assert nip_doubt(nip) == doubt


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("NIK Anda 3276010101900001 sudah kami perbaiki.", True),
        ("Kode bayar 8877665544332211.", False),
        ("https://x.com/pemkotdepok/status/1900000000000000999", False),
        ("Telepon 0811-0000-0909", False),
    ],
)
def test_a_nik_in_a_text_is_found(text, holds) -> None:
    assert holds_nik(text, date(2026, 11, 10)) is holds
