"""The one place that puts codes of the services and of the data into words; msgids here, Indonesian in the catalogue."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from sapa.services.errors import ServiceError, Wrong
from sapa.views.frame import words

Words = Mapping[str, Any]

#: What is wrong with one field (`Wrong.code`). Whoever adds a code appends its line here.
FAULTS: Words = {
    "required": _l("This must be filled in."),
    "too_short": _l("Too short: at least %(shortest)s characters."),
    "too_long": _l("Too long: at most %(longest)s characters."),
    "too_long_by": _l("Too long: %(length)s of at most %(longest)s characters."),
    "unknown_choice": _l("Choose one from the list."),
    "in_the_future": _l("This moment has not come yet. It is now %(now)s."),
    "in_the_past": _l("This day is over. Choose today or later."),
    "too_far": _l("Too far ahead: at most %(days)s days from today."),
    "not_a_date": _l("This is not a date. Example: 2026-11-19."),
    "not_a_time": _l("This is not a time. Example: 19:42."),
    "not_a_tweet": _l("This is not the address of a tweet. Example: https://x.com/warga/status/1234567890"),
    "not_a_handle": _l("This is not an account name. Example: @warga_contoh"),
    "holds_nik": _l("There is a NIK in it. Take it out: no reply may hold one."),
    "not_a_reply_link": _l("This is not the link of a reply on X. Example: https://x.com/pemkotdepok/status/1234567890"),
    "not_a_link": _l("This is not an address in the web. Example: https://contoh.go.id/jawaban/12"),
    "not_in_kecamatan": _l("This kelurahan does not lie in the chosen kecamatan."),
    "place_required": _l("Choose a kecamatan, or tick that the place is not known."),
    "ticket_unknown": _l("Number %(number)s is not known. Example: DPK-2026-04817."),
    "ticket_itself": _l("This is the case itself. Write the number of the earlier case."),
    "ticket_unanswered": _l("Case %(number)s was closed without an answer. Choose a case that is open or was answered."),
    "opd_waiting": _l("%(name)s has this case already and has not answered yet."),
    "not_a_message_id": _l("This is not a Message-ID. Example: <abc123@mail.contoh.example>"),
    "file_too_large": _l("The file is too large: at most %(megabytes)s MB."),
    "not_a_picture": _l("%(name)s is not a picture. Choose a PNG, JPEG, or WebP."),
    "too_many_pixels": _l("The picture is too large: at most %(megapixels)s megapixels."),
    "taken": _l("This is in use already. Choose another one."),
    "sop_lane_twice": _l("Another pelaksana is called %(label)s already."),
    "sop_lane_used": _l("This pelaksana cannot be removed: rows or their actions still name it: %(rows)s."),
    "sop_wait_used": _l("This wait limit cannot be removed: rows still wait by it: %(rows)s."),
    "sop_process_used": _l("This process cannot be removed: it has rows, or actions that begin it: %(rows)s."),
    "not_a_slug": _l("Use small letters, digits, hyphen, or underscore only. Example: jalan-rusak."),
    "not_an_account": _l("Use small letters, digits, dot, hyphen, or underscore. Example: siti.operator."),
    "not_an_email": _l("This is not an e-mail address. Example: nama@contoh.go.id."),
    "not_a_phone": _l("This is not a telephone number. Example: 0811-123-2222 or (021) 7773610."),
    "not_a_nik": _l("A NIK has exactly 16 digits."),
    "not_a_number": _l("This is not a whole number."),
    "out_of_range": _l("Choose a number from %(least)s to %(most)s."),
    "strange_year": _l("This year cannot be meant."),
    "ends_before": _l("The end lies before the beginning."),
    "too_many_days": _l("At most %(most)s days at once."),
    "holiday_exists": _l("%(day)s is entered already: %(name)s."),
    "closes_before_opening": _l("The closing time must lie after the opening time."),
    "half_a_break": _l("A break needs both its beginning and its end."),
    "break_outside": _l("The break must lie inside the opening hours, its end after its beginning."),
    "weekday_taken": _l("One of these weekdays already has hours that begin on the same day. Edit those."),
    "never_open": _l("%(name)s would never open again, but it is in use."),
    "succeeds_itself": _l("This agency would become its own successor."),
    "already_member": _l("This account speaks for the agency already."),
    "overlaps": _l("This person is already a substitute in these days."),
    "unit_needed": _l("Choose the agency for which this account speaks."),
    "office_taken": _l("%(name)s holds this office at that time. End that first, or choose Plt. or Plh."),
    "not_a_scope": _l("This line cannot be read: %(line)s. Example: kota | Call Center | depok-twitter"),
    "wrong_passphrase": _l("Not signed: the passphrase is wrong. The paper is unchanged. Tries left: %(left)s."),
    "too_plain": _l("This passphrase repeats too few letters. A short sentence is good."),
    "differs": _l("The two passphrases differ."),
    "letter_changed": _l("The draft has changed since you opened this page. Look at its cases, then send again."),
    "letter_without_case": _l("Tick at least one case."),
    "letter_not_sent": _l("This is done on the page of the letter: it must be signed and sent."),
    "number_used": _l("The number %(number)s is on another letter already. Take the next one of the agenda."),
    "meeting_past": _l("The meeting must be in the future."),
    "meeting_holiday": _l("The office is closed on this day: %(name)s."),
    "meeting_weekend": _l("This is no working day."),
    "meeting_hours": _l("The office is closed at this time."),
    "meeting_not_recorded": _l("Record the meeting on the page of its letter."),
    "too_many_lines": _l("At most %(most)s lines."),
    "attendee_incomplete": _l("Every row needs a name and a jabatan."),
    "register_unchanged": _l("This is what stands there already."),
    "approved_later": _l("The day of approval cannot be later than today."),
    "tomorrow_or_later": _l("Choose tomorrow or a later day."),
    "case_undecided": _l("Choose: an answer was agreed, or the agency is invited once more."),
}  # fmt: skip

#: Why a whole request was refused (`ServiceError.code`).
REFUSALS: Words = {
    "invalid": _l("Some entries need to be corrected."),
    "not_your_lane": _l("This step belongs to another role or another agency."),
    "not_your_ticket": _l("This case belongs to another agency"),
    "may_not_reveal": _l("Your role may not open this data."),
    "ticket_unknown": _l("The number %(number)s is not known."),
    "task_unknown": _l("This step does not exist."),
    "case_unknown": _l("This case does not exist."),
    "action_unknown": _l("This move does not exist in the SOP."),
    "complaint_unknown": _l("This complaint does not belong to the case."),
    "field_unknown": _l("There is no such data field."),
    "sop_unknown": _l("This SOP is not known."),
    "channel_not_offered": _l("The channel %(channel)s is not offered now."),
    "channel_without_route": _l("No SOP handles the channel %(channel)s. The Admin can set this under Settings."),
    "route_without_sop": _l("The SOP %(sop)s, which handles %(channel)s, has no version in force today. Until the Admin approves one or chooses another SOP under Settings, complaints cannot be recorded here."),
    "calendar_unknown": _l("The calendar %(slug)s is not known. The Admin can add it."),
    "not_yet_delivered": _l("Deliver the answer of the case first."),
    "already_delivered": _l("This complaint has its answer already."),
    "not_moderated": _l("This answer has not been approved yet. Approve it first, then send it."),
    "refused_paused": _l("The case is paused: it waits for the citizen."),
    "refused_not_paused": _l("The case is not paused any more."),
    "refused_once": _l("This was done once already and is possible only once."),
    "refused_after": _l("This move is not possible in this order."),
    "refused_identity": _l("The identity of the citizen is not complete yet."),
    "refused_extended": _l("The deadline was extended already. It is possible only once."),
    "refused_too_late": _l("The deadline is over. It could be extended only before."),
    "refused_needs_units": _l("Choose an agency whose answer lies here."),
    "refused_one_unit": _l("An answer goes back to one agency at a time."),
    "refused_in_the_past": _l("The promised day is over."),
    "refused_too_far": _l("The promised day is too far ahead."),
    "refused_opd_waiting": _l("An agency named here has this case already and has not answered yet."),
    "refused_not_your_lane": _l("This step belongs to another role or another agency."),
    "refused_no_such_visit": _l("This step is closed already."),
    "refused_no_such_action": _l("This move does not exist in the SOP."),
    "not_found": _l("There is no such record."),
    "in_use": _l("This is still in use and cannot be deleted. End it by a date, or take it out of use."),
    "last_admin": _l("At least one open account must have the role Admin."),
    "in_office": _l("This assignment has begun. End it by a date instead of deleting it."),
    "in_force": _l("This value is in force already. Set a new one."),
    "not_parked": _l("This does not wait any more. Somebody, or the machine itself, was first."),
    "queue_away": _l("The queue does not answer. Please try again later."),
    "just_done": _l("This was recorded a moment ago."),
    "colleague_first": _l("A colleague has already handled this case"),
    "timer_first": _l("The waiting time ran out first"),
    "already_signed": _l("This paper is signed already. There is one signature and there will be no second one."),
    "paper_not_ready": _l("The paper is still being drawn. Try again in a moment."),
    "paper_unknown": _l("There is no such paper."),
    "page_unknown": _l("The paper has no page %(page)s."),
    "paper_names_another": _l("The paper names %(name)s as its signer. It is drawn again with your name; then read it and sign."),
    "not_read": _l("Read the paper to its last page first."),
    "same_person": _l("You initialled this report already, so somebody else must act here. If you hold two offices, return the report: your paraf then lapses and is waived."),
    "same_person_drafted": _l("You drafted this report, so somebody else must check it. The Admin can appoint a substitute (Plh.)."),
    "no_key": _l("You have no signing certificate. Make one on the page of certificates."),
    "key_locked": _l("The passphrase was wrong five times. Your certificate is locked until %(until)s. Nothing was signed."),
    "key_unknown": _l("There is no such certificate."),
    "not_your_key": _l("This certificate belongs to somebody else."),
    "no_office": _l("Only somebody who holds an office may have a signing certificate. The Admin enters officials."),
    "wrong_passphrase": _l("The passphrase is wrong. The paper is not signed and unchanged."),
    "damaged_credential": _l("The signer's certificate file is damaged. Make a new one. Nothing was signed."),
    "expired_certificate": _l("The signer's certificate is not valid any more, or not yet. Renew it. Nothing was signed."),
    "revoked_certificate": _l("The signer's certificate was withdrawn. Nothing was signed."),
    "outdated_crl": _l("The list of withdrawn certificates is not valid. Tell the Admin. Nothing was signed."),
    "unreadable_pdf": _l("The paper cannot be read, so it was not signed. Tell the Admin."),
    "stamp_does_not_fit": _l("Name and jabatan do not fit into the signature's box. Nothing was signed; tell the Admin."),
    "report_unknown": _l("There is no such report."),
    "document_unknown": _l("There is no paper with this number."),
    "scope_unknown": _l("The scope %(scope)s is not in the settings."),
    "not_your_letter_step": _l("This step of the letter belongs to another role."),
    "not_the_signer": _l("The paper names %(name)s as its signer."),
    "letter_unknown": _l("There is no such letter."),
    "letter_is_draft": _l("The letter is a draft again: it was returned or taken back. Look at it once more."),
    "letter_is_checked": _l("The letter has been checked already and waits for its signature."),
    "letter_is_signed": _l("The letter is signed already. There is one signature and there will be no second one."),
    "letter_is_sent": _l("The letter was sent already."),
    "letter_is_held": _l("The meeting of this letter is recorded already."),
    "letter_is_withdrawn": _l("The letter was withdrawn: no case on it waits any more."),
    "letter_nothing_open": _l("No case on this letter waits any more. It need not be sent."),
    "letter_meeting_past": _l("The meeting in the letter is past. Take the letter back and set a new day."),
    "letter_case_answered": _l("The agency has answered %(numbers)s meanwhile. The letter must be printed anew."),
    "register_line_unknown": _l("There is no such line in the register."),
    "register_month_unknown": _l("The register has no line in this month."),
    "register_closed": _l("This month is closed already."),
    "register_month_runs": _l("This month is not over yet."),
    "register_not_sealed": _l("The seal of %(day)s is not made yet. Try again in some minutes."),
    "register_earlier_open": _l("Close the earlier month first: the one that began on %(month)s."),
    "not_your_figures": _l("These are the figures of another agency."),
    "figure_unknown": _l("There is no such figure."),
    "monitoring_unknown": _l("There is no such monitoring form."),
    "monitoring_changed": _l("%(name)s saved this form on %(at)s while you had it open. Your entries are kept below."),
    "monitoring_finished": _l("This form is finished. What was judged and counted stays as it is."),
    "monitoring_open": _l("This form is not finished: it is open."),
    "monitoring_not_yours": _l("Only who finished this form, or the Admin, can reopen it."),
    "monitoring_running": _l("This half-year is not over yet."),
    "no_signer": _l("Nobody holds the office that signs letters. The Admin enters officials."),
    "sop_not_draft": _l("This version is no draft any more. A change is a new version: copy it."),
    "sop_not_approved": _l("Only an approved version can be withdrawn."),
    "sop_has_faults": _l("This draft has faults. Correct them first."),
    "sop_changed_elsewhere": _l("%(name)s saved this draft on %(at)s while you had it open."),
    "sop_changed_since_read": _l("Somebody has changed this draft since you opened this page. Read it once more."),
    "sop_replaced": _l("This version is not in force any more."),
    "sop_needed": _l("Messages or reports still need this SOP. Publish another version, or change the settings first."),
    "sop_process_missing": _l("This draft lacks processes that messages, shifts or reports need: %(names)s."),
    "sop_row_gone": _l("Row %(id)s is not in this draft any more."),
    "signer_not_in_office": _l("%(name)s does not hold this office any more. The letter must be checked again."),
}  # fmt: skip

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
