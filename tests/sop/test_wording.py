"""Every message of the loader and the linter can be read in Indonesian."""

import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from sapa.sop.faults import MESSAGES

PART = Path(__file__).parents[2] / "translations" / "id" / "parts" / "sop.po"
FIELD = re.compile(r"%\((\w+)\)s")


@pytest.mark.parametrize("code", sorted(MESSAGES))
def test_a_message_is_translated_with_the_same_fields(code: str) -> None:
    with PART.open("rb") as file:
        message = read_po(file, locale="id").get(MESSAGES[code])
    assert message is not None
    assert set(FIELD.findall(str(message.string))) == set(FIELD.findall(MESSAGES[code]))
    assert message.string not in ("", MESSAGES[code])
