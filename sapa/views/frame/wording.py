"""The one place that puts codes of the services and of the data into words; msgids here, Indonesian in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services.errors import ServiceError, Wrong
from sapa.views.frame import words
from sapa.views.frame.refusals import FAULTS, REFUSALS

Words = Mapping[str, Any]

KLASIFIKASI: Words = {
    "pengaduan": _l("Complaint"),
    "berkadar_pengawasan": _l("Complaint with a supervisory matter"),
    "permintaan_informasi": _l("Request for information"),
    "aspirasi": _l("Suggestion"),
}

OUTCOMES: Words = {
    "answered": _l("answered"),
    "not_complaint": _l("not a complaint"),
    "spam": _l("spam"),
    "duplicate": _l("merged as a duplicate"),
    "out_of_authority": _l("outside the city's authority"),
    "emergency": _l("emergency, referred to 112"),
    "incomplete": _l("ended because the citizen stayed silent"),
    "false_identity": _l("ended because the identity was false"),
    "confidential": _l("goes on in a confidential process"),
    "not_confidential": _l("given back to the open process"),
    "done": _l("done"),
    "missed": _l("missed"),
    "finished": _l("finished"),
    "sent": _l("sent"),
}

MEDIA: Words = {
    "phone": _l("telephone"),
    "whatsapp": _l("WhatsApp"),
    "email": _l("e-mail"),
    "meeting": _l("meeting"),
    "letter": _l("letter"),
    "other": _l("other"),
}

#: What an agency (or we) said: `Answer.kind`.
ANSWERS: Words = {
    "final": _l("final answer"),
    "promise": _l("dated promise"),
    "received": _l("received, being handled"),
    "not_ours": _l("not within our authority"),
    "own": _l("our own answer"),
    "meeting": _l("result of the meeting"),
}

#: What a move put on record (`Task.record`).
RECORDS: Words = {
    "not_contacted": _l("not contacted"),
    "out_of_authority": _l("outside the city's authority"),
    "emergency": _l("emergency, referred to 112"),
    "paraf": _l("paraf given"),
    "returned": _l("returned"),
    "signed": _l("signed"),
    "sent": _l("sent"),
    "moderated": _l("answer approved"),
    "registered": _l("entered in the register"),
    "no_receipt": _l("without a receipt of the citizen"),
    "without_input": _l("without the input of this agency"),
}

#: Events of a case; a `moved` or `climbed` one is told by the label of its action.
EVENTS: Words = {
    "opened": _l("The case was opened."),
    "moved": _l("A move was made."),
    "climbed": _l("The waiting time ran out."),
    "breached": _l("The promised time of this step has passed."),
    "overdue": _l("The deadline of the case has passed without an answer."),
    "warned": _l("A warning was given."),
    "reminded": _l("The citizen was to be reminded."),
    "escalated": _l("The case climbed to level %(level)s."),
    "merged": _l("Case %(ticket)s was merged into this one."),
    "delivered": _l("Another complaint of this case was answered."),
    "closed": _l("The case was closed: %(outcome)s."),
    "recomputed": _l("Deadlines were computed anew, because the calendar changed."),
}

#: How far up the ladder: `Case.level`.
LEVELS: Words = {
    "1": _l("Climbed to the Koordinator"),
    "2": _l("Climbed to PPID Utama"),
    "3": _l("Climbed to the surat undangan"),
}

NOTICES: Words = {
    "turn": _l("It is your turn"),
    "moved": _l("Something happened in a case"),
    "repeated": _l("An agency was refused again: please look"),
    "due_soon": _l("A deadline is near"),
    "late": _l("A deadline has passed"),
    "citizen_waiting": _l("The citizen has not answered yet"),
    "letter_to_sign": _l("A surat undangan waits for your signature"),
    "letter_returned": _l("A surat undangan came back to be corrected"),
    "letter_signed": _l("A surat undangan is signed and can be sent"),
}

#: Why a clock stands.
PAUSES: Words = {"citizen": _l("waiting for the citizen")}

#: Labels of the fields of moves, for summaries of what is wrong.
FIELDS: Words = {
    "klasifikasi": _l("Klasifikasi"),
    "category_id": _l("Category"),
    "kecamatan_id": _l("Kecamatan"),
    "kelurahan_id": _l("Kelurahan"),
    "place_unknown": _l("Place not known"),
    "title": _l("Heading"),
    "opd_ids": _l("Agencies"),
    "return_opd_id": _l("Agency whose answer goes back"),
    "forward_note": _l("Note for the agency"),
    "answer": _l("Answer"),
    "reason": _l("Reason"),
    "reveal_reason": _l("Reason"),
    "contact_name": _l("Who was reached"),
    "contact_jabatan": _l("Jabatan"),
    "contact_number": _l("Number"),
    "contact_medium": _l("By"),
    "contact_result": _l("Result"),
    "duplicate_of": _l("Number of the earlier case"),
    "destination": _l("Where the citizen should turn"),
    "question": _l("Question to the citizen"),
    "note": _l("Note"),
    "reply_text": _l("Reply"),
    "reply_url": _l("Link of the reply"),
    "promise_date": _l("Promised date"),
    "behalf_name": _l("Who said it"),
    "behalf_jabatan": _l("Jabatan"),
    "behalf_medium": _l("By"),
    "emergency": _l("What the citizen is told"),
    "identity_name": _l("Name of the citizen"),
    "identity_nik": _l("NIK"),
    "identity_phone": _l("Telephone of the citizen"),
    "identity_address": _l("Address of the citizen"),
    "identity_email": _l("E-mail of the citizen"),
    "identity_handle": _l("Account of the citizen"),
    "url": _l("Address of the tweet"),
    "handle": _l("Account"),
    "text": _l("Text of the tweet"),
    "said_at": _l("Time of the tweet"),
    "picture": _l("Screenshot"),
    "passphrase": _l("Passphrase of the certificate"),
    "again": _l("The passphrase once more"),
    "kendala": _l("Kendala"),
    "saran": _l("Saran"),
    "report": _l("Report"),
    "file": _l("PDF file"),
}


def fault(wrong: Wrong) -> str:
    """One sentence for one wrong field."""
    return _filled(FAULTS, wrong.code, wrong.params)


def refusal(error: ServiceError) -> str:
    """One sentence for a refusal as a whole."""
    return _filled(REFUSALS, error.code, error.params)


def word(table: Words, code: str | None, **params: Any) -> str:
    """The word for a code; the code itself where nobody has worded it yet, "" for none."""
    return _filled(table, code, params) if code else ""


def label(field: str) -> str:
    """The label of a field of a move."""
    return word(FIELDS, field)


def _filled(table: Words, code: str, params: Mapping[str, Any]) -> str:
    if code not in table:
        return _("Not possible (%(code)s).", code=code) if table is REFUSALS else code
    text = str(table[code])
    return text % {name: _plain(value) for name, value in params.items()} if params and "%(" in text else text


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return words.formal(value)
    return words.day(value) if isinstance(value, date) else value
