"""Personal data at rest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sapa.crypto import CryptoError, Vault, mask_nik, mask_phone

OLD, NEW = ("k1", b"1" * 32), ("k2", b"2" * 32)
INDEX = b"i" * 32
NIK = "3276010101900001"


@given(st.text(), st.text())
def test_what_is_sealed_opens_again(text: str, context: str) -> None:
    vault = Vault([OLD], INDEX)
    assert vault.decrypt(vault.encrypt(text, context), context) == text


def test_the_same_text_never_looks_the_same_twice() -> None:
    vault = Vault([OLD], INDEX)
    assert vault.encrypt(NIK, "nik") != vault.encrypt(NIK, "nik")
    assert NIK not in vault.encrypt(NIK, "nik")


def test_a_rotated_vault_opens_the_old_and_seals_with_the_new() -> None:
    old, rotated = Vault([OLD], INDEX), Vault([NEW, OLD], INDEX)
    token = old.encrypt(NIK, "nik")
    assert rotated.decrypt(token, "nik") == NIK
    assert not rotated.is_current(token)
    assert rotated.encrypt(NIK, "nik").startswith("k2:")


def test_a_key_that_is_gone_is_named() -> None:
    with pytest.raises(CryptoError, match="k1"):
        Vault([NEW], INDEX).decrypt(Vault([OLD], INDEX).encrypt(NIK, "nik"), "nik")


def test_a_text_does_not_open_in_another_column() -> None:
    vault = Vault([OLD], INDEX)
    with pytest.raises(CryptoError):
        vault.decrypt(vault.encrypt(NIK, "nik"), "phone")


@pytest.mark.parametrize("token", ["k1:", "k1:####", "k1:AAAA", ""])
def test_a_damaged_text_does_not_open(token: str) -> None:
    with pytest.raises(CryptoError):
        Vault([OLD], INDEX).decrypt(token, "nik")


def test_the_index_finds_the_same_value_after_a_rotation() -> None:
    assert Vault([OLD], INDEX).index(NIK, "nik") == Vault([NEW, OLD], INDEX).index(NIK, "nik")


def test_the_index_depends_on_key_and_column() -> None:
    vault = Vault([OLD], INDEX)
    others = {vault.index(NIK, "phone"), Vault([OLD], b"j" * 32).index(NIK, "nik")}
    assert vault.index(NIK, "nik") not in others


@pytest.mark.parametrize(("nik", "shown"), [(NIK, "3276********0001"), ("12345678", "********"), ("", "")])
def test_a_nik_keeps_area_and_serial_number(nik: str, shown: str) -> None:
    assert mask_nik(nik) == shown


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("+6281112345622", "+62 811-***-**22"),
        ("081112345622", "+62 811-***-**22"),
        ("+62 811-1234-5622", "+62 811-***-**22"),
        ("112", "112"),
    ],
)
def test_a_phone_keeps_its_first_and_last_digits(phone: str, shown: str) -> None:
    assert mask_phone(phone) == shown
