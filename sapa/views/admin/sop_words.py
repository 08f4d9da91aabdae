"""The words of the SOP pages: parts and fields of a definition, evidence, and where a fault stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services.publishing import bodies
from sapa.services.publishing.bodies import Body
from sapa.sop.faults import Fault, Remark

STATES: Mapping[str, Any] = {
    "draf": _l("Draft"),
    "disahkan": _l("Approved, not yet in force"),
    "efektif": _l("Effective"),
    "dicabut": _l("Withdrawn"),
}
STATE_CLASSES = {"draf": "is-paused", "disahkan": "is-warn", "efektif": "is-done", "dicabut": ""}
FIELDS: Mapping[str, Any] = {
    "no": _l("Number"), "activity": _l("Activity"), "lane": _l("Pelaksana"), "also": _l("Further pelaksana"),
    "requires": _l("Kelengkapan"), "time": _l("Time"), "wait": _l("Wait limit"), "output": _l("Output"),
    "note": _l("Keterangan"), "short": _l("Short name on screens"), "kind": _l("Kind of row"),
    "mark": _l("Mark"),
    "on_timeout": _l("When time is over"), "process": _l("Process"),
    "per_unit": _l("A visit for each agency"),
    "answerable": _l("The agency may answer here"), "decision": _l("Decision"), "decisions": _l("Questions"),
    "join": _l("Waits for"), "pause": _l("Pause"), "count_from": _l("Counted from"), "level": _l("Level"),
    "draft": _l("Draft paper"),
    "prints": _l("Printed form"), "option": _l("Option"), "actions": _l("Actions"), "label": _l("Label"),
    "key": _l("Key"), "by": _l("Who does it"), "needs": _l("What must be filled in"), "to": _l("Leads to"),
    "closes": _l("What it closes"), "outcome": _l("Outcome"), "notify": _l("Tells"),
    "resume": _l("Ends the pause"),
    "once": _l("Once only"), "escalate_at": _l("Alert from the nth time"), "escalate_to": _l("Alert to"),
    "up_at": _l("Climbs at the nth time"), "up_to": _l("Climbs to"), "record": _l("On record"),
    "says": _l("Kind of answer"), "after": _l("Only after"), "not_after": _l("Not after"),
    "assumed": _l("Assumption"), "title": _l("Title"), "version": _l("Version"), "city": _l("City"),
    "nomor": _l("SOP number"), "tanggal_pembuatan": _l("Made on"), "tanggal_revisi": _l("Revised on"),
    "tanggal_efektif": _l("Effective on"), "pengesahan": _l("Approved by"), "nama": _l("Name of the SOP"),
    "dasar_hukum": _l("Legal basis"), "keterkaitan": _l("Related SOPs"), "peringatan": _l("Warnings"),
    "kualifikasi": _l("Qualifications"), "peralatan": _l("Equipment"), "pencatatan": _l("Records"),
    "deadline": _l("Deadline of the case"), "days": _l("Days"), "extension": _l("Extension"),
    "calendar": _l("Calendar"), "start": _l("First row"), "raw": _l("Length"), "on": _l("Switched on"),
    "while_paused": _l("May be done during a pause"),
    "suspend": _l("Moves the time limit to the promised date"),
    "arrives": _l("The arrival of the message does it"),
    "starts_deadline": _l("The deadline of the case runs from here"),
    "extends": _l("Extends the deadline of the case"), "begins": _l("Begins the process"),
    "confidential": _l("Confidential"), "moderated": _l("Answers are approved before they go out"),
    "duties": _l("Daily duties"), "edge": _l("When"), "printed": _l("On the sheet"),
    "ask": _l("Question"), "yes": _l("Yes"), "standard": _l("Mutu baku"), "lanes": _l("Pelaksana"),
    "footnote": _l("Footnote below the last row"), "cover": _l("Cover"), "letterhead": _l("Letterhead"),
    "numbers": _l("Numbers of the columns"),
    "role": _l("Role"), "scope": _l("Scope"), "unit": _l("Agency"), "slug": _l("Code"), "id": _l("Code"),
}  # fmt: skip
PARTS: Mapping[str, Any] = {
    "identity": _l("Identity page"),
    "labels": _l("Captions of the identity page"),
    "columns": _l("Headings"),
    "reporter": _l("Identity of the citizen"),
    "file": _l("File"),
}
EVIDENCE: Mapping[str, Any] = {
    "klasifikasi": _l("Klasifikasi"), "category": _l("Category"), "place": _l("Place"),
    "title": _l("Heading"), "opds": _l("Agencies"), "note": _l("Note"), "answer": _l("Answer"),
    "reason": _l("Reason"), "contact": _l("Whom we reached"),
    "duplicate_of": _l("Number of the earlier case"),
    "destination": _l("Where the citizen should turn"), "question": _l("Question to the citizen"),
    "reply": _l("Reply"), "promise_date": _l("Promised date"), "letter": _l("Surat undangan"),
    "meeting": _l("Result of the meeting"), "report_text": _l("Text of the report"),
    "passphrase": _l("Passphrase of the certificate"), "emergency": _l("What the citizen is told"),
    "identity": _l("Identity of the citizen"),
}  # fmt: skip
CLOSES: Mapping[str, Any] = {
    "visit": _l("this row"),
    "unit": _l("all rows of the agency"),
    "all": _l("all open rows"),
    "none": _l("nothing, the row stays open"),
}
KINDS: Mapping[str, Any] = {
    "step": _l("work"),
    "wait": _l("waiting for the other side"),
    "end": _l("printed end"),
}


@dataclass(frozen=True)
class Told:
    """One fault or remark: where it stands in words, the row it belongs to, and the sentence."""

    where: str
    step: str
    action: str
    text: str
    line: int | None
    field: str = ""
    confirm: bool = False
    page: str = ""


def told(found: Fault | Remark, body: Body | None = None) -> Told:
    """A fault or remark as a person reads it; with the body, actions and columns bear their labels."""
    parts = found.where.split(".")
    in_step = len(parts) > 1 and parts[0] == "steps"
    in_action = in_step and len(parts) > 3 and parts[2] == "actions"
    return Told(
        where=place(found.where, body),
        step=parts[1] if in_step else "",
        action=parts[3] if in_action else "",
        text=str(_(found.message)) % found.params,
        line=found.line,
        field=parts[2] if in_step and len(parts) > 2 else "",
        confirm=getattr(found, "confirm", False),
        page=_PAGES.get(parts[0], "front"),
    )


def place(where: str, body: Body | None = None) -> str:
    """A place in a definition in words: "Baris T02, tindakan “Pengaduan”, Siapa yang melakukan"."""
    parts = where.split(".")
    if parts[0] == "steps":
        return _row(parts[1:], body)
    if parts[0] in _NAMED and len(parts) > 1:
        name = str(_NAMED[parts[0]]) % {"name": _label(parts[0], parts[1], body)}
        return ", ".join([name, *(field(each) for each in parts[2:])])
    return ", ".join([str(PARTS.get(parts[0], field(parts[0]))), *(field(each) for each in parts[1:])])


def action(body: Body | None, row_id: str, slug: str) -> str:
    """An action by the label of its button, or by its code where the body is not known."""
    row = bodies.step(body or {}, row_id) or {}
    label = next((each.get("label") for each in row.get("actions", ()) if each.get("slug") == slug), "")
    return _("action %(slug)s", slug=f"“{label}”" if label else slug)


def field(name: str) -> str:
    """The name of one field; what nobody has worded stays as it is."""
    return str(FIELDS.get(name, name))


#: On which page of a draft a part is corrected; all that is not named here stands on the identity page.
_PAGES = {"lanes": "lanes", **dict.fromkeys(("waits", "processes", "options", "reporter"), "rules")}
_NAMED: Mapping[str, Any] = {
    "lanes": _l("Pelaksana %(name)s"),
    "processes": _l("Process %(name)s"),
    "waits": _l("Wait limit %(name)s"),
    "options": _l("Option %(name)s"),
}


def _label(part: str, name: str, body: Body | None) -> str:
    """What a column, process, limit or option is called."""
    if body is None:
        return name
    if part in ("waits", "options"):
        return str(body.get(part, {}).get(name, {}).get("label") or name)
    found = (each for each in body.get(part, ()) if name in (each.get("id"), each.get("name")))
    return str(next(found, {}).get("label") or name)


def _row(parts: list[str], body: Body | None) -> str:
    if not parts:
        return _("Order of the rows")
    row = _("Row %(id)s", id=parts[0])
    if len(parts) > 2 and parts[1] == "actions":
        return ", ".join([row, action(body, parts[0], parts[2]), *(field(each) for each in parts[3:])])
    return ", ".join([row, *(field(each) for each in parts[1:])])
