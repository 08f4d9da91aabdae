"""Names the oddities of the printed source, which stay verbatim; an administrator confirms our reading."""

import re
from collections import Counter
from collections.abc import Iterator

from sapa.sop.definition import Definition
from sapa.sop.faults import Remark
from sapa.sop.parts import Step
from sapa.sop.sums import sums

_PERIODS = ("harian", "bulanan")
_NIP = re.compile(r"NIP\.?\s*([0-9][0-9 ]*[0-9])")
_REPORT = re.compile(r"laporan\s+(harian|bulanan)", re.IGNORECASE)
_DOUBLED = re.compile(r"\b(\w+)\s+\1\b", re.IGNORECASE)


def remarks(sop: Definition) -> tuple[Remark, ...]:
    """The oddities of the printed rows, in the order of the sheet; additions of ours are not source."""
    counts = Counter(step.no for step in sop.steps.values())
    found: list[Remark] = list(_officials(sop))
    for step in sop.steps.values():
        if step.no is not None:
            found += _numbers(step, counts)
            found += _terminator(step) if step.kind == "end" else _times(step)
            found += _wording(step)
    return (*found, *sums(sop))


def _officials(sop: Definition) -> Iterator[Remark]:
    """A NIP numbers its officials of one birthday and month of appointment from 001 on."""
    for nip in _NIP.findall(sop.identity.pengesahan):
        digits = nip.replace(" ", "")
        if len(digits) != 18 or digits.endswith("000"):
            yield Remark("identity.pengesahan", "nip_damaged", {"nip": nip.strip()})


def _numbers(step: Step, counts: Counter[str | None]) -> Iterator[Remark]:
    if step.no and counts[step.no] > 1:
        yield Remark(f"steps.{step.id}.no", "duplicate_number", {"no": str(step.no)}, confirm=False)


def _times(step: Step) -> Iterator[Remark]:
    if step.time is None:
        yield Remark(f"steps.{step.id}.time", "time_missing", {"step": step.id})
    elif step.time.note or step.assumes("time"):
        yield Remark(f"steps.{step.id}.time", "time_unclear", {"step": step.id, "raw": step.time_raw})


def _terminator(step: Step) -> Iterator[Remark]:
    if step.time_raw or step.output:
        yield Remark(f"steps.{step.id}.time", "terminator_with_time", {"step": step.id})


def _wording(step: Step) -> Iterator[Remark]:
    made, form = _period(step.output), _period(step.requires)
    if made and form and made != form:
        params = {"step": step.id, "output": step.output, "requires": step.requires}
        yield Remark(f"steps.{step.id}.requires", "period_mismatch", params)
    where = f"steps.{step.id}.activity"
    spoken = next(iter(_REPORT.findall(step.activity)), None)
    if made and spoken and made != spoken:
        params = {"step": step.id, "activity": spoken, "output": step.output}
        yield Remark(f"steps.{step.id}.output", "activity_mismatch", params)
    if match := _DOUBLED.search(step.activity):
        yield Remark(where, "doubled_word", {"step": step.id, "word": match[1]}, confirm=False)
    if step.activity.count("(") != step.activity.count(")"):
        yield Remark(where, "unbalanced_bracket", {"step": step.id}, confirm=False)


def _period(text: str) -> str | None:
    return next((word for word in _PERIODS if word in text.lower()), None)
