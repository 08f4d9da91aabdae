"""Personal data at rest: AES-GCM with key ids, a keyed index for exact look-up, and masks for the screen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class CryptoError(Exception):
    """A text cannot be opened: unknown key, wrong place, or changed."""


class Vault:
    """Seals and opens short texts such as a NIK; the first key seals, all of them open (rotation).

    `context` names the column (`complainant.nik`): a text moved to another column does not open.
    """

    def __init__(self, keys: Sequence[tuple[str, bytes]], index_key: bytes) -> None:
        self._current = keys[0][0]
        self._keys = {name: AESGCM(key) for name, key in keys}
        self._index_key = index_key

    def encrypt(self, text: str, context: str) -> str:
        """`k1:` and base64 of nonce and ciphertext; the same text never looks the same twice."""
        nonce = os.urandom(_NONCE)
        sealed = self._keys[self._current].encrypt(nonce, text.encode(), context.encode())
        return f"{self._current}:{base64.b64encode(nonce + sealed).decode()}"

    def decrypt(self, token: str, context: str) -> str:
        """Raises CryptoError."""
        name, _, body = token.partition(":")
        try:
            raw = base64.b64decode(body, validate=True)
            return self._keys[name].decrypt(raw[:_NONCE], raw[_NONCE:], context.encode()).decode()
        except KeyError:
            raise CryptoError(f"unknown key {name!r}") from None
        except (InvalidTag, ValueError):
            raise CryptoError(f"cannot open a text of {context}") from None

    def is_current(self, token: str) -> bool:
        """False where the text was sealed with an older key and should be sealed again."""
        return token.startswith(f"{self._current}:")

    def index(self, value: str, context: str) -> str:
        """64 hex digits, the same for the same value: finds a row by phone or NIK without opening any.

        Hand in the normalised value. It depends on the index key only, so it outlives a rotation.
        """
        return hmac.new(self._index_key, f"{context}\0{value}".encode(), hashlib.sha256).hexdigest()


def mask_nik(nik: str) -> str:
    """`3276********0001`: area code and serial number stay, the birth date goes (UU 27/2022)."""
    return nik[:4] + "*" * max(0, len(nik) - 8) + nik[-4:] if len(nik) > 8 else "*" * len(nik)


def mask_phone(phone: str) -> str:
    """`+62 811-***-**22` from `+6281112345622`; short codes such as 112 name nobody and stay as they are."""
    digits = re.sub(r"\D", "", phone)
    if len(digits) <= 6:
        return phone
    national = digits.removeprefix("62") if phone.startswith("+62") else digits.removeprefix("0")
    return f"+62 {national[:3]}-***-**{national[-2:]}"
