"""The fields of each part of an SOP file: how one is read, and what it is when it is left out."""

from dataclasses import MISSING
from dataclasses import fields as dataclass_fields
from typing import Any

from sapa.sop import parts
from sapa.sop.parts import Question
from sapa.sop.reading import (
    REQUIRED,
    At,
    Fields,
    Read,
    Reader,
    assumed,
    fields,
    flag,
    listed,
    number,
    one_of,
    optional,
    slug,
    text,
    words,
)

Rule = tuple[Read, Any]

_SLUG: Rule = (slug, REQUIRED)
_TEXT: Rule = (text, REQUIRED)
_BLANK: Rule = (text, "")
_WORDS: Rule = (words, ())
_FLAG: Rule = (flag, False)
_COUNT: Rule = (number, 0)
_MAYBE_SLUG: Rule = (optional(slug), None)
_ASSUMED: Rule = (assumed, ())


def _maybe(known: tuple[str, ...]) -> Rule:
    return optional(one_of(known)), None


def like(kind: type) -> Fields:
    """Fields of a class made only of texts and lists of texts, all of them optional."""
    return {
        item.name: (_BLANK if item.default == "" else _WORDS)
        for item in dataclass_fields(kind)
        if item.default is not MISSING
    }


LANE: Fields = {
    "id": _SLUG,
    "label": _TEXT,
    "role": _MAYBE_SLUG,
    "scope": _maybe(parts.SCOPES),
    "unit": _MAYBE_SLUG,
    "calendar": _MAYBE_SLUG,
    "printed": (flag, True),
    "assumed": _ASSUMED,
}
WAIT: Fields = {"raw": _TEXT, "label": _BLANK, "assumed": _ASSUMED}
OPTION: Fields = {"label": _TEXT, "on": _FLAG, "assumed": _ASSUMED}
QUESTION: Fields = {"ask": _TEXT, "yes": (words, REQUIRED), "no": _WORDS, "assumed": _ASSUMED}
ACTION: Fields = {
    "slug": _SLUG,
    "label": _TEXT,
    "key": (optional(text), None),
    "by": (words, REQUIRED),
    "needs": _WORDS,
    "to": _WORDS,
    "per_unit": _FLAG,
    "closes": (one_of(parts.CLOSES), "visit"),
    "outcome": _MAYBE_SLUG,
    "notify": _WORDS,
    "pause": _maybe(parts.PAUSES),
    "resume": _FLAG,
    "while_paused": _FLAG,
    "suspend": _FLAG,
    "once": _FLAG,
    "after": _MAYBE_SLUG,
    "not_after": _MAYBE_SLUG,
    "escalate_at": _COUNT,
    "escalate_to": _WORDS,
    "up_at": _COUNT,
    "up_to": _WORDS,
    "says": _maybe(parts.SAYS),
    "record": _maybe(parts.RECORDS),
    "arrives": _FLAG,
    "starts_deadline": _FLAG,
    "extends": _FLAG,
    "begins": _MAYBE_SLUG,
    "option": _MAYBE_SLUG,
    "assumed": _ASSUMED,
}


def _question(reader: Reader, at: At, value: Any) -> Question:
    return Question(**fields(reader, at, value, QUESTION))


STEP: Fields = {
    "id": _SLUG,
    "no": (optional(text), None),
    "process": _SLUG,
    "kind": (one_of(parts.KINDS), "step"),
    "lane": _SLUG,
    "also": _WORDS,
    "mark": _BLANK,
    "activity": _TEXT,
    "short": _BLANK,
    "requires": _BLANK,
    "time": _BLANK,
    "wait": _MAYBE_SLUG,
    "output": _BLANK,
    "note": _BLANK,
    "per_unit": _FLAG,
    "answerable": _FLAG,
    "decision": _FLAG,
    "decisions": (listed(_question), ()),
    "join": _WORDS,
    "pause": _maybe(parts.PAUSES),
    "count_from": (one_of(parts.COUNTS), "visit"),
    "level": _COUNT,
    "draft": _maybe(parts.DRAFTS),
    "prints": _maybe(parts.PRINTS),
    "on_timeout": _MAYBE_SLUG,
    "use": _WORDS,
    "actions": (lambda _reader, _at, value: value, []),
    "option": _MAYBE_SLUG,
    "assumed": _ASSUMED,
}
DEADLINE: Fields = {
    "by": (one_of(parts.BY), "klasifikasi"),
    "days": _BLANK,
    "extension": _BLANK,
    "calendar": _MAYBE_SLUG,
    "assumed": _ASSUMED,
}
DUTY: Fields = {
    "name": _SLUG,
    "label": _TEXT,
    "edge": (one_of(parts.EDGES), REQUIRED),
    "assumed": _ASSUMED,
}
PROCESS: Fields = {
    "name": _SLUG,
    "label": _TEXT,
    "start": _SLUG,
    "calendar": _SLUG,
    "deadline": (lambda _reader, _at, value: value, None),
    "duties": (lambda _reader, _at, value: value, []),
    "confidential": _FLAG,
    "moderated": _FLAG,
    "assumed": _ASSUMED,
}
