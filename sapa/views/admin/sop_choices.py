"""What the forms of a draft offer: lanes, rows, roles, units, and the words of the SOP vocabulary."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from sapa.db import db
from sapa.models import Opd
from sapa.roles import ADMIN, ROLES
from sapa.services import calendars
from sapa.services.publishing import bodies
from sapa.services.publishing.bodies import Body
from sapa.sop import parts
from sapa.views.admin import sop_words
from sapa.views.frame import wording

Pairs = list[tuple[str, Any]]
NOTHING = ("", "–")

SCOPES: Mapping[str, Any] = {
    "": _l("every case"),
    "opd": _l("cases of their own agency"),
    "named": _l("only people named in the settings"),
}
PRINTS: Mapping[str, Any] = {
    "register": _l("folio of the register"),
    "disposition": _l("disposition"),
    "complaint": _l("the complaint as it went to the agency"),
    "solution": _l("catatan solusi"),
    "answer_report": _l("laporan jawaban"),
    "recap": _l("recap of the month"),
}
RECORDS: Mapping[str, Any] = {
    **wording.RECORDS,
    "registered": _l("entered in the register"),
    "no_receipt": _l("no proof of receipt"),
    "without_input": _l("went on without the input"),
}
COUNTS: Mapping[str, Any] = {
    "visit": _l("each visit anew"),
    "first": _l("the first visit to this row"),
}
DRAFTS: Mapping[str, Any] = {"undangan": _l("Surat undangan")}
EDGES: Mapping[str, Any] = {
    "opening": _l("after the house opens"),
    "closing": _l("before the house closes"),
}
DEADLINES: Mapping[str, Any] = {
    "": _l("not named: by klasifikasi, where there is one"),
    "klasifikasi": _l("by klasifikasi, as the settings say"),
    "days": _l("a number of working days"),
}
IDENTITY: Mapping[str, Any] = {
    "name": _l("Name"), "nik": _l("NIK"), "phone": _l("Telephone"), "address": _l("Address"),
    "email": _l("E-mail"), "handle": _l("Account"),
}  # fmt: skip


def worded(names: Iterable[str], words: Mapping[str, Any]) -> Pairs:
    """A blank and each name of a closed vocabulary with its word."""
    return [NOTHING, *((name, words.get(name, name)) for name in names)]


def lanes(body: Body) -> Pairs:
    """The columns by id."""
    return [(str(lane.get("id")), str(lane.get("label"))) for lane in body.get("lanes", ())]


def rows(body: Body) -> Pairs:
    """The rows that a move can lead to."""
    return [(str(each["id"]), named(each)) for each in bodies.steps(body) if each.get("kind") != "end"]


def named(step: Mapping[str, Any]) -> str:
    """A row in a list of rows."""
    text = str(step.get("short") or step.get("activity") or "")
    return f"{step['id']} {text[:60]}"


def roles() -> Pairs:
    """None, and the six roles that work on cases."""
    return [("", _("none, printed only")), *((r.slug, r.name) for r in ROLES if r.name != ADMIN)]


def units() -> Pairs:
    """The agencies by code, for a lane that stands for one of them."""
    found = db.session.execute(select(Opd.code, Opd.name).order_by(Opd.name))
    return [NOTHING, *((code, name) for code, name in found)]


def hours() -> Pairs:
    """The calendars by slug."""
    return [(slug, each.name) for slug, each in calendars.everything().items()]


def processes(body: Body) -> Pairs:
    """The processes by name."""
    return [(str(p.get("name")), str(p.get("label"))) for p in body.get("processes", ())]


def options(body: Body) -> Pairs:
    """The additions that are switched on or off."""
    return [NOTHING, *((name, each.get("label") or name) for name, each in body.get("options", {}).items())]


def outcomes(body: Body) -> Pairs:
    """The outcomes that have a word, and those that the SOP uses already."""
    used = (
        action["outcome"] for step in bodies.steps(body) for action in step.get("actions", ())
        if action.get("outcome")
    )  # fmt: skip
    slugs = dict.fromkeys((*wording.OUTCOMES, *used))
    return [NOTHING, *((slug, wording.word(wording.OUTCOMES, slug)) for slug in slugs)]


def of_row(body: Body, step: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that the page of a row offers."""
    waits = body.get("waits", {}).items()
    slugs = [(a["slug"], a.get("label") or a["slug"]) for a in step.get("actions", ())]
    targets = rows(body)
    return {
        "lanes": lanes(body),
        "waits": [NOTHING, *((n, f"{w.get('label') or n} ({w.get('raw') or '–'})") for n, w in waits)],
        "slugs": [("", _("nothing moves")), *slugs],
        "own": [NOTHING, *slugs],
        "rows": targets,
        "targets": [*targets, (parts.END, _("end of the case"))],
        "processes": processes(body),
        "options": options(body),
        "outcomes": outcomes(body),
        "named": [(slug, sop_words.EVIDENCE.get(slug, slug)) for slug in parts.EVIDENCE],
        "timer": parts.TIMER,
        **_vocabulary(),
    }


def _vocabulary() -> dict[str, Pairs]:
    return {
        "pauses": worded(parts.PAUSES, wording.PAUSES),
        "counts": [(name, COUNTS.get(name, name)) for name in parts.COUNTS],
        "papers": worded(parts.DRAFTS, DRAFTS),
        "prints": worded(parts.PRINTS, PRINTS),
        "says": worded(parts.SAYS, wording.ANSWERS),
        "records": worded(parts.RECORDS, RECORDS),
    }
