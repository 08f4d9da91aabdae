"""Evidence: what a move must bring along, checked before it counts and written down with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from sapa.services import folder
from sapa.services.evidence import agency, citizen, papers, triage
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
