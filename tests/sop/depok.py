"""The SOPs as shipped, the seeds they were written from, and broken copies of Depok's Twitter SOP."""

from pathlib import Path

from sapa.sop.definition import Definition
from sapa.sop.loader import load, shipped

SEEDS = Path(__file__).parent.parent / "seeds"
DATA = Path(__file__).parents[2] / "sapa" / "sop" / "data"
SHIPPED: dict[str, Definition] = {sop.code: sop for sop in shipped()}
DEPOK = SHIPPED["depok-twitter"]
PHONE = SHIPPED["depok-telepon"]
LADDER = PHONE.switched("silence_ladder", True)
BOGOR = SHIPPED["bogor"]
SMS = SHIPPED["sms-wa"]
KULON_PROGO = SHIPPED["kulon-progo"]
#: Every definition that the engine may meet, with options off and on.
ALL = (DEPOK, PHONE, LADDER, BOGOR, SMS, KULON_PROGO)
FILE = DATA / "depok-twitter-v1.yaml"


def seed(sop: Definition) -> str:
    return (SEEDS / f"{sop.source}.txt").read_text(encoding="utf-8")


def file_of(sop: Definition) -> str:
    return (DATA / f"{sop.code}-v{sop.version}.yaml").read_text(encoding="utf-8")


def changed(old: str, new: str, sop: Definition = DEPOK) -> str:
    """The shipped file with one piece of text replaced, which must stand in it."""
    text = file_of(sop)
    assert old in text, f"not in the file: {old!r}"
    return text.replace(old, new, 1)


def load_changed(old: str, new: str, sop: Definition = DEPOK) -> Definition:
    return load(changed(old, new, sop))
