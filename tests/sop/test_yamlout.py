"""What is downloaded as a file is read back to the same SOP."""

from __future__ import annotations

import pytest

from sapa.sop.loader import load, shipped
from sapa.sop.yamlout import written
from sapa.sop.yamltext import read_yaml


@pytest.mark.parametrize("sop", shipped(), ids=lambda sop: sop.code)
def test_a_written_sop_is_read_back_to_the_same(sop) -> None:
    again = load(written(sop.to_json()).encode())
    assert (again, again.digest) == (sop, sop.digest)


@pytest.mark.parametrize("text", ["089", "12", "no", "null", "", "10:30", "- a", "a: b", "# x", "'", '"\n\t'])
def test_a_text_stays_a_text(text) -> None:
    assert read_yaml(written({"a": [text], text or "b": text})).data["a"] == [text]
