"""Depok's Twitter SOP as shipped, and the seed it was written from."""

from pathlib import Path

from sapa.sop.definition import Definition
from sapa.sop.loader import load, shipped

SEED = Path(__file__).parent.parent / "seeds" / "seed-000-depok-twitter.txt"
DEPOK: Definition = next(sop for sop in shipped() if sop.code == "depok-twitter")
FILE = Path(__file__).parents[2] / "sapa" / "sop" / "data" / "depok-twitter-v1.yaml"


def changed(old: str, new: str) -> str:
    """The shipped file with one piece of text replaced, which must stand in it."""
    text = FILE.read_text(encoding="utf-8")
    assert old in text, f"not in the file: {old!r}"
    return text.replace(old, new, 1)


def load_changed(old: str, new: str) -> Definition:
    return load(changed(old, new))
