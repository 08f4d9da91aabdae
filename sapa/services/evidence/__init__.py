"""Evidence: what a move must bring along, checked before it counts and written down with it.

What an action `needs`, and the fields that a form sends for it (all as typed text; [] are optional):

klasifikasi     klasifikasi (a slug of models.complaints.KLASIFIKASI)
category        category_id
place           kecamatan_id and/or kelurahan_id, or place_unknown
title           title
identity        identity_name, identity_nik, identity_phone, identity_address, identity_email,
                identity_handle: required are those of `identity.missing(sop, ticket)`
duplicate_of    duplicate_of (number of the earlier ticket)
destination     destination (words for the citizen)
emergency       [emergency] (words for the citizen; the setting's own words stand in)
question        question (what the citizen is asked; also where the opened step itself waits for him)
note            note
reply           reply_text, reply_url (a link on X there; on other channels [reply_url], any web address)
opds            opd_ids (several), [forward_note]
answer          answer, [standard_answer] (id of the one used)
promise_date    promise_date (2026-08-11), [answer]
reason          reason, [return_opd_id] where an agency's answer goes back
contact         contact_name, contact_jabatan, contact_number, contact_medium, contact_result
letter, meeting, report_text, passphrase    made on the pages of letters and reports
for an agency   behalf_name, behalf_jabatan, behalf_medium, where somebody records what an agency said
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sapa.services import folder
from sapa.services.evidence import agency, citizen, identity, papers, triage
from sapa.services.evidence.context import Context

__all__ = ["EVIDENCE", "Context", "check", "record"]


class Evidence(NamedTuple):
    """How one kind of evidence is checked (typed fields -> value) and recorded (value -> rows)."""

    check: Callable[[Context], Any]
    record: Callable[[Context, Any], None]


def _nothing(context: Context, value: Any) -> None:
    """Recorded elsewhere, or kept in the history only."""


def _no_check(context: Context) -> None:
    """Nothing was typed for it."""


#: The closed vocabulary of `needs` in an SOP definition.
EVIDENCE: Mapping[str, Evidence] = {
    "klasifikasi": Evidence(triage.check_klasifikasi, triage.record_klasifikasi),
    "category": Evidence(triage.check_category, triage.record_category),
    "place": Evidence(triage.check_place, triage.record_place),
    "title": Evidence(triage.check_title, triage.record_title),
    "identity": Evidence(identity.check, identity.record),
    "duplicate_of": Evidence(triage.check_duplicate_of, triage.record_duplicate_of),
    "destination": Evidence(triage.check_destination, triage.record_redirect),
    "emergency": Evidence(triage.check_emergency, triage.record_redirect),
    "question": Evidence(citizen.check_question, _nothing),
    "note": Evidence(citizen.check_note, citizen.record_note),
    "reply": Evidence(citizen.check_reply, citizen.record_reply),
    "opds": Evidence(agency.check_opds, agency.record_opds),
    "answer": Evidence(agency.check_answer, agency.record_answer),
    "promise_date": Evidence(agency.check_promise, agency.record_promise),
    "reason": Evidence(agency.check_reason, agency.record_reason),
    "contact": Evidence(agency.check_contact, agency.record_contact),
    "letter": Evidence(papers.check_letter, _nothing),
    "meeting": Evidence(papers.check_meeting, papers.record_meeting),
    "report_text": Evidence(papers.check_report_text, papers.record_report_text),
    "passphrase": Evidence(papers.check_passphrase, papers.record_signature),
}


#: What else a move does because of what it puts on record (`Action.record`); other records are words only.
RECORDS: Mapping[str, Evidence] = {
    "paraf": Evidence(papers.check_paraf, papers.record_paraf),
    "returned": Evidence(_no_check, papers.record_return),
    "sent": Evidence(_no_check, papers.record_sent),
}

#: Evidence that is itself what was said.
SPEAKING = frozenset({"answer", "promise_date", "reason", "meeting"})


def check(context: Context) -> None:
    """Clean every piece of evidence that the action needs; faults gather in the context."""
    for name in context.action.needs:
        context.clean[name] = EVIDENCE[name].check(context)
    if (recorded := _recorded(context)) is not None:
        context.clean["record"] = recorded.check(context)
    if context.on_behalf:
        context.clean["on_behalf"] = agency.check_on_behalf(context)


def record(context: Context) -> None:
    """Write what was brought along, and a bare utterance ("diterima") where no evidence speaks."""
    for name in context.action.needs:
        EVIDENCE[name].record(context, context.clean[name])
    if (recorded := _recorded(context)) is not None:
        recorded.record(context, context.clean["record"])
    if context.action.says is not None and not SPEAKING.intersection(context.action.needs):
        agency.record_bare(context)
    folder.used(context.fields.get("standard_answer"))


def _recorded(context: Context) -> Evidence | None:
    """What follows from the action's record; only a report has paraf, returns and sending."""
    if context.run.case.report_id is None or context.action.record is None:
        return None
    return RECORDS.get(context.action.record)
